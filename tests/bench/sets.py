"""One, two and four sets of workers on one PostgreSQL, one broker and one store: 200 CVs each, from upload to PDF.

A set is what a machine of one core would run: one worker for each queue, with one process each, all on one core of this machine.
Sets beyond the cores share them, and the servers are on these cores too.
"""

import os
import shutil
import time
from dataclasses import replace

from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.production import production_stack
from tests.bench.way import WARM_UP
from tests.servers import temporary_folder
from tests.stack import WORKERS, Stack

COUNT = 200
SETS = (1, 2, 4)
MOST_SECONDS = 600


def measure() -> list[Figure]:
    cores = sorted(os.sched_getaffinity(0))
    speeds: dict[int, float] = {}
    with temporary_folder() as folder, production_stack(folder, concurrency=dict.fromkeys(WORKERS, 1), workers=[]) as stack:
        for sets in SETS:
            for number in range(max(speeds, default=0), sets):
                _start_set(stack, number, cores[number % len(cores)])
            stack.wait_for(stack.upload(cvs.mixed(WARM_UP * sets)), MOST_SECONDS)
            speeds[sets] = _speed(stack)
    return [Figure(f"{COUNT} CVs by 1 set of workers on a core of its own", speeds[1], "CVs/s"), *_growth(speeds, len(cores))]


def _start_set(stack: Stack, number: int, core: int) -> None:
    for name in WORKERS:
        like = stack.processes[name]
        pinned = [shutil.which("taskset") or "taskset", "--cpu-list", str(core), *like.command]
        more = replace(like, name=f"{name}+{number}", command=pinned, log=stack.folder / f"{name}+{number}.log")
        stack.processes[more.name] = more
        more.start()


def _speed(stack: Stack) -> float:
    """CVs a second, from upload until all have their PDF."""
    began = time.perf_counter()
    batch = stack.wait_for(stack.upload(cvs.mixed(COUNT)), MOST_SECONDS)
    if batch["processed_count"] != COUNT:
        raise RuntimeError(f"{batch['processed_count']} of {COUNT} CVs were completed.")
    return COUNT / (time.perf_counter() - began)


def _growth(speeds: dict[int, float], cores: int) -> list[Figure]:
    """Up to the cores there are, near-linear growth is wanted; beyond them, that nothing is lost."""
    figures = []
    for sets, speed in speeds.items():
        if sets > 1:
            possible = min(sets, cores)
            what = f"- {sets} sets on {possible} cores ({speed:.2f} CVs/s), of what 1 set does"
            figures.append(Figure(what, speed / speeds[1], "times", least=0.8 * possible))
    return figures
