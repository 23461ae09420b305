"""The product's own processes for tests and benchmarks: what the Procfile says, without the supervisor, on data of their own.

    with running_stack(folder) as stack:
        batch = stack.upload(cvs)
        stack.processes["pdf"].kill()

`EDUKAI_TEST_DATABASE=sqlite` (default) or `postgresql` chooses the database; each stack gets a fresh one.
"""

import os
import secrets
import shlex
import signal
import string
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
import redis
from psycopg import sql

from tests.servers import free_port, postgresql

PROJECT = Path(__file__).resolve().parent.parent
BINARIES = Path(sys.prefix) / "bin"
WORKERS = ("default", "polling", "pdf")
OPERATOR = "operator@edukai.example"
LOG_LINES = 40
END_SECONDS = 8
SUPERVISOR = ("scripts/keep", "--linger")

Found = TypeVar("Found")


def until[Found](found: Callable[[], Found], what: str, seconds: float = 60, every: float = 0.05) -> Found:
    """What `found` gives once that is true. Raises AssertionError when it is not within `seconds`."""
    end = time.monotonic() + seconds
    while True:
        if answer := found():
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(every)


@dataclass
class Process:
    """A process in a group of its own, started as often as one likes; what it writes goes to `log`."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        """Of the process, and of its group."""
        if self._running is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._running.pid

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def start(self) -> None:
        if self.is_running:
            raise RuntimeError(f"{self.name} is running already")
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                cwd=PROJECT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def send(self, number: int) -> None:
        """To the whole group."""
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """What a crash of the machine does to it: the whole group is gone at once."""
        if self._running is not None:
            self._signal_what_is_left(signal.SIGKILL)
            self._running.wait()
            self._running = None

    def restart(self) -> None:
        """What a supervisor does after `kill`."""
        self.kill()
        self.start()

    def terminate(self, seconds: float = 15, number: int = signal.SIGTERM) -> int:
        """Ask the process itself to end, as its supervisor does; gives its exit code. Raises subprocess.TimeoutExpired."""
        if self._running is None:
            raise RuntimeError(f"{self.name} is not running")
        self._running.send_signal(number)
        return self._running.wait(seconds)

    def end(self, seconds: float) -> None:
        """Gone for certain, children too; politely until `seconds` are over."""
        if self.is_running:
            self._signal_what_is_left(signal.SIGCONT)
            with suppress(subprocess.TimeoutExpired):
                self.terminate(seconds)
        self.kill()

    def tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"-- {self.name} --", *lines[-LOG_LINES:]])

    def _signal_what_is_left(self, number: int) -> None:
        with suppress(ProcessLookupError):
            self.send(number)


@dataclass
class Stack:
    """Processes by the names of the Procfile, their data, and a client that is signed in as an operator."""

    folder: Path
    environment: dict[str, str]
    processes: dict[str, Process]
    client: httpx.Client
    password: str

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

    def tails(self) -> str:
        return "\n".join(process.tail() for process in self.processes.values())


@contextmanager
def running_stack(
    folder: Path,
    *,
    concurrency: Mapping[str, int] | None = None,
    environment: Mapping[str, str] | None = None,
    beat: bool = True,
    workers: Sequence[str] = WORKERS,
) -> Iterator[Stack]:
    """The stack with its data in `folder`. `concurrency` by queue, else the product's default; `workers` and Beat not started here
    may be started later. When the block fails, the ends of all logs are printed."""
    with ExitStack() as ends:
        stack = _prepared(folder, {**(environment or {}), **_sizes(concurrency or {})}, ends)
        try:
            stack.start_redis()
            for name in ("web", *workers, *(["beat"] if beat else [])):
                stack.processes[name].start()
            _sign_in(stack)
            yield stack
        except BaseException:
            print(stack.tails())
            raise


def _prepared(folder: Path, extra: Mapping[str, str], ends: ExitStack) -> Stack:
    """Database, operator, processes: everything there, nothing started."""
    port, redis_port, password = free_port(), free_port(), secrets.token_urlsafe(12)
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "TMPDIR")}
    environment = kept | {
        "PATH": f"{BINARIES}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "EDUKAI_DOTENV": os.devnull,
        "EDUKAI_DATA_DIR": str(folder),
        "EDUKAI_PORT": str(port),
        "EDUKAI_REDIS_PORT": str(redis_port),
        "EDUKAI_OPERATOR_EMAIL": OPERATOR,
        "EDUKAI_OPERATOR_PASSWORD": password,
        **_sizes({"default": 2, "polling": 1, "pdf": 2}),
        **extra,
    }
    if os.environ.get("EDUKAI_TEST_DATABASE") == "postgresql":
        environment["DATABASE_URL"] = ends.enter_context(_fresh_database(folder))
    (folder / "redis").mkdir(parents=True)
    for command in (["migrate", "--verbosity=0"], ["create_operator"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)
    processes = _procfile(environment, folder)
    ends.callback(_end_all, processes)
    client = ends.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
    return Stack(folder, environment, processes, client, password)


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
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            yield f"{server.rpartition('/')[0]}/{name}"
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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


def _sign_in(stack: Stack) -> None:
    until(lambda: _is_ready(stack), "the stack is ready", every=0.1)
    answer = stack.client.post("/api/auth/login/", json={"email": OPERATOR, "password": stack.password})
    assert answer.status_code == 200, answer.text


def _is_ready(stack: Stack) -> bool:
    if not stack.processes["web"].is_running:
        raise AssertionError("the web server has ended")
    try:
        return stack.client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False
