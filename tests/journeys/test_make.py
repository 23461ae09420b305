"""The list of make targets, and those that go beside a running stack."""

import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.journeys.outcome import assert_whole
from tests.processes import PROJECT, Process, until
from tests.stack import Stack, running_stack

COUNT = 4
MOST_SECONDS = 60

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


@pytest.mark.parametrize("words", [[], ["help"]], ids=str)
def test_it_lists_every_target_with_one_line_of_meaning(words: list[str]) -> None:
    targets = re.findall(r"^([^\s.#:]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    told = subprocess.run(["make", "-s", *words], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+)\t.{3,}$", told, re.MULTILINE) == targets
    assert {"help", *re.findall(r"(?:`|    )make ([a-z-]+)", (PROJECT / "README.md").read_text())} <= set(targets)


def test_more_workers_do_the_work_are_seen_in_the_logs_and_end_on_ctrl_c(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    with running_stack(tmp_path / "var", concurrency={"default": 1, "pdf": 1}, workers=[]) as stack:
        batch = stack.upload(cvs(COUNT))
        workers = make(stack, "workers", "N=2")
        assert_whole(stack, COUNT, batch)
        logs = make(stack, "logs")
        until(lambda: "pdf+2" in logs.tail(), "the logs are shown")
        said = subprocess.run(
            ["make", "-s", "shell"],
            input="print(Batch.objects.get().total_count)",
            cwd=PROJECT,
            env=stack.environment,
            capture_output=True,
            text=True,
        )
        assert said.stdout.endswith(f"\n{COUNT}\n")
        family = psutil.Process(workers.pid).children(recursive=True)
        assert family
        workers.send(signal.SIGINT)
        assert psutil.wait_procs(family, timeout=MOST_SECONDS)[1] == []


def make(stack: Stack, *words: str) -> Process:
    process = stack.processes[words[0]] = Process(words[0], ["make", *words], stack.environment, stack.folder / f"{words[0]}.log")
    process.start()
    return process
