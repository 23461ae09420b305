"""What the reader says of a file, under the keys of `truth.json`: the one place that knows the engine."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from candidate import quality
from candidate.ai.local import profile_of, report
from candidate.ai.local.findings import find
from candidate.documents import read
from candidate.documents.model import Document
from candidate.profile import Brief
from edukai.errors import PermanentError, TransientError


def answer(path: Path, today: date) -> dict[str, Any]:
    """The answer to one file; `failure` is the code of a file that could not be read."""
    began = time.perf_counter()
    document, failure = Document(()), ""
    try:
        document = read(path.read_bytes(), path.name)
    except (PermanentError, TransientError) as error:
        failure = error.code
    found = find(document, today)
    verdict = quality.assess(profile_of(found, Brief(), today), Brief(), today)
    return report.facts(found) | {
        "years_of_experience": verdict.years,
        "quality": verdict.status,
        "reasons": list(verdict.reasons),
        "has_photo": document.photo is not None,
        "hidden_text": "hidden_text" in document.flags,
        "instructions": "instructions" in document.flags,
        "failure": failure,
        "pages": len(document.pages),
        "seconds": time.perf_counter() - began,
    }
