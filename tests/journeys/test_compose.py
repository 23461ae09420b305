"""What docker-compose.yml says, run as processes: its commands with its environments, in its order, until its health checks pass.

Servers of the tests stand in for PostgreSQL, Redis and MinIO, whatever the database of the test run: so this is no `journey`.
"""

import os
import secrets
import shlex
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests import compose
from tests.processes import PROJECT, Process, until
from tests.servers import free_port, postgresql, redis_server, s3_server, temporary_folder
from tests.stack import BINARIES, Stack

CVS = 2
AT_ONCE = 3  # health checks
LINKS = ("original_cv_url", "enhanced_cv_url")
AI = {"AI_ENGINE": "service", "AI_BASE_URL": "http://ai:8100", "AI_SERVICE_TOKEN": secrets.token_hex(32), "AI_POLL_INTERVAL_SECONDS": "1"}


@dataclass
class Composed:
    """Services of the compose file as processes. `places` says where on this machine is what the containers know by another name."""

    folder: Path
    dotenv: Mapping[str, str]
    places: Mapping[str, str]
    ports: Mapping[str, str]
    services: Mapping[str, dict[str, Any]]
    processes: dict[str, Process] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def here(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text

    def environment(self, name: str) -> dict[str, str]:
        """`.env` first, then the service's own, as docker compose lays them."""
        service = self.services[name]
        told = self.dotenv | service["environment"]
        own = {"PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.folder), "HOSTNAME": socket.gethostname()}
        own |= {
            "EDUKAI_DOTENV": os.devnull,
            "EDUKAI_WORKER_NICE": "0",
            "FLOWER_ADDRESS": "127.0.0.1",
            "EDUKAI_PORT": self.ports[told["EDUKAI_PORT"]],
        }
        (volume,) = service["volumes"]
        own["EDUKAI_DATA_DIR"] = str(self.folder / volume.removesuffix(":/data"))
        return {key: self.here(value) for key, value in told.items()} | own

    def start(self, name: str) -> None:
        """Once what it depends on is there; a job runs to its end."""
        service = self.services[name]
        if name in self.done:
            return
        self.done.add(name)
        for other in service["depends_on"]:
            self.start(other)
        if "build" not in service or name == "minio":
            return
        process = Process(name, shlex.split(self.here(service["command"])), self.environment(name), self.folder / f"{name}.log")
        self.processes[name] = process
        process.start()
        if service["restart"] == "no":
            until(lambda: not process.is_running, f"{name} has run", seconds=120)
            assert process.terminate() == 0, process.tail()

    def is_well(self, name: str) -> bool:
        check = self.services[name].get("healthcheck", {"test": ["CMD", *compose.health_check_of_the_image()]})
        if check.get("disable"):
            return self.processes[name].is_running
        kind, *command = check["test"]
        words = [self.here(word) for word in command]
        full = words if kind == "CMD" else ["sh", "-c", *words]
        return subprocess.run(full, env=self.environment(name), cwd=PROJECT, capture_output=True, check=False).returncode == 0

    def stop(self, name: str) -> int:
        """As docker compose does: its exit code. Raises subprocess.TimeoutExpired where Docker would kill it."""
        service = self.services[name]
        seconds = float(service.get("stop_grace_period", "10s").removesuffix("s"))
        return self.processes[name].terminate(seconds, signal.Signals[service.get("stop_signal", "SIGTERM")])


def made_up() -> dict[str, str]:
    """Every secret that is asked for."""
    return {name: secrets.token_hex(32) for name in (*compose.REQUIRED, "EDUKAI_OPERATOR_PASSWORD")}


@contextmanager
def composed(extra: Mapping[str, str]) -> Iterator[tuple[Composed, Stack]]:
    with ExitStack() as ends:
        folder = ends.enter_context(temporary_folder())
        s3 = ends.enter_context(s3_server(folder / "s3"))
        redis_port = ends.enter_context(redis_server(folder / "redis"))
        database = ends.enter_context(postgresql(folder / "postgresql"))
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CREATE DATABASE edukai")
            connection.execute((PROJECT / "docker" / "ai-database.sql").read_bytes())
        ports = {port: str(free_port()) for port in ("8000", "8100", "5555")}
        dotenv = made_up() | {"PORT": ports["8000"], "MINIO_PORT": s3.rpartition(":")[2], **extra}
        places = {
            "@postgres:5432": f"@{database.partition('@')[2].partition('/')[0]}",
            "redis:6379": f"127.0.0.1:{redis_port}",
            "http://minio:9000": s3,
            "http://ai:8100": f"http://127.0.0.1:{ports['8100']}",
            "0.0.0.0": "127.0.0.1",
            "5555": ports["5555"],
        }
        stack = Composed(folder, dotenv, places, ports, compose.services(dotenv))
        client = ends.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{ports['8000']}", timeout=60))
        try:
            yield stack, Stack(folder / "data", dict(dotenv), stack.processes, client)
        except BaseException:
            print("\n".join(process.tail() for process in stack.processes.values()))
            raise
        finally:
            for process in stack.processes.values():
                process.kill()


def work_on_cvs(services: Composed, stack: Stack, cvs: list[Path]) -> list[dict[str, Any]]:
    """The candidates, once all is done and their files have been opened."""
    stack.sign_in()
    over = stack.wait_for(stack.upload(cvs))
    assert (over["processed_count"], over["failed_count"]) == (len(cvs), 0)
    assert sum(stack.mails().values()) == len(cvs)
    candidates = stack.candidates()
    for link in (candidate[name] for candidate in candidates for name in LINKS):
        assert link.startswith(f"http://127.0.0.1:{services.dotenv['MINIO_PORT']}/edukai/")
        assert httpx.get(link).content.startswith(b"%PDF-")
    return candidates


@pytest.mark.parametrize("secret", compose.REQUIRED)
def test_no_server_starts_with_a_secret_that_can_be_guessed(tmp_path: Path, secret: str) -> None:
    """Nor beside servers elsewhere."""
    dotenv = made_up() | {"DATABASE_URL": "postgres://db.agency.example/edukai", secret: "minioadmin"}
    services = Composed(tmp_path, dotenv, {}, {"8000": "8000"}, compose.services(dotenv))
    with pytest.raises(AssertionError, match=f"Anybody can guess .*{secret}"):
        services.start("minio")
    assert list(services.processes) == ["settings"]


def test_cvs_are_worked_on_and_their_files_open(cvs: Callable[[int], list[Path]]) -> None:
    with composed({}) as (services, stack):
        for name in [name for name, service in services.services.items() if "profiles" not in service]:
            services.start(name)
        assert len(work_on_cvs(services, stack, cvs(CVS))) == CVS


@pytest.mark.timeout(600)  # a dozen processes, each of which takes seconds of a core to start and to be asked
def test_beside_the_ai_service_every_part_is_well_and_ends_when_told(cvs: Callable[[int], list[Path]]) -> None:
    with composed(AI) as (services, stack):
        for name in services.services:
            services.start(name)
        assert all(candidate["ai_task_id"] for candidate in work_on_cvs(services, stack, cvs(CVS)))
        lasting = [name for name in services.processes if services.services[name]["restart"] != "no"]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert list(pool.map(lambda name: until(lambda: services.is_well(name), f"{name} is well", every=1), lasting))
        flower = f"http://127.0.0.1:{services.ports['5555']}/"
        assert httpx.get(flower).status_code == 401
        assert httpx.get(flower, auth=("edukai", services.dotenv["FLOWER_PASSWORD"])).status_code == 200
        with ThreadPoolExecutor(len(lasting)) as pool:
            assert dict(zip(lasting, pool.map(services.stop, lasting), strict=True)) == dict.fromkeys(lasting, 0)
