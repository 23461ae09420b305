"""The texts that introduce a candidate: profile, e-mail subject and e-mail to a school, assembled from facts of the CV alone.

Every number, employer and qualification in them stands in the CV; what the CV does not say is left out, not guessed.
"""

import dataclasses
from collections.abc import Sequence

from candidate.ai.base import Brief
from candidate.ai.local import wording
from candidate.ai.local.voice import third_person


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What the texts may say; everything anonymised already. `posts`: title, employer, first year or '', whether it runs; newest first."""

    given_name: str
    location: str
    roles: tuple[str, ...]
    posts: tuple[tuple[str, str, str, bool], ...]
    duties: tuple[str, ...]
    qualifications: tuple[str, ...]
    skills: tuple[str, ...]
    statement: str  # the candidate's own profile


def leading_role(facts: Facts, brief: Brief) -> str:
    """The role to introduce the candidate by: the one the brief asks for where the CV has it, else the newest."""
    return next(iter(led(facts.roles, brief.job_role)), "")


def led(items: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The items with those that the brief asks for first; nothing is added."""
    asked = [set(wording.key(want).split()) for want in wanted if wording.key(want)]
    return sorted(items, key=lambda item: not any(want <= set(wording.key(item).split()) for want in asked))


def profile(facts: Facts, brief: Brief) -> str:
    """The professional profile: the candidate's own words where there are enough of them, else the facts in sentences."""
    if 12 <= len(facts.statement.split()) <= 250:
        return third_person(facts.statement, facts.given_name)
    sentences = [_opening(facts, brief), *_career(facts), _strengths(facts, brief), _qualified(facts)]
    return " ".join(sentence for sentence in sentences if sentence)


def subject(facts: Facts, brief: Brief) -> str:
    role = leading_role(facts, brief)
    if not role:
        return f"Candidate profile: {facts.given_name}" if facts.given_name else ""
    return (
        f"{role} in {facts.location}: {facts.given_name or 'a candidate'}"
        if facts.location
        else f"{role}: {facts.given_name or 'a candidate'}"
    )


def email(facts: Facts, brief: Brief) -> str:
    """The introduction to a school: plain text, paragraphs parted by empty lines."""
    name = facts.given_name or "this candidate"
    opening = f"I would like to introduce {name}" + (f", {_article(role)}" if (role := leading_role(facts, brief)) else "")
    opening += f" based in {facts.location}." if facts.location else "."
    middle = " ".join(sentence for sentence in [*_career(facts), _strengths(facts, brief), _qualified(facts)] if sentence)
    highlights = "\n".join(f"- {duty}" for duty in _best_duties(facts, brief))
    closing = (
        f"If {name} could be right for your school, please reply to this email and we will send the full CV and arrange a conversation."
    )
    parts = ["Dear Hiring Manager,", opening, middle, f"From the CV:\n{highlights}" if highlights else "", closing, "Kind regards,"]
    return "\n\n".join(part for part in parts if part)


def _opening(facts: Facts, brief: Brief) -> str:
    role = leading_role(facts, brief)
    if not role:
        return ""
    return f"{facts.given_name or 'The candidate'} is {_article(role)}" + (f" based in {facts.location}." if facts.location else ".")


def _career(facts: Facts) -> list[str]:
    name = facts.given_name or "The candidate"
    running = [post for post in facts.posts if post[3] and post[1]]
    earlier = [post for post in facts.posts if not post[3] and post[1]]
    sentences = []
    if running:
        title, employer, year, _ = running[0]
        sentences.append(
            f"{name} currently works at {employer}"
            + (f" as {_article(title)}" if title else "")
            + (f", a post held since {year}." if year else ".")
        )
    if earlier:
        places = list(dict.fromkeys(post[1] for post in earlier))[:2]
        sentences.append(f"Earlier posts include {_listed(places)}." if running else f"Recent experience includes {_listed(places)}.")
    return sentences


def _strengths(facts: Facts, brief: Brief) -> str:
    skills = led(facts.skills, brief.skills)[:4]
    return f"Strengths named in the CV are {_listed(skills)}." if skills else ""


def _qualified(facts: Facts) -> str:
    return f"Qualifications include {_listed(facts.qualifications[:2], mark='; ')}." if facts.qualifications else ""


def _best_duties(facts: Facts, brief: Brief) -> list[str]:
    """Short ones first choice: those that show a figure, or that the brief asks about."""
    short = [duty for duty in facts.duties[:12] if 4 <= len(duty.split()) <= 30]
    asked = led(short, brief.skills)
    return sorted(asked[:6], key=lambda duty: not any(char.isdigit() for char in duty))[:3]


def _article(role: str) -> str:
    return f"{'an' if role[:1].casefold() in 'aeiou' else 'a'} {role}"


def _listed(items: Sequence[str], mark: str = ", ") -> str:
    return f"{mark.join(items[:-1])} and {items[-1]}" if len(items) > 1 else "".join(items)
