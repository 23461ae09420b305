"""What the rules find in a CV: each fact with how sure it is and where it was read, before anything is taken out or written."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import address, contact, jobs, names, qualifications, sections, skills
from candidate.ai.local.evidence import Found, seen
from candidate.ai.local.sections import TOP, Section
from candidate.documents.model import Document

MAX_EMAILS = 20
MAX_TEXT = 9_000


@dataclasses.dataclass(frozen=True, slots=True)
class Findings:
    """Empty values where the CV tells nothing. Jobs newest first."""

    name: Found[names.Name]
    contact: contact.Contact
    address: address.Address
    jobs: tuple[jobs.Job, ...]
    qualifications: tuple[qualifications.Qualification, ...]
    skills: tuple[Found[str], ...]
    statement: Found[str]
    interests: Found[str]
    availability: Found[str]
    headline: Found[str]


def find(document: Document, today: date) -> Findings:
    """Everything that the document tells about the candidate. Never raises on a document."""
    parts = sections.split(document, today)
    own = [line for section in parts if section.kind != "references" for line in section.lines]
    name = names.find(parts, list(dict.fromkeys(found for line in own for found in contact.emails_in(line.text)))[:MAX_EMAILS])
    headline = next((line for line in sections.of_kind(parts, TOP)[:12] if jobs.names_a_role(line.text)), None)
    return Findings(
        name=name,
        contact=contact.read(parts, document.links, name.value.full),
        address=address.read(parts, name.value.full),
        jobs=tuple(_jobs(parts, name.value.full, today)),
        qualifications=tuple(qualifications.read(sections.of_kind(parts, "education"), today)),
        skills=tuple(skills.read(sections.of_kind(parts, "skills"), own)),
        statement=_paragraph(parts, "profile"),
        interests=_paragraph(parts, "interests"),
        availability=_paragraph(parts, "availability"),
        headline=Found(headline.text, 0.8, seen(headline)) if headline else Found(""),
    )


def _jobs(parts: Sequence[Section], name: str, today: date) -> list[jobs.Job]:
    """The jobs below their heading; of a CV without one, what reads like a dated job wherever it stands."""
    found = jobs.read((section.lines for section in parts if section.kind == "experience"), today)
    if found:
        return found
    blocks = [section.lines for section in parts if section.kind in {TOP, "profile", "other"}]
    loose = jobs.read(([line for line in lines if line.text != name] for lines in blocks), today)
    return [
        job
        for job in loose
        if job.when and not job.when.single and jobs.names_a_role(job.title) and not qualifications.names_one(job.title)
    ]


def _paragraph(parts: Sequence[Section], kind: str) -> Found[str]:
    lines = sections.of_kind(parts, kind)
    text = " ".join(jobs.paragraphs(lines))[:MAX_TEXT]
    return Found(text, 0.9, seen(*lines)) if text else Found("")
