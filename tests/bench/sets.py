"""One, two and four sets of workers on one PostgreSQL, one broker and one store: 200 CVs each, from upload to PDF.

A set is one worker for each queue, with one process each. 1 set runs on one core with the web server and the servers on that same
core, 2 sets with all of these on two: so what grows is the product, and not what was idle before. Sets beyond the cores share them.
What 1 set does with all cores is told too: while one of its processes reads, another makes PDFs, so that it fills two by itself.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    speeds = {sets: _speed(sets, cores[:sets]) for sets in SETS}
    return [
        Figure(f"{COUNT} CVs by 1 set of workers on one core, with all servers on it", speeds[1], "CVs/s"),
        *_growth(speeds, len(cores)),
        Figure(f"- 1 set that has all {len(cores)} cores to itself", _speed(1, cores), "CVs/s"),
    ]


def _speed(sets: int, cores: list[int]) -> float:
    """CVs a second, from upload until all have their PDF, of a stack of its own on these cores."""
    one_process_each = dict.fromkeys(WORKERS, 1)
    with _bound_to(cores), temporary_folder() as folder, production_stack(folder, concurrency=one_process_each, workers=[]) as stack:
        for number in range(sets):
            _start_set(stack, number)
        stack.wait_for(stack.upload(cvs.mixed(WARM_UP * sets)), MOST_SECONDS)
        began = time.perf_counter()
        batch = stack.wait_for(stack.upload(cvs.mixed(COUNT)), MOST_SECONDS)
        seconds = time.perf_counter() - began
    if batch["processed_count"] != COUNT:
        raise RuntimeError(f"{batch['processed_count']} of {COUNT} CVs were completed.")
    return COUNT / seconds


@contextmanager
def _bound_to(cores: list[int]) -> Iterator[None]:
    """Whatever is started in here runs on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _start_set(stack: Stack, number: int) -> None:
    for name in WORKERS:
        more = replace(stack.processes[name], name=f"{name}+{number}", log=stack.folder / f"{name}+{number}.log")
        stack.processes[more.name] = more
        more.start()


def _growth(speeds: dict[int, float], cores: int) -> list[Figure]:
    """Up to the cores there are, near-linear growth is wanted; beyond them, that nothing is lost."""
    figures = []
    for sets, speed in speeds.items():
        if sets > 1:
            possible = min(sets, cores)
            what = f"- {sets} sets on {possible} cores ({speed:.2f} CVs/s), of what 1 set does"
            figures.append(Figure(what, speed / speeds[1], "times", least=0.8 * possible))
    return figures
