"""What the tests of mails to schools share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from candidate.models import Candidate
from organization.models import OrganizationContact
from tests.factories import a_candidate, a_contact, a_school, stored, time_passes, work
from tests.fakes.sendgrid_server import SendGridServer, sendgrid_server

PDF = b"%PDF-1.7 the branded CV"


@contextmanager
def sendgrid_transport(settings: Any) -> Iterator[SendGridServer]:
    """The settings of a test name SendGrid, and the far end speaks HTTP."""
    with sendgrid_server() as server:
        settings.MAIL_TRANSPORT = "sendgrid"
        settings.SENDGRID_API_KEY, settings.SENDGRID_HOST = "SG.test", server.url
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = server.public_key
        yield server


def ready_candidate(**fields: Any) -> Candidate:
    """Somebody who can be sent to schools."""
    return a_candidate(**{"enhanced_key": stored("enhanced", ".pdf", PDF), "quality_status": "passed", **fields})


def contacts(count: int) -> list[OrganizationContact]:
    school = a_school()
    rows = [
        OrganizationContact(organization=school, contact_person=f"Ann Lee {n}", work_email=f"head{n}@ash.example") for n in range(count - 1)
    ]
    OrganizationContact.objects.bulk_create(rows)
    a_contact(school, contact_person="Zoë O'Neil", work_email="zoe@ash.example")
    return list(OrganizationContact.objects.order_by("work_email"))


def send(api: Any, candidate: Candidate, people: list[OrganizationContact], **options: Any) -> Any:
    body = {"contact_ids": [str(person.pk) for person in people], **options}
    return api.post(f"/api/candidates/{candidate.pk}/send-to-contacts/", body, format="json")


def planned(api: Any, candidate: Candidate, people: list[OrganizationContact], **options: Any) -> str:
    """The task of a sending whose mails are planned, and held back for a moment."""
    task = send(api, candidate, people, **options).json()["task_id"]
    work()
    return str(task)


def to_the_end(rounds: int = 12) -> None:
    for _ in range(rounds):
        time_passes()
        work()
