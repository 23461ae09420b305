"""The texts that introduce a candidate: profile, e-mail subject and e-mail to a school, assembled from facts of the CV alone.

Every number, employer and qualification in them stands in the CV; what the CV does not say is left out, not guessed.
"""

import dataclasses
from collections.abc import Sequence

from candidate.ai.base import Brief
from candidate.ai.local import qualifications, wording
from candidate.ai.local.voice import third_person
from candidate.profile import Employment


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What the texts may say; everything anonymised already, jobs and roles newest first."""

    given_name: str
    location: str
    roles: tuple[str, ...]
    jobs: tuple[Employment, ...]
    qualifications: tuple[str, ...]
    skills: tuple[str, ...]
    statement: str  # the candidate's own profile


def leading_role(facts: Facts, brief: Brief) -> str:
    """The role to introduce the candidate by: the one the brief asks for where the CV has it, else the newest."""
    return next(iter(led(facts.roles, brief.job_role)), "")


def led(items: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The items with those that the brief asks for first; nothing is added."""
    first = _wanted(items, wanted)
    return [*first, *(item for item in items if item not in first)]


def _wanted(items: Sequence[str], wanted: Sequence[str]) -> list[str]:
    asked = [words for want in wanted if (words := set(wording.key(want).split()))]
    return [item for item in items if any(words <= set(wording.key(item).split()) for words in asked)]


def profile(facts: Facts, brief: Brief) -> str:
    """The professional profile: the candidate's own words where there are enough of them, else the facts in sentences."""
    if 12 <= len(facts.statement.split()) <= 250:
        lead = _asked_for(facts, brief)
        return f"{lead} {third_person(facts.statement, '' if lead else facts.given_name)}".strip()
    sentences = [_opening(facts, brief), *_career(facts), _strengths(facts, brief), _qualified(facts)]
    return " ".join(sentence for sentence in sentences if sentence)


def subject(facts: Facts, brief: Brief) -> str:
    what = ", ".join(filter(None, [leading_role(facts, brief), facts.location]))
    return f"Introducing {facts.given_name or 'a candidate'}" + (f": {what}" if what else "")


def email(facts: Facts, brief: Brief) -> str:
    """The introduction to a school: plain text, paragraphs parted by empty lines."""
    name = facts.given_name or "this candidate"
    middle = " ".join(sentence for sentence in [*_career(facts), _strengths(facts, brief), _qualified(facts)] if sentence)
    highlights = "\n".join(f"- {duty}" for duty in _best_duties(facts, brief))
    paragraphs = [
        "Dear Hiring Manager,",
        f"I would like to introduce {', '.join(filter(None, [name, leading_role(facts, brief), _based(facts)]))}.",
        middle,
        f"A few highlights from the CV:\n{highlights}" if highlights else "",
        f"If {name} could be right for your school, please reply to this email and we will be glad to arrange a conversation.",
        "Kind regards,",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _asked_for(facts: Facts, brief: Brief) -> str:
    """What the brief asks for, and the CV has, and the candidate's own profile does not say."""
    said = set(wording.key(facts.statement).split())

    def unsaid(wanted: Sequence[str]) -> list[str]:
        return [want for want in wanted if not set(wording.key(want).split()) <= said]

    roles = _wanted(facts.roles, unsaid(brief.job_role))[:1]
    skills = _wanted(facts.skills, unsaid(brief.skills))[:4]
    sentences = [f"{facts.given_name or 'The candidate'} has worked as {_article(role)}." for role in roles]
    return " ".join([*sentences, *([f"Their skills include {_listed(skills)}."] if skills else [])])


def _opening(facts: Facts, brief: Brief) -> str:
    role = leading_role(facts, brief)
    return f"{' '.join(filter(None, [facts.given_name or 'The candidate', 'is', _article(role), _based(facts)]))}." if role else ""


def _based(facts: Facts) -> str:
    return f"based in {facts.location}" if facts.location else ""


def _career(facts: Facts) -> list[str]:
    """The running post, the one before it, and where else; a career that has paused begins with the last post."""
    name = facts.given_name or "The candidate"
    running = [job for job in facts.jobs if job.end == "present" and job.company][:1]
    earlier = [job for job in facts.jobs if job.end != "present" and job.company]
    sentences = [
        f"{name} currently works {_at(job.company)}{_as(job.role)}{f', since {job.start[:4]}' if job.start else ''}." for job in running
    ]
    if earlier:
        opening = "Before that they worked" if running else f"{name} most recently worked"
        sentences.append(f"{opening} {_at(earlier[0].company)}{_as(earlier[0].role)}.")
    named = {job.company for job in (*running, *earlier[:1])}
    places = [place for place in dict.fromkeys(job.company for job in earlier) if place not in named and _at(place).startswith("at")]
    return [*sentences, f"Earlier experience includes {_listed(places[:2])}."] if places else sentences


def _as(role: str) -> str:
    return f" as {role}" if role else ""


def _strengths(facts: Facts, brief: Brief) -> str:
    skills = led(facts.skills, brief.skills)[:4]
    return f"Key skills include {_listed(skills)}." if len(skills) > 1 else ""


def _qualified(facts: Facts) -> str:
    held = list(dict.fromkeys(map(qualifications.name_of, facts.qualifications)))[:2]
    return f"Qualifications include {_listed(held)}." if held else ""


def _best_duties(facts: Facts, brief: Brief) -> list[str]:
    """What the brief asks about first, then what shows a figure, of the latest posts."""
    duties = [duty for job in facts.jobs for duty in job.responsibilities][:12]
    short = [duty.rstrip(".") for duty in duties if 4 <= len(duty.split()) <= 30]
    by_figures = sorted(short[:6], key=lambda duty: not any(char.isdigit() for char in duty))
    return led(by_figures, brief.skills)[:3]


def _at(employer: str) -> str:
    return employer.lower() if wording.key(employer) in {"self-employed", "freelance"} else f"at {employer}"


def _article(role: str) -> str:
    first = role.split()[0]
    vowel = first[0] in "AEFHILMNORSX" if first.isupper() and len(first) <= 4 else first[0] in "AEIOUaeiou"
    return f"{'an' if vowel else 'a'} {role}"


def _listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)
