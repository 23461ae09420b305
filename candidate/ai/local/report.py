"""Findings as plain JSON: for programs that compare, and for people who check."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from candidate.ai.local import names
from candidate.ai.local.dates import DateRange
from candidate.ai.local.evidence import Evidence, Found, values
from candidate.ai.local.findings import Findings
from candidate.ai.local.jobs import Job


def facts(found: Findings) -> dict[str, Any]:
    """What was found, empty where the CV tells nothing. Titles and employers newest first, each once."""
    return {
        "name": found.name.value.full,
        "given_name": names.given(found.name.value.full),
        "email": found.contact.email.value,
        "phone": next(iter(values(found.contact.phones)), ""),
        "phones": list(values(found.contact.phones)),
        "location": found.address.town,
        "county": found.address.county,
        "postcode": found.address.postcode,
        "links": list(values(found.contact.links)),
        "titles": _once(job.title for job in found.jobs),
        "employers": _once(job.employer for job in found.jobs),
        "jobs": [_job(job) for job in found.jobs],
        "gaps": [dataclasses.asdict(gap) for gap in found.gaps],
        "qualifications": [held.text for held in found.qualifications],
        "skills": list(values(found.skills)),
        **found.school.model_dump(mode="json"),
    }


def evidence(found: Findings) -> dict[str, Any]:
    """How sure each fact is and where it was read: `{confidence, evidence: [{page, box, text}]}`, a list for fields with several."""
    return {
        "name": _told(found.name.confidence, found.name.evidence),
        "email": _shown(found.contact.email),
        "phones": [_shown(phone) for phone in found.contact.phones],
        "location": _told(found.address.confidence, found.address.evidence),
        "jobs": [_told(job.confidence, job.evidence) for job in found.jobs],
        "qualifications": [_told(held.confidence, held.evidence) for held in found.qualifications],
        "skills": [_shown(skill) for skill in found.skills],
        **{name: [_shown(fact) for fact in facts] for name, facts in found.school_facts.items()},
        "dbs": _told(found.credentials.dbs.confidence, found.credentials.dbs.evidence),
        "right_to_work": _shown(found.credentials.right_to_work),
    }


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _job(job: Job) -> dict[str, str]:
    when = job.when or DateRange("", "", "", (0, 0))
    return {"title": job.title, "employer": job.employer, "start": when.start, "end": when.end}


def _shown(found: Found[Any]) -> dict[str, Any]:
    return {"value": found.value, **_told(found.confidence, found.evidence)}


def _told(confidence: float, read_from: Iterable[Evidence]) -> dict[str, Any]:
    return {
        "confidence": round(confidence, 2),
        "evidence": [{"page": line.page, "box": line.box and list(line.box), "text": line.text} for line in read_from],
    }
