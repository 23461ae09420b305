"""Reads files in a child process of limited memory and time: a hostile file ends the child, and nothing else.

Each process that reads has one child of its own, started at the first file, and replaced when it dies, hangs, or has served long
enough. Several threads take turns.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings

from candidate.documents.failures import SENTENCES, unreadable
from candidate.documents.frames import read_frame, write_frame
from candidate.documents.kinds import sniff
from candidate.documents.model import Document, Photo
from edukai.errors import TransientError

DOCUMENTS_PER_CHILD = 500  # whatever a library leaks is given back
START_SECONDS = 30
_PROJECT = Path(__file__).resolve().parents[2]


class ChildDied(Exception):
    """The child ended, or talked nonsense, before its time was up."""


class Child:
    """A running child process. Not for use by two threads at once."""

    def __init__(self) -> None:
        limits = [str(value) for value in (settings.READER_MEMORY_MB, settings.READER_SECONDS, settings.READER_MAX_PAGES)]
        self.served = 0
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "candidate.documents.child", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_PROJECT,
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},  # no secret of ours within reach of a hostile file
                start_new_session=True,  # a Ctrl-C meant for the worker does not reach it, and its helpers are killed with it
            )
        except OSError as error:
            raise TransientError("The document reader could not be started.", code="reader_unavailable") from error
        self._in, self._out = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)
        try:
            self._within(START_SECONDS, None)
        except BaseException as error:
            self.close()
            if isinstance(error, ChildDied | TimeoutError):
                raise TransientError("The document reader could not be started.", code="reader_unavailable") from error
            raise

    def ask(self, kind: str, content: bytes) -> tuple[dict[str, Any], bytes]:
        """The child's answer to one file. Raises TimeoutError after READER_SECONDS, ChildDied."""
        self.served += 1
        return self._within(settings.READER_SECONDS, (kind, content))

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

    def _within(self, seconds: float, request: tuple[str, bytes] | None) -> tuple[dict[str, Any], bytes]:
        """Send the request, if any, and wait for an answer. A blocked write or read ends when the watchdog kills the child."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._kill()

        watchdog = threading.Timer(seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            if request is not None:
                write_frame(self._in, {"kind": request[0]}, request[1])
            return read_frame(self._out)
        except (OSError, EOFError, ValueError) as error:
            raise (TimeoutError if late.is_set() else ChildDied) from error
        finally:
            watchdog.cancel()
            watchdog.join()

    def _kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


class Reader:
    """The one child of this process, started when it is needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None

    def ask(self, kind: str, content: bytes) -> tuple[dict[str, Any], bytes]:
        """The answer to one file. Raises PermanentError too_complex, TransientError when no child can be started."""
        with self._lock:
            for _ in range(2):  # a child that died may have been killed by somebody else, or died idle: the file gets a second one
                child, answered = self._ready(), False
                try:
                    answer = child.ask(kind, content)
                    answered = True
                    return answer
                except ChildDied:
                    continue
                except TimeoutError as error:
                    raise unreadable("too_complex") from error
                finally:
                    if not answered:  # a worker's own time limit too: the late answer must not be taken for that to the next file
                        self._end()
            raise unreadable("too_complex")

    def close(self) -> None:
        """End the child. The next file gets a new one."""
        with self._lock:
            self._end()

    def after_fork(self) -> None:
        """In the forked copy of our process: it gets a child and a lock of its own."""
        child, self._child, self._lock = self._child, None, threading.Lock()
        if child is not None:
            child.abandon()

    def _ready(self) -> Child:
        if self._child is not None and self._child.served >= DOCUMENTS_PER_CHILD:
            self._end()
        if self._child is None:
            self._child = Child()
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()


reader = Reader()
os.register_at_fork(after_in_child=reader.after_fork)
atexit.register(reader.close)


def read(content: bytes, filename: str) -> Document:
    """The text, tables, links and portrait of a PDF, DOCX or DOC file.

    Raises PermanentError with one of the codes of `candidate.documents.failures`, and TransientError when the child process could
    not be started.
    """
    if len(content) > settings.CV_MAX_BYTES:
        raise unreadable("too_large")
    answer, jpeg = reader.ask(sniff(content, filename), content)
    if "error" in answer:
        if answer["error"] == "too_complex":
            reader.close()  # its memory may be in pieces
        raise unreadable(answer["error"] if answer["error"] in SENTENCES else "corrupt")
    try:
        photo = Photo(jpeg, *answer["photo"]) if jpeg else None
        document = Document.from_json(answer["document"])
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable("corrupt") from error
    return Document(document.pages, document.links, photo, document.flags)
