"""What a perfect reader would find in each demo CV: `truth.json`, computed from the people, never from the finished files."""

from collections.abc import Iterable
from typing import Any

import phonenumbers

from demo_data.people import Job, Person

AS_OF = "2026-11"  # the month that "present" stands for in the figures; readers of truth.json compute their own from `jobs`


def truth(person: Person) -> dict[str, Any]:
    """The facts of one CV. `jobs` and `titles` newest first; dates "YYYY-MM", "YYYY" where the CV gives no month, "present" or "".

    `years_of_experience` counts every calendar month that a job touches once; a year without a month counts from its middle.
    `years_range` is the least and the most that such vague dates allow; both are null when no job has a date.
    """
    if person.expected == "corrupt":
        return {"quality": None, "failure": "corrupt"}
    jobs = sorted(person.jobs, key=lambda job: (_months(job.end, 11), _months(job.start, 0)), reverse=True)
    return {
        "quality": person.expected,
        "failure": None,
        "full_name": person.name,
        "given_name": person.given_name,
        "native_name": person.native_name,
        "email": person.email,
        "phone": _e164(person.phone) if person.phone else "",
        "location": person.town,
        "address": list(person.address),
        "postcode": person.postcode,
        "titles": list(dict.fromkeys(job.title for job in jobs)),
        "employers": list(dict.fromkeys(job.employer for job in jobs)),
        "jobs": [{"title": job.title, "employer": job.employer, "start": job.start, "end": job.end} for job in jobs],
        "as_of": AS_OF,
        "years_of_experience": _years(jobs, 6, 5),
        "years_range": [_years(jobs, 11, 0), _years(jobs, 0, 11)] if any(job.start for job in jobs) else None,
        "qualifications": [course.what for course in person.courses],
        "has_photo": bool(person.photo),
        "referee_contacts": [
            contact
            for section in person.sections
            for referee in section.referees
            for contact in (referee.email, referee.phone and _e164(referee.phone))
            if contact
        ],
    }


def _e164(phone: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(phone, "GB"), phonenumbers.PhoneNumberFormat.E164)


def _months(date: str, vague_month: int) -> int:
    """Months since year 0; a bare year stands for its month `vague_month` (0 is January)."""
    year, _, month = (AS_OF if date == "present" else date or "0").partition("-")
    return int(year) * 12 + (int(month) - 1 if month else vague_month)


def _years(jobs: Iterable[Job], vague_start: int, vague_end: int) -> float | None:
    worked = {month for job in jobs if job.start for month in range(_months(job.start, vague_start), _months(job.end, vague_end) + 1)}
    return round(len(worked) / 12, 1) if worked else None
