"""The real servers that tests and benchmarks run against: each a context manager, on a free port, in a folder it is given."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="edukai-tests-"))
    folder.chmod(0o755)  # PostgreSQL runs as a user of its own when we are root
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[int]:
    """A redis-server with an append-only file in `folder`. Gives its port."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes", "--save", ""]
    with _process(command, folder / "redis.log"):
        _wait_for(lambda: redis.Redis(port=port).ping(), "redis-server")
        yield port


@contextmanager
def postgresql(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL cluster of its own in `folder`, without fsync unless `durable`. Gives the URL of its database."""
    binaries = Path(max(glob.glob("/usr/lib/postgresql/*/bin"), default="", key=lambda p: int(Path(p).parts[-2])) or _pg_bindir())
    folder.mkdir(parents=True)
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    initdb = [binaries / "initdb", "-D", data, "-U", "edukai", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(initdb, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    quick = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    place = ["max_connections=200", f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
    command = [str(binaries / "postgres"), "-D", str(data)]
    for setting in quick + place:
        command += ["-c", setting]
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "edukai"]
    with _process(command, folder / "postgresql.log", user=user, stop=signal.SIGINT):
        _wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
        yield f"postgres://edukai@127.0.0.1:{port}/postgres"


@contextmanager
def s3_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """An S3 server without any bucket, which takes every signature for right. Gives its address."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [_script("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with _process(command, folder / "s3.log"):
        _wait_for(lambda: _listens(port), "the S3 server")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def strict_s3_server(folder: Path, key: str, secret: str) -> Iterator[str]:
    """One that refuses what `secret` has not signed, or not for so long. It knows no policies, and gives files no types or names."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = ["env", f"NANIO_ACCESS_KEY={key}", f"NANIO_SECRET_KEY={secret}", _script("nanio"), "serve"]
    command += ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    with _process(command, folder / "s3.log"):
        _wait_for(lambda: _listens(port), "the strict S3 server")
        yield f"http://127.0.0.1:{port}"


def _script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _listens(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
    return True


def _pg_bindir() -> str:
    return subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def _process(command: list[str], log: Path, user: str | None = None, stop: int = signal.SIGTERM) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, user=user, cwd=log.parent)
    try:
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(ready, what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if ready():
                return
        except (redis.ConnectionError, OSError):
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{what} did not start within {seconds:.0f} s")
