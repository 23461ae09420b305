"""A whole upload as one batch of OpenAI: CVs join it when they have been read, and go on when their line is there.

A line that came to nothing is submitted once more by itself; what an expired batch did not come to goes into another one.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from candidate import calls
from candidate.ai import engine
from candidate.ai.base import Analyse, Answer, Malformed
from candidate.ai.prices import BATCH
from candidate.documents.model import Document
from candidate.models import AiCall, AiCallQuerySet, Batch, CallStatus, Candidate
from edukai.errors import PermanentError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue, wake
from edukai.jobs.models import OPEN, Job, Status
from edukai.lazy import lazy_module

if TYPE_CHECKING:
    from candidate.ai.openai import batches
else:
    batches = lazy_module("candidate.ai.openai.batches")  # OpenAI's client takes 20 MB

GATHERING = 5  # seconds between looks at who is still being read
PATIENCE = 900  # seconds after which a CV looks by itself whether its line is there
MOST_ROUNDS = 3
A_DAY = 300  # retries: at 10 minutes each, longer than a batch may take


def is_for(candidate: Candidate) -> bool:
    """Whether this CV goes to the engine together with the others of its upload. One that is taken up again goes by itself."""
    several = candidate.batch is not None and candidate.batch.total_count > 1
    return settings.AI_BATCH and settings.AI_ENGINE == "openai" and several and not candidate.ai_retry_count


def join(job: Job, candidate: Candidate, task: Analyse) -> Next | Wait:
    """A place in the batch of the upload; the batch has a job of its own."""
    call = calls.admit(job, candidate, engine(), task, batch=True)
    if isinstance(call, Wait):
        return call
    job.args["call"] = str(call.pk)
    return Next(lambda: _see_to(candidate), after=PATIENCE)


def is_under_way(job: Job) -> bool:
    return AiCall.objects.open().filter(pk=job.args["call"], tier=BATCH).exists()


def wait(candidate: Candidate) -> Wait:
    """Until the batch calls; its job is there, or is started again."""
    return Wait(PATIENCE, lambda: _see_to(candidate))


def _see_to(candidate: Candidate) -> None:
    enqueue(ai_batch, candidate.batch, dedup_key=f"ai_batch/{candidate.batch_id}")


def run_batch(job: Job, batch: Batch) -> Wait | Done:
    """Each line's outcome to its CV, of whatever is over; and a file of those who have joined, when all are read.

    The rows of the calls are the truth: what is under way stands there, so this may stop anywhere, and start again.
    """
    for ticket in _open(batch).exclude(ticket="").order_by("ticket").values_list("ticket", flat=True).distinct():
        _bring_in(batch, ticket)
    if _are_being_read(batch):
        return Wait(GATHERING)
    _hand_over(batch)
    return Wait(settings.AI_POLL_INTERVAL_SECONDS) if _open(batch).exists() else Done()


def _open(batch: Batch) -> AiCallQuerySet:
    """Of CVs that somebody still waits for."""
    return AiCall.objects.open().filter(calls.alive(), batch=batch, tier=BATCH, candidate__isnull=False)


def _are_being_read(batch: Batch) -> bool:
    ids = [str(pk) for pk in batch.candidates.values_list("pk", flat=True)]
    coming = Job.objects.filter(flow="cv", stage__in=("read", "analyse"), status__in=OPEN, subject_id__in=ids)
    return coming.exclude(waits_at=calls.GATE).exists()


def _bring_in(batch: Batch, ticket: str) -> None:
    try:
        outcomes = batches.fetch(ticket, Analyse)
    except PermanentError as error:
        if error.code != batches.NOT_TAKEN:
            raise
        _give_up(_open(batch).filter(ticket=ticket), error.message)
        return
    if outcomes is None:
        return
    for call in _open(batch).filter(ticket=ticket):
        _settle(call, outcomes.get(str(call.pk)))
    batches.forget(ticket)


def _settle(call: AiCall, outcome: Answer | PermanentError | None) -> None:
    """In one transaction with the call to its job, so that neither is without the other."""
    with transaction.atomic():
        match outcome:
            case None if call.submissions < MOST_ROUNDS:
                AiCall.objects.filter(pk=call.pk).update(status=CallStatus.SUBMITTING, ticket="")
                return
            case None:
                calls.gave_up(call, "OpenAI did not come to this CV.")
            case Answer():
                calls.answered(call, outcome)
            case Malformed():
                calls.taken_back(call, outcome.usage, outcome.complaint)
            case _:
                calls.gave_up(call, outcome.message)
        wake(Job.objects.filter(pk=call.job_id))


def _hand_over(batch: Batch) -> None:
    """Whoever dies in here finds the batch that was made by its key: the first of the CVs, and how often it was handed over."""
    waiting = list(_open(batch).filter(ticket="").select_related("candidate__reading", "candidate__batch").order_by("created_at", "pk"))
    if not waiting:
        return
    lines = (batches.line(_task(call), str(call.pk)) for call in waiting)
    ticket = batches.submit(lines, f"{waiting[0].pk}-{waiting[0].submissions}")
    rows = AiCall.objects.filter(pk__in=[call.pk for call in waiting])
    rows.update(ticket=ticket, status=CallStatus.WAITING, submitted_at=timezone.now(), submissions=F("submissions") + 1)
    Candidate.objects.filter(pk__in=[call.candidate_id for call in waiting]).update(ai_task_id=ticket)


def _task(call: AiCall) -> Analyse:
    candidate = call.candidate
    assert candidate is not None  # noqa: S101  they were asked for
    return Analyse(Document.from_json(candidate.reading.document), candidate.brief)


def _give_up(left: AiCallQuerySet, reason: str) -> None:
    """These are submitted CV by CV."""
    given_up = list(left)
    for call in given_up:
        calls.gave_up(call, reason)
    wake(Job.objects.filter(pk__in=[call.job_id for call in given_up]), most=len(given_up))


def _changed(job: Job) -> None:
    """What is with OpenAI already is waited for, whatever becomes of this job: a CV that looks by itself starts it again."""
    batch = Batch.objects.filter(pk=job.subject_id).first()
    if batch and job.status in (Status.FAILED, Status.CANCELLED):
        _give_up(_open(batch).filter(ticket=""), job.error)


ai_batch = Flow("ai_batch", [Stage("batch", run_batch, queue="default", retries=A_DAY)], changed=_changed)
