"""Claim, run, settle: the only code that runs stages.

A claim is one conditional UPDATE that sets a fresh token; whoever settles must still hold that token. So a message may come
twice, and a worker that was thought dead may wake up: only one of them writes.
"""

import copy
import logging
import random
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from edukai.errors import PermanentError, TransientError
from edukai.jobs.dispatch import due_at, publish_after_commit
from edukai.jobs.flow import Done, Next, Outcome, Wait, Write
from edukai.jobs.models import OPEN, Job, Status

log = logging.getLogger(__name__)

LONGEST_BACKOFF = 600  # seconds
CLOCK_SKEW = timedelta(seconds=1)


class Superseded(Exception):
    """The lease is no longer ours: the job was cancelled, or ran out and was taken by another worker."""


class _Gone(Exception):
    """The row that the job is about does not exist any more."""


def run(job_id: str, stage: str) -> None:
    """Run one stage of one job, if it is due and nobody else has it, and those behind it that are of the same queue.

    Never raises for what a stage does wrong.
    """
    job = claim(job_id, stage)
    if job is None:
        return
    with _renewed(job):
        while job is not None:
            job = _run_stage(job)


def _run_stage(job: Job) -> Job | None:
    """The job at the next stage when that is ours as well."""
    try:
        return _settle_outcome(job, _outcome(job))
    except Superseded:
        log.info("job %s: lease lost at %s, nothing written", job.pk, job.stage)
        return None
    except (SystemExit, KeyboardInterrupt):
        hand_back(job)
        raise


def claim(job_id: str, stage: str) -> Job | None:
    """The job with a fresh lease and token; None when it is not due at this stage, over, or somebody else's."""
    now, token = timezone.now(), uuid.uuid4()
    free = Q(status=Status.PENDING, not_before__lte=now + CLOCK_SKEW) | Q(status=Status.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id, stage=stage).move(
        Status.RUNNING,
        lease_token=token,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        attempt=F("attempt") + 1,
        waits_at="",
        started_at=Coalesce("started_at", now),
    )
    return Job.objects.filter(pk=job_id, lease_token=token).first() if taken else None


def settle(job: Job, status: Status, write: Write | None = None, **changes: Any) -> Job:
    """Give the lease back, or keep it, with what the stage wrote, in one transaction. Returns the job as it then is.

    Raises Superseded, having written nothing.
    """
    if status != Status.RUNNING:
        changes |= {"lease_token": None, "lease_until": None}
    changes.setdefault("args", job.args)
    if status not in OPEN:
        changes["finished_at"] = timezone.now()
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, lease_token=job.lease_token).move(status, **changes):
            raise Superseded
        settled = copy.copy(job)  # `job` keeps its token: when `write` fails, the failure has to be settled too
        for field, value in {"status": status, **changes}.items():
            setattr(settled, field, value)
        if write:
            write()
        if status == Status.PENDING:
            publish_after_commit([settled])
        elif status not in OPEN and settled.of_flow.changed:
            settled.of_flow.changed(settled)
    return settled


def hand_back(job: Job) -> None:
    """Let another worker start this stage at once: this one is being stopped. Does not count as an attempt."""
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).move(
        Status.PENDING, lease_token=None, lease_until=None, attempt=F("attempt") - 1, not_before=timezone.now(), dispatched_at=None
    )


def fail(job: Job, error: TransientError | PermanentError) -> None:
    """Another attempt when that may help and one is left, else the dead-letter list."""
    reason: dict[str, Any] = {"error": error.message, "error_code": error.code}
    if isinstance(error, TransientError) and job.attempt <= retries(job):
        wait = min(settings.JOB_BACKOFF_SECONDS * 2 ** (job.attempt - 1), LONGEST_BACKOFF) * random.uniform(0.8, 1.2)  # noqa: S311  jitter
        _pend(job, error.retry_after or wait, **reason)
    else:
        log.warning("job %s failed at %s.%s: %s", job.pk, job.flow, job.stage, error.code)
        settle(job, Status.FAILED, **reason)


def retries(job: Job) -> int:
    """How often a transient error of the present stage is tried again."""
    own = job.of_flow.stage(job.stage).retries
    return settings.JOB_MAX_ATTEMPTS if own is None else own


def _outcome(job: Job) -> Outcome | TransientError | PermanentError | _Gone:
    try:
        subject = job.load_subject()
    except ObjectDoesNotExist:
        return _Gone()
    try:
        return job.of_flow.stage(job.stage).run(job, subject)
    except (TransientError, PermanentError) as error:
        return error
    except SoftTimeLimitExceeded:
        return TransientError("It took too long.", code="timeout")
    except Exception:
        log.exception("job %s: error in %s.%s", job.pk, job.flow, job.stage)
        return _unexpected()


def _settle_outcome(job: Job, outcome: Outcome | TransientError | PermanentError | _Gone) -> Job | None:
    """The job at its next stage when that one is ours as well."""
    try:
        match outcome:
            case Next(write, after, args):
                return _go_on(job, write, after, job.args if args is None else args)
            case Wait(seconds, write, at):
                _pend(job, seconds, write, attempt=0, waits_at=at)
            case Done(result, write):
                settle(job, Status.COMPLETED, write, result=result)
            case _Gone():
                settle(job, Status.CANCELLED, error="What this was about has been deleted.", error_code="gone")
            case TransientError() | PermanentError():
                fail(job, outcome)
            case _:
                raise TypeError(f"{job.flow}.{job.stage} returned {outcome!r}")
    except Superseded:
        raise
    except (TransientError, PermanentError) as error:
        fail(job, error)
    except Exception:
        log.exception("job %s: what %s.%s wrote was refused", job.pk, job.flow, job.stage)
        fail(job, _unexpected())
    return None


def _unexpected() -> TransientError:
    """A bug, treated like a transient error: the next attempt may run on mended code."""
    return TransientError("Something unexpected went wrong; the details are in the log.", code="unexpected")


def _go_on(job: Job, write: Write | None, after: float, args: dict[str, Any]) -> Job | None:
    following = job.of_flow.after(job)
    if following is None:
        settle(job, Status.COMPLETED, write, args=args)
        return None
    arrived: dict[str, Any] = {"stage": following.name, "args": args, "error": "", "error_code": ""}
    if following.queue == job.of_flow.stage(job.stage).queue and not after:  # no need for a message to ourselves
        lease_until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return settle(job, Status.RUNNING, write, attempt=1, lease_until=lease_until, **arrived)
    _pend(job, after, write, attempt=0, **arrived)
    return None


def _pend(job: Job, seconds: float, write: Write | None = None, **changes: Any) -> None:
    not_before = timezone.now() + timedelta(seconds=seconds)
    settle(job, Status.PENDING, write, not_before=not_before, dispatched_at=due_at(not_before), **changes)


@contextmanager
def _renewed(job: Job) -> Iterator[None]:
    """Keeps the lease alive while the stage runs; a stage shorter than a third of it costs no query."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(settings.JOB_LEASE_SECONDS / 3):
            until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
            try:
                if not Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(lease_until=until):
                    break
            except DatabaseError:
                log.warning("job %s: lease not renewed, will try again", job.pk)
                connection.close()
        connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
