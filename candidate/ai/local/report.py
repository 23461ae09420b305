"""Findings as plain JSON: for programs that compare, and for people who check."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from candidate.ai.local import names
from candidate.ai.local.address import Address
from candidate.ai.local.dates import DateRange
from candidate.ai.local.evidence import Evidence, Found, values
from candidate.ai.local.findings import Findings
from candidate.ai.local.jobs import Job
from candidate.ai.local.qualifications import Qualification
from candidate.ai.local.references import Referee


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
        "languages": [dataclasses.asdict(language) for language in values(found.languages)],
        "referees": [_entry(referee) for referee in found.referees],
        **found.school.model_dump(mode="json"),
    }


def told(found: Findings) -> dict[str, Found[Any] | tuple[Found[Any], ...]]:
    """Each field with how sure it is and where it was read, a tuple where there may be several. Values are plain JSON."""
    certificate = found.credentials.dbs
    return {
        "name": _told(found.name, found.name.value.full),
        "headline": found.headline,
        "email": found.contact.email,
        "phones": found.contact.phones,
        "links": found.contact.links,
        "location": _part(found.address, found.address.town),
        "county": _part(found.address, found.address.county),
        "postcode": _part(found.address, found.address.postcode),
        "jobs": tuple(_told(job, _job(job)) for job in found.jobs),
        "qualifications": tuple(_told(held, _entry(held)) for held in found.qualifications),
        "skills": found.skills,
        "languages": tuple(_told(language, dataclasses.asdict(language.value)) for language in found.languages),
        **found.school_facts,
        "dbs": _told(certificate, certificate.value and certificate.value.model_dump(mode="json")),
        "right_to_work": found.credentials.right_to_work,
        "statement": found.statement,
        "interests": found.interests,
        "availability": found.availability,
        "referees": tuple(_told(referee, _entry(referee)) for referee in found.referees),
    }


def evidence(found: Findings) -> dict[str, Any]:
    """`told` as JSON: `{value, confidence, evidence: [{page, box, text}]}`, a list of these for fields with several. Pages count from 1;
    `box` is x0, y0, x1, y1 in points from the page's top left corner, None for formats without pages."""
    return {field: [_shown(fact) for fact in fact] if isinstance(fact, tuple) else _shown(fact) for field, fact in told(found).items()}


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _job(job: Job) -> dict[str, str]:
    when = job.when or DateRange("", "", "", (0, 0))
    return {"title": job.title, "employer": job.employer, "start": when.start, "end": when.end}


def _entry(read: Qualification | Referee) -> dict[str, Any]:
    """What was read, without how."""
    return {field.name: getattr(read, field.name) for field in dataclasses.fields(read) if field.name not in {"confidence", "evidence"}}


def _told(read: Found[Any] | Job | Qualification | Referee, value: Any) -> Found[Any]:
    """The same fact with its value as plain JSON."""
    return Found(value, read.confidence, read.evidence)


def _part(address: Address, text: str) -> Found[str]:
    """A part of an address, with the lines that name it, or all when it is written in another way there."""
    named = tuple(line for line in address.evidence if text in line.text)
    return Found(text, address.confidence, named or address.evidence) if text else Found("")


def _shown(found: Found[Any]) -> dict[str, Any]:
    return {"value": found.value, "confidence": round(found.confidence, 2), "evidence": [_place(line) for line in found.evidence]}


def _place(line: Evidence) -> dict[str, Any]:
    return {"page": line.page, "box": line.box and list(line.box), "text": line.text}
