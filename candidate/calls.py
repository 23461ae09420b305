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

from candidate.ai.base import Analyse, Answer, Engine, Task, Ticket, Usage
from candidate.ai.feedback import Feedback
from candidate.models import AiCall, AiCallQuerySet, AiGate, CallStatus, Candidate
from candidate.profile import DataExtracted, Profile
from edukai.jobs import Wait
from edukai.jobs.control import wake
from edukai.jobs.models import OPEN, Job

GATE = "ai"  # where jobs wait until there is room for another call
PATIENCE = 300  # seconds until a job at the gate looks again by itself: whoever is done calls the next ones
BUDGET_PATIENCE = 900
LONGEST_PAUSE = 60
BATCH = "batch"  # the tier
HALF_PRICE = {"flex", BATCH}
EXPECTED_ANSWER = 2_500  # tokens, until they are known
OVER_BUDGET = "Waits for its turn: today's budget for AI is used up."
RESULTS: dict[str, type[Profile] | type[DataExtracted] | type[Feedback]] = {"profile": Profile, "data": DataExtracted, "feedback": Feedback}


def admit(job: Job, candidate: Candidate | None, engine: Engine, task: Task, size: int, *, batch: bool = False) -> AiCall | Wait:
    """A row for the call that this job may make now, the one it has already, or a wait for its turn. `size`: characters sent.

    A call of a batch keeps to the budget alone: the provider does it whenever there is room.
    """
    with transaction.atomic():
        AiGate.objects.get_or_create(engine=engine.name)
        gate = AiGate.objects.select_for_update().get(engine=engine.name)
        if begun := AiCall.objects.open().filter(job_id=job.pk).first():
            return begun
        now = timezone.now()
        if not batch and (room(engine.name) <= 0 or (gate.closed_until and gate.closed_until > now)):
            return Wait(PATIENCE * random.uniform(0.8, 1.2), at=GATE)  # noqa: S311  so that not all come back at once
        if settings.AI_DAILY_BUDGET and spent_on(now) >= settings.AI_DAILY_BUDGET:
            told = partial(candidate.change, cv_status_message=OVER_BUDGET) if candidate else None
            return Wait(BUDGET_PATIENCE * random.uniform(0.8, 1.2), told, GATE)  # noqa: S311
        return AiCall.objects.create(
            job_id=job.pk,
            candidate=candidate,
            batch=candidate.batch if candidate else None,
            task=type(task).__name__.lower(),
            engine=engine.name,
            model=engine.model,
            tier=BATCH if batch else "",
            cost=price(engine.model, Usage(size // 4, 0, EXPECTED_ANSWER, BATCH if batch else "")),
        )


def room(engine: str) -> int:
    """How many calls more may be under way. What a job that is over had begun does not count."""
    alive = Job.objects.filter(pk=OuterRef("job_id"), status__in=OPEN)
    return settings.AI_CONCURRENCY - AiCall.objects.open().filter(Exists(alive), engine=engine).exclude(tier=BATCH).count()


def spent_on(now: datetime) -> Decimal:
    """US dollars since midnight, with what the calls under way are expected to cost."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return AiCall.objects.filter(created_at__gte=today).aggregate(total=Sum("cost"))["total"] or Decimal(0)


def price(model: str, usage: Usage) -> Decimal:
    """US dollars by settings.AI_PRICES; 0 for a model that is not in it. The longest name that the model begins with counts."""
    known = max((name for name in settings.AI_PRICES if model.startswith(name)), key=len, default=None)
    if known is None:
        return Decimal(0)
    full, cached, output = settings.AI_PRICES[known]
    tokens = (usage.input_tokens - usage.cached_tokens) * full + usage.cached_tokens * cached + usage.output_tokens * output
    return (tokens / (2 if usage.tier in HALF_PRICE else 1) / 1_000_000).quantize(Decimal("0.000001"))


def turned_away(call: AiCall, retry_after: float | None) -> Wait:
    """The engine takes nothing more: the gate is shut, for everybody, and this job is the first to try again."""
    with transaction.atomic():
        gate = AiGate.objects.select_for_update().get(engine=call.engine)
        named = retry_after is not None
        gate.refusals = 0 if named else gate.refusals + 1
        pause = retry_after if retry_after is not None else min(2 ** (gate.refusals - 1), LONGEST_PAUSE)
        shut(gate, pause)
        _end(call, CallStatus.REFUSED, cost=0)
    return Wait(pause + 0.05)


def shut(gate: AiGate, seconds: float) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    gate.closed_until = max(until, gate.closed_until or until)
    gate.save()


def taken(call: AiCall, ticket: Ticket) -> None:
    """The engine has taken the task. The next ones that wait are called, as far as there is room."""
    AiCall.objects.filter(pk=call.pk).update(ticket=ticket.id, status=CallStatus.WAITING, submitted_at=timezone.now())
    if call.candidate_id and call.task == Analyse.__name__.lower():
        Candidate.objects.filter(pk=call.candidate_id).update(ai_task_id=ticket.id)
    if ticket.pause:
        with transaction.atomic():
            shut(AiGate.objects.select_for_update().get(engine=call.engine), ticket.pause)
    else:
        AiGate.objects.filter(engine=call.engine, refusals__gt=0).update(refusals=0)
        call_next(call.engine)


def answered(call: AiCall, answer: Answer) -> None:
    """The answer is kept until the job has dealt with it."""
    _end(
        call,
        CallStatus.ANSWERED,
        answer=dump(answer),
        model=answer.model or call.model,
        prompt=answer.prompt,
        **_used(answer.model or call.model, answer.usage),
    )
    call_next(call.engine)


def used(call: AiCall, usage: Usage) -> None:
    """What an answer that was of no use has cost comes on top."""
    spent = _used(call.model, usage)
    AiCall.objects.filter(pk=call.pk).update(**{name: F(name) + spent[name] for name in ("input_tokens", "output_tokens", "cost")})


def gave_up(call: AiCall, reason: str, instead: Answer | None = None) -> None:
    """The call leads nowhere; `instead` is what another engine says."""
    _end(call, CallStatus.FAILED, error=reason, answer=instead and dump(instead), cost=F("cost") if call.output_tokens else 0)
    call_next(call.engine)


def dealt_with(call: AiCall) -> None:
    """The answer has gone where it belongs."""
    AiCall.objects.filter(pk=call.pk).update(answer=None)


def over(job: Job) -> None:
    """The job has failed or was cancelled: its call holds no place any more. Its ticket is kept, in case the job is taken up again."""
    for engine in AiCall.objects.open().filter(job_id=job.pk).values_list("engine", flat=True):
        call_next(engine)


def call_next(engine: str) -> None:
    if (free := room(engine)) > 0:
        wake(Job.objects.filter(waits_at=GATE), free)


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


def _used(model: str, usage: Usage) -> dict[str, Any]:
    tokens = {name: getattr(usage, name) for name in ("input_tokens", "cached_tokens", "output_tokens")}
    return {**tokens, "tier": usage.tier, "cost": price(model, usage)}


def _end(call: AiCall, status: CallStatus, **changes: Any) -> None:
    AiCall.objects.filter(pk=call.pk).update(status=status, finished_at=timezone.now(), **changes)
