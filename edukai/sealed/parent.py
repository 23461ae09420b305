"""A child process as its parent sees it: started when it is needed, asked one file at a time, watched, and replaced.

Each of our processes has children of its own, also when it is forked. Several threads take turns.
"""

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from edukai.errors import TransientError
from edukai.sealed.frames import TOO_COMPLEX, Refused, read_frame, write_frame

log = logging.getLogger(__name__)

START_SECONDS = 30
_PROJECT = Path(__file__).resolve().parents[2]


class Limits(NamedTuple):
    """`memory_mb` of the child, `seconds` for one file."""

    memory_mb: int
    seconds: int


def _environment() -> dict[str, str]:
    """No secret of ours within reach of a hostile file; one thread for matrices, as each takes address space, which is limited."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


class ChildDied(Exception):
    """The child ended, or talked nonsense, before its time was up."""


class Child:
    """A running `python -m module MEMORY_MB SECONDS`. Not for use by two threads at once."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.served, self.seconds = 0, limits.seconds
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *map(str, limits)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_PROJECT,
                env=_environment(),
                start_new_session=True,  # a Ctrl-C meant for the worker does not reach it, and its helpers are killed with it
            )
        except OSError as error:
            raise _not_started() from error
        self._in, self._out = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)
        try:
            self._within(START_SECONDS, None)
        except BaseException as error:
            self.close()
            if isinstance(error, ChildDied | TimeoutError):
                raise _not_started() from error
            raise

    def ask(self, request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        """The child's answer to one file. Raises TimeoutError when it is not there in time, ChildDied."""
        self.served += 1
        return self._within(self.seconds, (request, content))

    def close(self) -> None:
        """End the child and everything it started, and collect its exit status."""
        self._kill()
        self.process.wait()
        for pipe in (self._in, self._out):
            try:
                pipe.close()
            except BrokenPipeError:  # the rest of a message that nobody will read
                continue

    def abandon(self) -> None:
        """What a forked copy of our process does, to whom the child does not belong: let go of the pipes, unflushed."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for pipe in (self._in, self._out):
            os.dup2(nowhere, pipe.fileno(), inheritable=False)
        os.close(nowhere)
        self.process.returncode = 0

    def _within(self, seconds: float, message: tuple[dict[str, Any], bytes] | None) -> tuple[dict[str, Any], bytes]:
        """Send the message, if any, and wait for an answer. A blocked write or read ends when the watchdog kills the child."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._kill()

        watchdog = threading.Timer(seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            if message is not None:
                write_frame(self._in, *message)
            return read_frame(self._out)
        except (OSError, EOFError, ValueError) as error:
            raise (TimeoutError if late.is_set() else ChildDied) from error
        finally:
            watchdog.cancel()
            watchdog.join()

    def _kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


class Sealed:
    """The one child of this process that runs `module`, under the `limits` of the moment when it is started.

    After `most_served` files it gets a successor: whatever a library leaks is given back.
    """

    def __init__(self, module: str, limits: Callable[[], Limits], most_served: int = 500) -> None:
        self.module, self.limits, self.most_served = module, limits, most_served
        self._lock = threading.Lock()
        self._child: Child | None = None
        os.register_at_fork(after_in_child=self._after_fork)
        atexit.register(self.close)

    def ask(self, request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        """The answer to one file. Raises Refused, and TransientError when no child can be started."""
        with self._lock:
            header, body = self._asked(request, content)
            if "refused" not in header:
                return header, body
            if header["refused"] == TOO_COMPLEX:
                self._end()  # its memory may be in pieces
            raise Refused(str(header["refused"]))

    def close(self) -> None:
        """End the child. The next file gets a new one."""
        with self._lock:
            self._end()

    def _asked(self, request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        for _ in range(2):  # a child that died may have been killed by somebody else, or died idle: the file gets a second one
            child, answered = self._ready(), False
            try:
                answer = child.ask(request, content)
                answered = True
                return answer
            except ChildDied:
                log.warning("%s died on a file of %d bytes", self.module, len(content))
            except TimeoutError as error:
                raise Refused(TOO_COMPLEX) from error
            finally:
                if not answered:  # a worker's own time limit too: the late answer must not be taken for that to the next file
                    self._end()
        raise Refused(TOO_COMPLEX)

    def _ready(self) -> Child:
        if self._child is not None and self._child.served >= self.most_served:
            self._end()
        if self._child is None:
            self._child = Child(self.module, self.limits())
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def _after_fork(self) -> None:
        """In the forked copy of our process: it gets a child and a lock of its own."""
        child, self._child, self._lock = self._child, None, threading.Lock()
        if child is not None:
            child.abandon()


def _not_started() -> TransientError:
    return TransientError("The process that opens files could not be started.", code="reader_unavailable")
