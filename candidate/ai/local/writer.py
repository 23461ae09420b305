"""The texts that introduce a candidate: profile, e-mail subject and e-mail to a school, assembled from facts of the CV alone.

Every number, employer and qualification in them stands in the CV; what the CV does not say is left out, not guessed. The same CV
always gives the same texts. The e-mail has neither greeting nor signature: whoever sends it knows to whom, and from whom.
"""

import dataclasses
import re
import zlib
from collections.abc import Sequence

from candidate.ai.local import career, strengths, wording
from candidate.ai.local.english import article, joined, listed, sentence, within
from candidate.ai.local.voice import described, third_person
from candidate.documents.orders import gives_orders
from candidate.profile import Brief, Education, Employment
from candidate.taxonomy import Phase, Role, Status

LEAST_WORDS = 12
MOST_WORDS = 250  # of the candidate's own profile; what is longer ends with a sentence before
_OPENINGS = ("I would like to introduce {}.", "I am pleased to introduce {}.", "May I introduce {}?")
_HIGHLIGHTS = ("A few highlights from the CV:", "From the CV:", "Some of what stands out in the CV:")
_CLOSINGS = (
    "If {name} could be right for {team}, please reply to this email and we will be glad to arrange a conversation.",
    "If you would like to meet {name}, please reply to this email and we will be glad to arrange it.",
    "Would {name} suit {team}? A short reply to this email is enough, and we will gladly arrange a conversation.",
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What the texts may say; everything anonymised already, jobs and roles newest first."""

    given_name: str = ""
    location: str = ""
    roles: tuple[str, ...] = ()
    jobs: tuple[Employment, ...] = ()
    qualifications: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    statement: str = ""  # the candidate's own profile
    availability: str = ""
    school: Education = dataclasses.field(default_factory=Education)
    numbers: frozenset[str] = frozenset()  # what the CV writes in digits where jobs and key stages were read

    @property
    def name(self) -> str:
        return self.given_name or "the candidate"

    @property
    def subject_name(self) -> str:
        """The name as a sentence begins with it."""
        return self.given_name or "The candidate"

    def pick(self, options: Sequence[str]) -> str:
        """One of several wordings: always the same for the same candidate."""
        return options[zlib.crc32("\n".join((self.given_name, self.location, *self.roles)).encode()) % len(options)]


def led(items: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The items with those that the brief asks for first; nothing is added."""
    first = _wanted(items, wanted)
    return [*first, *(item for item in items if item not in first)]


def _wanted(items: Sequence[str], wanted: Sequence[str]) -> list[str]:
    asked = [words for want in wanted if (words := set(wording.key(want).split()))]
    return [item for item in items if any(words <= set(wording.key(item).split()) for words in asked)]


def profile(facts: Facts, brief: Brief) -> str:
    """The professional profile: the candidate's own words where there are enough of them, else the facts in sentences."""
    own = _own_words(facts.statement)
    what = _as_what(facts, brief)
    if len(own.split()) >= LEAST_WORDS:
        lead = _asked_for(facts, brief)
        told = third_person(own, "" if lead else facts.given_name)
        unnamed = what and facts.given_name and facts.given_name not in _SENTENCES.split(told)[0]
        return joined([lead or (f"{facts.given_name} is {what}." if unnamed else ""), told])
    opening = third_person(own, facts.subject_name) if described(own) else f"{facts.subject_name} is {what}" if what else ""
    return joined(_run_on(sentence(opening), *_told(facts, brief), facts.subject_name))


def _run_on(opening: str, career_: str, strengths_: str, name: str) -> list[str]:
    """The career in one sentence with the opening, where both are about the same person and the opening is one sentence."""
    if (
        career_.startswith(f"{name} ")
        and len(_SENTENCES.split(opening)) == 1
        and opening.startswith(f"{name} is ")
        and opening.endswith(".")
    ):
        return [f"{opening[:-1]} and {career_.removeprefix(f'{name} ')}", strengths_]
    return [opening, career_, strengths_]


def subject(facts: Facts, brief: Brief) -> str:
    """One line: who, as what, from where."""
    role = _role(facts, brief)
    what = ", ".join(filter(None, [f"{role[:1].upper()}{role[1:]}", facts.location]))
    return f"Introducing {facts.given_name or 'a candidate'}" + (f": {what}" if what else "")


def email(facts: Facts, brief: Brief) -> str:
    """The introduction to a school: plain text, paragraphs parted by empty lines."""
    who = facts.given_name or ("" if _role(facts, brief) else "a candidate")
    career_, strengths_ = _told(facts, brief)
    highlights = "\n".join(f"- {duty}" for duty in _best_duties(facts, brief))
    availability = sentence(f"Availability: {facts.availability}") if 0 < len(facts.availability.split()) <= 25 else ""
    paragraphs = [
        facts.pick(_OPENINGS).format(", ".join(filter(None, [who, _as_what(facts, brief)]))),
        career_,
        f"{facts.pick(_HIGHLIGHTS)}\n{highlights}" if highlights else "",
        joined([strengths_, strengths.checks(facts.subject_name, facts.school), availability]),
        facts.pick(_CLOSINGS).format(name=facts.name, team=_team(facts.school)),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _told(facts: Facts, brief: Brief) -> tuple[str, str]:
    """Career and strengths, a paragraph each; those at the start of their career are told by what they learnt first."""
    name = facts.subject_name
    jobs = career.sentences(name, facts.jobs, facts.numbers, _role(facts, brief))
    titles = " ".join(job.role for job in facts.jobs)
    qualified = strengths.qualified(name, facts.qualifications, facts.school, titles)
    rest = [
        strengths.experience(facts.school, facts.numbers, titles),
        strengths.skills(facts.skills, _wanted(facts.skills, brief.skills), facts.school),
    ]
    return (joined([qualified, *jobs]), joined(rest)) if is_new(facts.school) else (joined(jobs), joined([*rest, qualified]))


def is_new(school: Education) -> bool:
    """Whether somebody stands at the start of a teacher's career: what was learnt tells more than what was done."""
    return bool({Status.ECT, Status.WORKING_TOWARDS_QTS} & set(school.statuses))


def _role(facts: Facts, brief: Brief) -> str:
    """The role to introduce the candidate by: the one the brief asks for where the CV has it, else the first, else what they call
    themselves."""
    posts = (role for title in led(facts.roles, brief.job_role) if (role := career.post(title)) and role != facts.given_name)
    return next(posts, described(facts.statement))


def _as_what(facts: Facts, brief: Brief) -> str:
    """'a Year 6 teacher based in Leeds'."""
    role = _role(facts, brief)
    return " ".join(filter(None, [role and article(within(role)), f"based in {facts.location}" if facts.location else ""]))


def _own_words(statement: str) -> str:
    """The candidate's profile up to MOST_WORDS, in whole sentences, without those that talk to a program; '' when it shouts."""
    kept, count = list[str](), 0
    for said in _SENTENCES.split(statement):
        if gives_orders(said):
            continue
        count += len(said.split())
        if count > MOST_WORDS:
            break
        kept.append(said)
    return "" if statement.isupper() else joined(kept)


def _asked_for(facts: Facts, brief: Brief) -> str:
    """What the brief asks for, and the CV has, and the candidate's own profile does not say."""
    said = set(wording.key(facts.statement).split())

    def unsaid(wanted: Sequence[str]) -> list[str]:
        return [want for want in wanted if not set(wording.key(want).split()) <= said]

    roles = [role for title in _wanted(facts.roles, unsaid(brief.job_role)) if (role := career.post(title))][:1]
    skills = _wanted(facts.skills, unsaid(brief.skills))[:4]
    sentences = [f"{facts.subject_name} has worked as {article(within(role))}." for role in roles]
    return joined([*sentences, f"Their skills include {listed([within(skill) for skill in skills])}." if skills else ""])


def _best_duties(facts: Facts, brief: Brief) -> list[str]:
    """What the brief asks about first, then what shows a figure, of the latest posts; a sentence each."""
    told = (said for job in facts.jobs for duty in job.responsibilities[:12] for said in _SENTENCES.split(duty))
    duties = list(dict.fromkeys(said.strip(" .;,") for said in told))[:12]
    short = [duty for duty in duties if 4 <= len(duty.split()) <= 30 and not duty.endswith(":") and not gives_orders(duty)]
    by_figures = sorted(short[:6], key=lambda duty: not any(char.isdigit() for char in duty))
    return [f"{duty[0].upper()}{duty[1:]}" for duty in led(by_figures, brief.skills)[:3]]


def _team(school: Education) -> str:
    if not school.roles and not school.statuses:
        return "your team"
    return "your setting" if school.phases == [Phase.NURSERY] or school.roles == [Role.NURSERY] else "your school"
