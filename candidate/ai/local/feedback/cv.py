"""A CV as the rules of criticism look at it: the findings, and what several rules want to know of them."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from candidate.ai.local import dates, posts, sections, wording
from candidate.ai.local.feedback.faults import shortened
from candidate.ai.local.findings import Findings
from candidate.ai.local.jobs import Job, paragraphs
from candidate.ai.local.qualifications import Qualification
from candidate.ai.local.sections import OF_OTHERS, Section
from candidate.documents.model import Document, Line
from candidate.documents.orders import gives_orders
from candidate.taxonomy import Remark, Role, Status

LISTS: dict[str, list[str]] = wording.data("criticism.json")
_TEACHERS = frozenset({Role.CLASS_TEACHER, Role.SUBJECT_TEACHER, Role.MIDDLE_LEADER, Role.SENCO, Role.HEAD})
_SUPPORT = frozenset(
    {Role.TEACHING_ASSISTANT, Role.LEARNING_SUPPORT_ASSISTANT, Role.HLTA, Role.COVER_SUPERVISOR, Role.NURSERY, Role.SUPPORT_STAFF}
)
_TRAINEES = frozenset({Status.ECT, Status.WORKING_TOWARDS_QTS})
_WISH = re.compile(
    r"\b(?:seeking|looking|keen|hoping|want|wish|aspir\w+)\b[^.]{0,80}\b(?:in (?:a )?(?:primary|secondary|special)?\s?schools?"
    r"|teaching|teacher|teaching assistant|classroom|cover supervisor)\b",
    re.IGNORECASE,
)
_TRAINING = re.compile(r"\bB\.?Ed\b|\bwith QTS\b|\bPG[CD]E\b")
_SCHOOL = re.compile(r"\b(?:schools?|pupils?|classrooms?|children|academy|PGCE|QTS)\b", re.IGNORECASE)
_LONGEST = 4_000  # characters of a paragraph that are looked at
_MOST_PROSE = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph or bullet, and where it stands."""

    place: str
    text: str
    job: Job | None = None


@dataclasses.dataclass(frozen=True)
class Cv:
    document: Document
    found: Findings
    today: date

    @cached_property
    def _sections(self) -> list[Section]:
        return sections.split(self.document, self.today)

    @cached_property
    def parts(self) -> list[Section]:
        """The candidate's own sections and those of the referees; without letters and agencies."""
        return [part for part in self._sections if part.kind == "references" or part.kind not in OF_OTHERS]

    @cached_property
    def own(self) -> list[Line]:
        """The lines about the candidate."""
        return [line for part in self.parts if part.kind not in OF_OTHERS for line in part.lines]

    @cached_property
    def text(self) -> str:
        """The same as one text, with the headings."""
        told = [part for part in self.parts if part.kind not in OF_OTHERS]
        return "\n".join(text for part in told for text in (part.heading, *(line.text for line in part.lines)) if text)

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def lines(self) -> list[Line]:
        """All lines, whomever they are about."""
        return [line for part in self._sections for line in part.lines]

    @cached_property
    def whole(self) -> str:
        return " ".join(line.text for line in self.lines)

    @cached_property
    def present(self) -> frozenset[Role]:
        """The roles in schools that the candidate has, had last, or calls themselves."""
        if not self.found.school.roles or self.found.not_a_cv.value:
            return frozenset()
        among = any(posts.is_school(job.employer) for job in self.found.jobs)
        told = [posts.roles(job.title, job.employer, among_schools=among) for job in self.found.jobs]
        latest = next(filter(None, told[:2]), {})
        named = posts.roles(self.found.headline.value, among_schools=among) if any(told) or self.says(_SCHOOL) else {}
        return frozenset(latest) | frozenset(named) or (frozenset() if told else frozenset(self.found.school.roles))

    @cached_property
    def at_school(self) -> bool:
        """Whether the candidate works in schools, or wants to."""
        if self.found.not_a_cv.value:
            return False
        stated = bool(_TRAINEES & set(self.found.school.statuses))
        return bool(self.present) or stated or bool(_WISH.search(self.found.statement.value[:_LONGEST]))

    @property
    def is_teacher(self) -> bool:
        return bool(self.present & _TEACHERS)

    @property
    def is_support(self) -> bool:
        return bool(self.present & _SUPPORT) and not self.is_teacher

    @property
    def is_scan(self) -> bool:
        """Read by optical character recognition: its spelling is not the candidate's."""
        return Remark.SCAN in self.found.flags

    @cached_property
    def trained(self) -> Qualification | None:
        """The teacher training that the CV names."""
        return next((held for held in self.found.qualifications if held.level == "pgce" or _TRAINING.search(held.name)), None)

    @cached_property
    def prose(self) -> list[Prose]:
        """The statement's paragraphs and what is told of the jobs; text that talks to programs is left out."""
        profile = [text for part in self.parts if part.kind == "profile" for text in paragraphs(part.lines)]
        told = [Prose("Profile", text[:_LONGEST]) for text in profile]
        told += [Prose(place(job), duty[:_LONGEST], job) for job in self.found.jobs for duty in job.duties]
        return [piece for piece in told[:_MOST_PROSE] if not (self.orders and gives_orders(piece.text))]

    @cached_property
    def orders(self) -> bool:
        """Whether the text talks to a program."""
        return gives_orders(self.whole)

    @cached_property
    def duties(self) -> list[Prose]:
        return [piece for piece in self.prose if piece.job is not None]

    def says(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.text))

    def to_the_letter(self, quote: str) -> str:
        """As much of a quote's beginning as stands in the CV: lines that were put together may stand apart there."""
        words = quote.split()
        while words and " ".join(words) not in self.whole:
            words.pop()
        return " ".join(words)


def place(job: Job) -> str:
    """'Employment: Teaching Assistant, Oak School'."""
    return f"Employment: {named(job)}"


def named(job: Job) -> str:
    return shortened(", ".join(filter(None, (job.title, job.employer))), 100)


def is_dated(job: Job) -> bool:
    """Whether a start and an end are known."""
    return job.when is not None and not job.when.single and bool(job.when.start and job.when.end)


def is_running(job: Job) -> bool:
    return job.when is not None and job.when.end == dates.PRESENT


def has_months(job: Job) -> bool:
    """Whether no end of its dates is a year, or a school year, alone."""
    return job.when is not None and all(re.search(r"[a-z]{2}", end) for end in job.when.label.split(" - "))


def month(iso: str) -> str:
    """'2019-09' as 'Sep 2019'."""
    return f"{dates.MONTHS[int(iso[5:7]) - 1]} {iso[:4]}"


def months_between(start: str, end: str) -> int:
    """From the first month to the last one, both 'YYYY-MM', both counted."""
    return (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7]) + 1


def length(months: int) -> str:
    """'5 months', '2 years and 3 months'."""
    years, rest = divmod(months, 12)
    told = [f"{count} {unit}{'s' * (count != 1)}" for count, unit in ((years, "year"), (rest, "month")) if count]
    return " and ".join(told)


def phrases(*names: str) -> wording.Phrases[bool]:
    """Lists of `criticism.json` to look for in texts."""
    return wording.Phrases((phrase, True) for name in names for phrase in LISTS[name])


def opens_with(text: str, known: wording.Phrases[bool]) -> bool:
    """Whether the first words of a text are one of the phrases."""
    opening = " ".join(text.split()[:5])
    found = known.find(opening)
    return bool(found) and wording.key(opening).startswith(found[0][1])


def sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.!?])\s+(?=[A-Z])", text)
