"""Redis, which is broker and cache, dies or is away: what was accepted is done all the same."""

import io
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.outcome import assert_whole
from tests.processes import until
from tests.stack import Stack, running_stack

QUICK = {"JOB_LEASE_SECONDS": "10", "JOB_RECONCILE_SECONDS": "5"}
AWAY_SECONDS = 5  # for the answer to an upload while nothing listens; it takes milliseconds
HUNG_SECONDS = 8  # while Redis accepts and says nothing; it takes the 4 s of `socket_timeout`
GONE_SECONDS = 15

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


class Fuse(io.BytesIO):
    """A file that calls `burn` when a client begins to send it."""

    def __init__(self, content: bytes, burn: Callable[[], None]) -> None:
        super().__init__(content)
        self.burn: Callable[[], None] | None = burn

    def read(self, size: int | None = -1) -> bytes:
        if self.burn:
            self.burn()
            self.burn = None
        return super().read(size)


def test_it_loses_nothing_when_redis_dies_during_uploads(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    people = cvs(45)

    def die() -> None:
        until(stack.running_jobs, "workers are at work", every=0.01)
        stack.processes["redis"].kill()

    def die_and_rise() -> None:
        die()
        stack.start_redis()

    with running_stack(tmp_path / "var", environment=QUICK) as stack:
        batches = [stack.upload(people[:15]), upload(stack, people[15:30], die_and_rise), upload(stack, people[30:], die)]
        stack.start_redis()
        supervise(stack, batches)
        assert_whole(stack, 45, *batches)


def supervise(stack: Stack, batches: list[str]) -> None:
    """Until the batches are over, start again what has ended, as `scripts/keep` does.

    A Celery worker may end when the connection breaks in the very moment in which it acknowledges a message (kombu 5.7).
    """

    def over() -> bool:
        for process in stack.processes.values():
            if not process.is_running:
                process.restart()
        return all(stack.batch(batch)["status"] != "in_progress" for batch in batches)

    until(over, "all batches are over", seconds=120, every=0.5)


def upload(stack: Stack, people: list[Path], meanwhile: Callable[[], None]) -> str:
    """What `Stack.upload` does; `meanwhile` is called when the last file is on its way."""
    *others, last = people
    files = [*((cv.name, cv.read_bytes()) for cv in others), (last.name, Fuse(last.read_bytes(), meanwhile))]
    answer = stack.client.post("/api/candidates/upload/", files=[("files", file) for file in files])
    assert answer.status_code == 202, answer.text
    return answer.json()["batch"]["id"]


def test_it_takes_uploads_while_redis_hangs_or_is_away_and_works_when_it_is_back(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    people = cvs(10)
    with running_stack(tmp_path / "var", environment=QUICK) as stack:
        stack.processes["redis"].send(signal.SIGSTOP)
        hung_at = time.monotonic()
        first = stack.upload(people[:5])
        assert time.monotonic() - hung_at < HUNG_SECONDS
        stack.processes["redis"].kill()
        gone_at = time.monotonic()
        second = stack.upload(people[5:])
        assert time.monotonic() - gone_at < AWAY_SECONDS
        until(lambda: time.monotonic() - gone_at > GONE_SECONDS, "redis has been away long enough")
        assert [stack.batch(batch)["processed_count"] for batch in (first, second)] == [0, 0]
        stack.start_redis()
        supervise(stack, [first, second])
        assert_whole(stack, 10, first, second)
