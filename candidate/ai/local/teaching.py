"""The school work that a CV tells of: roles, phases, key stages and subjects. A CV of another trade tells of none."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from candidate.ai.local import curriculum, posts
from candidate.ai.local.evidence import Evidence, Found, seen
from candidate.ai.local.jobs import Job
from candidate.ai.local.qualifications import Qualification
from candidate.documents.model import Line
from candidate.taxonomy import KeyStage, Phase, Role, Subject

LEAST = 0.5
_HEADLINE = 0.92
_OPENING = re.compile(
    r"^(?:(?:I am|I'm|I’m)\s)?(?:an?\s)?(?P<said>[^.;:]{3,120}?)"
    r"(?=\s(?:with|who|seeking|looking|and I|having|holding|in search)\b|[.;:,]|$)"
)
_TAUGHT = re.compile(r"\b(?:taught|teach(?:es|ing)?|deliver(?:ed|ing)|lessons?|tutor(?:ed|ing))\b", re.IGNORECASE)
_TRAINING = re.compile(r"\b(?:PGCE|PGDE|GTP|SCITT|School Direct|B\.?Ed|QTS|TAR)\b")
_LECTURER = re.compile(r"\blecturer\b", re.IGNORECASE)  # those of universities have no role in schools
_OF_SUBJECTS = frozenset({Role.SUBJECT_TEACHER, Role.CLASS_TEACHER, Role.MIDDLE_LEADER, Role.TUTOR})
_NO_DUTIES = frozenset({Role.HEAD, Role.SUPPORT_STAFF})  # what they do concerns the whole school


@dataclasses.dataclass(frozen=True, slots=True)
class Teaching:
    """Roles newest first; phases and key stages from the youngest pupils to the oldest."""

    roles: tuple[Found[Role], ...] = ()
    phases: tuple[Found[Phase], ...] = ()
    key_stages: tuple[Found[KeyStage], ...] = ()
    subjects: tuple[Found[Subject], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Post:
    title: str
    employer: str
    duties: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    roles: dict[Role, float]


class _Best[T]:
    """Facts told several times: each once, with its best confidence and what that was read from."""

    def __init__(self) -> None:
        self._found: dict[T, Found[T]] = {}

    def add(self, values: Iterable[T], confidence: float, evidence: tuple[Evidence, ...]) -> None:
        for value in values:
            if value not in self._found or self._found[value].confidence < confidence:
                self._found[value] = Found(value, confidence, evidence)

    def told(self, order: Iterable[T] = ()) -> tuple[Found[T], ...]:
        sure = [found for found in self._found.values() if found.confidence >= LEAST]
        rank = {value: number for number, value in enumerate(order)}
        return tuple(sorted(sure, key=lambda found: rank.get(found.value, 0)))


def read(
    jobs: Sequence[Job],
    headline: Found[str],
    statement: Found[str],
    qualifications: Sequence[Qualification],
    placements: Sequence[Line],
    lines: Sequence[Line],
) -> Teaching:
    """What titles, employers and duties tell, then the headline and the statement, then teacher training and its `placements`.

    `lines`: the candidate's own, to show where a duty was read.
    """
    held = _posts(jobs, headline, statement)
    if not held:
        return Teaching()
    roles, phases, stages, subjects = _Best[Role](), _Best[Phase](), _Best[KeyStage](), _Best[Subject]()
    for post in held:
        for role, sure in post.roles.items():
            roles.add([role], sure, post.evidence)
        stages.add(curriculum.key_stages(post.title), 0.9, post.evidence)
        subjects.add(curriculum.subjects(post.title) if post.roles.keys() & _OF_SUBJECTS else (), 0.9, post.evidence)
        named = curriculum.phases(post.title)
        phases.add(named, 0.9, post.evidence)
        phases.add(curriculum.phases(post.employer), 0.85, post.evidence)
        phases.add([Phase.NURSERY] if Role.NURSERY in post.roles else [], 0.85, post.evidence)
        phases.add([Phase.SIXTEEN_PLUS] if _LECTURER.search(post.title) else [], 0.8, post.evidence)
        placed = bool(named or curriculum.phases(post.employer))
        for duty in () if post.roles.keys() <= _NO_DUTIES else post.duties:
            taught, there = curriculum.key_stages(duty), () if placed else curriculum.phases(duty)
            where = _where(duty, lines) if taught or there else ()
            stages.add(taught, 0.7, where)
            phases.add(there, 0.6, where)
    _from_statement(statement, stages, phases)
    _from_training(qualifications, held, phases, subjects)
    _from_duties(held, subjects, lines)
    for line in placements:
        stages.add(curriculum.key_stages(line.text), 0.6, seen(line))
        phases.add(curriculum.phases(line.text), 0.6, seen(line))
    return Teaching(roles.told(), phases.told(Phase), stages.told(KeyStage), subjects.told())


def _posts(jobs: Sequence[Job], headline: Found[str], statement: Found[str]) -> list[_Post]:
    """The headline and the jobs that are school work; only where there are none, what the statement begins with."""
    told = [("", headline.value, (), headline.evidence), *((job.employer, job.title, job.duties, job.evidence) for job in jobs)]
    among = any(role != Role.SUPPORT_STAFF for employer, title, _, _ in told for role in posts.roles(title, employer))
    among = among or any(posts.is_school(employer) for employer, _, _, _ in told)
    held = [
        _Post(title, employer, duties, evidence, found)
        for employer, title, duties, evidence in told
        if (found := posts.roles(title, employer, among_schools=among))
    ]
    if held and held[0].title == headline.value:  # may be what is sought
        held[0] = dataclasses.replace(held[0], roles={role: sure * _HEADLINE for role, sure in held[0].roles.items()})
    opening = _OPENING.match(statement.value)
    if not held and opening and (found := posts.roles(opening["said"])):
        held = [_Post(opening["said"], "", (), statement.evidence, {role: min(sure, 0.6) for role, sure in found.items()})]
    return held


def _from_statement(statement: Found[str], stages: _Best[KeyStage], phases: _Best[Phase]) -> None:
    stages.add(curriculum.key_stages(statement.value), 0.6, statement.evidence)
    if not phases.told():
        phases.add(curriculum.phases(statement.value), 0.6, statement.evidence)


def _from_training(qualifications: Sequence[Qualification], held: Sequence[_Post], phases: _Best[Phase], subjects: _Best[Subject]) -> None:
    """'PGCE Secondary Mathematics' tells what a teacher teaches whose posts do not."""
    teaches = {role for post in held for role in post.roles}
    for entry in qualifications:
        if not _TRAINING.search(entry.text):
            continue
        if not phases.told():
            phases.add(curriculum.phases(entry.text), 0.7, entry.evidence)
        if Role.SUBJECT_TEACHER in teaches and not subjects.told():
            subjects.add(curriculum.subjects(_without_place(entry.text)), 0.75, entry.evidence)


def _without_place(text: str) -> str:
    return ", ".join(
        piece
        for piece in re.split(r",\s|\s[-–—|]\s", text)
        if not re.search(r"\b(?:Universi\w+|College|School|Academy|Prifysgol)\b", piece)
    )


def _from_duties(held: Sequence[_Post], subjects: _Best[Subject], lines: Sequence[Line]) -> None:
    """What a subject teacher without a subject in any title says of teaching."""
    if subjects.told():
        return
    for post in held:
        if Role.SUBJECT_TEACHER in post.roles or Role.TUTOR in post.roles:
            for duty in post.duties:
                if _TAUGHT.search(duty):
                    subjects.add(curriculum.subjects(duty), 0.6, _where(duty, lines))


def _where(duty: str, lines: Sequence[Line]) -> tuple[Evidence, ...]:
    return seen(*[line for line in lines if line.text in duty or duty in line.text][:3])
