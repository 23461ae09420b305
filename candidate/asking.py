"""Asking an engine, as the stages of a flow do it: hand over a task, come back for its answer, deal with it.

The row of the call is the truth: what has been handed over is never handed over again, whatever died in between.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.conf import settings

from candidate import ai, calls
from candidate.ai.base import NO_USAGE, Answer, Busy, Malformed, Task, Ticket, Unanswered, Usage
from candidate.ai.prices import BATCH
from candidate.models import AiCall, CallStatus, Candidate
from edukai.errors import PermanentError, TransientError
from edukai.jobs import Next, Stage, Wait
from edukai.jobs.flow import Write
from edukai.jobs.models import Job

FIRST_POLL = 2  # seconds; then twice as long each time, up to the setting
MOST_SUBMISSIONS = 3  # of a task that the engine breaks down on
OF_THE_SETTINGS = {"key", "address", "quota", "model"}  # whoever mends these finds the answers that were under way


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What a flow asks. `task(job, subject)` is put; `settle(job, subject, answer)` gives what to write when the answer is there."""

    kind: type[Task]
    task: Callable[[Job, Any], Task]
    settle: Callable[[Job, Any, Answer], Write]

    def stages(self, name: str = "submit") -> list[Stage]:
        """Asking as a flow's stages, the first one called `name`."""
        return [Stage(name, self.submit, queue="default"), *self.later(self.collect)]

    def later(self, collect: Callable[[Job, Any], Next | Wait]) -> list[Stage]:
        """The stages that an answer at once passes by."""
        return [
            Stage("collect", collect, queue="polling", when=_has_call),
            Stage("check", self.check, queue="default", when=_has_call),
        ]

    def submit(self, job: Job, subject: Any) -> Next | Wait:
        """The answer of an engine that answers at once; else a ticket to `collect` with."""
        if not ai.engine().answers_at_once(self.kind):
            return self._hand_over(job, subject) or Next(after=FIRST_POLL)
        job.args.pop("call", None)  # of a job that is taken up again, of an engine before this one
        return Next(self.settle(job, subject, self._at_once(settings.AI_ENGINE, job, subject)))

    def collect(self, job: Job, subject: Any) -> Next | Wait:
        """Come back for the answer. It is then in the row of the call."""
        call = AiCall.objects.get(pk=job.args["call"])
        if call.answer is not None:
            return Next()
        if not call.ticket or call.status == CallStatus.FAILED:
            return self._hand_over(job, subject) or Wait(FIRST_POLL)
        try:
            given = ai.engine(call.engine).fetch(Ticket(call.ticket), self.kind)
        except Malformed as error:
            return self._once_more(job, subject, call, error, mends=not call.complaint)
        except Unanswered as error:
            return self._once_more(job, subject, call, error, mends=call.submissions < MOST_SUBMISSIONS)
        except TransientError as error:
            return _look_again(job, error.retry_after or 0)
        except PermanentError as error:
            if error.code not in OF_THE_SETTINGS:
                self._give_up(job, subject, call, error)
                return Next()
            raise
        if isinstance(given, Answer):
            calls.answered(call, given)
            return Next()
        return _look_again(job, given.wait)

    def check(self, job: Job, subject: Any) -> Next:
        """Deal with what `collect` brought."""
        call = AiCall.objects.get(pk=job.args["call"])
        if call.answer is None:
            raise PermanentError("The answer of the AI is no longer there.", code="missing_answer")
        settled = self.settle(job, subject, calls.load(call.answer))
        if call.status == CallStatus.ANSWERED and call.tier != BATCH:
            ai.engine(call.engine).forget(Ticket(call.ticket))

        def write() -> None:
            settled()
            calls.dealt_with(call)

        return Next(write)

    def _at_once(self, engine: str, job: Job, subject: Any) -> Answer:
        given = ai.engine(engine).submit(self.task(job, subject), str(job.pk))
        if isinstance(given, Ticket):
            raise TypeError(f"The engine {engine} was to answer at once.")
        return given

    def _hand_over(self, job: Job, subject: Any) -> Wait | None:
        """None once the engine has the task, or something in place of its answer is there."""
        engine, task = ai.engine(), self.task(job, subject)
        call = calls.admit(job, subject if isinstance(subject, Candidate) else None, engine, task)
        if isinstance(call, Wait):
            return call
        job.args |= {"call": str(call.pk), "polls": 0}
        if call.ticket:
            return None
        try:
            given = engine.submit(task, f"{call.pk}-{call.submissions}", call.complaint)
        except Busy as busy:
            return calls.turned_away(call, busy.retry_after)
        except PermanentError as error:
            self._give_up(job, subject, call, error)
            return None
        if isinstance(given, Ticket):
            calls.taken(call, given)
        else:
            calls.answered(call, given)
        return None

    def _once_more(self, job: Job, subject: Any, call: AiCall, error: Malformed | Unanswered, *, mends: bool) -> Next | Wait:
        """The task again, with what was wrong with its answer, while that may help."""
        usage, complaint = (error.usage, error.complaint) if isinstance(error, Malformed) else (NO_USAGE, "")
        if mends:
            calls.taken_back(call, usage, complaint)
            return self._hand_over(job, subject) or Wait(FIRST_POLL)
        self._give_up(job, subject, call, error, usage)
        return Next()

    def _give_up(self, job: Job, subject: Any, call: AiCall, error: PermanentError | Unanswered, usage: Usage = NO_USAGE) -> None:
        """Another engine may step in. Raises the error as a permanent one when none may."""
        steps_in = settings.AI_FALLBACK != "none"
        calls.gave_up(call, error.message, self._at_once(settings.AI_FALLBACK, job, subject) if steps_in else None, usage)
        if not steps_in:
            raise PermanentError(error.message, code=error.code)


def _has_call(job: Job) -> bool:
    """Whether there is an answer to come back for; else it has been dealt with already."""
    return "call" in job.args


def _look_again(job: Job, advised: float) -> Wait:
    polls = job.args.get("polls", 0) + 1
    if polls > settings.AI_POLL_MAX_RETRIES:
        job.args["polls"] = 0  # whoever takes the job up again asks for the same answer
        raise PermanentError("The AI has not answered in time.", code="no_answer")
    job.args["polls"] = polls
    return Wait(advised or min(FIRST_POLL * 2 ** min(polls, 20), settings.AI_POLL_INTERVAL_SECONDS))
