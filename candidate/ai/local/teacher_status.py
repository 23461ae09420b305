"""QTS, QTLS, EYTS, ECT and HLTA: only what the CV states of the candidate, in as many words.

A PGCE alone is no statement of QTS, nor is "qualified teacher" or an induction year; QTLS and EYTS are statuses of their own. 'QTS: no',
'working towards QTS', a course that is still running, and what was done for others ('mentored trainees towards QTS') state none.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from candidate.ai.local import dates
from candidate.ai.local.evidence import Found
from candidate.ai.local.jobs import Job
from candidate.ai.local.sections import TOP
from candidate.ai.local.statements import Statement
from candidate.taxonomy import Status

_NAMES: dict[Status, re.Pattern[str]] = {
    Status.QTS: re.compile(r"(?<![\w-])QTS\b|\bqualified[\s-]teacher(?:['’]?s)?[\s-]status\b|\bstatws athro cymwysedig\b", re.IGNORECASE),
    Status.QTLS: re.compile(r"\bQTLS\b|\bqualified teacher,? learning and skills\b", re.IGNORECASE),
    Status.EYTS: re.compile(r"\bEY[TP]S\b|\bearly years (?:teacher|professional) status\b", re.IGNORECASE),
    Status.HLTA: re.compile(r"\bHLTA\b|\bhigher[\s-]level teaching assistant\b", re.IGNORECASE),
}
_NOT_BEFORE = re.compile(
    r"(?:\b(?:no|non|without|lacks?)(?:\s(?:formal|a|an|uk|full))?[\s-]?|\b(?:not(?! only)|don['’]?t|doesn['’]?t)\s(?:\w+\s){0,4})$",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"^(?:\s?status)?\)?[\s:=?(–—-]{0,4}(?:no\b|none\b|n/?a\b|not\b|nil\b|expired\b|yes\s?/\s?no\b|y\s?/\s?n\b|required\b|essential\b)",
    re.IGNORECASE,
)
_TOWARDS_BEFORE = re.compile(
    r"\b(?:towards?|working to|eligible for|completing|pursuing|studying|undertaking|seeking|awaiting|expect\w*|predicted"
    r"|appl(?:y\w*|ied|ication)|trainee|candidate for|training (?:for|to)"
    r"|(?:to|will|can|should|shall) (?:be )?(?:gain|obtain|achieve|get|receive|award|have|hold|complete|acquire)\w*)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_TOWARDS_AT_ONCE = re.compile(r"\bworking for (?:my )?$", re.IGNORECASE)
_TOWARDS_AFTER = re.compile(
    r"^[^.;|]{0,30}\b(?:expected|due|pending|in progress|ongoing|predicted|anticipated|awaiting|applied"
    r"|to be (?:awarded|confirmed|completed))\b"
    r"|^[^.;|]{0,6}\b(?:up)?on completion\b",
    re.IGNORECASE,
)
_OTHERS_BEFORE = re.compile(
    r"\b(?:mentor(?:ed|ing|s)|trainees|students|candidates|applicants|teachers|staff|colleagues|participants|assess(?:ed|ing|or)"
    r"|supervis\w+|support(?:ed|ing|s)|coach(?:ed|ing)|tutor(?:ed|ing))\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_OTHERS_AFTER = re.compile(
    r"^\W{0,2}(?:trainees?|students?|candidates?|mentors?|standards?|courses?|assess\w*|skills|requirements?|provision|tutors?|portfolios?)\b",
    re.IGNORECASE,
)
_COURSE = re.compile(r"\b(?:PGCE|PGDE|SCITT|School Direct|B\.?Ed|BA|BSc|Teach First|GTP|course|programme|training)\b")
_ECT = re.compile(r"\b(?:ECT|NQT)\b|\b(?i:early career teacher|newly[\s-]qualified (?:\w+ ){0,2}teacher)\b")
_ECT_NO_MORE = re.compile(
    r"\b(?:mentor\w*|support\w*|lead\w*|tutor\w*|coordinat\w*|coach\w*|train\w*|for|complet\w+|passed|finished|after|since|my|previous|former)\b"
    r"[^.]{0,40}$",
    re.IGNORECASE,
)
_ECT_OF_OTHERS = re.compile(
    r"^\s?(?:mentor|lead|tutor|co-?ordinator|(?:induction|year|period) (?:tutor|lead|completed|passed|successful\w*))", re.IGNORECASE
)

Reading = Literal["held", "towards", "other"]


def read(told: Iterable[Statement], jobs: Sequence[Job], today: date, *, teaches: bool) -> tuple[Found[Status], ...]:
    """The statuses that the candidate holds, or works towards. `teaches`: ECT means a teacher here and no treatment."""
    found: dict[Status, Found[Status]] = {}
    towards: Found[Status] | None = None
    for statement in told:
        for status, name in _NAMES.items():
            if status == Status.HLTA and statement.kind == "experience":
                continue  # a colleague as likely as the candidate: the titles of jobs tell
            for match in name.finditer(statement.text[:1_000]):
                reading = _reading(statement, match, today)
                if reading == "held":
                    found.setdefault(status, Found(status, 0.95 if status == Status.QTS else 0.9, statement.evidence))
                elif reading == "towards" and status == Status.QTS:
                    towards = towards or Found(Status.WORKING_TOWARDS_QTS, 0.85, statement.evidence)
        if teaches and statement.kind in {TOP, "profile"} and _is_ect(statement.text):
            found.setdefault(Status.ECT, Found(Status.ECT, 0.85, statement.evidence))
    for job in jobs:
        if _NAMES[Status.HLTA].search(job.title):
            found.setdefault(Status.HLTA, Found(Status.HLTA, 0.8, job.evidence))
        if job.when and job.when.end == dates.PRESENT and _is_ect(job.title):
            found.setdefault(Status.ECT, Found(Status.ECT, 0.9, job.evidence))
    if towards and Status.QTS not in found:
        found[Status.WORKING_TOWARDS_QTS] = towards
    return tuple(found[status] for status in Status if status in found)


def _reading(statement: Statement, match: re.Match[str], today: date) -> Reading:
    before, after = statement.text[: match.start()], statement.text[match.end() :]
    if _NOT_BEFORE.search(before[-40:]) or _NOT_AFTER.match(after):
        return "towards" if _TOWARDS_AFTER.match(after) else "other"
    if statement.denied and len(after) < 4:
        return "other"
    if _OTHERS_BEFORE.search(before[-120:]) or _OTHERS_AFTER.match(after):
        return "other"
    if _TOWARDS_BEFORE.search(before[-80:]) or _TOWARDS_AT_ONCE.search(before) or _TOWARDS_AFTER.match(after[:60]):
        return "towards"
    if _is_to_come(statement.text, today):
        return "towards"
    return "held"


def _is_to_come(text: str, today: date) -> bool:
    """A date in the future, or a course that is still running."""
    now = f"{today:%Y-%m}"
    told = dates.ranges(text, today)
    running = _COURSE.search(text) and any(range_.end == dates.PRESENT for range_ in told)
    return bool(running) or any(now < range_.end < "9999" and range_.end != dates.PRESENT for range_ in told)


def _is_ect(text: str) -> bool:
    match = _ECT.search(text[:1_000])
    if match is None:
        return False
    return not _ECT_NO_MORE.search(text[: match.start()][-60:]) and not _ECT_OF_OTHERS.match(text[match.end() :])
