"""200 CVs all the way, from upload to mail, through the stack as `make up` starts it; and beside it the loop that does nothing else."""

import dataclasses
import os
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import cvs, loop
from tests.bench.figures import Figure
from tests.bench.usage import core_seconds
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import Stack, running_stack

COUNT = 200
WARM_UP = 12
MOST_SECONDS = 300


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    seconds: float  # on the clock
    core_seconds: float  # of all processes of the stack


def measure() -> list[Figure]:
    """Loop, stack, loop: what else runs on the machine meanwhile counts for both."""
    paths = cvs.mixed(COUNT)
    warm_up = cvs.mixed(WARM_UP)
    before = loop.run(paths, warm_up)
    way = run(paths, warm_up)
    after = loop.run(paths, warm_up)
    plain = (before.seconds + after.seconds) / 2
    plain_cores = (before.core_seconds + after.core_seconds) / 2
    stages = before.stages + after.stages
    without_search = plain * (1 - stages["search for leaks"] / stages.total())
    return [
        Figure(f"{COUNT} CVs from upload to mail", COUNT / way.seconds, "CVs/s", least=6),
        Figure("- of what a loop of read, analyse, render and leak search does", plain / way.seconds, "times", least=0.7),
        Figure("- the same by core time", plain_cores / way.core_seconds, "times"),
        Figure("- of what a loop without the leak search does", without_search / way.seconds, "times"),
        Figure("- that loop", COUNT / plain, "CVs/s"),
        Figure("- core time of a CV in the stack", way.core_seconds / COUNT * 1000, "ms"),
        *(
            Figure(f"- core time of a CV in the loop: {name}", _share(seconds, stages.total(), plain_cores), "ms")
            for name, seconds in stages.items()
        ),
    ]


def run(paths: Sequence[Path], warm_up: Sequence[Path]) -> Way:
    """The stack with fresh data; every worker has done some CVs before the clock starts."""
    with temporary_folder() as folder, running_stack(folder, environment=cvs.EACH_IS_ASKED) as stack:
        stack.wait_for(stack.upload(warm_up))
        used, began = _used(stack), time.perf_counter()
        batch = stack.upload(paths)
        outbox = folder / "outbox"
        until(lambda: _mails(outbox) >= len(warm_up) + len(paths), "every mail is in the outbox", MOST_SECONDS)
        way = Way(time.perf_counter() - began, _used(stack) - used)
        _check(stack, batch, len(paths))
        return way


def _used(stack: Stack) -> float:
    return sum(core_seconds(process.pid) for process in stack.processes.values())


def _mails(outbox: Path) -> int:
    return sum(name.endswith(".eml") for name in os.listdir(outbox))


def _check(stack: Stack, batch_id: str, count: int) -> None:
    batch = stack.wait_for(batch_id, seconds=10)
    if batch["processed_count"] != count:
        raise RuntimeError(f"{batch['processed_count']} of {count} CVs were completed.")


def _share(seconds: float, total: float, core_seconds: float) -> float:
    """Milliseconds of core time a CV, of two loops' clock time."""
    return seconds / total * core_seconds / COUNT * 1000
