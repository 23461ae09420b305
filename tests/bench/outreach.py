"""A candidate to 1,000 contacts at once: how long until all are handed over, in how many calls, and what that takes of memory."""

import os
import time
from pathlib import Path

import psutil

from tests import campaigns
from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.usage import core_seconds, peak_megabytes, share_megabytes
from tests.fakes.sendgrid_server import SendGridServer, sendgrid_server
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import Stack, running_stack

COUNT = 1_000
PDF_BYTES = 200_000


def measure() -> list[Figure]:
    """The far end speaks HTTP. The worker has done nothing before: what it holds then is Python with what a worker loads."""
    with temporary_folder() as folder, sendgrid_server() as server:
        settings = campaigns.by_sendgrid(server)
        with running_stack(folder / "stack", concurrency={"default": 1}, environment=settings) as stack:
            people = campaigns.contacts(stack, COUNT)
            candidate = campaigns.a_candidate(stack, cvs.plain(1)[0])
            _fill(folder / "stack" / "media" / "enhanced")
            worker = _fresh_worker(stack)
            before, used, calls = peak_megabytes(worker), core_seconds(worker), len(server.calls)
            began = time.perf_counter()
            task = campaigns.send(stack, candidate, list(people.values()))
            until(lambda: _taken(server) == COUNT, "all are handed over", every=0.01)
            handed_over = time.perf_counter() - began
            campaigns.wait_for(stack, task, every=0.02)
            noted = time.perf_counter() - began
            used, peak = core_seconds(worker) - used, peak_megabytes(worker)
            share = share_megabytes(worker)
        size = max(attachment.size for mail in server.mails for attachment in mail.attachments)
        if size != PDF_BYTES:
            raise RuntimeError(f"What was attached has {size:,} bytes.")
    return [
        Figure(f"PDF of {PDF_BYTES // 1000} KB to {COUNT:,} contacts, from the request until handed over", handed_over, "s", under=10),
        Figure("- until that stands in the ledger", noted, "s"),
        Figure("- calls", len(server.calls) - calls, under=3),
        Figure("- peak memory of the process that does it", peak, "MB", under=150),
        Figure("- the same with only its share of what it has in common with others", share, "MB"),
        Figure("- of that, before it: a worker that has done nothing", before, "MB"),
        Figure("- core time of it", used, "s"),
    ]


def _fill(enhanced: Path) -> None:
    """The branded PDF of the one candidate becomes as large as it shall be."""
    [file] = (path for path in enhanced.rglob("*") if path.is_file())
    content = file.read_bytes()
    file.write_bytes(content + os.urandom(PDF_BYTES - len(content)))


def _fresh_worker(stack: Stack) -> int:
    """The process id of the one that will do it."""
    worker = stack.processes["default"]
    worker.kill()
    worker.log.unlink()
    worker.start()
    until(lambda: " ready." in worker.log.read_text(), "the worker is ready", every=0.1)
    [child] = psutil.Process(worker.pid).children()
    return int(child.pid)


def _taken(server: SendGridServer) -> int:
    return sum(mail.to.endswith("@ash.example") for mail in server.mails)
