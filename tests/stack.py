"""The product's own processes for tests and benchmarks: what the Procfile says, without the supervisor, on data of their own.

    with running_stack(folder) as stack:
        batch = stack.upload(cvs)
        stack.processes["pdf"].kill()

`EDUKAI_TEST_DATABASE=sqlite` (default) or `postgresql` chooses the database; each stack gets a fresh one.
"""

import os
import secrets
import shlex
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg
import redis
from psycopg import sql

from tests.processes import PROJECT, Process, until
from tests.servers import free_port, postgresql

BINARIES = Path(sys.prefix) / "bin"
WORKERS = ("default", "polling", "pdf")
OPERATOR = "operator@edukai.example"
SIZES = {"default": 2, "polling": 1, "pdf": 3}  # as in `manage.py up`
END_SECONDS = 8
SUPERVISOR = ("scripts/keep", "--linger")


@dataclass
class Stack:
    """Processes by the names of the Procfile, their data, and a client that is signed in as an operator."""

    folder: Path
    environment: dict[str, str]
    processes: dict[str, Process]
    client: httpx.Client

    @property
    def redis_port(self) -> int:
        return int(self.environment["EDUKAI_REDIS_PORT"])

    @property
    def broker(self) -> redis.Redis:
        return redis.Redis(port=self.redis_port)

    def start_redis(self) -> None:
        """And wait until it answers."""
        self.processes["redis"].start()
        until(lambda: _answers(self.redis_port), "redis-server")

    def manage(self, *arguments: str) -> None:
        """`manage.py` with the settings of this stack."""
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def sign_in(self) -> None:
        """Once the stack is ready."""
        until(self.is_ready, "the stack is ready", every=0.1)
        answer = self.client.post("/api/auth/login/", json={"email": OPERATOR, "password": self.environment["EDUKAI_OPERATOR_PASSWORD"]})
        assert answer.status_code == 200, answer.text

    def is_ready(self) -> bool:
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def get(self, path: str, **params: Any) -> Any:
        """JSON of a GET below /api/."""
        return self.client.get(f"/api/{path}", params=params).raise_for_status().json()

    def everything(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """All rows of a paged list."""
        rows: list[dict[str, Any]] = []
        page: dict[str, Any] = {"pagination": {"has_next": True, "page": 0}}
        while page["pagination"]["has_next"]:
            page = self.get(path, page_size=100, page=page["pagination"]["page"] + 1, **params)
            rows += page["results"]
        return rows

    def post_cvs(self, cvs: Sequence[Path]) -> httpx.Response:
        """One upload; whatever the answer is."""
        return self.client.post("/api/candidates/upload/", files=[("files", (cv.name, cv.read_bytes())) for cv in cvs])

    def upload(self, cvs: Sequence[Path]) -> str:
        """The id of the batch."""
        answer = self.post_cvs(cvs)
        assert answer.status_code == 202, answer.text
        return answer.json()["batch"]["id"]

    def batch(self, batch_id: str) -> dict[str, Any]:
        return self.get(f"candidates/batches/{batch_id}/")

    def wait_for(self, batch_id: str, seconds: float = 120) -> dict[str, Any]:
        """The batch once none of its CVs is in work any more."""

        def over() -> dict[str, Any] | None:
            batch = self.batch(batch_id)
            return None if batch["status"] == "in_progress" else batch

        return until(over, f"batch {batch_id} is over", seconds, every=0.2)

    def candidates(self) -> list[dict[str, Any]]:
        """All of them, in detail."""
        return [self.get(f"candidates/{row['id']}/") for row in self.everything("candidates/")]

    def running_jobs(self) -> list[dict[str, Any]]:
        return self.everything("jobs/", status="running")

    def open_jobs(self) -> list[dict[str, Any]]:
        return self.everything("jobs/", status="pending") + self.running_jobs()

    def mails(self) -> Counter[str]:
        """How many mails each recipient has got."""
        return Counter(message_from_bytes(mail.read_bytes())["To"] for mail in (self.folder / "outbox").glob("*.eml"))


@contextmanager
def running_stack(
    folder: Path,
    *,
    concurrency: Mapping[str, int] | None = None,
    environment: Mapping[str, str] | None = None,
    beat: bool = True,
    workers: Sequence[str] = WORKERS,
) -> Iterator[Stack]:
    """The stack with its data in `folder`. `concurrency` by queue, else the product's own; workers and Beat not started here may be
    started later."""
    with blank_stack(folder, {**(environment or {}), **_sizes(concurrency or {})}) as stack:
        for command in ("migrate", "create_operator", *(["create_bucket"] if "USE_S3" in stack.environment else [])):
            stack.manage(command)
        stack.start_redis()
        for name in ("web", *workers, *(["beat"] if beat else [])):
            stack.processes[name].start()
        stack.sign_in()
        yield stack


@contextmanager
def blank_stack(folder: Path, extra: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Database and processes, nothing started or filled. When the block fails, the ends of all logs are printed."""
    port, redis_port, password = free_port(), free_port(), secrets.token_urlsafe(12)
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
    environment = kept | {
        "PATH": f"{BINARIES}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "EDUKAI_DOTENV": os.devnull,
        "EDUKAI_DATA_DIR": str(folder),
        "EDUKAI_PORT": str(port),
        "EDUKAI_REDIS_PORT": str(redis_port),
        "EDUKAI_WORKER_NICE": "0",  # other tests have the cores too, and would go first
        "EDUKAI_OPERATOR_EMAIL": OPERATOR,
        "EDUKAI_OPERATOR_PASSWORD": password,
        **_sizes(SIZES),
        **(extra or {}),
    }
    (folder / "redis").mkdir(parents=True)
    with ExitStack() as ends:
        if os.environ.get("EDUKAI_TEST_DATABASE") == "postgresql":
            environment["DATABASE_URL"] = ends.enter_context(_fresh_database(folder))
        client = ends.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
        stack = Stack(folder, environment, _procfile(environment, folder), client)
        ends.callback(_end_all, stack.processes)
        try:
            yield stack
        except BaseException:
            print("\n".join(process.tail() for process in stack.processes.values()))
            raise


def _sizes(concurrency: Mapping[str, int]) -> dict[str, str]:
    return {f"EDUKAI_{queue.upper()}_WORKERS": str(size) for queue, size in concurrency.items()}


def _procfile(environment: Mapping[str, str], folder: Path) -> dict[str, Process]:
    """Each line of the Procfile without its supervisor."""
    processes = {}
    for line in (PROJECT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        words = shlex.split(string.Template(command).substitute(environment))
        own = {}
        while "=" in words[0] or words[0] in SUPERVISOR:
            word = words.pop(0)
            if "=" in word:
                own.update([word.split("=", 1)])
            elif word == "--linger":
                words.pop(0)
        processes[name] = Process(name, words, {**environment, **own}, folder / f"{name}.log")
    return processes


@contextmanager
def _fresh_database(folder: Path) -> Iterator[str]:
    """A database of its own, in the cluster of the test run or else in a new one. Gives its URL."""
    with ExitStack() as ends:
        server = os.environ.get("DATABASE_URL") or ends.enter_context(postgresql(folder.parent / f"{folder.name}-postgresql"))
        name = f"stack_{secrets.token_hex(6)}"
        _run(server, "CREATE DATABASE {}", name)
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run(server: str, statement: LiteralString, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _end_all(processes: Mapping[str, Process]) -> None:
    """Side by side; Redis last, since the others need it while they stop."""
    served = [process for name, process in processes.items() if name != "redis"]
    with ThreadPoolExecutor(len(served)) as pool:
        list(pool.map(lambda process: process.end(END_SECONDS), served))
    processes["redis"].end(END_SECONDS)


def _answers(redis_port: int) -> bool:
    try:
        with redis.Redis(port=redis_port) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
