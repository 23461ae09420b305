"""What the reader should find in a file."""

import unicodedata
from typing import Any

from tests.corpus import dates
from tests.corpus.case import PICTURES, Case
from tests.corpus.compose import named
from tests.corpus.designs import HELD_OUT
from tests.corpus.person import Job, Qualification


def truth(case: Case) -> dict[str, Any]:
    """The answers, under the keys of the reader's own answer, and what the harness needs to judge and to group them."""
    person, jobs = case.person, case.person.paid_work
    spans = [job.when for job in jobs if job.when]
    least, most = dates.years(spans)
    return {
        "is_cv": True,
        "design": case.design.name,
        "held_out": case.design.name in HELD_OUT,
        "producer": case.producer,
        "field": case.field,
        "traps": case.traps,
        "origin": person.name.origin,
        "name": person.name.full if case.has_name else "",
        "accepted_names": [*person.name.accepted, *_without_accents(case)] if case.has_name else [],
        "email": person.email,
        "accepted_emails": case.accepted_emails,
        "phone": person.phones[0].e164 if person.phones else "",
        "phones": [phone.e164 for phone in person.phones],
        "location": person.town.name,
        "accepted_locations": ["London"] if person.town.county == "London" else [],
        "postcode": person.town.postcode if "{postcode}" in case.how.home else "",
        "titles": list(dict.fromkeys(job.title for job in jobs)),
        "employers": list(dict.fromkeys(job.employer for job in jobs)),
        "jobs": [_job(job) for job in jobs],
        "qualifications": [_qualification(item) for item in person.qualifications],
        "optional_qualifications": [text for text in (person.qts, person.dbs, *person.courses) if text],
        "skills": person.skills,
        "years_of_experience": round((least + most) / 2, 1) if spans else None,
        "years_range": [round(least, 2), round(most, 2)] if spans else None,
        "hidden_text": "hidden white text" in case.traps,
        "instructions": "text that gives orders" in case.traps,
        "has_photo": person.photo is not None,
        "qts": _tells_of_qts(case),
        "dbs": bool(person.dbs),
        "further_roles": person.further_roles,
        "roles": list(dict.fromkeys(role for job in jobs for role in job.roles)),
    }


def _without_accents(case: Case) -> list[str]:
    """Accents are not asked of a name that has to be read from a picture."""
    if case.producer not in PICTURES:
        return []
    letters = unicodedata.normalize("NFKD", case.person.name.full)
    return ["".join(letter for letter in letters if not unicodedata.combining(letter))]


def _tells_of_qts(case: Case) -> bool:
    held = [f"{item.level} {item.grade}" for item in case.person.qualifications]
    return any("QTS" in text for text in (case.person.qts, case.person.name.shown, *held))


def _job(job: Job) -> dict[str, str]:
    start, end = (job.when.start, job.when.end) if job.when else ("", "")
    return {"title": job.title, "employer": job.employer, "start": start, "end": end}


def _qualification(item: Qualification) -> dict[str, str]:
    return {
        "text": named(item),
        "level": item.level,
        "subject": item.subject,
        "body": item.body,
        "grade": item.grade,
        "year": str(item.year),
    }
