"""`manage.py read_cv FILE...`: what the local engine reads in CVs, one line of JSON a file. Needs no database and no server."""

import argparse
import hashlib
import json
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.core.management.base import BaseCommand
from django.utils import timezone

from candidate.ai.local import profile_of, report
from candidate.ai.local.findings import find
from candidate.documents import read
from candidate.documents.model import Document
from candidate.profile import Brief
from candidate.quality import assess
from edukai.errors import PermanentError, TransientError


class Command(BaseCommand):
    help = "Read CVs as the local engine does; print one line of JSON a file, in the order given."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--evidence", action="store_true", help="add confidence and place (page, box in points, text) of each fact")
        parser.add_argument("--processes", type=int, default=2, help="how many files at once (default %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        reading = partial(read_file, evidence=options["evidence"])
        with ProcessPoolExecutor(max(1, options["processes"]), initializer=django.setup) as pool:
            for row in pool.map(reading, options["files"]):
                self.stdout.write(json.dumps(row, ensure_ascii=False))


def read_file(path: Path, *, evidence: bool = False) -> dict[str, Any]:
    """What is in one file; `failure` is '', or why it cannot be read: a code of `candidate.documents.failures`, or not_found."""
    began = time.perf_counter()
    content, document, failure = b"", Document(()), ""
    try:
        content = path.read_bytes()
        document = read(content, path.name)
    except OSError:
        failure = "not_found"
    except (PermanentError, TransientError) as error:
        failure = error.code
    sha256 = hashlib.sha256(content).hexdigest() if content else ""
    told = read_document(document, evidence=evidence)
    return {"file": str(path), "sha256": sha256, **told, "failure": failure, "seconds": round(time.perf_counter() - began, 3)}


def read_document(document: Document, *, evidence: bool = False) -> dict[str, Any]:
    """What the local engine finds in a document, as of today."""
    today = timezone.localdate()
    found = find(document, today)
    quality = assess(profile_of(found, Brief(), today), Brief(), today)
    told = report.facts(found) | {
        "years_of_experience": quality.years,
        "has_photo": document.photo is not None,
        "quality": quality.status,
        "reasons": list(quality.reasons),
    }
    return told | {"evidence": report.evidence(found)} if evidence else told
