"""How many mails may be handed over now: the limits of the settings hold for all workers and all kinds of mails together.

Whoever asks holds the gate (`held_gate`) until the mails that they take count: `handed_over_at`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from candidate.models import Delivery, DeliveryStatus, MailGate, Purpose

MOST_AT_ONCE = 1_000
A_MINUTE = timedelta(seconds=60)
SOON = A_MINUTE.total_seconds() / 4  # when there may be room again


def held_gate() -> MailGate:
    """The gate, in the transaction that is under way: nobody else plans or takes mails until it ends."""
    MailGate.objects.get_or_create(pk=1)
    return MailGate.objects.select_for_update().get(pk=1)


def shut_gate(seconds: float) -> None:
    """The provider asks to wait: all mails do."""
    MailGate.objects.update_or_create(pk=1, defaults={"closed_until": timezone.now() + timedelta(seconds=seconds)})


def allowance(now: datetime) -> int:
    """How many mails may be handed over at this moment."""
    allowed = MOST_AT_ONCE
    if settings.MAIL_RATE_PER_MINUTE:
        allowed = min(allowed, settings.MAIL_RATE_PER_MINUTE - Delivery.objects.filter(handed_over_at__gt=now - A_MINUTE).count())
    if settings.MAIL_WARMUP:
        allowed = min(allowed, _left_today(now))
    return allowed


def within_domains(rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those whose domain has not got its share of this minute yet."""
    limit = settings.MAIL_RATE_PER_DOMAIN_PER_MINUTE
    if not limit:
        return list(rows)
    recent = Delivery.objects.filter(handed_over_at__gt=now - A_MINUTE).values_list("recipient", flat=True)
    got = Counter(_domain(recipient) for recipient in recent)
    kept = []
    for row in rows:
        got[_domain(row.recipient)] += 1
        if got[_domain(row.recipient)] <= limit:
            kept.append(row)
    return kept


def take(delivery: Delivery) -> float:
    """0 when this mail may be handed over, and counts from now on; else the seconds until it is worth asking again."""
    with transaction.atomic():
        gate, now = held_gate(), timezone.now()
        if gate.closed_until and gate.closed_until > now:
            return (gate.closed_until - now).total_seconds()
        if allowance(now) > 0 and within_domains([delivery], now):
            Delivery.objects.filter(pk=delivery.pk).update(handed_over_at=now)
            return 0
        if settings.MAIL_WARMUP and _left_today(now) <= 0:
            return (_midnight(now) + timedelta(days=1) - now).total_seconds()
        return SOON + 60 * _ahead_of(delivery) / (settings.MAIL_RATE_PER_MINUTE or 60)


def _ahead_of(delivery: Delivery) -> int:
    """How many wait for longer: else a thousand would ask again at the same moment, and all but a few in vain."""
    waiting = Delivery.objects.filter(purpose=Purpose.AVAILABILITY, status=DeliveryStatus.PLANNED, created_at__lt=delivery.created_at)
    return waiting.exclude(candidate=None).count()


def _left_today(now: datetime) -> int:
    """Of the ramp of a new sender: twice as many each day on which there were any."""
    today = _midnight(now)
    earlier = Delivery.objects.filter(handed_over_at__lt=today).datetimes("handed_over_at", "day").count()
    cap = settings.MAIL_WARMUP_FIRST_DAY * 2 ** min(earlier, 20)
    return cap - Delivery.objects.filter(handed_over_at__gte=today).count()


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
