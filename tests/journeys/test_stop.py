"""Stopping and starting: work is handed back at once, and nothing is left behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.journeys.outcome import assert_whole
from tests.processes import PROJECT, Process, until
from tests.servers import free_port
from tests.stack import WORKERS, Stack, blank_stack, running_stack

COUNT = 10
END_SECONDS = 8
KEEP = "scripts/keep"
READER = "candidate.documents.child"

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


def test_it_hands_work_back_when_a_worker_is_stopped(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    """Beat does not run: nobody but the worker that is stopped can have given its work back."""
    with running_stack(tmp_path / "var", concurrency=dict.fromkeys(WORKERS, 1), beat=False) as stack:
        batch = stack.upload(cvs(COUNT))
        reader = hung_reader(stack)
        stop(stack, "default", "read")
        stack.processes["default"].start()
        until(lambda: at_work(stack, "render"), "the pdf worker is at work", every=0.01)
        stop(stack, "pdf", "render")
        stack.processes["pdf"].start()
        assert_whole(stack, COUNT, batch)
        assert not is_alive(reader)


def hung_reader(stack: Stack) -> psutil.Process:
    """Freezes the process that reads files for the default worker, and with it the job that waits for its answer."""
    worker = psutil.Process(stack.processes["default"].pid)

    def reader() -> psutil.Process | None:
        return next((child for child in worker.children(recursive=True) if READER in child.cmdline()), None)

    found = until(reader, "the worker has a reader", every=0.01)
    found.suspend()
    until(lambda: at_work(stack, "read"), "the worker waits for its reader")
    return found


def at_work(stack: Stack, stage: str) -> list[str]:
    return [job["id"] for job in stack.running_jobs() if job["stage"] == stage]


def stop(stack: Stack, worker: str, stage: str) -> None:
    """SIGTERM, and no job of the stage is left running or has an attempt to its name."""
    stack.processes[worker].terminate()
    waiting = [job for job in stack.open_jobs() if job["stage"] == stage]
    assert waiting
    assert {(job["status"], job["attempt"]) for job in waiting} == {("pending", 0)}


def test_up_refuses_a_taken_data_folder_and_a_taken_port(tmp_path: Path) -> None:
    with blank_stack(tmp_path / "var") as stack, up(stack):
        other_ports = {"EDUKAI_PORT": str(free_port()), "EDUKAI_REDIS_PORT": str(free_port())}
        assert refused(stack.environment | other_ports) == f"EduKai is running on the data folder {stack.folder} already. Stop it first."
        elsewhere = stack.environment | {"EDUKAI_DATA_DIR": str(tmp_path / "other")}
        assert refused(elsewhere).startswith(f"Port {stack.environment['EDUKAI_PORT']} of this machine is taken.")
        assert stack.is_ready()


def test_up_starts_a_killed_worker_again_and_ends_whole_on_ctrl_c(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    with blank_stack(tmp_path / "var") as stack, up(stack) as process:
        stack.sign_in()
        before = worker_of(process, "default")
        assert before
        before.kill()
        until(lambda: worker_of(process, "default") not in (None, before), "the worker is started again")
        assert_whole(stack, COUNT, stack.upload(cvs(COUNT)))
        family = psutil.Process(process.pid).children(recursive=True)
        began = time.monotonic()
        code = process.terminate(seconds=END_SECONDS, number=signal.SIGINT)
        assert code in (0, 130)
        gone, alive = psutil.wait_procs(family, timeout=END_SECONDS - (time.monotonic() - began))
        assert alive == []
        assert len(gone) == len(family)


@contextmanager
def up(stack: Stack) -> Iterator[Process]:
    """`manage.py up` with the settings of the stack, ready."""
    process = stack.processes["up"] = Process("up", [sys.executable, "manage.py", "up"], stack.environment, stack.folder / "up.log")
    process.start()
    try:
        until(lambda: stack.is_ready() or not process.is_running, "the stack is ready")
        assert process.is_running
        yield process
    finally:
        end_family(process)


def end_family(process: Process) -> None:
    """Ctrl-C; what does not go then is killed."""
    if not process.is_running:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    try:
        process.terminate(seconds=2 * END_SECONDS, number=signal.SIGINT)
    except subprocess.TimeoutExpired:
        process.kill()
    for left in psutil.wait_procs(family, timeout=END_SECONDS)[1]:
        left.kill()


def refused(environment: dict[str, str]) -> str:
    """What a second `manage.py up` says before it ends with exit code 1."""
    ended = subprocess.run([sys.executable, "manage.py", "up"], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    return ended.stderr.strip().removeprefix("CommandError: ")


def worker_of(process: Process, queue: str) -> psutil.Process | None:
    """The queue's worker below its supervisor."""
    for supervisor in psutil.Process(process.pid).children(recursive=True):
        if KEEP in supervisor.cmdline() and queue in supervisor.cmdline():
            return next(iter(supervisor.children()), None)
    return None


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
