import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Lower

from candidate.models.candidates import Candidate
from organization.models import OrganizationContact, in_capitals


class Purpose(models.TextChoices):
    AVAILABILITY = "availability"
    OUTREACH = "outreach"


class DeliveryStatus(models.TextChoices):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"  # somebody who said no
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # it may or may not have left
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    OPENED = "opened"
    UNSUBSCRIBED = "unsubscribed"


S = DeliveryStatus
HANDED_OVER = (S.SENT, S.DELIVERED, S.BOUNCED, S.OPENED, S.UNSUBSCRIBED)  # it has left
LEFT_PERHAPS = (*HANDED_OVER, S.SENDING, S.UNKNOWN)

NOT_SENT = (S.SENDING, S.UNKNOWN, S.PLANNED, S.SUPPRESSED, S.CANCELLED)  # as far as we know

# From where each status may be reached; anything else does not happen. What the provider says later is the truth, in any order, and
# also of mails that it had refused before, or that an operator took for lost.
DELIVERY_MOVES: dict[DeliveryStatus, tuple[DeliveryStatus, ...]] = {
    S.PLANNED: (S.PLANNED, S.SENDING, S.FAILED),  # from planned: somebody claims it
    S.SENDING: (S.PLANNED,),
    S.SENT: NOT_SENT,
    S.FAILED: (S.PLANNED, S.SENDING, S.SENT, S.UNKNOWN),
    S.SUPPRESSED: (S.PLANNED,),
    S.CANCELLED: (S.PLANNED,),
    S.UNKNOWN: (S.SENDING,),
    S.DELIVERED: (*NOT_SENT, S.SENT, S.FAILED),
    S.BOUNCED: (*NOT_SENT, S.SENT, S.FAILED, S.DELIVERED),
    S.OPENED: (*NOT_SENT, S.SENT, S.FAILED, S.DELIVERED),
    S.UNSUBSCRIBED: (*NOT_SENT, S.SENT, S.FAILED, S.DELIVERED, S.OPENED),
}


class Campaign(models.Model):
    """One call to send a candidate's profile to contacts. What it comes to is derived from its deliveries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.SET_NULL, related_name="campaigns")  # none: deleted since
    job_id = models.UUIDField(null=True, db_index=True, help_text="The `task_id` of the API.")
    subject = models.CharField(max_length=300)
    body = models.TextField()
    refused = models.JSONField(default=list, blank=True, help_text="Contacts that were left out, and why.")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=300, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True, help_text="When somebody had looked at the bounces until then.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When its end stood in the activity log.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Campaign {self.id}"

    def counts(self, since: datetime | None = None) -> dict[str, int]:
        """How many deliveries there are in each status, of all or of those handed over `since` then; in one query."""
        rows = self.deliveries.filter(handed_over_at__gte=since) if since else self.deliveries.all()
        return dict.fromkeys(DeliveryStatus.values, 0) | dict(rows.values_list("status").annotate(Count("pk")))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def move(self, to: DeliveryStatus, **changes: Any) -> int:
        """The one door: one UPDATE of those rows that may go there. Returns how many did."""
        with transaction.atomic(savepoint=False):
            # Locked in one order: a sender and the provider's events come to the same thousand rows at the same moment
            ready = self.filter(status__in=DELIVERY_MOVES[to]).select_for_update(of=("self",)).order_by("pk")
            return Delivery.objects.filter(pk__in=ready.values("pk")).update(status=to, **changes)


class Delivery(models.Model):
    """One mail to one person: a row before it is a message, so that nothing can send it twice. It outlives its candidate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    candidate = models.ForeignKey(Candidate, null=True, db_index=False, on_delete=models.SET_NULL, related_name="deliveries")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, db_index=False, on_delete=models.CASCADE, related_name="deliveries")
    contact = models.ForeignKey(OrganizationContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries")
    recipient = models.CharField(max_length=320, blank=True, help_text="Empty: a candidate who had their data deleted.")
    searchable = in_capitals("recipient")
    status = models.CharField(max_length=12, choices=DeliveryStatus.choices, default=DeliveryStatus.PLANNED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True, help_text="When it was last given to the transport.")
    sent_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="The time of the latest event that the provider sent.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint("campaign", Lower("recipient"), name="one_delivery_per_recipient"),
            models.UniqueConstraint(fields=["candidate"], condition=Q(purpose=Purpose.AVAILABILITY), name="one_availability_mail"),
        ]
        indexes = [
            models.Index(fields=["campaign", "status"], name="delivery_campaign_status"),
            models.Index(fields=["handed_over_at"], condition=Q(handed_over_at__isnull=False), name="delivery_handed_over"),
            models.Index(fields=["-created_at", "-id"], name="delivery_newest"),
            models.Index("candidate", Lower("recipient"), name="delivery_candidate_recipient"),
            models.Index(fields=["candidate", "status"], name="delivery_candidate_status"),
            models.Index(Lower("recipient"), condition=Q(purpose=Purpose.AVAILABILITY), name="delivery_asked_at"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"


class Reason(models.TextChoices):
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    OBJECTION = "objection"
    MANUAL = "manual"


class SuppressionSource(models.TextChoices):
    PROVIDER = "provider"  # its webhook
    LINK = "link"  # in a mail
    INBOUND = "inbound"  # a mail to the unsubscribe address
    OPERATOR = "operator"
    IMPORT = "import"


class Suppression(models.Model):
    """An address that gets no mail any more, whatever it is about."""

    address = models.EmailField(max_length=320, unique=True, help_text="In small letters.")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    source = models.CharField(max_length=20, choices=SuppressionSource.choices)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.address} ({self.reason})"


class MailGate(models.Model):
    """Who is about to hand mails over holds the one row for a moment: all workers together keep to the rate limits."""

    closed_until = models.DateTimeField(null=True, blank=True, help_text="The provider asked to wait.")

    def __str__(self) -> str:
        return "Gate of the mails"
