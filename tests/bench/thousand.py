"""1,000 CVs from upload to mail on PostgreSQL, Redis and S3; and how long 5 CVs take alone, and while the 1,000 are worked on."""

import statistics
import time
from collections import Counter

from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.production import production_stack
from tests.bench.usage import core_seconds
from tests.bench.way import WARM_UP
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import Stack

COUNT, FEW = 1_000, 5
ALONE = 3  # uploads of a few, one after the other
MEANWHILE = (0.1, 0.35, 0.6)  # of the 1,000 are done when a few come in between
MOST_SECONDS = 1_200


def measure() -> list[Figure]:
    with temporary_folder() as folder, production_stack(folder) as stack:
        stack.wait_for(stack.upload(cvs.mixed(WARM_UP)))
        alone = [_few(stack) for _ in range(ALONE)]
        used, began = _used(stack), time.perf_counter()
        batch = stack.upload(cvs.mixed(COUNT))
        accepted = time.perf_counter() - began
        meanwhile, unfinished = _in_between(stack, batch)
        over = stack.wait_for(batch, MOST_SECONDS)
        seconds = time.perf_counter() - began
        used = _used(stack) - used
        wanted = Counter(candidate["email"] for candidate in stack.everything("candidates/"))
        mailed = stack.mails()
    done = COUNT + FEW * len(MEANWHILE)
    usual = statistics.median(alone)
    return [
        Figure(f"{COUNT:,} CVs from upload to mail, on PostgreSQL, Redis and S3", seconds, "s", under=240),
        Figure(f"- and {done - COUNT} more that came in between, together", done / seconds, "CVs/s"),
        Figure("- until 202", accepted, "s"),
        Figure("- core time of a CV in web and workers", used / done * 1000, "ms"),
        Figure("- not completed", COUNT - over["processed_count"], "CVs", under=1),
        Figure("- mails that are missing", (wanted - mailed).total(), "mails", under=1),
        Figure("- mails too many", (mailed - wanted).total(), "mails", under=1),
        Figure(f"{FEW} CVs from upload to mail, alone", usual, "s"),
        Figure(
            f"- while {COUNT:,} are worked on (median of {len(meanwhile)})", statistics.median(meanwhile) / usual, "times that", under=5
        ),
        Figure("- the slowest of them", max(meanwhile) / usual, "times that", under=5),
        Figure("- of the 1,000 still in work when the last of these was over", unfinished, "CVs", least=1),
    ]


def _few(stack: Stack) -> float:
    """Seconds."""
    began = time.perf_counter()
    over = stack.wait_for(stack.upload(cvs.mixed(FEW)), MOST_SECONDS)
    if over["processed_count"] != FEW:
        raise RuntimeError(f"{over['processed_count']} of {FEW} CVs were completed.")
    return time.perf_counter() - began


def _in_between(stack: Stack, batch_id: str) -> tuple[list[float], int]:
    """Seconds of each upload of a few, and how many of the batch were in work behind the last of them."""
    times = []
    for share in MEANWHILE:
        until(lambda share=share: stack.batch(batch_id)["processed_count"] >= share * COUNT, "the next come in", MOST_SECONDS, every=0.5)
        times.append(_few(stack))
    batch = stack.batch(batch_id)
    return times, batch["total_count"] - batch["processed_count"] - batch["failed_count"]


def _used(stack: Stack) -> float:
    return sum(core_seconds(process.pid) for process in stack.processes.values())
