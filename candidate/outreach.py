"""Mails about candidates: a `Delivery` row before every message, and no row ever sends twice."""

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from candidate import links, mail_rates, suppressions
from candidate.models import LEFT_PERHAPS, Candidate, Delivery, DeliveryStatus, Purpose
from edukai import mailer
from edukai.errors import PermanentError, TransientError, UnknownOutcome
from edukai.logos import mail_logo
from edukai.mailer import Attachment

LOGO_ID = "logo"

log = logging.getLogger(__name__)


def invite(candidate: Candidate) -> float:
    """Ask the candidate, once and for all, whether they are available, when there is an address to ask at.

    Returns 0, or the seconds until it is worth trying again, since the rates let no mail leave now.
    Raises TransientError when the mail certainly has not left and trying again may help.
    """
    delivery = None if _unreachable(candidate) else _planned(candidate)
    if delivery is None:
        return 0
    if suppressions.among([delivery.recipient]):
        _move(delivery, DeliveryStatus.SUPPRESSED)
    if delivery.status == DeliveryStatus.PLANNED and (seconds := mail_rates.take(delivery)):
        return seconds
    if delivery.status in (DeliveryStatus.PLANNED, DeliveryStatus.SENDING):
        _send(delivery, candidate)
    return 0


def _planned(candidate: Candidate) -> Delivery | None:
    """The one mail to this candidate; None when their address was asked lately, about another CV."""
    with transaction.atomic():
        mail_rates.held_gate()  # of two CVs with one address at the same moment the second one sees the first
        mail = candidate.deliveries.filter(purpose=Purpose.AVAILABILITY).first()
        if mail is None and not _asked_lately(candidate.email):
            mail = Delivery.objects.create(candidate=candidate, purpose=Purpose.AVAILABILITY, recipient=candidate.email)
    return mail


def _asked_lately(address: str) -> bool:
    """Whether this address has got an availability mail in the last AVAILABILITY_REPEAT_DAYS, or is about to."""
    since = timezone.now() - timedelta(days=settings.AVAILABILITY_REPEAT_DAYS)
    asked = Delivery.objects.filter(purpose=Purpose.AVAILABILITY, created_at__gt=since, status__in=(DeliveryStatus.PLANNED, *LEFT_PERHAPS))
    return asked.annotate(address=Lower("recipient")).filter(address=address.lower()).exists()


def signed(template: str, context: dict[str, Any], *, attachments: Iterable[Attachment] = (), fields: Iterable[str] = ()) -> mailer.Letter:
    """`mailer.letter` with the agency's logo in its signature."""
    logo = mail_logo(settings.AGENCY_LOGO)
    shown = [Attachment("Logo.png", "image/png", logo.content, LOGO_ID)] if logo else []
    context = {**context, "logo": logo and {"id": LOGO_ID, "width": logo.width, "height": logo.height}}
    return mailer.letter(template, context, attachments=[*attachments, *shown], fields=fields)


def remark(candidate: Candidate) -> str:
    """What an operator should know about the availability mail; '' when there is nothing to say."""
    delivery = candidate.deliveries.filter(purpose=Purpose.AVAILABILITY).first()
    if delivery:
        return REMARKS[DeliveryStatus(delivery.status)]
    asked = ASKED.format(days=settings.AVAILABILITY_REPEAT_DAYS) if _asked_lately(candidate.email) else ""
    return _unreachable(candidate) or asked


def _unreachable(candidate: Candidate) -> str:
    if candidate.is_doubtful:
        return "This does not look like a CV: nothing was made of it, nobody was mailed. If it is one, set its quality to passed."
    if not candidate.email:
        return "No e-mail address was found: not asked about availability."
    try:
        validate_email(candidate.email)
    except ValidationError:
        return "The e-mail address is not a valid one: not asked about availability."
    return ""


ASKED = "This address was asked about availability in the last {days} days, about another CV: not asked again."
REMARKS = dict.fromkeys(DeliveryStatus, "") | {
    DeliveryStatus.PLANNED: "The availability e-mail is about to be sent.",
    DeliveryStatus.SENDING: "The availability e-mail is being sent.",
    DeliveryStatus.SUPPRESSED: "This address asked for no more mail: not asked about availability.",
    DeliveryStatus.BOUNCED: "The availability e-mail came back: the address does not take it.",
    DeliveryStatus.FAILED: "The availability e-mail was refused: see its delivery in the admin.",
    DeliveryStatus.UNKNOWN: "It is not certain whether the availability e-mail has left; it is not sent again.",
}


def _send(delivery: Delivery, candidate: Candidate) -> None:
    repeatable, gone = mailer.transport().repeatable, set[str]()
    if delivery.status == DeliveryStatus.SENDING and not repeatable:
        # Whoever had this row died, or still has it: nobody can tell whether the mail left.
        _move(delivery, DeliveryStatus.UNKNOWN)
        return

    def leaving(keys: Collection[str], done: object) -> None:
        if not _move(delivery, DeliveryStatus.SENDING, handed_over_at=timezone.now()) and not repeatable:
            raise mailer.NotYet("Somebody else has this mail by now.", code="overtaken")
        gone.update(keys)

    key = f"availability-{delivery.pk}"
    theirs = {"answer_link": links.availability_link(candidate), "delete_link": links.deletion_link(candidate)}
    letter = signed("availability", {"given_name": candidate.name_without_surname, "roles": candidate.job_titles[:3], **theirs})
    try:
        unsubscribe = links.unsubscribe_link(str(delivery.pk))
        mailer.hand_over(letter, mailer.Addressee(key, delivery.recipient, unsubscribe=unsubscribe), leaving)
    except TransientError as error:
        if gone:
            _move(delivery, DeliveryStatus.PLANNED)
        if error.retry_after:
            mail_rates.shut_gate(error.retry_after)
        raise
    except PermanentError as error:
        _move(delivery, DeliveryStatus.FAILED, error=error.message)
    except UnknownOutcome as error:
        _move(delivery, DeliveryStatus.UNKNOWN, error=error.message)
    else:
        _move(delivery, DeliveryStatus.SENT, sent_at=timezone.now())


def _move(delivery: Delivery, to: DeliveryStatus, **changes: object) -> bool:
    moved = Delivery.objects.filter(pk=delivery.pk).move(to, **changes) == 1
    delivery.refresh_from_db(fields=["status"])
    if not moved:
        log.info("delivery %s: not moved to %s, it is %s", delivery.pk, to, delivery.status)
    return moved
