"""Messages: published after commit, here and nowhere else. One that comes twice, late or never is harmless."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from edukai.celery import LAST_PRIORITY, app
from edukai.jobs.models import Job, Status

log = logging.getLogger(__name__)

LONGEST_COUNTDOWN = timedelta(seconds=60)
HIGHEST, LOWEST = 1, LAST_PRIORITY  # 0 is Beat's
AHEAD = 8  # of each batch go first, then as many again, then twice as many ...
CLIMB = timedelta(minutes=10)  # overdue: one step up


def priority(job: Job) -> int:
    """Of its message, the smaller the sooner: by the place in the batch. Who waits climbs, and is not overtaken for ever."""
    steps_up = max(0, (timezone.now() - job.not_before) // CLIMB)
    return max(HIGHEST, min(LOWEST, HIGHEST + (job.position // AHEAD).bit_length()) - steps_up)


def due_at(not_before: datetime) -> datetime | None:
    """What to write as `dispatched_at` beside `not_before`: None when the wait is too long for the broker, and left to `reconcile`."""
    return not_before if not_before <= timezone.now() + LONGEST_COUNTDOWN else None


def publish_after_commit(jobs: Sequence[Job]) -> None:
    """Send the messages of these pending jobs once the current transaction is committed, if `due_at` gave them a time."""
    to_send = [job for job in jobs if job.dispatched_at is not None]
    if to_send:
        transaction.on_commit(lambda: publish(to_send), robust=True)  # the rows are committed: `reconcile` will see to them


def publish(jobs: Sequence[Job]) -> int:
    """Send the messages now. What the broker does not take is left to `reconcile`. Returns how many it took."""
    sent = 0
    try:
        with app.producer_or_acquire() as producer:
            for job in jobs:
                wait = (job.not_before - timezone.now()).total_seconds()
                app.send_task(
                    f"{job.flow}.{job.stage}",
                    args=[str(job.pk)],
                    queue=job.of_flow.stage(job.stage).queue,
                    priority=priority(job),
                    countdown=wait if wait > 0 else None,
                    producer=producer,
                    ignore_result=True,
                )
                sent += 1
    except (OperationalError, OSError) as error:
        log.warning("broker not reachable (%s): %d messages left to reconcile", type(error).__name__, len(jobs) - sent)
        Job.objects.filter(pk__in=[job.pk for job in jobs[sent:]], status=Status.PENDING).update(dispatched_at=None)
    return sent
