"""The stack of `make up`, with data of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from demo_data.demo.screen import DemoFailed, console, until

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "var" / "demo"
OPERATOR = "operator@edukai.example"
START_SECONDS = 60


@contextmanager
def stack() -> Iterator[httpx.Client]:
    """Starts it on free ports and stops it; gives a client that is signed in. Raises DemoFailed when it does not start."""
    port, redis_port = _free_ports(2)
    password = secrets.token_urlsafe(12)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")}
    environment = kept | {
        "EDUKAI_DOTENV": os.devnull,
        "EDUKAI_DATA_DIR": str(FOLDER),
        "PORT": str(port),
        "EDUKAI_REDIS_PORT": str(redis_port),
        "EDUKAI_OPERATOR_EMAIL": OPERATOR,
        "EDUKAI_OPERATOR_PASSWORD": password,
    }
    with (FOLDER / "stack.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            with console.status("Starting the stack"):
                until(lambda: _is_ready(client, process), "The stack is ready", START_SECONDS)
                client.post("/api/auth/login/", json={"email": OPERATOR, "password": password}).raise_for_status()
            console.print(f"The stack runs at {client.base_url}, signed in as {OPERATOR}.")
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> bool:
    if process.poll() is not None:
        raise DemoFailed(f"The stack ended with code {process.returncode}.")
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
