import uuid

from django.db import models
from django.db.models import F, Sum
from django.utils import timezone

from candidate.models.candidates import Batch, Candidate


class CallStatus(models.TextChoices):
    SUBMITTING = "submitting"  # it may or may not have been taken
    WAITING = "waiting"  # there is a ticket
    ANSWERED = "answered"
    FAILED = "failed"


TOTALS = {
    "calls": models.Count("pk"),
    "input_tokens": Sum("input_tokens"),
    "output_tokens": Sum("output_tokens"),
    "cost_usd": Sum(F("spent") + F("expected")),
}
OPEN_CALLS = (CallStatus.SUBMITTING, CallStatus.WAITING)


class AiCallQuerySet(models.QuerySet["AiCall"]):
    def open(self) -> "AiCallQuerySet":
        return self.filter(status__in=OPEN_CALLS)

    def ended(self) -> int:
        """Those that are open lead nowhere any more."""
        return self.open().update(status=CallStatus.FAILED, expected=0, finished_at=timezone.now())


class AiCall(models.Model):
    """One call to an engine that answers later: a row before it is made, so that a ticket is never lost and nothing is asked twice.

    It outlives its candidate, since the money is spent. `spent` is what came back has cost, in US dollars; `expected` what the call
    that is under way will cost.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job_id = models.UUIDField(db_index=True)
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.SET_NULL, related_name="ai_calls")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="ai_calls")
    task = models.CharField(max_length=20)
    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=100, blank=True)
    prompt = models.CharField(max_length=100, blank=True, help_text="Version of the prompt.")
    tier = models.CharField(max_length=20, blank=True)
    ticket = models.CharField(max_length=200, blank=True, db_index=True)
    status = models.CharField(max_length=10, choices=CallStatus.choices, default=CallStatus.SUBMITTING)
    answer = models.JSONField(null=True, blank=True, help_text="Until it is dealt with.")
    error = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    cached_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    spent = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    expected = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    complaint = models.TextField(blank=True, help_text="Why the first answer was of no use.")
    submissions = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AiCallQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "AI call"
        indexes = [models.Index(fields=["engine"], condition=models.Q(status__in=OPEN_CALLS), name="ai_call_open")]

    def __str__(self) -> str:
        return f"{self.engine} {self.task} {self.id}"


class AiGate(models.Model):
    """Who wants to make a call to an engine holds this row for a moment: all workers together keep to its limits."""

    engine = models.CharField(primary_key=True, max_length=20)
    closed_until = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveIntegerField(default=0, help_text="In a row, without a time to wait named.")

    def __str__(self) -> str:
        return f"Gate of {self.engine}"
