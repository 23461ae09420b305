"""What work looks like: a flow is a list of stages, a stage a plain function, its answer says how the job goes on."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from edukai.errors import PermanentError

Write = Callable[[], object]


@dataclasses.dataclass(frozen=True, slots=True)
class Next:
    """On to the next stage in `after` seconds; behind the last one the job is completed. `write` runs as the job is settled, with it.

    `args` take the place of the job's, with what `write` writes or not at all; None: they stay.
    """

    write: Write | None = None
    after: float = 0
    args: dict[str, Any] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Wait:
    """The same stage again in `seconds`, or when `control.wake(at)` calls it. Not a failure: it does not count as an attempt."""

    seconds: float
    write: Write | None = None
    at: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """The job is completed here, with what it leaves behind (plain JSON)."""

    result: dict[str, Any] | None = None
    write: Write | None = None


Outcome = Next | Wait | Done


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """`run(job, subject)` does the work outside any transaction and raises TransientError or PermanentError when it fails.

    It may run twice: what it does outside the database must be harmless when done again. `retries`: how often a transient
    error is tried again; None = the setting. `when(job)`: whether there is anything to do; a stage without work is passed by.
    """

    name: str
    run: Callable[[Any, Any], Outcome]
    queue: str = "default"
    retries: int | None = None
    when: Callable[[Any], bool] | None = None


FLOWS: dict[str, "Flow"] = {}


class Flow:
    """Stages in the order of the product. `changed(job)` is called in the transaction that completes, fails, cancels or reopens a job."""

    def __init__(self, name: str, stages: Sequence[Stage], *, changed: Callable[[Any], object] | None = None) -> None:
        self.name, self.stages, self.changed = name, tuple(stages), changed
        if FLOWS.setdefault(name, self) is not self:
            raise ValueError(f"There is a flow {name!r} already.")

    def __repr__(self) -> str:
        return f"<Flow {self.name}: {' > '.join(stage.name for stage in self.stages)}>"

    def stage(self, name: str) -> Stage:
        """Raises PermanentError for a name that a release has done away with."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise PermanentError(f"The stage {self.name}.{name} does not exist any more.", code="unknown_stage")

    def __contains__(self, name: str) -> bool:
        return any(stage.name == name for stage in self.stages)

    def after(self, job: Any) -> Stage | None:
        """The next stage that has something to do for `job`; None behind the last."""
        place = self.stages.index(self.stage(job.stage)) + 1
        return next((stage for stage in self.stages[place:] if stage.when is None or stage.when(job)), None)
