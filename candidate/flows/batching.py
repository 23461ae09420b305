"""A whole upload as one batch of OpenAI: CVs join it when they have been read, and go on when their line is there.

A line that came to nothing is submitted once more by itself; what an expired batch did not come to goes into another one.
"""

from django.conf import settings
from django.utils import timezone

from candidate import calls
from candidate.ai import engine
from candidate.ai.base import Analyse, Answer, Malformed
from candidate.ai.openai import batches
from candidate.documents.model import Document
from candidate.models import AiCall, AiCallQuerySet, Batch, CallStatus, Candidate
from edukai.errors import PermanentError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue, wake
from edukai.jobs.models import OPEN, Job, Status

GATHERING = 5  # seconds between looks at who is still being read
PATIENCE = 900  # seconds after which a CV looks by itself whether its line is there
MOST_ROUNDS = 3


def is_for(candidate: Candidate) -> bool:
    """Whether this CV goes to the engine together with the others of its upload."""
    return settings.AI_BATCH and settings.AI_ENGINE == "openai" and candidate.batch is not None and candidate.batch.total_count > 1


def join(job: Job, candidate: Candidate, task: Analyse) -> Next | Wait:
    """A place in the batch of the upload; the batch has a job of its own."""
    call = calls.admit(job, candidate, engine(), task, len(task.document.text), batch=True)
    if isinstance(call, Wait):
        return call
    job.args["call"] = str(call.pk)
    return Next(lambda: _see_to(candidate), after=PATIENCE)


def is_under_way(job: Job) -> bool:
    return AiCall.objects.open().filter(pk=job.args["call"], tier=calls.BATCH).exists()


def wait(job: Job, candidate: Candidate) -> Wait:
    """Until the batch calls; its job is there, or is started again."""
    return Wait(PATIENCE, lambda: _see_to(candidate))


def _see_to(candidate: Candidate) -> None:
    enqueue(ai_batch, candidate.batch, dedup_key=f"ai_batch/{candidate.batch_id}")


def gather(job: Job, batch: Batch) -> Next | Wait | Done:
    """Hand over the file when every CV of the upload has been read."""
    ids = [str(pk) for pk in batch.candidates.values_list("pk", flat=True)]
    coming = Job.objects.filter(flow="cv", stage__in=("read", "analyse"), status__in=OPEN, subject_id__in=ids)
    if coming.exclude(waits_at=calls.GATE).exists():
        return Wait(GATHERING)
    return Next(after=settings.AI_POLL_INTERVAL_SECONDS) if _hand_over(job, batch) else Done()


def watch(job: Job, batch: Batch) -> Wait | Done:
    """Each line's outcome to its CV, when the batch is over; then the next batch, if something is left."""
    outcomes = batches.fetch(job.args["ticket"], Analyse)
    if outcomes is None:
        return Wait(settings.AI_POLL_INTERVAL_SECONDS)
    submitted = AiCall.objects.filter(batch=batch, ticket=job.args["ticket"], status=CallStatus.WAITING)
    done = []
    for call in submitted:
        if outcome := outcomes.get(str(call.pk)):
            _settle(call, outcome)
            done.append(call.job_id)
    submitted.update(status=CallStatus.SUBMITTING, ticket="")
    wake(Job.objects.filter(pk__in=done), most=len(done))
    job.args["round"] = job.args.get("round", 1) + 1
    if job.args["round"] > MOST_ROUNDS:
        _give_up(batch, "OpenAI did not come to this CV.")
        return Done()
    return Wait(settings.AI_POLL_INTERVAL_SECONDS) if _hand_over(job, batch) else Done()


def _hand_over(job: Job, batch: Batch) -> bool:
    """Whether there was anything to hand over. The same round again gets the same batch."""
    joined = AiCall.objects.filter(batch=batch, tier=calls.BATCH, status=CallStatus.SUBMITTING, candidate__isnull=False)
    waiting = list(joined.select_related("candidate__reading", "candidate__batch"))
    if not waiting:
        return False
    lines = (batches.line(_task(call), str(call.pk)) for call in waiting)
    ticket = batches.submit(lines, f"{job.pk}-{job.args.get('round', 1)}")
    job.args["ticket"] = ticket
    rows = AiCall.objects.filter(pk__in=[call.pk for call in waiting])
    rows.update(ticket=ticket, status=CallStatus.WAITING, submitted_at=timezone.now())
    return True


def _task(call: AiCall) -> Analyse:
    candidate = call.candidate
    assert candidate is not None  # noqa: S101  they were asked for
    return Analyse(Document.from_json(candidate.reading.document), candidate.brief)


def _settle(call: AiCall, outcome: Answer | PermanentError) -> None:
    if isinstance(outcome, Answer):
        calls.answered(call, outcome)
        return
    if isinstance(outcome, Malformed):
        calls.used(call, outcome.usage)
    calls.gave_up(call, outcome.message)


def _give_up(batch: Batch, reason: str) -> None:
    """What is left of it is submitted CV by CV."""
    left: AiCallQuerySet = AiCall.objects.open().filter(batch=batch, tier=calls.BATCH)
    jobs = list(left.values_list("job_id", flat=True))
    for call in left:
        calls.gave_up(call, reason)
    wake(Job.objects.filter(pk__in=jobs), most=len(jobs))


def _changed(job: Job) -> None:
    batch = Batch.objects.filter(pk=job.subject_id).first()
    if batch and job.status in (Status.FAILED, Status.CANCELLED):
        _give_up(batch, job.error)


ai_batch = Flow(
    "ai_batch",
    [Stage("gather", gather, queue="default"), Stage("watch", watch, queue="polling")],
    changed=_changed,
)
