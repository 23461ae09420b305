import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from edukai.jobs.flow import FLOWS, Flow


class Status(models.TextChoices):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (Status.PENDING, Status.RUNNING)

# From where each status may be reached; anything else does not happen.
MOVES: dict[Status, tuple[Status, ...]] = {
    Status.PENDING: (Status.RUNNING, Status.FAILED, Status.CANCELLED),
    Status.RUNNING: (Status.PENDING, Status.RUNNING),
    Status.COMPLETED: (Status.RUNNING,),
    Status.FAILED: (Status.RUNNING,),
    Status.CANCELLED: OPEN,
}


class JobQuerySet(models.QuerySet["Job"]):
    def move(self, to: Status, **changes: Any) -> int:
        """The one door: one UPDATE of those rows that may go there. Returns how many did."""
        return self.filter(status__in=MOVES[to]).update(status=to, **changes)

    def open(self) -> "JobQuerySet":
        return self.filter(status__in=OPEN)

    def of(self, subject: models.Model) -> "JobQuerySet":
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Job(models.Model):
    """One piece of background work and how far it is. `id` is the `task_id` that the API hands out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flow = models.CharField(max_length=50)
    stage = models.CharField(max_length=50)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    args = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="One sentence for people.")
    error_code = models.CharField(max_length=50, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0, help_text="How often this stage was started since it last went on.")
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True, help_text="When the message for this stage was, or is to be, delivered.")
    waits_at = models.CharField(max_length=50, blank=True, help_text="Where it waits to be called before `not_before`.")
    dedup_key = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0, help_text="Its place in its batch.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dedup_key"], condition=models.Q(status__in=OPEN) & ~models.Q(dedup_key=""), name="one_open_job_per_dedup_key"
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="job_status_known"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=models.Q(status=Status.PENDING), name="job_due"),
            models.Index(fields=["lease_until"], condition=models.Q(status=Status.RUNNING), name="job_lease"),
            models.Index(fields=["waits_at", "position", "created_at"], condition=~models.Q(waits_at=""), name="job_waits"),
            models.Index(fields=["subject_type", "subject_id"], name="job_subject"),
            models.Index(fields=["status", "-created_at"], name="job_status_newest"),
            models.Index(fields=["-created_at"], name="job_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.flow}.{self.stage} {self.id}"

    @property
    def of_flow(self) -> Flow:
        return FLOWS[self.flow]

    def load_subject(self) -> models.Model | None:
        """The row this job is about. Raises its DoesNotExist when the row is gone; None when the job has no subject."""
        if not self.subject_type:
            return None
        return apps.get_model(self.subject_type)._base_manager.get(pk=self.subject_id)

    def report(self, done: int, total: int, message: str = "") -> None:
        """Progress, seen at once by whoever asks; only while the lease is ours."""
        Job.objects.filter(pk=self.pk, lease_token=self.lease_token).update(done=done, total=total, message=message)
