"""An agency after some years, written straight into the tables: what the lists of the back office are measured with."""

import random
from collections.abc import Iterable
from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from account.models import Activity, EventType, Severity, User
from candidate.models import AiCall, Batch, Campaign, Candidate, Delivery, Suppression
from demo_data.many import WORDS
from demo_data.schools import POSTS, TOWNS, School, invent_schools
from edukai.jobs.models import Job
from organization.models import Organization, OrganizationContact

SIZES = {
    "candidates": 10_000, "batches": 50, "schools": 25_000, "contacts": 26_000, "campaigns": 200, "deliveries": 100_000,
    "suppressions": 5_000, "entries": 1_000, "users": 200,
}  # fmt: skip
FAILURES = {"corrupt": "The file is damaged and cannot be opened.", "encrypted": "The file has a password.", "timeout": "It took too long."}
SKILLS = ("Phonics", "Algebra", "Safeguarding", "SEN support", "Behaviour management", "Forest school", "Guided reading", "First aid")
AT_ONCE = 2_000

# The pages of the back office that all of it must not slow down; the start page is the first.
CANDIDATES, DELIVERIES, JOBS, CALLS = "candidate/candidate/", "candidate/delivery/", "jobs/job/", "candidate/aicall/"
SCHOOLS, CONTACTS, CAMPAIGNS = "organization/organization/", "organization/organizationcontact/", "candidate/campaign/"
PAGES = (
    "",
    CANDIDATES,
    f"{CANDIDATES}?q=maria",
    f"{CANDIDATES}?q=maths+safeguarding",
    f"{CANDIDATES}?q=nobody",
    f"{CANDIDATES}?quality_status__exact=manual",
    f"{CANDIDATES}?role=head&ai_processing_status__exact=failed",
    f"{CANDIDATES}?o=-4&p=150",
    "candidate/batch/",
    "candidate/batch/{batch}/change/",
    f"{CANDIDATES}?batch={{batch}}",
    f"{CANDIDATES}{{candidate}}/change/",
    JOBS,
    f"{JOBS}?status__exact=failed&error_code__exact=timeout",
    f"{JOBS}?q=damaged",
    f"{JOBS}?status__exact=failed&batch={{batch}}",
    f"{JOBS}failures/",
    CALLS,
    SCHOOLS,
    f"{SCHOOLS}?q=primary",
    f"{SCHOOLS}?q=st+chads+nowhere",
    f"{SCHOOLS}?phase__exact=secondary&p=30",
    CONTACTS,
    f"{CONTACTS}?q=smith",
    f"{CONTACTS}?q=headteacher+academy",
    f"{CONTACTS}?organization__phase__exact=primary",
    f"{CONTACTS}?p=500",
    DELIVERIES,
    f"{DELIVERIES}?q=school.example",
    f"{DELIVERIES}?q=nobody",
    f"{DELIVERIES}?status__exact=bounced&purpose__exact=outreach",
    f"{DELIVERIES}?outcome=unknown",
    f"{DELIVERIES}?p=900",
    CAMPAIGNS,
    f"{CAMPAIGNS}?q=teacher",
    "candidate/suppression/",
    "candidate/suppression/?q=smith&reason__exact=unsubscribe",
    "account/activity/",
    "account/activity/?q=processed&severity__exact=error",
    "account/user/",
    "account/user/?q=maria",
)


def write(part: int = 1) -> dict[str, str]:
    """All of it, or one of so many parts. Answers with the ids of a candidate who is in campaigns, and of the batch of that one."""
    dice, sizes = random.Random(7), {name: max(size // part, 3) for name, size in SIZES.items()}
    with transaction.atomic():
        _create(User, (User(email=f"user{number}@agency.example", first_name="Maria") for number in range(sizes["users"])))
        schools = _create(Organization, map(_school, invent_schools(sizes["schools"])))
        contacts = _create(OrganizationContact, (_contact(dice, number, schools) for number in range(sizes["contacts"])))
        batches = _create(Batch, (Batch(total_count=sizes["candidates"] // sizes["batches"]) for _ in range(sizes["batches"])))
        candidates = _create(Candidate, (_candidate(dice, number, batches) for number in range(sizes["candidates"])))
        _create(Job, (_job(dice, candidate) for candidate in candidates))
        _create(AiCall, (_call(dice, candidate) for candidate in candidates))
        sent_out = dice.sample(candidates, sizes["campaigns"])
        campaigns = _create(Campaign, (Campaign(candidate=candidate, subject="A teacher") for candidate in sent_out))
        each = min(sizes["deliveries"] // sizes["campaigns"], len(contacts))
        _create(Delivery, (_delivery(dice, campaign, contact) for campaign in campaigns for contact in dice.sample(contacts, each)))
        _create(Suppression, (_suppression(dice, contact) for contact in contacts[: sizes["suppressions"]]))
        _create(Activity, (_entry(dice) for _ in range(sizes["entries"])))
    _spread(Candidate, Job, Delivery, Campaign, Batch, AiCall)
    return {"candidate": str(sent_out[0].pk), "batch": str(sent_out[0].batch_id)}


def _create[Row: models.Model](model: type[Row], rows: Iterable[Row]) -> list[Row]:
    return [row for some in batched(rows, AT_ONCE) for row in model._base_manager.bulk_create(some)]


def _spread(*tables: type[models.Model]) -> None:
    """Over a year: rows of one moment would have one order only."""
    for table in tables:
        for number, some in enumerate(batched(table._base_manager.values_list("pk", flat=True), AT_ONCE)):
            table._base_manager.filter(pk__in=some).update(created_at=timezone.now() - timedelta(days=7 * (number + 1)))


def _school(school: School) -> Organization:
    kept = {"name": school.name, "local_authority": school.authority, "town": school.town, "county": school.county}
    phase = school.phase.lower().replace(" ", "_").replace("-", "_")
    return Organization(urn=str(school.urn), phase=phase, postcode=school.postcode.upper(), **kept)


def _contact(dice: random.Random, number: int, schools: list[Organization]) -> OrganizationContact:
    person = f"{dice.choice(WORDS['given'])} {dice.choice(WORDS['family'])}"
    mail = f"{person.split()[-1].lower()}.{number}@school.example"
    known = {"contact_person": person, "job_title": dice.choice(POSTS), "work_email": mail}
    return OrganizationContact(organization=schools[number % len(schools)], **known)


def _candidate(dice: random.Random, number: int, batches: list[Batch]) -> Candidate:
    given, family = dice.choice(WORDS["given"]), dice.choice(WORDS["family"])
    skills, titles = dice.sample(SKILLS, 4), ["Maths Teacher", dice.choice(POSTS)]
    known: dict[str, Any] = {"name": f"{given} {family}", "name_without_surname": given, "email": f"{given}.{number}@home.example".lower()}
    texts = {"searchable_skills": "\n".join(skills), "searchable_job_titles": "\n".join(titles), "searchable_education": "|roles:head|"}
    return Candidate(
        batch=batches[number % len(batches)],
        original_name=f"{given} {family}.pdf",
        original_key=f"cvs/{number}.pdf",
        enhanced_key=f"enhanced/{number}.pdf",
        location=dice.choice(TOWNS)["town"],
        years_of_experience=dice.randint(0, 300) / 10,
        skills=skills,
        job_titles=titles,
        quality_status=dice.choices(("passed", "failed", "manual"), (80, 10, 10))[0],
        ai_processing_status=dice.choices(("completed", "failed"), (95, 5))[0],
        ai_enhanced_cv_content={"data_extracted": {"professional_profile": "A teacher of maths. " * 100}},
        email_body="A teacher of maths. " * 40,
        **known,
        **texts,
    )


def _job(dice: random.Random, candidate: Candidate) -> Job:
    about = {"subject_type": Candidate._meta.label_lower, "subject_id": str(candidate.pk), "flow": "cv"}
    if candidate.ai_processing_status == "completed":
        return Job(status="completed", stage="invite", **about)
    code = dice.choice(list(FAILURES))
    return Job(status="failed", stage="read", error_code=code, error=FAILURES[code], **about)


def _call(dice: random.Random, candidate: Candidate) -> AiCall:
    of = {"job_id": candidate.pk, "candidate": candidate, "batch_id": candidate.batch_id}
    return AiCall(
        task="analyse", engine="openai", model="gpt-5-mini", status="answered", input_tokens=4_000, ticket=f"resp_{dice.random()}", **of
    )


def _delivery(dice: random.Random, campaign: Campaign, contact: OrganizationContact) -> Delivery:
    status = dice.choices(("sent", "delivered", "opened", "bounced", "unknown", "failed"), (20, 50, 20, 4, 1, 5))[0]
    known = {"status": status, "recipient": contact.work_email, "sent_at": timezone.now()}
    return Delivery(purpose="outreach", candidate_id=campaign.candidate_id, campaign=campaign, contact=contact, **known)


def _suppression(dice: random.Random, contact: OrganizationContact) -> Suppression:
    return Suppression(address=contact.work_email, reason=dice.choice(("hard_bounce", "unsubscribe")), source="provider")


def _entry(dice: random.Random) -> Activity:
    return Activity(event_type=dice.choice(EventType.values), severity=dice.choice(Severity.values), title="A CV has been processed")
