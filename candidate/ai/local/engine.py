"""The engine of our own: reads a CV by rules, without key or network, and answers at once."""

import re
from datetime import date

from django.utils import timezone

from candidate import quality
from candidate.ai.base import Analyse, Answer, Criticise, Pending, Rewrite, Task, Ticket
from candidate.ai.feedback import Feedback
from candidate.ai.local import feedback, jobs, rewriting, writer
from candidate.ai.local.anonymise import Identity, anonymise
from candidate.ai.local.english import sentence
from candidate.ai.local.evidence import values
from candidate.ai.local.findings import Findings, find
from candidate.ai.local.voice import described, neutral
from candidate.documents.model import Document
from candidate.profile import Brief, DataExtracted, Employment, PersonalInfo, Profile, Writer
from edukai.errors import PermanentError

MAX_TEXT = 9_000
MAX_ROLES = 4


class LocalEngine:
    """Engine of `candidate.ai.base`. Never raises on a document: one that tells nothing gives an empty profile for manual review."""

    name = "local"
    model = ""

    def answers_at_once(self, kind: type[Task]) -> bool:
        return True

    def submit(self, task: Task, key: str, complaint: str = "") -> Answer:
        today = timezone.localdate()
        match task:
            case Analyse(document, brief):
                return Answer(understand(document, brief, today))
            case Rewrite(document, data, instruction):
                result, remark = rewriting.rewrite(data, instruction, today)
                return Answer(result, remark=remark)
            case Criticise(document):
                return Answer(criticised(document, today))

    def fetch(self, ticket: Ticket, kind: type[Task]) -> Answer | Pending:
        raise PermanentError("The local engine answers at once and gives out no tickets.", code="unknown_ticket")

    def forget(self, ticket: Ticket) -> None:
        """There is nothing to forget."""

    def check(self) -> None:
        """Nothing can be missing."""


def criticised(document: Document, today: date) -> Feedback:
    """What is wrong with a CV, as of `today`."""
    return feedback.criticise(document, find(document, today), today)


def understand(document: Document, brief: Brief, today: date) -> Profile:
    """A CV as a checked profile, its years and quality computed as of `today`."""
    return profile_of(find(document, today), brief, today)


def profile_of(found: Findings, brief: Brief, today: date) -> Profile:
    """The findings, anonymised and written out, as a checked profile."""
    identity = Identity(found.name.value, found.address.streets)
    data = _data(found, identity, brief)
    profile = Profile(personal_info=_personal(found, identity, data), data_extracted=data, education=found.school, remarks=found.remarks)
    profile.written_by = Writer(engine=LocalEngine.name)
    return quality.marked(profile, brief, today)


def _data(found: Findings, identity: Identity, brief: Brief) -> DataExtracted:
    def out(text: str, most: int = MAX_TEXT) -> str:
        return neutral(anonymise(text, identity))[:most]

    employment = [_employment(job, identity) for job in found.jobs]
    statement = anonymise(found.statement.value, identity)
    own = sentence(described(statement))[:-1] if writer.is_new(found.school) else ""
    held = [job.role for job in employment if job.role] or [out(found.headline.value, 100)]
    roles = tuple(dict.fromkeys(role for role in (own, *held) if role))
    availability = out(found.availability.value, 300)
    facts = writer.Facts(
        given_name=identity.given_name,
        location=found.address.town,
        roles=roles,
        jobs=tuple(employment),
        qualifications=tuple(out(held.name or held.text, 300) for held in found.qualifications),
        skills=tuple(out(skill, 100) for skill in values(found.skills)),
        statement=statement,
        availability=availability,
        school=found.school,
        numbers=_numbers(found),
    )
    return DataExtracted(
        name=identity.given_name[:300],
        role=writer.led(roles, brief.job_role)[:MAX_ROLES],
        location=found.address.town[:300],
        availability=availability,
        professional_profile=writer.profile(facts, brief)[:MAX_TEXT],
        employment_history=employment,
        qualifications=[out(held.text, 500) for held in found.qualifications],
        interests=out(found.interests.value),
        email_subject=writer.subject(facts, brief)[:300],
        email_body=writer.email(facts, brief)[:MAX_TEXT],
    )


def _numbers(found: Findings) -> frozenset[str]:
    """The numbers that the CV writes where jobs and key stages were read; of 'Sept 19' also the year in full."""
    read_from = [*(job.evidence for job in found.jobs), *(stage.evidence for stage in found.teaching.key_stages)]
    digits = {number for lines in read_from for line in lines for number in re.findall(r"\d+", line.text)}
    return frozenset(digits | {f"{century}{number}" for number in digits if len(number) == 2 for century in ("19", "20")})


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


def _personal(found: Findings, identity: Identity, data: DataExtracted) -> PersonalInfo:
    return PersonalInfo(
        full_name=found.name.value.full[:300],
        email=found.contact.email.value[:300],
        whatsapp=next(iter(values(found.contact.phones)), ""),
        skill=[shown for skill in values(found.skills) if (shown := anonymise(skill, identity)[:300])],
        job_role=data.role,
        location=found.address.town[:300],
        address=[street[:300] for street in found.address.streets],
        postcode=found.address.postcode,
        other_contacts=[other[:300] for other in found.contact.others[:200]],
    )
