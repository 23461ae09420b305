"""What becomes of mails that were handed over, as the provider tells it: at least once, in any order, each as often as it likes."""

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from account import activity
from account.models import Activity, EventType, Severity
from candidate import flows, queries
from candidate.models import (
    DELIVERY_MOVES,
    HANDED_OVER,
    Campaign,
    Candidate,
    Delivery,
    DeliveryStatus,
    Purpose,
    Reason,
    Suppression,
    SuppressionSource,
)
from candidate.sendgrid_events import Told, read
from candidate.suppressions import suppress, suppress_each
from edukai.errors import PermanentError
from edukai.jobs.control import enqueue_each
from organization.columns import BadValue, email

log = logging.getLogger(__name__)

MOST_EVENTS = 10_000
AT_ONCE = 1_000  # mails in one transaction
MOST_BOUNCES, LEAST_MAILS = 5, 40  # per cent of how many mails that were handed over
ORDER = (  # in which events happen to a mail
    DeliveryStatus.SENT,
    DeliveryStatus.FAILED,
    DeliveryStatus.DELIVERED,
    DeliveryStatus.BOUNCED,
    DeliveryStatus.OPENED,
    DeliveryStatus.UNSUBSCRIBED,
)

Heard = list[tuple[Delivery, Told]]  # the rows as they were before


def receive(body: bytes) -> None:
    """Note what the events say; unknown mails and kinds, and what is no event, count for nothing. Raises PermanentError."""
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or len(items) > MOST_EVENTS:
        raise PermanentError(f"The body must be a list of at most {MOST_EVENTS:,} events.", code="events")
    by_key: dict[UUID, list[Told]] = defaultdict(list)
    for told in filter(None, map(read, items)):
        by_key[told.key].append(told)
    for keys in batched(sorted(by_key), AT_ONCE):
        bouncing = _note({key: by_key[key] for key in keys})
        pause_if_bouncing(bouncing)  # after the commit: of several at the same moment the last one counts what all have told
    log.info("%d mail events about %d mails", len(items), len(by_key))


def unsubscribe(sender: str) -> bool:
    """The sender (`From`) of a mail to the unsubscribe address gets no mail any more. Returns whether there was an address."""
    try:
        address = email(parseaddr(sender)[1])
    except BadValue:
        return False
    suppress(address, Reason.UNSUBSCRIBE, SuppressionSource.INBOUND)
    return True


def pause_if_bouncing(campaign_ids: Collection[UUID]) -> None:
    """Stop campaigns too many mails of which come back, before mail servers take us for a spammer, and tell the operators."""
    going = Campaign.objects.filter(paused_at=None, cancelled_at=None)
    for campaign in going.filter(pk__in=campaign_ids):
        counts = campaign.counts(since=campaign.resumed_at)
        bounced, handed_over = counts[DeliveryStatus.BOUNCED], sum(counts[status] for status in HANDED_OVER)
        if handed_over < LEAST_MAILS or bounced * 100 <= handed_over * MOST_BOUNCES:
            continue
        why = f"{bounced} of {handed_over} mails came back, more than {MOST_BOUNCES} %."
        with transaction.atomic():
            if going.filter(pk=campaign.pk).update(paused_at=timezone.now(), paused_because=why):
                title, about = "A campaign has paused itself", campaign.candidate_id
                activity.log(EventType.CAMPAIGN_PAUSED, title, why, severity=Severity.WARNING, candidate_id=about)


def tell_unknown() -> None:
    """Once a day at most, tell the operators of mails that nobody has told anything about."""
    long_ago = timezone.now() - timedelta(days=1)  # the work on these is over, and it was not its worker that ended it
    Delivery.objects.filter(status=DeliveryStatus.SENDING, handed_over_at__lt=long_ago).move(DeliveryStatus.UNKNOWN)
    number = queries.unknown_deliveries().count()
    lately = Activity.objects.filter(event_type=EventType.EMAILS_UNKNOWN, created_at__gt=timezone.now() - timedelta(hours=23))
    if number and not lately.exists():
        message = f"{number} may or may not have left more than a day ago. Settle them among the deliveries of the admin."
        activity.log(EventType.EMAILS_UNKNOWN, "The outcome of e-mails is unknown", message, severity=Severity.WARNING)


def _note(events: dict[UUID, list[Told]]) -> set[UUID]:
    """What is said of these mails, in one transaction. Returns the campaigns of which mails have bounced just now."""
    with transaction.atomic():
        # Locked, and in one order: the same events may come twice at the same moment
        rows = Delivery.objects.filter(pk__in=events).select_for_update().order_by("pk")
        heard = [(row, told) for row in rows for told in events[row.pk]]
        _move(heard)
        _hear(heard)
        suppress_each(_refusals(heard))
        asked = [row for row, _ in heard if row.purpose == Purpose.AVAILABILITY and row.status == DeliveryStatus.UNKNOWN]
        unknown = {row.candidate_id for row in asked if row.candidate_id}
        enqueue_each(flows.invitation, [Candidate(pk=pk) for pk in unknown])  # which says at the candidate how the mail stands
    bounced = (row for row, told in heard if told.status == DeliveryStatus.BOUNCED)
    return {row.campaign_id for row in bounced if row.campaign_id and row.status in DELIVERY_MOVES[DeliveryStatus.BOUNCED]}


def _move(heard: Heard) -> None:
    alike: dict[tuple[DeliveryStatus, str], set[UUID]] = defaultdict(set)
    for row, told in heard:
        alike[told.status, told.error].add(row.pk)
    handed_over = Coalesce("sent_at", "handed_over_at", Value(timezone.now()))
    for status, error in sorted(alike, key=lambda what: (ORDER.index(what[0]), what[1])):
        changes = {"error": error} | ({} if status == DeliveryStatus.FAILED else {"sent_at": handed_over})
        Delivery.objects.filter(pk__in=alike[status, error]).move(status, **changes)


def _hear(heard: Heard) -> None:
    """The time of the latest event, whether or not it changes anything."""
    latest: dict[UUID, datetime] = {}
    for row, told in heard:
        latest[row.pk] = max(told.at, latest.get(row.pk, row.heard_at or told.at))
    alike = defaultdict(list)
    for key, at in latest.items():
        alike[at].append(key)
    for at, keys in alike.items():  # a few seconds: what comes together has happened together
        Delivery.objects.filter(pk__in=keys).update(heard_at=at)


def _refusals(heard: Heard) -> Iterator[Suppression]:
    for row, told in heard:
        if told.refusal and row.recipient:  # else it is a candidate who had their data deleted: they get no mail anyway
            yield Suppression(address=row.recipient, reason=told.refusal, source=SuppressionSource.PROVIDER)
