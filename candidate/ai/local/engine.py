"""The engine of our own: reads a CV by rules, without key or network, and answers at once."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from candidate import quality
from candidate.ai.base import Brief, Pending, Ticket
from candidate.ai.local import address, contact, jobs, names, qualifications, sections, skills, writer
from candidate.ai.local.anonymise import Identity, anonymise
from candidate.ai.local.sections import TOP, Section
from candidate.ai.local.voice import neutral
from candidate.documents.model import Document
from candidate.profile import DataExtracted, Employment, PersonalInfo, Profile
from edukai.errors import PermanentError

MAX_TEXT = 9_000
MAX_ROLES = 4
MAX_EMAILS = 20


class LocalEngine:
    """Engine of `candidate.ai.base`. Never raises on a document: one that tells nothing gives an empty profile for manual review."""

    def submit(self, document: Document, brief: Brief) -> Profile:
        return understand(document, brief, timezone.localdate())

    def fetch(self, ticket: Ticket) -> Profile | Pending:
        raise PermanentError("The local engine answers at once and gives out no tickets.", code="unknown_ticket")


@dataclasses.dataclass(frozen=True, slots=True)
class _Reading:
    """What was found in the CV, before anything is taken out of it."""

    name: names.Name
    contact: contact.Contact
    address: address.Address
    jobs: tuple[jobs.Job, ...]
    qualifications: tuple[str, ...]
    skills: tuple[str, ...]
    statement: str
    interests: str
    availability: str
    headline: str


def understand(document: Document, brief: Brief, today: date) -> Profile:
    """A CV as a checked profile, its years and quality computed as of `today`."""
    found = _read(document, today)
    identity = Identity(found.name, found.address.streets)
    data = _data(found, identity, brief)
    profile = Profile(personal_info=_personal(found, identity, data), data_extracted=data)
    return quality.marked(profile, brief, today)


def _read(document: Document, today: date) -> _Reading:
    parts = sections.split(document, today)
    own = [line for section in parts if section.kind != "references" for line in section.lines]
    name = names.find(parts, list(dict.fromkeys(found for line in own for found in contact.emails_in(line.text)))[:MAX_EMAILS])
    text = "\n".join(line.text for line in own)
    return _Reading(
        name=name,
        contact=contact.read(parts, document.links, name.full),
        address=address.read(parts, name.full),
        jobs=tuple(_jobs(parts, name.full, today)),
        qualifications=tuple(qualifications.read(sections.of_kind(parts, "education"), today)),
        skills=tuple(skills.read(sections.of_kind(parts, "skills"), text)),
        statement=_paragraph(parts, "profile"),
        interests=_paragraph(parts, "interests"),
        availability=_paragraph(parts, "availability"),
        headline=next((line.text for line in sections.of_kind(parts, TOP)[:12] if jobs.names_a_role(line.text)), ""),
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


def _paragraph(parts: Sequence[Section], kind: str) -> str:
    return " ".join(jobs.paragraphs(sections.of_kind(parts, kind)))[:MAX_TEXT]


def _data(found: _Reading, identity: Identity, brief: Brief) -> DataExtracted:
    def out(text: str, most: int = MAX_TEXT) -> str:
        return neutral(anonymise(text, identity))[:most]

    employment = [_employment(job, identity) for job in found.jobs]
    roles = tuple(dict.fromkeys(job.role for job in employment if job.role)) or tuple(filter(None, [out(found.headline, 100)]))
    facts = writer.Facts(
        given_name=identity.given_name,
        location=found.address.town,
        roles=roles,
        jobs=tuple(employment),
        qualifications=tuple(out(text, 500) for text in found.qualifications),
        skills=tuple(out(skill, 100) for skill in found.skills),
        statement=anonymise(found.statement, identity),
    )
    return DataExtracted(
        name=identity.given_name[:300],
        role=writer.led(roles, brief.job_role)[:MAX_ROLES],
        location=found.address.town[:300],
        availability=out(found.availability, 300),
        professional_profile=writer.profile(facts, brief)[:MAX_TEXT],
        employment_history=employment,
        qualifications=list(facts.qualifications),
        interests=out(found.interests),
        email_subject=writer.subject(facts, brief)[:300],
        email_body=writer.email(facts, brief)[:MAX_TEXT],
    )


def _employment(job: jobs.Job, identity: Identity) -> Employment:
    dates = job.when
    return Employment(
        date_range=dates.label if dates else "",
        role=anonymise(job.title, identity)[:300],
        company=anonymise(job.employer, identity, instead="")[:300],
        responsibilities=[duty for text in job.duties[:60] if (duty := neutral(anonymise(text, identity))[:3_000])],
        start=dates.start if dates else "",
        end=dates.end if dates else "",
    )


def _personal(found: _Reading, identity: Identity, data: DataExtracted) -> PersonalInfo:
    return PersonalInfo(
        full_name=found.name.full[:300],
        email=found.contact.email[:300],
        whatsapp=next(iter(found.contact.phones), ""),
        skill=[shown for skill in found.skills if (shown := anonymise(skill, identity)[:300])],
        job_role=data.role,
        location=found.address.town[:300],
        address=[street[:300] for street in found.address.streets],
        postcode=found.address.postcode,
        other_contacts=[other[:300] for other in found.contact.others[:200]],
    )
