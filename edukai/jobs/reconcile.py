"""The rescuer that Beat runs: no job waits longer than a lease and two runs of this, whatever died in between."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from edukai.celery import app
from edukai.errors import PermanentError
from edukai.jobs import runner
from edukai.jobs.dispatch import publish
from edukai.jobs.flow import FLOWS
from edukai.jobs.models import Job, Status

log = logging.getLogger(__name__)

LOST_WHEN_IDLE = timedelta(seconds=20)  # the queue is empty, and yet nobody took the job
LOST = timedelta(minutes=10)  # the queue is long: the message is most likely still in it
MOST_AT_ONCE = 5_000


def reconcile() -> dict[str, int]:
    """Take back what dead workers held; publish what is due and was never, or too long ago, published."""
    freed = release_lapsed()
    lost = _lost_messages()
    now = timezone.now()
    Job.objects.filter(pk__in=[job.pk for job in lost], status=Status.PENDING).update(dispatched_at=now)
    published = publish(lost)
    if freed or lost:
        log.info("reconciled: %d leases had run out, %d of %d messages published again", freed, published, len(lost))
    return {"freed": freed, "published": published}


def release_lapsed() -> int:
    """Jobs whose lease ran out become pending again; one that took its worker down with it too often fails. Returns how many."""
    freed = 0
    for job in Job.objects.filter(status=Status.RUNNING, lease_until__lt=timezone.now(), flow__in=FLOWS)[:MOST_AT_ONCE]:
        try:
            if job.attempt > runner.retries(job):
                runner.fail(job, PermanentError("The work on this was broken off again and again.", code="worker_lost"))
            else:
                runner.settle(job, Status.PENDING, not_before=timezone.now(), dispatched_at=None)
            freed += 1
        except runner.Superseded:
            log.info("job %s: taken up by another worker meanwhile", job.pk)
        except Exception:
            log.exception("job %s cannot be taken back; the others go on", job.pk)
    return freed


def _lost_messages() -> list[Job]:
    now = timezone.now()
    due = Job.objects.filter(status=Status.PENDING, not_before__lte=now, flow__in=FLOWS).filter(
        Q(dispatched_at=None) | Q(dispatched_at__lt=now - LOST_WHEN_IDLE)
    )
    jobs = [job for job in due.order_by("not_before")[:MOST_AT_ONCE] if job.stage in job.of_flow]
    queues = {job.of_flow.stage(job.stage).queue for job in jobs if job.dispatched_at}
    patience = {queue: LOST if _backlog(queue) else LOST_WHEN_IDLE for queue in queues}
    return [job for job in jobs if job.dispatched_at is None or job.dispatched_at < now - patience[job.of_flow.stage(job.stage).queue]]


def _backlog(queue: str) -> int:
    """How many messages wait in a queue; 0 when the broker cannot tell: to publish once more is harmless."""
    try:
        with app.connection_for_write() as connection:
            return connection.default_channel.queue_declare(queue=queue, passive=True).message_count
    except (OperationalError, OSError):
        return 0
    except app.connection_for_write().channel_errors:  # an empty queue does not exist on Redis
        return 0
