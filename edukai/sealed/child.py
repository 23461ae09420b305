"""What runs in the child: it answers on standard output what is asked on standard input. Knows no settings and no secrets."""

import contextlib
import logging
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from edukai.errors import PermanentError
from edukai.sealed.frames import CORRUPT, TOO_COMPLEX, Refused, read_frame, write_frame

log = logging.getLogger(__name__)

GRACE_SECONDS = 2  # the parent's watchdog comes first; the alarm is for a child whose parent is gone

Message = tuple[dict[str, Any], bytes]


def serve(answer: Callable[[dict[str, Any], bytes], Message], memory_mb: int, seconds: int) -> None:
    """Answer one file after another, until the parent closes the pipe or dies.

    `answer(request, content)` may raise Refused or PermanentError, whose code is all that the parent learns. `seconds` are for each file.
    """
    _limit(memory_mb)
    answers = _hushed()
    write_frame(answers, {"ready": True})
    while True:
        try:
            request, content = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        signal.alarm(seconds + GRACE_SECONDS)
        write_frame(answers, *_answered(answer, request, content))
        signal.alarm(0)


def _answered(answer: Callable[[dict[str, Any], bytes], Message], request: dict[str, Any], content: bytes) -> Message:
    try:
        return answer(request, content)
    except (PermanentError, Refused) as error:
        return {"refused": error.code}, b""
    except (MemoryError, RecursionError):
        return {"refused": TOO_COMPLEX}, b""
    except Exception as error:  # noqa: BLE001  whatever a library stumbles over is this file, and the next one wants to be read
        place = "".join(traceback.format_tb(error.__traceback__))  # without the message, which may quote the file
        log.error("%s in a reader, on a file of %d bytes\n%s", type(error).__name__, len(content), place)
        return {"refused": CORRUPT}, b""


def _limit(memory_mb: int) -> None:
    """Memory of this process and of each it starts; no core dumps; first in line when the machine runs out of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # not everywhere allowed, and the limit above holds without it
        Path("/proc/self/oom_score_adj").write_text("1000")


def _hushed() -> IO[bytes]:
    """The stream for our messages. What libraries print goes nowhere from now on: it may quote the file, or be taken for a message."""
    answers, errors = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(2), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    log.addHandler(logging.StreamHandler(errors))
    return answers
