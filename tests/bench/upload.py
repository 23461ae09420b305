"""1,000 CVs in one request: how long until they are taken in, and how much memory that takes."""

import time

import httpx
import psutil

from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.usage import peak_megabytes
from tests.servers import temporary_folder
from tests.stack import Stack, running_stack

COUNT = 1_000


def measure() -> list[Figure]:
    """The whole stack runs, so workers begin while the request is still being answered."""
    paths = cvs.plain(COUNT)
    with temporary_folder() as folder, running_stack(folder) as stack:
        files = [("files", (path.name, path.read_bytes())) for path in paths]
        before = _peak_of_a_web_worker(stack)
        began = time.perf_counter()
        answer = stack.client.post("/api/candidates/upload/", files=files)
        seconds = time.perf_counter() - began
        peak = _peak_of_a_web_worker(stack)
    _check(answer)
    return [
        Figure(f"Upload of {COUNT:,} CVs of 200 KB in one request, until 202", seconds, "s", under=5),
        Figure("- peak memory of a web worker", peak, "MB", under=300),
        Figure("- the same before it", before, "MB"),
    ]


def _peak_of_a_web_worker(stack: Stack) -> float:
    """Of the largest one."""
    return max(peak_megabytes(worker.pid) for worker in psutil.Process(stack.processes["web"].pid).children())


def _check(answer: httpx.Response) -> None:
    if answer.status_code != 202 or answer.json()["batch"]["total_count"] != COUNT:
        raise RuntimeError(f"The upload was answered with {answer.status_code}: {answer.text[:300]}")
