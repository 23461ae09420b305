"""Messages come twice, late and out of order: each piece of work has one effect."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from celery import Celery

from candidate.flows import cv
from tests.journeys.outcome import assert_whole
from tests.processes import until
from tests.stack import WORKERS, Stack, running_stack

COUNT = 20
SIZES = {"default": 3, "polling": 2, "pdf": 2}

pytestmark = pytest.mark.journey


def test_it_works_once_on_messages_that_come_three_times_at_once_and_early_and_late(
    tmp_path: Path, cvs: Callable[[int], list[Path]]
) -> None:
    stages = [stage.name for stage in cv.stages]
    attempts: set[int] = set()
    with running_stack(tmp_path / "var", concurrency=SIZES, workers=[], beat=False) as stack:
        batch = stack.upload(cvs(COUNT))
        jobs = [job["id"] for job in stack.open_jobs()]
        publish(stack, jobs, [stages[0]], times=2)  # beside the one that the upload has published
        for worker in WORKERS:
            stack.processes[worker].start()
        while stack.batch(batch)["status"] == "in_progress":
            if waiting(stack) < COUNT:
                publish(stack, jobs, stages, times=3)
            attempts |= {job["attempt"] for job in stack.running_jobs()}
        publish(stack, jobs, stages, times=3)
        until(lambda: waiting(stack) == 0, "all messages are taken")
        attempts |= {job["attempt"] for job in stack.everything("jobs/", status="completed")}
        assert attempts == {1}
        assert_whole(stack, COUNT, batch)


def publish(stack: Stack, jobs: Sequence[str], stages: Sequence[str], times: int) -> None:
    """The product's own messages once more, copies side by side."""
    with Celery(broker=f"redis://127.0.0.1:{stack.redis_port}/0", set_as_current=False) as app, app.producer_or_acquire() as producer:
        for job in jobs:
            for stage in stages * times:
                app.send_task(f"{cv.name}.{stage}", args=[job], queue=cv.stage(stage).queue, producer=producer, ignore_result=True)


def waiting(stack: Stack) -> int:
    """Messages in all queues, at each priority, and those a worker has not acknowledged yet."""
    with stack.broker as broker:
        queues = [key for queue in WORKERS for key in broker.scan_iter(f"{queue}*") if broker.type(key) == b"list"]
        return sum(broker.llen(key) for key in queues) + broker.hlen("unacked")
