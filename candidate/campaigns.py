"""A candidate's profile to contacts of schools: rows first, then mails by the thousand, and no row ever sends twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from account import activity
from account.models import EventType, Severity
from candidate import mail_rates, outreach, suppressions
from candidate.links import unsubscribe_link
from candidate.mail_text import blocks
from candidate.models import HANDED_OVER, LEFT_PERHAPS, Campaign, Candidate, Delivery, DeliveryStatus, Purpose
from candidate.quality import LEAK
from edukai import mailer, storage
from edukai.errors import Conflict, PermanentError, TransientError, UnknownOutcome
from edukai.jobs.models import Job, Status
from edukai.mailer.letters import Addressee, Attachment, Letter, Outcome
from organization.models import OrganizationContact

MOST_CONTACTS = 1_000
PDF_NAME, PHOTO_NAME = "CV.pdf", "Photo.jpg"
NO_KEY = str(UUID(int=0))  # of no delivery
FIELDS = ("greeting", "unsubscribe")
SAID_NO = "This address asked for no more mail."
HAS_IT = "This contact got this candidate already in the last {days} days."
TWICE = "Another contact of this list has the same address."
GONE = "This contact has been deleted."


def check(candidate: Candidate, contact_ids: Collection[UUID]) -> None:
    """Whether a campaign may be planned for these contacts, each named once.

    Raises PermanentError when there is no text to send, or a contact that does not exist; Conflict when there is no PDF to attach.
    """
    _check_candidate(candidate)
    if OrganizationContact.objects.filter(pk__in=contact_ids).count() < len(contact_ids):
        raise PermanentError("Some of these contacts do not exist.", code="unknown_contacts")


def plan(campaign: Campaign, contact_ids: Collection[UUID], *, resend: bool) -> None:
    """A delivery for each contact that may be mailed; the others are in `refused`, with the reason. In the transaction under way.

    Raises TransientError when the campaign has been cancelled, or its candidate deleted, since it was read.
    """
    # Of two at the same time the second one sees the first; candidates are locked before campaigns, as by whoever deletes them
    candidate = Candidate.objects.select_for_update(of=("self",)).only("pk").filter(campaigns=campaign).first()
    row = Campaign.objects.select_for_update().filter(pk=campaign.pk, cancelled_at=None).first()
    if candidate is None or row is None:
        raise TransientError("It has just been cancelled.", code="overtaken")
    good, row.refused = _sorted_out(candidate, contact_ids, resend=resend)
    deliveries = [
        Delivery(purpose=Purpose.OUTREACH, candidate_id=candidate.pk, campaign_id=row.pk, contact_id=contact, recipient=address)
        for contact, address in good
    ]
    Delivery.objects.bulk_create(deliveries, batch_size=500)
    row.save(update_fields=["refused"])


def preview(candidate: Candidate, contact: OrganizationContact) -> EmailMessage:
    """The mail to one contact as it would leave now, but for its key and its link, which stops nothing. Raises as `check` does."""
    _check_candidate(candidate)
    if not candidate.enhanced_key:
        raise Conflict(candidate.cv_status_message, code="no_pdf")
    told = letter(candidate, candidate.email_subject, candidate.email_body)
    return mailer.mail(told, addressee(NO_KEY, contact, contact.work_email), mailer.sender())


def _check_candidate(candidate: Candidate) -> None:
    if not candidate.email_subject or not candidate.email_body:
        raise PermanentError("This candidate has no e-mail text yet.", code="no_text")
    if reason := _nothing_to_attach(candidate):
        raise Conflict(reason, code="no_pdf")


def _nothing_to_attach(candidate: Candidate) -> str:
    """Why there is no PDF, nor will be; '' when there is one, or one is being made."""
    if LEAK in candidate.quality_reasons:
        return "The branded CV would give away who the candidate is: it is not sent. Change what does, and it is made anew."
    if candidate.enhanced_key or candidate.cv_status_message == candidate.outdating["cv_status_message"]:
        return ""
    return "There is no branded CV of this candidate to attach."


def _sorted_out(
    candidate: Candidate, contact_ids: Collection[UUID], *, resend: bool
) -> tuple[list[tuple[UUID, str]], list[dict[str, str]]]:
    """Contacts and their addresses."""
    contacts = list(OrganizationContact.objects.filter(pk__in=contact_ids).order_by("pk").values_list("pk", "work_email"))
    addresses = [address.lower() for _, address in contacts]
    said_no = suppressions.among(addresses)
    had = set() if resend else _had(candidate, addresses)
    good, seen = [], set[str]()
    refused = [{"contact_id": str(gone), "reason": GONE} for gone in sorted(set(contact_ids) - {contact for contact, _ in contacts})]
    for (contact, written), address in zip(contacts, addresses, strict=True):
        days = settings.OUTREACH_REPEAT_DAYS
        reason = SAID_NO if address in said_no else HAS_IT.format(days=days) if address in had else TWICE if address in seen else ""
        seen.add(address)
        if reason:
            refused.append({"contact_id": str(contact), "reason": reason})
        else:
            good.append((contact, written))
    return good, refused


def _had(candidate: Candidate, addresses: Collection[str]) -> set[str]:
    """Who got this candidate lately, or is about to."""
    since = timezone.now() - timedelta(days=settings.OUTREACH_REPEAT_DAYS)
    mine = Delivery.objects.filter(candidate=candidate, purpose=Purpose.OUTREACH, created_at__gt=since)
    mine = mine.filter(status__in=(*LEFT_PERHAPS, DeliveryStatus.PLANNED)).annotate(address=Lower("recipient"))
    return set(mine.values_list("address", flat=True)) & set(addresses)


def letter(candidate: Candidate, subject: str, body: str) -> Letter:
    """What everybody gets, with the PDF as it is now. Raises TransientError, PermanentError."""
    attachments = [Attachment(PDF_NAME, "application/pdf", storage.read(candidate.enhanced_key))]
    if settings.OUTREACH_ATTACH_PHOTO and candidate.photo_key:
        attachments.append(Attachment(PHOTO_NAME, "image/jpeg", storage.read(candidate.photo_key)))
    context = {"subject": subject, "blocks": blocks(body)}
    return outreach.signed("outreach", context, attachments=attachments, fields=FIELDS)


def addressee(delivery_key: str, contact: OrganizationContact | None, recipient: str) -> Addressee:
    person = contact.contact_person if contact else ""
    link = unsubscribe_link(delivery_key)
    fields = {"greeting": f"Dear {person}," if person else "Hello,", "unsubscribe": link}
    return Addressee(key=delivery_key, email=recipient, name=person, fields=fields, unsubscribe=link)


def take_back_interrupted(campaign: Campaign) -> None:
    """Whoever had these rows died. What was planned has not left; of the others nobody can tell, but handing over again may be harmless."""
    interrupted = campaign.deliveries.filter(status=DeliveryStatus.SENDING)
    interrupted.move(DeliveryStatus.PLANNED if mailer.transport().repeatable else DeliveryStatus.UNKNOWN)
    claimed = campaign.deliveries.filter(status=DeliveryStatus.PLANNED).exclude(handed_over_at=None)
    claimed.move(DeliveryStatus.PLANNED, handed_over_at=None)


def claim(campaign: Campaign, most: int) -> list[Delivery] | float:
    """Rows to hand over now; or the seconds until there may be some, by the rate limits. [] when none are left.

    They count for the rates from now on, but stay planned until they leave.
    """
    with transaction.atomic():
        gate, now = mail_rates.held_gate(), timezone.now()
        if gate.closed_until and gate.closed_until > now:
            return (gate.closed_until - now).total_seconds()
        planned = campaign.deliveries.filter(status=DeliveryStatus.PLANNED).order_by("pk")
        said_no = suppressions.among(list(planned.values_list("recipient", flat=True)))
        planned.annotate(address=Lower("recipient")).filter(address__in=said_no).move(DeliveryStatus.SUPPRESSED)
        allowed = mail_rates.allowance(now)
        if allowed <= 0 and planned.exists():
            return mail_rates.SOON
        rows = mail_rates.within_domains(list(planned.select_related("contact")[: min(most, allowed)]), now)  # the gate keeps others away
        if not rows and planned.exists():
            return mail_rates.SOON
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).move(DeliveryStatus.PLANNED, handed_over_at=now)
    return rows


class Overtaken(mailer.NotYet):
    """Since these rows were claimed, some have become others' or nobody's: nothing has left, and one has to claim again."""


def hand_over(campaign: Campaign, candidate: Candidate, rows: Sequence[Delivery]) -> None:
    """Give these rows to the transport, and write down what became of each.

    Raises TransientError when none of those that are planned again has left, PermanentError when none ever will.
    """
    left, gone = {str(row.pk): row for row in rows}, set[str]()

    def leaving(keys: Collection[str], done: Mapping[str, Outcome]) -> None:
        _note(left, done)
        _leave(campaign, keys)
        gone.update(keys)

    try:
        told = letter(candidate, campaign.subject, campaign.body)
        outcomes = mailer.transport().send(told, [addressee(key, row.contact, row.recipient) for key, row in left.items()], leaving)
    except (TransientError, PermanentError, UnknownOutcome) as error:
        done = error.done if isinstance(error, mailer.HandOverError) else {}
        _note(left, done)
        unsettled = Delivery.objects.filter(pk__in=gone & left.keys())  # the others may be somebody else's by now
        if isinstance(error, UnknownOutcome):
            unsettled.move(DeliveryStatus.UNKNOWN, error=error.message)
            return
        unsettled.move(DeliveryStatus.PLANNED)
        planned = campaign.deliveries.filter(status=DeliveryStatus.PLANNED)
        planned.exclude(campaign__cancelled_at=None).move(DeliveryStatus.CANCELLED)  # whoever did that has found them leaving
        if not done and not isinstance(error, Overtaken):
            raise
    else:
        _note(left, outcomes)


def _leave(campaign: Campaign, keys: Collection[str]) -> None:
    """Once this is committed the rows may have left. Raises Overtaken, and moves none, when one of them may not leave any more."""
    with transaction.atomic():
        moved = Delivery.objects.filter(pk__in=keys).move(DeliveryStatus.SENDING, handed_over_at=timezone.now())
        going = Campaign.objects.select_for_update().filter(pk=campaign.pk, paused_at=None, cancelled_at=None)
        if moved < len(keys) or going.first() is None:
            raise Overtaken("Not all of these mails may leave any more.", code="overtaken")


def _note(left: dict[str, Delivery], outcomes: Mapping[str, Outcome]) -> None:
    """Write down what is known; it is taken out of `left`."""
    for key, outcome in outcomes.items():
        if outcome is not None and key in left:
            del left[key]
            to = DeliveryStatus.UNKNOWN if isinstance(outcome, UnknownOutcome) else DeliveryStatus.FAILED
            Delivery.objects.filter(pk=key).move(to, error=outcome.message)
    good = [key for key, outcome in outcomes.items() if outcome is None and key in left]
    for key in good:
        del left[key]
    Delivery.objects.filter(pk__in=good).move(DeliveryStatus.SENT, sent_at=timezone.now())


def end(campaign: Campaign) -> None:
    """What is still planned will not be sent; and the log is told, once."""
    campaign.deliveries.filter(status=DeliveryStatus.PLANNED).move(DeliveryStatus.CANCELLED)
    if Campaign.objects.filter(pk=campaign.pk, told_at=None).update(told_at=timezone.now()):
        tell(campaign)


def tell(campaign: Campaign, failure: str = "") -> None:
    """Tell the log how many have been sent; `failure`, one sentence: why the others have not."""
    counts = _counts(campaign)
    sent = sum(counts[status] for status in HANDED_OVER)
    rest = ", ".join(f"{status}: {counts[status]}" for status in ("failed", "suppressed", "unknown", "cancelled") if counts[status])
    figures = f"Mails sent: {sent} of {sum(counts.values())}{f', {rest}' if rest else ''}. {failure}".strip()
    severity = Severity.ERROR if failure else Severity.SUCCESS if sent == sum(counts.values()) else Severity.WARNING
    activity.log(EventType.EMAILS_SENT, "A candidate was sent to contacts", figures, severity=severity, candidate_id=campaign.candidate_id)


def _counts(campaign: Campaign) -> dict[str, int]:
    """How many mails there are in each status. Until they are planned there is one for each contact that was asked for."""
    job = Job.objects.of(campaign).filter(args__has_key="contact_ids").first()
    if job is None:
        return campaign.counts()
    status = DeliveryStatus.CANCELLED if job.status in (Status.COMPLETED, Status.CANCELLED) else DeliveryStatus.PLANNED
    return dict.fromkeys(DeliveryStatus.values, 0) | {status: len(job.args["contact_ids"])}


def summary(campaign: Campaign) -> dict[str, Any]:
    """What has become of the mails so far."""
    counts = _counts(campaign)
    failed = campaign.deliveries.filter(Q(status=DeliveryStatus.FAILED))[:100]
    errors = [{"contact_id": row.contact_id and str(row.contact_id), "reason": row.error} for row in failed]
    return {
        "summary": {
            "total": sum(counts.values()),
            "sent": sum(counts[status] for status in HANDED_OVER),
            "failed": counts[DeliveryStatus.FAILED],
            "errors": errors,
        },
        "delivered": counts[DeliveryStatus.DELIVERED] + counts[DeliveryStatus.OPENED] + counts[DeliveryStatus.UNSUBSCRIBED],
        **{name: counts[name] for name in ("suppressed", "unknown", "bounced", "opened", "cancelled")},
        "waiting": counts[DeliveryStatus.PLANNED] + counts[DeliveryStatus.SENDING],
        "refused": campaign.refused,
        "paused": campaign.paused_because or "By hand." if campaign.paused_at else "",
    }
