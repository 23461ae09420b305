"""What the rules find in a CV: each fact with how sure it is and where it was read, before anything is taken out or written."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

from candidate import quality
from candidate.ai.local import (
    address,
    awards,
    contact,
    credentials,
    entries,
    genre,
    jobs,
    languages,
    names,
    naming,
    qualifications,
    references,
    sections,
    skills,
    teaching,
)
from candidate.ai.local.evidence import Found, seen, values
from candidate.ai.local.sections import TOP, Section
from candidate.documents.model import Document
from candidate.profile import Education
from candidate.taxonomy import Remark

MAX_TEXT = 9_000
TELLING = (TOP, "profile", "experience", "placements", "volunteering", "education", "skills", "other")  # of skills, hobbies left out


@dataclasses.dataclass(frozen=True, slots=True)
class Findings:
    """Empty values where the CV tells nothing. Jobs newest first."""

    name: Found[names.Name]
    contact: contact.Contact
    address: address.Address
    jobs: tuple[jobs.Job, ...]
    gaps: tuple[quality.Gap, ...]
    qualifications: tuple[qualifications.Qualification, ...]
    skills: tuple[Found[str], ...]
    statement: Found[str]
    interests: Found[str]
    availability: Found[str]
    headline: Found[str]
    teaching: teaching.Teaching
    credentials: credentials.Credentials
    not_a_cv: Found[bool]
    flags: tuple[str, ...]  # remarks of the reader, as in Document
    referees: tuple[references.Referee, ...]  # never shown to a school
    languages: tuple[Found[languages.Language], ...]

    @property
    def remarks(self) -> list[Remark]:
        """What a person should know of the document."""
        return [remark for remark in Remark if remark in self.flags or (remark == Remark.NOT_A_CV and self.not_a_cv.value)]

    @property
    def school_facts(self) -> dict[str, tuple[Found[Any], ...]]:
        """The lists of `school`, each fact with how sure it is."""
        taught, statuses = self.teaching, self.credentials.statuses
        named = {"roles": taught.roles, "phases": taught.phases, "key_stages": taught.key_stages, "subjects": taught.subjects}
        return {**named, "statuses": statuses}

    @property
    def school(self) -> Education:
        """What the candidate is to a school."""
        lists = {name: list(values(facts)) for name, facts in self.school_facts.items()}
        stated = self.credentials
        return Education(**lists, qts=stated.qts, dbs=stated.dbs.value, right_to_work=stated.right_to_work.value)


def find(document: Document, today: date) -> Findings:
    """Everything that the document tells about the candidate. Never raises on a document."""
    parts = sections.split(document, today)
    own = [line for section in parts if section.kind not in sections.OF_OTHERS for line in section.lines]
    name = naming.find(parts, contact.mailboxes(parts), document.labels)
    line = next((line for line in sections.of_kind(parts, TOP)[:12] if jobs.names_a_role(line.text)), None)
    headline = Found(line.text, 0.8, seen(line)) if line else Found("")
    statement = _paragraph(parts, "profile")
    worked = tuple(_jobs(parts, name.value.full, today))
    held = tuple(_qualifications(parts, today))
    taught = teaching.read(worked, headline, statement, held, sections.of_kind(parts, "placements"), own)
    lives = address.read(parts, name.value.full)
    reach = contact.read(parts, document.links, name.value.full, lives.country)
    return Findings(
        name=name,
        contact=reach,
        address=lives,
        jobs=worked,
        gaps=tuple(quality.gaps((job.at_most for job in worked), today)),
        qualifications=held,
        skills=tuple(skills.read(sections.of_kind(parts, "skills"), sections.of_kind(parts, *TELLING))),
        statement=statement,
        interests=_paragraph(parts, "interests"),
        availability=_paragraph(parts, "availability"),
        headline=headline,
        teaching=taught,
        credentials=credentials.read(parts, worked, held, today, teaches=bool(taught.roles)),
        not_a_cv=genre.not_a_cv(parts, reach, worked, held),
        flags=document.flags,
        referees=tuple(references.read(parts)),
        languages=tuple(languages.read(parts)),
    )


def _jobs(parts: Sequence[Section], name: str, today: date) -> list[jobs.Job]:
    """The jobs below their heading; of a CV without one, what reads like a dated job wherever it stands."""
    found = jobs.read((section.lines for section in parts if section.kind == "experience"), today)
    if found:
        return found
    blocks = [section.lines for section in parts if section.kind in {TOP, "profile", "other"}]
    loose = jobs.read(([line for line in lines if line.text != name] for lines in blocks), today)
    return [job for job in loose if job.when and not job.when.single and jobs.names_a_role(job.title) and _is_no_award(job.title)]


def _is_no_award(title: str) -> bool:
    """A job's title, though it may hold the words of an award: 'Higher Level Teaching Assistant'."""
    return not awards.names_one(title) or jobs.names_a_role(title.split()[-1])


def _qualifications(parts: Sequence[Section], today: date) -> list[qualifications.Qualification]:
    """Those below their headings; of a CV that has nothing but courses there, also what reads like a qualification elsewhere."""
    blocks = [section.lines for section in parts if section.kind == "education"]
    found = qualifications.read(blocks, today)
    if any(held.level and held.level not in awards.WEAK for held in found):
        return found
    others = (section.lines for section in parts if section.kind in {TOP, "profile", "experience", "other"})
    return qualifications.read([*(run for lines in others for run in entries.loose(lines, today)), *blocks], today)


def _paragraph(parts: Sequence[Section], kind: str) -> Found[str]:
    lines = sections.of_kind(parts, kind)
    text = " ".join(jobs.paragraphs(lines))[:MAX_TEXT]
    return Found(text, 0.9, seen(*lines)) if text else Found("")
