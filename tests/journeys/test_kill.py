"""Workers die in the middle of their work, with the product's own leases and rescue interval."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from candidate.flows import cv
from tests.journeys.outcome import assert_whole
from tests.processes import until
from tests.stack import WORKERS, Stack, running_stack

COUNT = 30
SECONDS = 90  # from a kill until the work that it hit goes on
AT_WORK = {"default", "pdf"}  # the local engine answers at once: there is nothing to poll for
ONE_EACH = dict.fromkeys(WORKERS, 1)

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("beat_dies", [False, True], ids=["workers", "workers and beat"])
def test_it_finishes_every_cv_once_although_each_worker_is_killed_at_work(
    tmp_path: Path, cvs: Callable[[int], list[Path]], beat_dies: bool
) -> None:
    with running_stack(tmp_path / "var", concurrency=ONE_EACH) as stack:
        batch = stack.upload(cvs(COUNT))
        hit = []
        for queue in WORKERS:
            if queue in AT_WORK:
                hit += kill_at_work(stack, queue)
            else:
                stack.processes[queue].restart()
            if beat_dies:
                stack.processes["beat"].restart()
        killed_at = time.monotonic()
        assert stack.batch(batch)["status"] == "in_progress"
        for job in hit:
            until(lambda job=job: goes_on(stack, job), f"{job['stage']} goes on", seconds=SECONDS - (time.monotonic() - killed_at))
        assert_whole(stack, COUNT, batch)


def kill_at_work(stack: Stack, queue: str) -> list[dict[str, Any]]:
    """Kill -9 a queue's whole worker while it holds jobs, and start it again at once. Gives the jobs that were hit."""
    worker = stack.processes[queue]

    def held() -> list[dict[str, Any]]:
        worker.send(signal.SIGSTOP)  # so that nothing changes between looking and killing
        jobs = [job for job in stack.running_jobs() if cv.stage(job["stage"]).queue == queue]
        if not jobs:
            worker.send(signal.SIGCONT)
        return jobs

    jobs = until(held, f"the {queue} worker is at work", every=0.01)
    worker.restart()
    return jobs


def goes_on(stack: Stack, hit: dict[str, Any]) -> bool:
    """The job has been taken up again since, or is over."""
    job = stack.get(f"jobs/{hit['id']}/")
    return job["stage"] != hit["stage"] or job["attempt"] > hit["attempt"] or job["status"] == "completed"
