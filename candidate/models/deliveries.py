import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from candidate.models.candidates import Candidate


class Purpose(models.TextChoices):
    AVAILABILITY = "availability"


class DeliveryStatus(models.TextChoices):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


# From where each status may be reached; anything else does not happen.
DELIVERY_MOVES: dict[DeliveryStatus, tuple[DeliveryStatus, ...]] = {
    DeliveryStatus.PLANNED: (DeliveryStatus.SENDING, DeliveryStatus.FAILED),
    DeliveryStatus.SENDING: (DeliveryStatus.PLANNED,),
    DeliveryStatus.SENT: (DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN),
    DeliveryStatus.FAILED: (DeliveryStatus.SENDING,),
    DeliveryStatus.UNKNOWN: (DeliveryStatus.SENDING,),
}


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def move(self, to: DeliveryStatus, **changes: Any) -> int:
        """The one door: one UPDATE of those rows that may go there. Returns how many did."""
        return self.filter(status__in=DELIVERY_MOVES[to]).update(status=to, **changes)


class Delivery(models.Model):
    """One mail to one person: a row before it is a message, so that nothing can send it twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.CharField(max_length=320)
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PLANNED)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "candidate", "recipient"], name="one_delivery_per_recipient"),
            models.UniqueConstraint(fields=["candidate"], condition=Q(purpose=Purpose.AVAILABILITY), name="one_availability_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
