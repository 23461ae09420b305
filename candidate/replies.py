"""What people do by the links in their mails: stop further ones, say whether they are available, have their data deleted."""

from datetime import date
from typing import NotRequired, TypedDict

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from account import activity
from account.models import EventType, Severity
from candidate import edits, links
from candidate.models import Availability, Candidate, Delivery, DeliveryStatus, Purpose, Reason, SuppressionSource
from candidate.suppressions import suppress
from edukai.errors import PermanentError


class Choice(models.TextChoices):
    AVAILABLE = "available", "Available now"
    FROM_DATE = "from_date", "Available from a date"
    OPEN_TO_OFFERS = "open_to_offers", "Open to offers"
    NOT_AVAILABLE = "not_available", "Not at the moment"


class Pattern(models.TextChoices):
    FULL_TIME = "full_time", "Full-time"
    PART_TIME = "part_time", "Part-time"
    DAY_TO_DAY = "day_to_day", "Day-to-day supply"
    LONG_TERM = "long_term", "Long-term supply"


class Answer(TypedDict):
    """As it lies at the candidate: fit for JSON."""

    choice: str
    from_date: str  # 2027-01-04; "" unless that is the choice
    patterns: list[str]
    roles: str
    miles: int | None
    note: str
    on: NotRequired[str]  # the day


STATUS = {
    Choice.AVAILABLE: Availability.AVAILABLE,
    Choice.FROM_DATE: Availability.NOT_AVAILABLE,
    Choice.OPEN_TO_OFFERS: Availability.OPEN_TO_OFFERS,
    Choice.NOT_AVAILABLE: Availability.NOT_AVAILABLE,
}


def delivery(token: str, signature: str) -> Delivery:
    """The mail that an `unsubscribe_link` stood in. Raises PermanentError."""
    return _still_there(Delivery.objects.filter(pk=links.delivery_key(token, signature)).first())


def candidate(token: str, signature: str) -> Candidate:
    """Whose `availability_link` it is. Raises PermanentError."""
    return _still_there(Candidate.objects.filter(pk=links.candidate_id(token, signature)).first())


def unsubscribe(mail: Delivery) -> None:
    """No mail goes to its recipient any more; again, it changes nothing."""
    with transaction.atomic():
        if mail.recipient:  # else a candidate who had their data deleted: they get no mail anyway
            suppress(mail.recipient, Reason.UNSUBSCRIBE, SuppressionSource.LINK)
        Delivery.objects.filter(pk=mail.pk).move(DeliveryStatus.UNSUBSCRIBED)


def answer(candidate: Candidate, given: Answer) -> Answer:
    """Keep what the candidate says; the same as last time changes nothing. Returns what is kept."""
    with transaction.atomic():
        row = _still_there(Candidate.objects.select_for_update().filter(pk=candidate.pk).first())
        if row.answer == {**given, "on": (row.answer or {}).get("on")}:
            return row.answer
        kept: Answer = {**given, "on": timezone.localdate().isoformat()}
        paragraph = f"Answer of {_day(kept['on'])}: {told(kept)}"
        notes = f"{row.notes}\n\n{paragraph}" if row.notes else paragraph
        row.change(answer=kept, availability_status=STATUS[Choice(given["choice"])], notes=notes)
        activity.log(
            EventType.AVAILABILITY_ANSWERED,
            "A candidate has answered about availability",
            f"{_choice(given)}.",
            severity=Severity.SUCCESS,
            candidate_id=row.pk,
        )
    return kept


def told(given: Answer) -> str:
    """An answer in one paragraph of one line."""
    parts = [_choice(given), ", ".join(Pattern(pattern).label.lower() for pattern in given["patterns"])]
    parts += [f"roles: {given['roles']}" if given["roles"] else ""]
    parts += [f"travels up to {given['miles']} miles" if given["miles"] is not None else ""]
    note = f" “{' '.join(given['note'].split())}”" if given["note"] else ""
    return f"{'; '.join(filter(None, parts))}.{note}"


def erase(candidate: Candidate) -> None:
    """Take out everything that is known of the candidate, and never write to them again: of their addresses that alone is kept."""
    with transaction.atomic():
        asked = Delivery.objects.filter(candidate=candidate.pk, purpose=Purpose.AVAILABILITY)
        addresses = {candidate.email, *asked.values_list("recipient", flat=True)}
        asked.update(recipient="")
        deleted, _ = edits.delete([candidate])
        for address in filter(None, addresses):
            suppress(address, Reason.OBJECTION, SuppressionSource.LINK)
        if deleted:
            activity.log(EventType.DATA_DELETED, "A candidate has had their data deleted", "CV, profile and mails are gone.")


def _still_there[M: models.Model](found: M | None) -> M:
    if found is None:
        raise PermanentError("What this link belongs to has been deleted.", code="deleted")
    return found


def _choice(given: Answer) -> str:
    return f"Available from {_day(given['from_date'])}" if given["from_date"] else Choice(given["choice"]).label


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "j F Y")
