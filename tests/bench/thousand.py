"""1,000 CVs from upload to mail on PostgreSQL, Redis and S3; and how long 5 CVs take alone, and while the 1,000 are worked on."""

import statistics
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from demo_data import many
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
MEANWHILE = (0.1, 0.35, 0.6)  # of the 1,000 have their PDF when a few come in between
OTHERS = 600  # the first of the plain CVs that the 1,000 do not hold
MOST_SECONDS = 1_200


class Outbox:
    """Who has got mails, as often as one likes to ask: each file is opened once."""

    def __init__(self, stack: Stack) -> None:
        self.folder, self.read, self.mails = stack.folder / "outbox", set[Path](), Counter[str]()

    def recipients(self) -> Counter[str]:
        new = set(self.folder.glob("*.eml")) - self.read
        self.mails.update(message_from_bytes(mail.read_bytes())["To"] for mail in new)
        self.read |= new
        return self.mails


def measure() -> list[Figure]:
    with temporary_folder() as folder, production_stack(folder) as stack:
        outbox = Outbox(stack)
        stack.wait_for(stack.upload(cvs.mixed(WARM_UP)), MOST_SECONDS)
        alone = [_few(stack, outbox, number) for number in range(ALONE)]
        used, began = _used(stack), time.perf_counter()
        batch = stack.upload(cvs.mixed(COUNT))
        accepted = time.perf_counter() - began
        meanwhile, unfinished = _in_between(stack, outbox, batch)
        over = stack.wait_for(batch, MOST_SECONDS)
        until(lambda: not stack.open_jobs(), "all mails have left", MOST_SECONDS, every=0.5)
        seconds = time.perf_counter() - began
        used = _used(stack) - used
        wanted = Counter(candidate["email"] for candidate in stack.everything("candidates/"))
        mailed = outbox.recipients()
    done = COUNT + FEW * len(MEANWHILE)
    usual = statistics.median(alone)
    return [
        Figure(f"{COUNT:,} CVs from upload to mail, on PostgreSQL, Redis and S3", seconds, "s", under=240),
        Figure(f"- with the {done - COUNT} that came in between", done / seconds, "CVs/s"),
        Figure("- until 202", accepted, "s"),
        Figure("- core time of a CV in web and workers", used / done * 1000, "ms"),
        Figure("- not completed", COUNT - over["processed_count"], "CVs", under=1),
        Figure("- mails that are missing", (wanted - mailed).total(), "mails", under=1),
        Figure("- mails too many", (mailed - wanted).total(), "mails", under=1),
        Figure(f"{FEW} CVs from upload to mail, alone", usual, "s"),
        Figure(f"- while {COUNT:,} are worked on (the slowest of {len(meanwhile)})", max(meanwhile) / usual, "times that", under=5),
        Figure("- the median of them", statistics.median(meanwhile) / usual, "times that"),
        Figure(f"- of the {COUNT:,} still in work behind the last of these", unfinished, "CVs", least=1),
    ]


def _few(stack: Stack, outbox: Outbox, number: int) -> float:
    """Seconds from uploading so many CVs of the next people until all of them have their mails."""
    first = OTHERS + number * FEW
    wanted = Counter(many.person(person)[1] for person in range(first, first + FEW))
    began = time.perf_counter()
    stack.upload(cvs.plain(first + FEW)[first:])
    until(lambda: wanted <= outbox.recipients(), "the few have their mails", MOST_SECONDS, every=0.05)
    return time.perf_counter() - began


def _in_between(stack: Stack, outbox: Outbox, batch_id: str) -> tuple[list[float], int]:
    """Seconds of each upload of a few, and how many of the batch were in work behind the last of them."""
    times = []
    for number, share in enumerate(MEANWHILE, ALONE):
        until(lambda share=share: stack.batch(batch_id)["processed_count"] >= share * COUNT, "the next come in", MOST_SECONDS, every=0.5)
        times.append(_few(stack, outbox, number))
    return times, COUNT - stack.batch(batch_id)["processed_count"]


def _used(stack: Stack) -> float:
    return sum(core_seconds(process.pid) for process in stack.processes.values())
