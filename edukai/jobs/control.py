"""The front door: put work in, take it out, give it another chance."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from edukai.errors import Conflict
from edukai.jobs.dispatch import due_at, publish_after_commit
from edukai.jobs.flow import Flow
from edukai.jobs.models import OPEN, Job, JobQuerySet, Status

if TYPE_CHECKING:
    from account.models import User


def enqueue(
    flow: Flow,
    subject: models.Model | None = None,
    *,
    args: dict[str, Any] | None = None,
    created_by: "User | None" = None,
    dedup_key: str = "",
    after: timedelta = timedelta(),
) -> Job:
    """One job, published after commit, due `after` that. While a job with this `dedup_key` is open, it is that job that is returned."""
    job = _new(flow, subject, args, created_by, dedup_key, after)
    try:
        with transaction.atomic(savepoint=bool(dedup_key)):
            job.save(force_insert=True)
            publish_after_commit([job])
    except IntegrityError:
        twin = Job.objects.open().filter(dedup_key=dedup_key).first() if dedup_key else None
        if twin is None:
            raise
        return twin
    return job


def enqueue_each(flow: Flow, subjects: Sequence[models.Model], *, created_by: "User | None" = None) -> list[Job]:
    """A job for each subject, in one INSERT. They are a batch: the first ones do not wait behind the later ones of another."""
    jobs = [_new(flow, subject, None, created_by, position=position) for position, subject in enumerate(subjects)]
    with transaction.atomic(savepoint=False):
        Job.objects.bulk_create(jobs, batch_size=500)
        publish_after_commit(jobs)
    return jobs


def cancel(jobs: JobQuerySet) -> int:
    """End what has not ended; a worker that is at it finds its lease gone and writes nothing. Returns how many were open."""
    gone = {"lease_token": None, "lease_until": None, "finished_at": timezone.now(), "error": "Cancelled.", "error_code": "cancelled"}
    return _move_each(jobs.open(), Status.CANCELLED, gone)


def abandon(jobs: JobQuerySet) -> int:
    """Cancel the open jobs of what is being deleted, in one UPDATE: nobody is left to be told. Returns how many."""
    end = {"finished_at": timezone.now(), "error": "What this was about has been deleted.", "error_code": "gone"}
    return jobs.move(Status.CANCELLED, lease_token=None, lease_until=None, **end)


def replay(jobs: JobQuerySet) -> int:
    """Take failed and cancelled jobs up again where they stopped. Returns how many. Raises Conflict when a twin is open."""
    now = timezone.now()
    again = {"attempt": 0, "not_before": now, "dispatched_at": due_at(now), "finished_at": None, "error": "", "error_code": ""}
    try:
        return _move_each(jobs.filter(status__in=(Status.FAILED, Status.CANCELLED)), Status.PENDING, again)
    except IntegrityError:
        raise Conflict("The same work is already under way in another job.", code="duplicate") from None


def wake(jobs: JobQuerySet, most: int = 1, *, due: datetime | None = None) -> int:
    """Those of `jobs` that wait, the first of each batch first and `most` of them, are due at that time, or now. Returns how many."""
    at = max(due or timezone.now(), timezone.now())
    with transaction.atomic():
        waiting = jobs.filter(status=Status.PENDING, not_before__gt=at).order_by("position", "created_at", "pk")
        # Others wake at the same moment: who is being woken already is left to them.
        called = list(waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:most])
        times = {"not_before": at, "dispatched_at": due_at(at)}
        Job.objects.filter(pk__in=[job.pk for job in called], status=Status.PENDING).update(**times, waits_at="")
        for job in called:
            job.not_before, job.dispatched_at = at, due_at(at)
        publish_after_commit(called)
    return len(called)


def _new(
    flow: Flow,
    subject: models.Model | None,
    args: dict[str, Any] | None,
    created_by: "User | None",
    dedup_key: str = "",
    after: timedelta = timedelta(),
    position: int = 0,
) -> Job:
    due = timezone.now() + after
    return Job(
        flow=flow.name,
        stage=flow.stages[0].name,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        args=args or {},
        created_by=created_by,
        dedup_key=dedup_key,
        not_before=due,
        position=position,
        dispatched_at=due_at(due),
    )


def _move_each(jobs: JobQuerySet, to: Status, changes: dict[str, Any]) -> int:
    moved = 0
    with transaction.atomic():
        for job in jobs.select_for_update().order_by("pk"):
            if Job.objects.filter(pk=job.pk).move(to, **changes):
                moved += 1
                for field, value in {"status": to, **changes}.items():
                    setattr(job, field, value)
                if job.of_flow.changed:
                    job.of_flow.changed(job)
                if to in OPEN:
                    publish_after_commit([job])
    return moved
