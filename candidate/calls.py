"""Calls to an engine that answers later: a row before each is made, all workers together within its limits, and what it cost."""

import random
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Sum
from django.utils import timezone

from candidate.ai.base import NO_USAGE, Analyse, Answer, Engine, Task, Ticket, Usage
from candidate.ai.feedback import Feedback
from candidate.ai.prices import BATCH, price
from candidate.models import AiCall, AiCallQuerySet, AiGate, CallStatus, Candidate
from candidate.profile import DataExtracted, Profile
from edukai.jobs import Wait
from edukai.jobs.control import wake
from edukai.jobs.models import OPEN, Job

GATE = "ai"  # where jobs wait until there is room for another call
PATIENCE = 300  # seconds until a job at the gate looks again by itself: whoever is done calls the next ones
BUDGET_PATIENCE = 900
LONGEST_PAUSE = 60
EXPECTED_ANSWER = 2_500  # tokens, until they are known
OVER_BUDGET = "Waits for its turn: today's budget for AI is used up."
ANALYSE = Analyse.__name__.lower()
RESULTS: dict[str, type[Profile] | type[DataExtracted] | type[Feedback]] = {"profile": Profile, "data": DataExtracted, "feedback": Feedback}


def admit(job: Job, candidate: Candidate | None, engine: Engine, task: Task, *, batch: bool = False) -> AiCall | Wait:
    """A row for the call that this job may make now, the one it has already, or a wait for its turn.

    A call of a batch keeps to the budget alone: the provider does it whenever there is room.
    """
    with transaction.atomic():
        gate, now = _locked_gate(engine.name), timezone.now()
        begun = AiCall.objects.open().filter(job_id=job.pk).first()
        if begun and (begun.ticket or batch):
            return begun
        if begun and begun.engine != engine.name:  # nothing was taken, and another engine has been chosen since
            AiCall.objects.filter(pk=begun.pk).ended()
            begun = None
        if not batch and gate.closed_until and gate.closed_until > now:
            return Wait((gate.closed_until - now).total_seconds() + random.uniform(0.05, 1))  # noqa: S311
        if begun:
            return begun
        if not batch and room(engine.name) <= 0:
            return Wait(_about(PATIENCE), partial(call_next, engine.name), at=GATE)
        if settings.AI_DAILY_BUDGET and spent_on(now) >= settings.AI_DAILY_BUDGET:
            told = partial(candidate.change, cv_status_message=OVER_BUDGET) if candidate and isinstance(task, Analyse) else None
            return Wait(_about(BUDGET_PATIENCE), told, at=GATE)
        tier = BATCH if batch else ""
        return AiCall.objects.create(
            job_id=job.pk,
            candidate=candidate,
            batch=candidate.batch if candidate else None,
            task=type(task).__name__.lower(),
            engine=engine.name,
            model=engine.model,
            tier=tier,
            expected=price(engine.model, Usage(len(task.document.text) // 4, 0, EXPECTED_ANSWER, tier)),
        )


def room(engine: str) -> int:
    """How many calls more may be under way. What a job that is over had begun does not count."""
    return settings.AI_CONCURRENCY - AiCall.objects.open().filter(alive(), engine=engine).exclude(tier=BATCH).count()


def alive() -> Exists:
    """Whether somebody still waits for a call: its job is not over."""
    return Exists(Job.objects.filter(pk=OuterRef("job_id"), status__in=OPEN))


def spent_on(now: datetime) -> Decimal:
    """US dollars since midnight, and what the calls under way are expected to cost."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    spent = AiCall.objects.filter(created_at__gte=today).aggregate(total=Sum("spent"))["total"]
    coming = AiCall.objects.open().filter(alive()).aggregate(total=Sum("expected"))["total"]
    return (spent or Decimal(0)) + (coming or Decimal(0))


def turned_away(call: AiCall, retry_after: float | None) -> Wait:
    """The engine takes nothing more: the gate is shut, for everybody. The job keeps its place, and is the first to try again."""
    with transaction.atomic():
        gate, now = _locked_gate(call.engine), timezone.now()
        if not gate.closed_until or gate.closed_until <= now:  # of several at the same moment the first one counts
            gate.refusals = gate.refusals + 1 if retry_after is None else 0
        pause = min(2 ** max(0, gate.refusals - 1), LONGEST_PAUSE) if retry_after is None else retry_after
        _shut(gate, pause)
    return Wait(pause + 0.05)


def taken(call: AiCall, ticket: Ticket) -> None:
    """The engine has taken the task. The next ones that wait are called, as far as there is room."""
    with transaction.atomic():
        noted = {"status": CallStatus.WAITING, "submitted_at": timezone.now(), "submissions": F("submissions") + 1}
        AiCall.objects.filter(pk=call.pk).update(ticket=ticket.id, **noted)
        if call.candidate_id and call.task == ANALYSE:
            Candidate.objects.filter(pk=call.candidate_id).update(ai_task_id=ticket.id)
        gate = _locked_gate(call.engine)
        gate.refusals = 0
        _shut(gate, ticket.pause)
        call_next(call.engine)


def taken_back(call: AiCall, usage: Usage = NO_USAGE, complaint: str = "") -> None:
    """The ticket leads nowhere; the task keeps its place and is to be handed over again, with what was wrong with the answer."""
    _came_back(call, usage, ticket="", tier="", status=CallStatus.SUBMITTING, complaint=complaint or call.complaint)


def answered(call: AiCall, answer: Answer) -> None:
    """The answer is kept until the job has dealt with it; of somebody who has gone meanwhile, what it cost alone."""
    told = {"model": answer.model or call.model, "prompt": answer.prompt, "tier": answer.usage.tier}
    with transaction.atomic():
        _came_back(call, answer.usage, status=CallStatus.ANSWERED, finished_at=timezone.now(), expected=0, **told)
        AiCall.objects.filter(alive(), pk=call.pk).update(answer=dump(answer))
        call_next(call.engine)


def gave_up(call: AiCall, reason: str, instead: Answer | None = None, usage: Usage = NO_USAGE) -> None:
    """The call leads nowhere; `instead` is what another engine says."""
    ended = {"status": CallStatus.FAILED, "finished_at": timezone.now(), "expected": 0, "error": reason}
    with transaction.atomic():
        _came_back(call, usage, answer=instead and dump(instead), **ended)
        call_next(call.engine)


def dealt_with(call: AiCall) -> None:
    """The answer has gone where it belongs."""
    AiCall.objects.filter(pk=call.pk).update(answer=None)


def over(job: Job) -> None:
    """The job has failed or was cancelled: its call holds no place any more. Its ticket is kept, in case the job is taken up again."""
    for engine in AiCall.objects.open().filter(job_id=job.pk).values_list("engine", flat=True):
        call_next(engine)


def forget(calls: AiCallQuerySet) -> None:
    """Whom they were about is being deleted: what they said goes, what they cost stays known."""
    engines = set(calls.open().values_list("engine", flat=True))
    calls.update(answer=None, complaint="")
    calls.ended()
    for engine in sorted(engines):
        call_next(engine)


def call_next(engine: str) -> None:
    """Those who wait are due as soon as the gate opens, as many as there is room for."""
    with transaction.atomic():
        gate = _locked_gate(engine)  # who is about to wait, and who makes room, come one after the other
        if (free := room(engine)) > 0:
            wake(Job.objects.filter(waits_at=GATE), free, due=gate.closed_until)


def expected(calls: AiCallQuerySet) -> None:
    """Their jobs look for the answer now: somebody says that it is there."""
    wake(Job.objects.filter(pk__in=calls.open().values("job_id")).exclude(waits_at=GATE), most=calls.count())


def dump(answer: Answer) -> dict[str, Any]:
    """An answer as JSON; see `load`."""
    kind = next(name for name, shape in RESULTS.items() if isinstance(answer.result, shape))
    told = {name: getattr(answer, name) for name in ("engine", "model", "prompt", "remark")}
    photo = b64encode(answer.photo).decode() if answer.photo else None
    return {"kind": kind, "result": answer.result.model_dump(mode="json"), "photo": photo, **told}


def load(kept: dict[str, Any]) -> Answer:
    """The inverse of `dump`, without the usage."""
    told = dict(kept)
    photo = told.pop("photo")
    return Answer(RESULTS[told.pop("kind")].model_validate(told.pop("result")), photo=photo and b64decode(photo), **told)


def _about(seconds: float) -> float:
    """So that not all come back at once."""
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311


def _locked_gate(engine: str) -> AiGate:
    AiGate.objects.get_or_create(engine=engine)
    return AiGate.objects.select_for_update().get(engine=engine)


def _shut(gate: AiGate, seconds: float) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    gate.closed_until = max(until, gate.closed_until or until)
    gate.save()


def _came_back(call: AiCall, usage: Usage, **changes: Any) -> None:
    """What an answer took comes on top of what those before it did."""
    tokens = {name: F(name) + getattr(usage, name) for name in ("input_tokens", "cached_tokens", "output_tokens")}
    AiCall.objects.filter(pk=call.pk).update(**tokens, spent=F("spent") + price(call.model, usage), **changes)
