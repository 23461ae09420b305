"""How soon the API says 202 to 20 clients at once, on PostgreSQL, Redis and S3."""

import http.client
import io
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import httpx
from openpyxl import Workbook

from demo_data.schools import CONTACT_HEADER, ORGANIZATION_HEADER, invent_contacts, invent_schools
from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.production import production_stack
from tests.bench.within import within
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import WORKERS, Stack

CLIENTS, REQUESTS = 20, 500
PAUSE = 1.0  # seconds from one request of a client to its next: each is a person, or a script that takes a breath
ROWS = 20  # of a small sheet
MOST_CONTACTS = 1_000
CVS_AT_WORK = 500


@dataclass(frozen=True, slots=True)
class Call:
    path: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked; `call()` makes the next request."""

    name: str
    call: Callable[[], Call]


def measure() -> list[Figure]:
    """The web server as `make up` starts it; first without workers, then while these are busy on the same cores."""
    with _ready(workers=[]) as (stack, kinds):
        calm = [_p99(kind, _milliseconds(stack, kind, REQUESTS, PAUSE), f"{CLIENTS} clients, each once a second") for kind in kinds]
        rushed = [_p99(kind, _milliseconds(stack, kind, REQUESTS // 2, pause=0), "- without any pause") for kind in kinds]
    with _ready(workers=WORKERS) as (stack, kinds):
        batch = stack.upload(cvs.mixed(CVS_AT_WORK))
        until(lambda: stack.batch(batch)["processed_count"], "the workers are at it")
        busy = [
            _p99(kind, _milliseconds(stack, kind, REQUESTS // 5, PAUSE), "- each once a second, while workers are busy") for kind in kinds
        ]
        if stack.batch(batch)["status"] != "in_progress":
            raise RuntimeError(f"{CVS_AT_WORK} CVs were done before the last answer.")
    return [*calm, *rushed, *busy]


@contextmanager
def _ready(workers: Sequence[str]) -> Iterator[tuple[Stack, list[Kind]]]:
    """The stack, every process and thread of the web server with its connections."""
    with temporary_folder() as folder, production_stack(folder, workers=workers, beat=False) as stack:
        kinds = _kinds(stack)
        for kind in kinds:
            _milliseconds(stack, kind, CLIENTS * 2, pause=0)
        yield stack, kinds


def _kinds(stack: Stack) -> list[Kind]:
    cast = within(stack, "cast", str(cvs.ONE_PAGE_WITH_PHOTO), str(8 * REQUESTS), str(MOST_CONTACTS))
    candidates = iter(cast["candidates"])
    invented = list(invent_schools(ROWS))
    schools = _sheet([ORGANIZATION_HEADER, *(school.row for school in invented)])
    people = _sheet([CONTACT_HEADER, *invent_contacts(invented, ROWS)])
    cv = cvs.ONE_PAGE_WITH_PHOTO.read_bytes()

    def sending(count: int) -> Call:
        return _json(f"candidates/{next(candidates)}/send-to-contacts/", {"contact_ids": cast["contacts"][:count]})

    return [
        Kind("upload of one CV", lambda: _form("candidates/upload/", "files", "CV.pdf", cv)),
        Kind("send-to-contacts, 100 contacts", lambda: sending(100)),
        Kind(f"send-to-contacts, {MOST_CONTACTS:,} contacts", lambda: sending(MOST_CONTACTS)),
        Kind("rewrite", lambda: _json(f"candidates/{next(candidates)}/rewrite/", {"instruction": "Shorter."})),
        Kind(f"import of {ROWS} schools", lambda: _form("organizations/import/", "file", "schools.xlsx", schools)),
        Kind(f"import of {ROWS} contacts", lambda: _form("organizations/import/contacts/", "file", "contacts.xlsx", people)),
    ]


def _p99(kind: Kind, times: list[float], when: str) -> Figure:
    p99 = statistics.quantiles(times, n=100)[98]
    return Figure(f"{when}: {kind.name}, p99 of 202 (median {statistics.median(times):.0f} ms)", p99, "ms", under=100)


def _milliseconds(stack: Stack, kind: Kind, count: int, pause: float) -> list[float]:
    """From sending until the answer is there, of each request."""
    calls = [kind.call() for _ in range(count)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(_client, stack, calls[number::CLIENTS], pause, number) for number in range(CLIENTS)]
        return [milliseconds for client in clients for milliseconds in client.result()]


def _client(stack: Stack, calls: list[Call], pause: float, number: int) -> list[float]:
    """One after the other, on a connection of its own; the clients begin at random moments of the pause."""
    server = http.client.HTTPConnection("127.0.0.1", int(stack.environment["EDUKAI_PORT"]))
    signed_in = f"access_token={stack.client.cookies['access_token']}"
    times = []
    time.sleep(Random(number).uniform(0, pause))
    for call in calls:
        began = time.perf_counter()
        server.request("POST", f"/api/{call.path}", call.body, {"Content-Type": call.content_type, "Cookie": signed_in})
        answer = server.getresponse()
        content = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 202:
            raise RuntimeError(f"{call.path} was answered with {answer.status}: {content[:300]!r}")
        time.sleep(max(0, began + pause - time.perf_counter()))
    server.close()
    return times


def _json(path: str, data: object) -> Call:
    return Call(path, json.dumps(data).encode(), "application/json")


def _form(path: str, field: str, name: str, content: bytes) -> Call:
    request = httpx.Request("POST", "http://bench/", files={field: (name, content)})
    return Call(path, request.read(), request.headers["Content-Type"])


def _sheet(rows: Iterable[Iterable[object]]) -> bytes:
    book, file = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet()
    for row in rows:
        page.append(list(row))
    book.save(file)
    return file.getvalue()
