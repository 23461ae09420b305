"""Processes of tests: each in a group of its own, killed as a whole, gone when the test is over."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOG_LINES = 40


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
