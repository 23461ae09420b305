"""How good a candidate's record is: years computed from the dates of the jobs, and a status with its reasons. Pure functions."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from candidate.profile import Brief, Employment, Profile
from candidate.taxonomy import Remark

Status = Literal["passed", "failed", "manual"]
LEAK = "leak"  # why a candidate is manual whose branded CV would give them away
LEAST_YEARS = 0.5
LONGEST_JOB = 60 * 12  # months; longer is a misprint
LONGEST_PAUSE = 3  # months between jobs that nobody asks about
VERDICTS: dict[str, Literal["pass", "fail", "manual review"]] = {
    "passed": "pass",
    "failed": "fail",
    "manual": "manual review",
}  # in the words of the contract


@dataclasses.dataclass(frozen=True, slots=True)
class Quality:
    """`years` with one decimal, None when not computable. `reasons` are codes: not_a_cv, no_name, no_contact, unsupported_claims,
    years_not_computable, fewer_years_than_asked, under_half_a_year; and, without weight, the other remarks on the file (`Remark`)."""

    status: Status
    years: float | None
    reasons: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """Months without a job: the first and the last of them ('YYYY-MM'; 'present' when it has not ended), and how many."""

    start: str
    end: str
    months: int


def gaps(spans: Iterable[tuple[str, str]], today: date) -> list[Gap]:
    """Times of more than three months between jobs, and since the last one, the latest first; safer recruitment asks about them.

    `spans` are first and last months as in `Employment`. Jobs without usable dates are passed over.
    """
    found: list[Gap] = []
    covered: int | None = None
    now = _month(today.isoformat()[:7])
    for start, end in sorted(span for months in spans if (span := _months(*months, today))):
        if covered is not None and start - covered - 1 > LONGEST_PAUSE:
            found.append(Gap(_iso(covered + 1), _iso(start - 1), start - covered - 1))
        covered = max(end, covered or end)
    if covered is not None and now - covered > LONGEST_PAUSE:
        found.append(Gap(_iso(covered + 1), "present", now - covered))
    return found[::-1]


def years_of_experience(jobs: Sequence[Employment], today: date) -> float | None:
    """Years in work, overlaps counted once, first and last month of each job included; one decimal.

    A running job ends today, what lies in the future does not count. None when no job has usable dates.
    """
    spans = sorted(span for job in jobs if (span := _months(job.start, job.end, today)))
    if not spans:
        return None
    total, covered = 0, 0
    for start, end in spans:
        total += max(0, end + 1 - max(start, covered))
        covered = max(covered, end + 1)
    return round(total / 12, 1)


def assess(profile: Profile, brief: Brief, today: date) -> Quality:
    """Passed with half a year or more, failed with less; manual where a person has to look: no name, no way to reach the
    candidate, years not computable, fewer than the brief asks for, a model's claims that the CV does not support, or no CV at all.
    Other remarks are told, and change nothing."""
    personal = profile.personal_info
    years = years_of_experience(profile.data_extracted.employment_history, today)
    unclear: list[str] = ["not_a_cv"] if Remark.NOT_A_CV in profile.remarks else []
    told = [remark.value for remark in profile.remarks if remark != Remark.NOT_A_CV]
    if not personal.full_name:
        unclear.append("no_name")
    if not personal.email and not personal.whatsapp:
        unclear.append("no_contact")
    if profile.unsupported_claims:
        unclear.append("unsupported_claims")
    if years is None:
        return Quality("manual", None, (*unclear, "years_not_computable", *told))
    if years < LEAST_YEARS:
        return Quality("manual" if unclear else "failed", years, (*unclear, "under_half_a_year", *told))
    if brief.experience is not None and years < brief.experience:
        unclear.append("fewer_years_than_asked")
    return Quality("manual" if unclear else "passed", years, (*unclear, *told))


def marked(profile: Profile, brief: Brief, today: date) -> Profile:
    """The profile with the verdict and the years written into it."""
    found = assess(profile, brief, today)
    personal = profile.personal_info.model_copy(update={"experience": "" if found.years is None else f"{found.years:g}"})
    return profile.model_copy(update={"quality_check": VERDICTS[found.status], "personal_info": personal})


def _months(first: str, last: str, today: date) -> tuple[int, int] | None:
    """First and last month of a job, counted from year 0; None when its dates are missing, reversed, absurd or still to come."""
    if not first or not last:
        return None
    now = _month(today.isoformat()[:7])
    start = _month(first)
    end = now if last == "present" else min(_month(last), now)
    return (start, end) if start <= end and end - start < LONGEST_JOB else None


def _month(iso: str) -> int:
    year, month = iso.split("-")
    return int(year) * 12 + int(month) - 1


def _iso(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
