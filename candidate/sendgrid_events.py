"""SendGrid's signed event webhook: whether it is SendGrid who talks, and what an event says of a mail.

Source: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from sendgrid.helpers.eventwebhook import EventWebhook, EventWebhookHeader

from candidate.models import DeliveryStatus, Reason
from edukai.text import clean

WINDOW_SECONDS = 300
LATEST = 2**33  # a time that every database can hold
MEANINGS: dict[str, tuple[DeliveryStatus, Reason | None]] = {
    "processed": (DeliveryStatus.SENT, None),
    "deferred": (DeliveryStatus.SENT, None),
    "dropped": (DeliveryStatus.FAILED, None),
    "delivered": (DeliveryStatus.DELIVERED, None),
    "bounce": (DeliveryStatus.BOUNCED, Reason.HARD_BOUNCE),
    "blocked": (DeliveryStatus.BOUNCED, None),
    "open": (DeliveryStatus.OPENED, None),
    "click": (DeliveryStatus.OPENED, None),
    "unsubscribe": (DeliveryStatus.UNSUBSCRIBED, Reason.UNSUBSCRIBE),
    "group_unsubscribe": (DeliveryStatus.UNSUBSCRIBED, Reason.UNSUBSCRIBE),
    "spamreport": (DeliveryStatus.UNSUBSCRIBED, Reason.COMPLAINT),
}
DROPS = {  # because of what SendGrid itself remembers of an address
    "bounced address": Reason.HARD_BOUNCE,
    "unsubscribed address": Reason.UNSUBSCRIBE,
    "spam reporting address": Reason.COMPLAINT,
}


class Told(NamedTuple):
    """How a delivery stands since `at`, and why its recipient gets no mail any more, if so. `error` names nobody."""

    key: UUID
    at: datetime
    status: DeliveryStatus
    refusal: Reason | None = None
    error: str = ""


def _delivery_id(key: Any) -> UUID:
    return UUID(str(key).removeprefix("availability-"))


class _Event(BaseModel):
    """As far as it is of interest. The address in it is not: a delivery knows whom it went to."""

    model_config = ConfigDict(strict=True)

    key: Annotated[UUID, BeforeValidator(_delivery_id)]
    event: str
    timestamp: int = Field(ge=0, le=LATEST)
    type: Any = ""
    reason: Any = ""
    status: Any = ""


def signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether SendGrid signed this, at most 5 minutes ago."""
    stamp, signature = headers.get(EventWebhookHeader.TIMESTAMP, ""), headers.get(EventWebhookHeader.SIGNATURE, "")
    if not settings.SENDGRID_WEBHOOK_PUBLIC_KEY or not re.fullmatch("[0-9]{1,11}", stamp):
        return False
    if abs(timezone.now().timestamp() - int(stamp)) > WINDOW_SECONDS:
        return False
    try:
        return bool(_verifier(settings.SENDGRID_WEBHOOK_PUBLIC_KEY).verify_signature(body.decode(), signature, stamp))
    except ValueError:  # what is no text, or no signature at all
        return False


@cache
def _verifier(public_key: str) -> EventWebhook:
    return EventWebhook(public_key)


def read(item: Any) -> Told | None:
    """One event; None for what is none, or of a kind that says nothing of a mail of ours."""
    try:
        event = _Event.model_validate(item)
    except ValidationError:
        return None
    kind = "blocked" if (event.event, event.type) == ("bounce", "blocked") else event.event
    if kind not in MEANINGS:
        return None
    status, refusal = MEANINGS[kind]
    reason, error = clean(str(event.reason))[:100].strip(" ."), ""
    if status == DeliveryStatus.FAILED:
        refusal = DROPS.get(reason.lower())
        error = f"SendGrid did not send it: {reason or 'no reason given'}."
    elif status == DeliveryStatus.BOUNCED:  # its reason is what the other server wrote, often with the address in it
        code = str(event.status) if re.fullmatch(r"[0-9](\.[0-9]{1,3}){2}", str(event.status)) else "no code"
        error = f"The recipient's mail server refused it ({code})."
    return Told(event.key, datetime.fromtimestamp(event.timestamp, UTC), status, refusal, error)
