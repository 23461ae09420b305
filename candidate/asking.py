"""Asking an engine, as stages of a flow do it: hand over a task, come back for its answer, mend or replace what is of no use.

The row of the call is the truth: what has been handed over is never handed over again, whatever died in between.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings

from candidate import ai, calls
from candidate.ai.base import Answer, Busy, Malformed, Repair, Task, Ticket, Unanswered
from candidate.models import AiCall, CallStatus, Candidate
from edukai.errors import PermanentError
from edukai.jobs import Next, Wait
from edukai.jobs.models import Job

FIRST_POLL = 2  # seconds; then twice as long each time, up to the setting
MOST_SUBMISSIONS = 3  # of a task that the engine breaks down on

Question = Callable[[], Task]


def submit(job: Job, candidate: Candidate | None, question: Question, keep: Callable[[Any], object]) -> Next | Wait:
    """Hand over the task: `keep` the answer of an engine that answers at once, or go on to `collect`."""
    if ai.engine().at_once:
        given = ai.engine().submit(question(), str(job.pk))
        return Next(partial(keep, given))
    return _hand_over(job, candidate, question) or Next(after=FIRST_POLL)


def has_call(job: Job) -> bool:
    """Whether there is an answer to come back for; else it has been kept already."""
    return "call" in job.args


def collect(job: Job, candidate: Candidate | None, kind: type[Task], question: Question) -> Next | Wait:
    """Come back for the answer. It is then in the row of the call: see `answer`."""
    call = AiCall.objects.get(pk=job.args["call"])
    if call.answer is not None:
        return Next()
    if call.status == CallStatus.FAILED:  # the job was taken up again, or a batch could not do it
        return _hand_over(job, candidate, question) or _look_again(job)
    try:
        given = ai.engine(call.engine).fetch(Ticket(call.ticket), kind)
    except Malformed as error:
        calls.used(call, error.usage)
        return _mended(job, call, question, error) or _given_up(call, question, error)
    except Unanswered as error:
        return _once_more(job, call, question) or _given_up(call, question, error)
    except PermanentError as error:
        return _given_up(call, question, error)
    if isinstance(given, Answer):
        calls.answered(call, given)
        return Next()
    return _look_again(job, given.wait)


def answer(job: Job) -> tuple[Answer, AiCall]:
    """What `collect` brought."""
    call = AiCall.objects.get(pk=job.args["call"])
    if call.answer is None:
        raise PermanentError("The answer of the AI is no longer there.", code="missing_answer")
    return calls.load(call.answer), call


def _hand_over(job: Job, candidate: Candidate | None, question: Question) -> Wait | None:
    """None once the engine has the task, or something in place of its answer is there."""
    engine, task = ai.engine(), question()
    call = calls.admit(job, candidate, engine, task, len(task.document.text))
    if isinstance(call, Wait):
        return call
    job.args |= {"call": str(call.pk), "polls": 0}
    if call.ticket:
        return None
    try:
        given = engine.submit(task, str(call.pk))
    except Busy as busy:
        return calls.turned_away(call, busy.retry_after)
    except PermanentError as error:
        _given_up(call, lambda: task, error)
        return None
    if isinstance(given, Answer):
        calls.answered(call, given)
    else:
        calls.taken(call, given)
    return None


def _mended(job: Job, call: AiCall, question: Question, error: Malformed) -> Wait | None:
    """The engine may put its answer right, once."""
    if job.args.get("mended") == str(call.pk):
        return None
    repair = Repair(Ticket(call.ticket), error.complaint)
    return _handed_again(job, call, question, f"{call.pk}-mend", mended=str(call.pk), repair=repair)


def _once_more(job: Job, call: AiCall, question: Question) -> Wait | None:
    times = job.args.get("submissions", 1)
    return _handed_again(job, call, question, f"{call.pk}-{times}", submissions=times + 1) if times < MOST_SUBMISSIONS else None


def _handed_again(job: Job, call: AiCall, question: Question, key: str, *, repair: Repair | None = None, **noted: object) -> Wait:
    """The same place among the calls under way, another ticket."""
    try:
        given = ai.engine(call.engine).submit(question(), key, repair)
    except Busy as busy:
        return Wait(busy.retry_after or FIRST_POLL)
    if isinstance(given, Answer):
        calls.answered(call, given)
        return Wait(0)
    calls.taken(call, given)
    job.args |= {"polls": 0, **noted}
    return Wait(FIRST_POLL)


def _given_up(call: AiCall, question: Question, error: PermanentError | Unanswered) -> Next:
    """Another engine may step in. Raises the error as a permanent one when none may."""
    steps_in = settings.AI_FALLBACK != "none"
    given = ai.engine(settings.AI_FALLBACK).submit(question(), str(call.pk)) if steps_in else None
    calls.gave_up(call, error.message, given if isinstance(given, Answer) else None)
    if not steps_in:
        raise PermanentError(error.message, code=error.code)
    return Next()


def _look_again(job: Job, advised: float = 0) -> Wait:
    polls = job.args.get("polls", 0) + 1
    if polls > settings.AI_POLL_MAX_RETRIES:
        job.args["polls"] = 0  # whoever takes the job up again asks for the same answer
        raise PermanentError("The AI has not answered in time.", code="no_answer")
    job.args["polls"] = polls
    return Wait(advised or min(FIRST_POLL * 2 ** min(polls, 20), settings.AI_POLL_INTERVAL_SECONDS))
