"""What a process and everything it started use of the machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import psutil


def core_seconds(pid: int) -> float:
    """User and system time so far, of those that ended and were waited for as well."""
    return sum(sum(process.cpu_times()[:4]) for process in _family(pid))


def peak_megabytes(pid: int) -> float:
    """The most memory that one process ever held (shared pages included)."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)
    if not found:
        raise RuntimeError(f"The kernel does not tell the memory of process {pid}.")
    return int(found[1]) * 1024 / 1_000_000


def share_megabytes(pid: int) -> float:
    """The same with each page that several processes have in common counted by its share: what the machine gives for one of them.

    The kernel tells the share of now alone; what has been given back since the peak is added whole.
    """
    memory = psutil.Process(pid).memory_full_info()
    return (memory.pss - memory.rss) / 1_000_000 + peak_megabytes(pid)


def _family(pid: int) -> Iterator[psutil.Process]:
    process = psutil.Process(pid)
    yield process
    yield from process.children(recursive=True)
