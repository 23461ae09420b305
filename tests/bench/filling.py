"""Two years of an agency's work as rows, straight into the database: run as a script of its own, with the settings of a stack."""

import os
import random
from datetime import timedelta
from itertools import batched, cycle
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edukai.settings")
django.setup()

from candidate.ai.local import understand  # noqa: E402  models need settings
from candidate.documents import read  # noqa: E402
from candidate.models import Availability, Batch, Campaign, Candidate, Delivery, Processing, Purpose, Quality  # noqa: E402
from candidate.models import DeliveryStatus as Status  # noqa: E402
from candidate.profile import Brief, Profile  # noqa: E402
from demo_data.schools import invent_contacts, invent_schools  # noqa: E402
from edukai import storage  # noqa: E402
from organization.models import Organization, OrganizationContact, Phase  # noqa: E402

CV = Path(__file__).resolve().parents[2] / "demo_data" / "cvs" / "Siobhan O'Connor CV.pdf"
UPLOADS = (*[1_000] * 5, *[200] * 20, *[20] * 50)  # CVs in each, the newest first
SCHOOLS, CONTACTS = 25_000, 26_000
CAMPAIGNS, RECIPIENTS = 450, 200
ASKED = 0.9  # of the candidates
STATUSES = {
    Status.DELIVERED: 60, Status.OPENED: 20, Status.SENT: 8, Status.BOUNCED: 2, Status.UNSUBSCRIBED: 1,
    Status.PLANNED: 5, Status.SUPPRESSED: 2, Status.FAILED: 1, Status.UNKNOWN: 1,
}  # fmt: skip
PROCESSED = {Processing.COMPLETED: 95, Processing.FAILED: 3, Processing.IN_PROGRESS: 2}
DICE = random.Random(1)


def fill() -> None:
    contacts, candidates = _schools(), _candidates()
    asked = (
        Delivery(purpose=Purpose.AVAILABILITY, candidate=candidate, recipient=candidate.email, status=_drawn(STATUSES))
        for candidate in candidates
        if DICE.random() < ASKED
    )
    _insert(Delivery, asked)
    for candidate in DICE.sample(candidates, CAMPAIGNS):
        campaign = Campaign.objects.create(candidate=candidate, subject="A teacher", body="Near you.")
        mails = DICE.sample(contacts, RECIPIENTS)
        about = {"purpose": Purpose.OUTREACH, "candidate": candidate, "campaign": campaign}
        _insert(Delivery, (Delivery(**about, contact=to, recipient=to.work_email, status=_drawn(STATUSES)) for to in mails))
    if connection.vendor == "postgresql":  # which does so by itself within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _schools() -> list[OrganizationContact]:
    invented = list(invent_schools(SCHOOLS))
    rows = [
        Organization(
            urn=school.urn, name=school.name, local_authority=school.authority, street=school.street, town=school.town,
            postcode=school.postcode, phase=DICE.choice(Phase.values), **_place(),
        )
        for school in invented
    ]  # fmt: skip
    _insert(Organization, rows)
    people = zip(cycle(rows), invent_contacts(invented, CONTACTS), strict=False)
    contacts = [
        OrganizationContact(organization=school, contact_person=name, job_title=post, work_email=email)
        for school, (_, _, name, post, email) in people
    ]
    _insert(OrganizationContact, contacts)
    return contacts


def _place() -> dict[str, float]:
    return {"latitude": DICE.uniform(50, 55), "longitude": DICE.uniform(-3, 1)} if DICE.random() < 0.9 else {}


def _candidates() -> list[Candidate]:
    """Each with all that is known of one, so that rows are as large as they are."""
    profile, rows = understand(read(CV.read_bytes(), CV.name), Brief(), timezone.localdate()), []
    for number, size in enumerate(UPLOADS):
        batch, when = Batch.objects.create(total_count=size), timezone.now() - timedelta(days=10 * number)
        Batch.objects.filter(pk=batch.pk).update(created_at=when)
        rows += [_candidate(batch, profile) for _ in range(size)]
        _insert(Candidate, rows[-size:])
        batch.candidates.update(created_at=when)
    return rows


def _candidate(batch: Batch, profile: Profile) -> Candidate:
    person, shown, processing = profile.personal_info, profile.data_extracted, _drawn(PROCESSED)
    return Candidate(
        batch=batch, original_name=CV.name, original_key=storage.random_key("cvs", ".pdf"), enhanced_key=storage.random_key("pdfs", ".pdf"),
        name=person.full_name, name_without_surname=shown.name, email=f"{DICE.getrandbits(64):x}@home.example", location=shown.location,
        whatsapp_number=person.whatsapp, years_of_experience=DICE.randint(0, 30), skills=person.skill, job_titles=shown.role,
        searchable_skills="\n".join(person.skill), searchable_job_titles="\n".join(shown.role), email_subject=shown.email_subject,
        email_body=shown.email_body, ai_enhanced_cv_content=profile.model_dump(), ai_processing_status=processing,
        quality_status=DICE.choice(Quality.values) if processing == Processing.COMPLETED else Quality.PENDING,
        availability_status=DICE.choice(Availability.values),
    )  # fmt: skip


def _drawn(shares: dict[Any, int]) -> Any:
    return DICE.choices(list(shares), list(shares.values()))[0]


def _insert(model: Any, rows: Any) -> None:
    for some in batched(rows, 1_000):
        model.objects.bulk_create(some)


if __name__ == "__main__":
    fill()
