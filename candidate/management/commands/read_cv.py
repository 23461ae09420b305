"""`manage.py read_cv FILE...`: what the local engine reads in CVs, one line of JSON a file. Needs no database and no server."""

import argparse
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from candidate.ai.local import evidence_page, feedback, profile_of, report
from candidate.ai.local.findings import Findings, find
from candidate.documents import pictures, read
from candidate.documents.model import Document
from candidate.profile import Brief
from candidate.quality import assess
from edukai.errors import PermanentError, TransientError

INTERRUPTED = 130  # the exit status of a program that ended by Ctrl-C
NOT_FOUND = PermanentError("There is no such file, or it may not be read.", code="not_found")


class Reading(NamedTuple):
    """What is told of one file: a line of JSON, and an article of the evidence page ("" when none was asked for)."""

    row: dict[str, Any]
    article: str


class Command(BaseCommand):
    help = "Read CVs as the local engine does; print one line of JSON a file, in the order given."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--evidence", action="store_true", help="add confidence and place (page, box in points, text) of each fact")
        parser.add_argument("--feedback", action="store_true", help="add what is wrong with each CV: scores and findings")
        parser.add_argument("--html", type=Path, metavar="OUT", help="write a page that shows each CV with its evidence marked")
        parser.add_argument("--processes", type=int, default=2, help="how many files at once (default %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        reading = partial(read_file, evidence=options["evidence"], criticised=options["feedback"], drawn=options["html"] is not None)
        with _opened(options["html"]) as page, ProcessPoolExecutor(max(1, options["processes"]), initializer=_ready) as pool:
            page.write(evidence_page.opening([str(file) for file in files]))
            try:
                for row, article in pool.map(reading, files, range(1, len(files) + 1)):
                    self._print(row)
                    page.write(article)
            except BrokenPipeError:  # whoever read our output has enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                pool.shutdown(wait=False, cancel_futures=True)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                sys.exit(INTERRUPTED)

    def _print(self, row: dict[str, Any]) -> None:
        line = json.dumps(row, ensure_ascii=False)
        self.stdout.write(line.encode("utf-8", "replace").decode())  # halves of characters, which a PDF or a file name may hold
        self.stdout.flush()


def read_file(path: Path, number: int = 1, *, evidence: bool = False, criticised: bool = False, drawn: bool = False) -> Reading:
    """What is in one file, the one with this `number`. `failure` is '', a code of `candidate.documents.failures`, or not_found, and
    `message` the sentence to it; `drawn`: with an article for the evidence page."""
    began = time.perf_counter()
    content, document, failure, message = b"", Document(()), "", ""
    try:
        content = _content(path)
        document = read(content, path.name)
    except (PermanentError, TransientError) as error:
        failure, message = error.code, str(error)
    today = timezone.localdate()
    found = find(document, today)
    row = {
        "file": str(path),
        "sha256": hashlib.sha256(content).hexdigest() if content else "",
        **told(found, document, today),
        **({"reasons": [failure]} if failure else {}),
        **({"evidence": report.evidence(found)} if evidence else {}),
        **({"feedback": feedback.criticise(document, found, today).model_dump(mode="json")} if criticised and not failure else {}),
        "failure": failure,
        "message": message,
        "seconds": round(time.perf_counter() - began, 3),
    }
    return Reading(row, evidence_page.article(number, row, document, found, _pictures(content, path, document)) if drawn else "")


def told(found: Findings, document: Document, today: date) -> dict[str, Any]:
    """What the local engine tells of a CV, as of `today`."""
    quality = assess(profile_of(found, Brief(), today), Brief(), today)
    return report.facts(found) | {
        "years_of_experience": quality.years,
        "has_photo": document.photo is not None,
        "quality": quality.status,
        "reasons": list(quality.reasons),
    }


def _content(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    try:
        if path.is_file():  # a pipe or a device may never end
            with path.open("rb") as file:
                return file.read(settings.CV_MAX_BYTES + 1)
    except OSError as error:
        raise NOT_FOUND from error
    raise NOT_FOUND


def _pictures(content: bytes, path: Path, document: Document) -> tuple[bytes, ...]:
    try:
        return pictures(content, path.name, document)
    except (PermanentError, TransientError):  # what was read is shown as text then
        return ()


def _opened(path: Path | None) -> TextIO:
    """The file for the evidence page, or nowhere."""
    try:
        return (path or Path(os.devnull)).open("w", encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"The page cannot be written: {error}") from error


def _ready() -> None:
    """Of each process: Ctrl-C ends it without a word, unless it is not meant for us."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_follow, daemon=True).start()
    django.setup()


def _follow() -> None:
    """End when the command ends, be it killed: nobody would tell us that no more files come."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(INTERRUPTED)
