"""Campaigns and mails of them, as if they had been handed over to SendGrid."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from candidate.models import Campaign, Candidate, Delivery, DeliveryStatus, Purpose
from tests.factories import a_candidate
from tests.fakes.sendgrid_mails import Mail


def a_campaign(candidate: Candidate | None = None, **fields: Any) -> Campaign:
    return Campaign.objects.create(candidate=candidate or a_candidate(), subject="A maths teacher", body="Amy teaches.", **fields)


def mails_of(campaign: Campaign, number: int, status: DeliveryStatus = DeliveryStatus.SENDING) -> list[Delivery]:
    """Each to a school of its own; in ascending order of their ids."""
    common = {"purpose": Purpose.OUTREACH, "campaign": campaign, "candidate": campaign.candidate, "status": status}
    now = timezone.now()
    times = {"handed_over_at": now, "sent_at": now if status == DeliveryStatus.SENT else None}
    rows = [Delivery(recipient=f"Head{n}@school.example", **times, **common) for n in range(number)]
    return sorted(Delivery.objects.bulk_create(rows), key=lambda row: row.pk)


def an_availability_mail(status: DeliveryStatus = DeliveryStatus.UNKNOWN) -> Delivery:
    candidate = a_candidate()
    return Delivery.objects.create(purpose=Purpose.AVAILABILITY, candidate=candidate, recipient=candidate.email, status=status)


def taken(rows: Sequence[Delivery], **custom_args: str) -> list[Mail]:
    """The mails of these rows as SendGrid took them. The addresses are others: what events say of them must not count."""
    nothing = ("",) * 6
    ids = [{"key": str(row.pk)} | custom_args for row in rows]
    return [Mail(f"x{n}@elsewhere.example", *nothing, {}, own, (), f"m{n}.filter", 1, 1_800_000_000.0) for n, own in enumerate(ids)]
