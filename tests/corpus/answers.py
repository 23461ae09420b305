"""What the reader says of a file, under the keys of `truth.json`: the one place that knows the engine."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from candidate.ai.local.findings import find
from candidate.documents import read
from candidate.documents.model import Document
from candidate.management.commands.read_cv import told
from edukai.errors import PermanentError, TransientError


def answer(path: Path, today: date) -> dict[str, Any]:
    """The answer to one file; `failure` is the code of a file that could not be read."""
    began = time.perf_counter()
    document, failure = Document(()), ""
    try:
        document = read(path.read_bytes(), path.name)
    except (PermanentError, TransientError) as error:
        failure = error.code
    return told(find(document, today), document, today) | {
        "hidden_text": "hidden_text" in document.flags,
        "instructions": "instructions" in document.flags,
        "failure": failure,
        "pages": len(document.pages),
        "seconds": time.perf_counter() - began,
    }
