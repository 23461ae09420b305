"""What the reader says of a file, under the keys of `truth.json`: the one place that knows the engine."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from candidate import documents, quality
from candidate.ai.local import understand
from candidate.profile import Brief, Profile
from edukai.errors import PermanentError

EMPTY: dict[str, Any] = {
    "name": "",
    "email": "",
    "phone": "",
    "location": "",
    "titles": [],
    "employers": [],
    "jobs": [],
    "qualifications": [],
    "years_of_experience": None,
    "has_photo": False,
    "flags": [],
    "quality": "",
    "reasons": [],
    "failure": "",
    "pages": 0,
    "seconds": 0.0,
}


def read(path: Path, today: date) -> dict[str, Any]:
    """The answer to one file; `failure` is the code of a file that could not be read."""
    began = time.perf_counter()
    try:
        document = documents.read(path.read_bytes(), path.name)
    except PermanentError as error:
        return EMPTY | {"failure": error.code, "seconds": time.perf_counter() - began}
    profile = understand(document, Brief(), today)
    found = {
        "has_photo": document.photo is not None,
        "flags": list(document.flags),
        "pages": len(document.pages),
        "seconds": time.perf_counter() - began,
    }
    return EMPTY | _flat(profile, today) | found


def _flat(profile: Profile, today: date) -> dict[str, Any]:
    personal, data = profile.personal_info, profile.data_extracted
    verdict = quality.assess(profile, Brief(), today)
    jobs = data.employment_history
    return {
        "name": personal.full_name,
        "email": personal.email,
        "phone": personal.whatsapp,
        "location": personal.location,
        "titles": [job.role for job in jobs if job.role],
        "employers": [job.company for job in jobs if job.company],
        "jobs": [{"title": job.role, "employer": job.company, "start": job.start, "end": job.end} for job in jobs],
        "qualifications": data.qualifications,
        "years_of_experience": verdict.years,
        "quality": verdict.status,
        "reasons": list(verdict.reasons),
    }
