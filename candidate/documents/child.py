"""The child process that opens files from outside: `python -m candidate.documents.child MEMORY_MB SECONDS MAX_PAGES`.

Reads requests from standard input and answers on standard output (frames.py), until the parent closes the pipe or dies. Knows no
settings and no secrets.
"""

import contextlib
import functools
import logging
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from candidate.documents import doc, docx, pdf
from candidate.documents.failures import unreadable
from candidate.documents.frames import read_frame, write_frame
from candidate.documents.model import Document
from edukai.errors import PermanentError

log = logging.getLogger(__name__)

GRACE_SECONDS = 2  # the parent's watchdog comes first; the alarm is for a child whose parent is gone
MOST_CHARACTERS = 1_000_000
FEWEST_LETTERS = 20


def main(memory_mb: int, seconds: int, max_pages: int) -> None:
    _limit(memory_mb)
    readers: dict[str, Callable[[bytes], Document]] = {
        "pdf": functools.partial(pdf.read_pdf, max_pages=max_pages),
        "docx": docx.read_docx,
        "doc": doc.read_doc,
    }
    write_frame(sys.stdout.buffer, {"ready": True})
    while True:
        try:
            request, content = read_frame(sys.stdin.buffer)
        except EOFError:
            return
        signal.alarm(seconds + GRACE_SECONDS)
        _answer(readers[request["kind"]], content)
        signal.alarm(0)


def _answer(read: Callable[[bytes], Document], content: bytes) -> None:
    try:
        document = _checked(read(content))
    except PermanentError as error:
        write_frame(sys.stdout.buffer, {"error": error.code})
    except (MemoryError, RecursionError):
        write_frame(sys.stdout.buffer, {"error": "too_complex"})
    except Exception as error:  # noqa: BLE001  whatever a library stumbles over is this file, and the next one wants to be read
        place = "".join(traceback.format_tb(error.__traceback__))  # without the message, which may quote the file
        log.error("%s in a reader, on a file of %d bytes\n%s", type(error).__name__, len(content), place)
        write_frame(sys.stdout.buffer, {"error": "corrupt"})
    else:
        photo = document.photo
        header = {"document": document.to_json(), "photo": [photo.width, photo.height] if photo else None}
        write_frame(sys.stdout.buffer, header, photo.jpeg if photo else b"")


def _checked(document: Document) -> Document:
    characters = letters = 0
    for line in document.lines:
        characters += len(line.text)
        letters += sum(map(str.isalpha, line.text)) if letters < FEWEST_LETTERS else 0
    if characters > MOST_CHARACTERS:
        raise unreadable("too_complex")
    if letters < FEWEST_LETTERS:
        raise unreadable("no_text")
    return document


def _limit(memory_mb: int) -> None:
    """Memory of this process and of each it starts; no core dumps; first in line when the machine runs out of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # not everywhere allowed, and the limit above holds without it
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
