"""Safeguarding and gaps: what safer recruitment asks of a history, and of the checks."""

import re
from collections.abc import Iterator, Sequence

from candidate import quality
from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import dates, wording
from candidate.ai.local.awards import WEAK
from candidate.ai.local.evidence import Evidence
from candidate.ai.local.feedback.cv import LISTS, Cv, has_months, is_dated, is_running, length, month, months_between, named, phrases, place
from candidate.ai.local.feedback.faults import counted, fault
from candidate.ai.local.jobs import Job
from candidate.documents.model import Line
from candidate.documents.orders import gives_orders
from candidate.taxonomy import Remark

_ELSEWHERE = frozenset({"experience", "education", "placements", "volunteering", "other"})  # where dates may explain a gap
_LONGEST_LINE = 250
_GRAVE_GAP, _LONG_AGO = 12, 120  # months
_SETTLED = 10  # years after which nobody asks for a check from abroad
_SIDE_BY_SIDE = 2  # months that a handing over may take
_COURSE_YEARS = {"bachelor": 4, "master": 2, "doctorate": 5, "foundation": 2, "a_level": 2}
_NAMED = 4
_OTHER_HOURS = phrases("part_time")
_DBS = re.compile(r"\b(?:DBS|CRB|PVG|disclosure (?:and|&) barring|access ?ni)\b", re.IGNORECASE)
_SAFEGUARDING = re.compile(
    r"\bsafeguarding\b|\bchild protection\b|\bKCSIE\b|\bkeeping children safe\b|\bprevent (?:duty|training)\b|\bDSL\b", re.IGNORECASE
)
_TRAINED = re.compile(
    r"\b(?:level|training|trained|course|certificate|refresh\w*|update\w*|award|induction|advanced|KCSIE|DSL)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b20[0-4]\d\b")
_BREAK = re.compile(
    r"\b(?:(?:career|study|family) break|gap year|(?:maternity|paternity|parental|adoption|sick) leave|travelling"
    r"|caring for (?:my|a|our|two|three) \w+|cared for my \w+|rais(?:ed|ing) (?:my|a|our) \w+|redundancy|sabbatical|time out)",
    re.IGNORECASE,
)
_POLICE = re.compile(
    r"\b(?:police|criminal record) (?:check|clearance|certificate)|\bgood conduct\b|\boverseas (?:check|police)", re.IGNORECASE
)
_COMMON = frozenset(LISTS["common_in_schools"])
_COUNTRIES = {name: name.title() for name in wording.COUNTRIES if name not in wording.KINGDOM}


def _unseen(cv: Cv) -> Iterator[Finding]:
    if Remark.HIDDEN_TEXT in cv.found.flags:
        yield fault("hidden_text", Severity.HIGH)
    said = next((line for line in cv.lines if gives_orders(line.text)), None) if cv.orders else None
    if cv.orders or Remark.INSTRUCTIONS in cv.found.flags:
        yield fault("instructions", Severity.HIGH, _page(said) if said else "", said.text if said else "")


def _undated(cv: Cv) -> Iterator[Finding]:
    jobs = cv.found.jobs
    if not jobs:
        yield fault("no_employment", Severity.HIGH)
    untitled = any(not job.title for job in jobs)  # then a title that stands alone is most likely a part of that job
    undated = [job for job in jobs if not is_dated(job) and (job.employer or not untitled)]
    if undated:
        severity = Severity.HIGH if len(undated) * 2 >= len(jobs) else Severity.MEDIUM
        which = "; ".join(named(job) for job in undated[:_NAMED])
        yield fault("jobs_without_dates", severity, place(undated[0]), count=counted(len(undated), "job"), which=which)
    vague = [job for job in jobs if is_dated(job) and not has_months(job)]
    if vague:
        severity = Severity.MEDIUM if cv.at_school and len(vague) > 1 else Severity.LOW
        years = vague[0].when.label.split(" - ") if vague[0].when else []
        quote = next((line.text for line in vague[0].evidence if any(year in line.text for year in years)), "")
        yield fault("years_only", severity, place(vague[0]), quote, count=counted(len(vague), "job is"))


def _gaps(cv: Cv) -> Iterator[Finding]:
    """Silent when a job has no dates: it may have filled any gap."""
    jobs = cv.found.jobs
    if not jobs or not all(map(is_dated, jobs)):
        return
    first = min(job.at_most[0] for job in jobs)
    gaps = [gap for gap in quality.gaps(_spans(cv), cv.today) if gap.start > first]
    if gaps and gaps[0].end == dates.PRESENT:
        since = gaps.pop(0)
        last = month(_before(since.start))
        severity = Severity.MEDIUM if since.months > _GRAVE_GAP else Severity.LOW
        yield fault("out_of_work", severity, place(jobs[0]), month=last, length=length(since.months))
    if gaps:
        gaps.sort(key=lambda gap: -gap.months)
        recent = [gap for gap in gaps if months_between(gap.end, f"{cv.today:%Y-%m}") < _LONG_AGO]
        said = next((match[0] for line in cv.own if (match := _BREAK.search(line.text))), "")
        told = "; ".join(_gap(gap, jobs) for gap in gaps[:2])
        more = f"; and {len(gaps) - 2} more" if len(gaps) > 2 else ""
        hint = f"The CV speaks of '{said}', but not of its months." if said else ""
        grave = recent and recent[0].months >= _GRAVE_GAP and cv.at_school and not said
        severity = Severity.HIGH if grave else Severity.MEDIUM if recent else Severity.LOW
        where = f"Employment: {month(gaps[0].start)} to {month(gaps[0].end)}"
        yield fault("gap", severity, where, said, gaps=told + more, hint=hint)


def _spans(cv: Cv) -> list[tuple[str, str]]:
    """All that may fill a gap, by the widest reading: jobs, and the dates of courses, breaks and voluntary work."""
    lines = [line for part in cv.parts if part.kind in _ELSEWHERE for line in part.lines if len(line.text) < _LONGEST_LINE]
    dated = [(line, range_) for line in lines for range_ in dates.ranges(line.text, cv.today) if not range_.single]
    duties = "\n".join(duty for job in cv.found.jobs for duty in job.duties)  # 'trainer since 2011' among them is no job
    ranges = [range_ for line, range_ in dated if range_.end != dates.PRESENT or line.text not in duties or _BREAK.search(line.text)]
    spans = [job.at_most for job in (*cv.found.jobs, *(Job(when=range_) for range_ in ranges))]
    for held in cv.found.qualifications:
        if held.year and held.level not in WEAK:
            spans.append((f"{int(held.year) - _COURSE_YEARS.get(held.level, 1)}-09", f"{held.year}-12"))
    return [span for span in spans if all(span)]


def _gap(gap: quality.Gap, jobs: Sequence[Job]) -> str:
    """'Jan 2020 to Mar 2022 (2 years and 3 months), between PE Teacher, Saltash and Teacher of PE, Plymbridge'."""
    before = max((job for job in jobs if job.at_most[1] < gap.start), key=lambda job: job.at_most[1], default=None)
    after = min((job for job in jobs if job.at_most[0] > gap.end), key=lambda job: job.at_most[0], default=None)
    around = f", between '{named(before)[:60]}' and '{named(after)[:60]}'" if before and after else ""
    return f"{month(gap.start)} to {month(gap.end)} ({length(gap.months)}){around}"


def _before(iso: str) -> str:
    year, number = int(iso[:4]), int(iso[5:7])
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12"


def _overlaps(cv: Cv) -> Iterator[Finding]:
    """The longest time in which two jobs that sound like full ones run side by side."""
    now = f"{cv.today:%Y-%m}"
    full = [job for job in cv.found.jobs if is_dated(job) and has_months(job) and job.confidence > 0.9 and not _is_in_part(job)]
    worst, most = (Job(), Job()), _SIDE_BY_SIDE
    for number, newer in enumerate(full):
        for older in full[number + 1 :]:
            if wording.key(newer.employer) == wording.key(older.employer) or not (newer.when and older.when):
                continue
            ends = [now if job.when.end == dates.PRESENT else job.when.end for job in (newer, older) if job.when]
            shared = months_between(max(newer.when.start, older.when.start), min(ends))
            if shared > most:
                worst, most = (newer, older), shared
    if most > _SIDE_BY_SIDE:
        first, second = worst
        yield fault("overlap", Severity.LOW, place(first), first=named(first), second=named(second), length=length(most))


def _is_in_part(job: Job) -> bool:
    lines = (line.text for line in job.evidence)
    return any(_OTHER_HOURS.find(text) for text in (job.title, job.employer, *lines, *job.duties[:2])) or not job.employer


def _checks(cv: Cv) -> Iterator[Finding]:
    if not cv.at_school:
        return
    stated = cv.found.credentials.dbs
    if stated.value is None:
        if not cv.says(_DBS):
            yield fault("no_dbs", Severity.MEDIUM)
        return
    where, said = _of(stated.evidence), stated.evidence[0].text if stated.evidence else ""
    dated, updated = stated.value.date, stated.value.update_service
    if dated and not updated and int(dated[:4]) < cv.today.year - 2:
        yield fault("dbs_old", Severity.LOW, where, said, year=dated[:4])
    missing = [name for name, told in (("its level", stated.value.level), ("its date", dated or updated)) if not told]
    if missing:
        yield fault("dbs_incomplete", Severity.LOW, where, said, missing=" and ".join(missing))


def _training(cv: Cv) -> Iterator[Finding]:
    if not cv.at_school:
        return
    told = [line for line in cv.own if _SAFEGUARDING.search(line.text)]
    if not told:
        yield fault("no_safeguarding_training", Severity.LOW)
    taken = [line for line in told if _TRAINED.search(line.text)]
    years = {year: line for line in taken for year in _YEAR.findall(line.text) if int(year) <= cv.today.year}
    if years and len(taken) == len(told) and int(latest := max(years)) < cv.today.year - 2:
        yield fault("old_safeguarding_training", Severity.LOW, _page(years[latest]), years[latest].text, year=latest)


def _referees(cv: Cv) -> Iterator[Finding]:
    if not cv.at_school:
        return
    referees = cv.found.referees
    if len(referees) < 2:
        yield fault("few_referees", Severity.LOW, "References" if referees else "", count=counted(len(referees), "referee"))
    latest = next((job for job in cv.found.jobs if is_running(job)), None) or next(iter(cv.found.jobs), None)
    text = " ".join(line.text for part in cv.parts if part.kind == "references" for line in part.lines)
    wanted = set(wording.words(latest.employer)) - _COMMON if latest else set()
    if latest and wanted and referees and all(referee.employer for referee in referees) and not wanted & set(wording.words(text)):
        yield fault("no_referee_from_latest", Severity.LOW, "References", employer=latest.employer)


def _abroad(cv: Cv) -> Iterator[Finding]:
    right = cv.found.credentials.right_to_work
    if right.value is False:
        yield fault("needs_sponsor", Severity.HIGH, _of(right.evidence), right.evidence[0].text if right.evidence else "")
    worked = next(((job, country) for job in cv.found.jobs if (country := _country(job))), None)
    if worked is None:
        return
    job, country = worked
    quote = next((line.text for line in job.evidence if country.casefold() in wording.key(line.text)), "")
    ended = cv.today.year if is_running(job) or not (job.when and job.when.end) else int(job.when.end[:4])
    if right.value is None:
        severity = Severity.MEDIUM if ended >= cv.today.year - _SETTLED else Severity.LOW
        yield fault("right_to_work", severity, place(job), quote, country=country)
    if cv.at_school and ended >= cv.today.year - _SETTLED and not cv.says(_POLICE):
        yield fault("police_check", Severity.MEDIUM, place(job), quote, country=country, job=named(job))


def _country(job: Job) -> str:
    """The country abroad that a job's heading names as a piece of its own: 'Oak School, Dubai, United Arab Emirates'."""
    pieces = [piece for line in job.evidence for piece in re.split(r"[,|()/;•·–—]|\s-\s", line.text)]
    return next((_COUNTRIES[key] for piece in pieces if (key := wording.key(piece)) in _COUNTRIES), "")


def _of(evidence: Sequence[Evidence]) -> str:
    return f"Page {evidence[0].page}" if evidence and evidence[0].page else ""


def _page(line: Line) -> str:
    return f"Page {line.page}" if line.page else ""


RULES = (_unseen, _undated, _gaps, _overlaps, _checks, _training, _referees, _abroad)
