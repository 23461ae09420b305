"""Completeness: what a consultant looks for first and does not find."""

import re
from collections.abc import Iterator, Sequence

from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import roles
from candidate.ai.local.awards import is_institution
from candidate.ai.local.feedback.cv import Cv, is_dated, place
from candidate.ai.local.feedback.faults import counted, fault
from candidate.ai.local.qualifications import Qualification
from candidate.taxonomy import Phase, Role, Status

_ENTITLED = frozenset({Status.QTS, Status.QTLS, Status.EYTS, Status.WORKING_TOWARDS_QTS, Status.ECT})
_QTS = re.compile(r"\bQTS\b|\bqualified teacher\b|\bQTLS\b|\bEYTS\b|\bGTC[SE]?\b|\bEWC\b|\bunqualified\b|\bstatws athro\b", re.IGNORECASE)
_INDUCTION = re.compile(r"\b(?:ECT|NQT|early career|newly qualified|induction)\b", re.IGNORECASE)
_SENCO_AWARD = re.compile(r"\bNASENCO\b|\bNASENCo\b|\bNPQ ?-?SENCO\b|\bnational award\b|\bNASC\b|\bNPQ for SENCOs?\b", re.IGNORECASE)
_STAGES = re.compile(
    r"\byears?\s(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|group)|\bkey stages?\b|\bKS\s?\d|\bEYFS\b|\breception\b|\bearly years\b"
    r"|\bnursery\b|\bsixth form\b|\bA.levels?\b|\bGCSEs?\b|\bpost.16\b|\bY\d\b|\byr\s?\d|\bphases?\b"
    r"|\bprogress step\b|\bP[1-7]\b|\bS[1-6]\b",
    re.IGNORECASE,
)
_SCHOOL_LEAVING = re.compile(
    r"\b(?:i?gcses?|o.levels?|tgau|functional skills|standard grades?|national 5s?|key skills|adult (?:literacy|numeracy))\b", re.IGNORECASE
)
_HOLDS_BOTH = re.compile(r"[,|@–-]| at ")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ENGLISH = re.compile(r"\b(?:english|literacy|saesneg)\b", re.IGNORECASE)
_MATHS = re.compile(r"\b(?:maths?|mathematics|numeracy|mathemateg)\b", re.IGNORECASE)
_AVAILABLE = re.compile(r"\bavailab\w+\b|\bnotice\b|\bimmediate(?:ly)? start\b|\bstart immediately\b|\bcan start\b", re.IGNORECASE)
_DEGREES = frozenset({"bachelor", "master"})
_DATED = frozenset({"bachelor", "master", "doctorate", "pgce", "foundation", "a_level", "gcse", "hlta", "npq", "postgraduate"})
_CLASSED = re.compile(r"\b(?:B\.?A|B\.?Sc|B\.?Ed|B\.?Eng|LL\.?B|BMus|Bachelor)\b|\bHons\b")
_CLASS_ASKED = 15  # years for which somebody asks for the class of a degree
_INTRODUCES = 20  # words of a paragraph at the top that is as good as a profile
_NEW = 2  # years for which schools ask about the induction


def _reach(cv: Cv) -> Iterator[Finding]:
    contact, lives = cv.found.contact, cv.found.address
    if not cv.found.name.value.full:
        yield fault("no_name", Severity.HIGH)
    if not contact.email.value and not contact.phones:
        yield fault("no_contact", Severity.HIGH)
    elif not contact.email.value:
        yield fault("no_email", Severity.MEDIUM)
    elif not contact.phones:
        yield fault("no_phone", Severity.MEDIUM)
    if not lives.town and not lives.postcode and not lives.county:
        yield fault("no_town", Severity.MEDIUM)


def _status(cv: Cv) -> Iterator[Finding]:
    stated = set(cv.found.school.statuses)
    if not cv.is_teacher:
        return
    trained = cv.trained
    if not stated & _ENTITLED and not cv.says(_QTS):
        named = f"; a teacher training is named ({trained.name}), which is not the same" if trained else ""
        yield fault("no_qts", Severity.MEDIUM if trained else Severity.HIGH, "Qualifications", training=named)
    newly = trained and trained.year and cv.today.year - _NEW <= int(trained.year) <= cv.today.year
    if trained and newly and Status.WORKING_TOWARDS_QTS not in stated and not cv.says(_INDUCTION):
        yield fault("no_induction", Severity.LOW, "Qualifications", trained.evidence[0].text, year=trained.year)
    if Role.SENCO in cv.present and not cv.says(_SENCO_AWARD):
        yield fault("no_senco_award", Severity.MEDIUM, "Qualifications")


def _teaches(cv: Cv) -> Iterator[Finding]:
    school = cv.found.school
    if not cv.at_school or not cv.found.jobs or cv.present <= {Role.TUTOR, Role.SUPPORT_STAFF}:
        return
    if not (school.phases or school.key_stages) and not cv.says(_STAGES):
        yield fault("no_stages", Severity.MEDIUM, "Employment")
    secondary = Role.SUBJECT_TEACHER in cv.present or (school.phases == [Phase.SECONDARY] and Role.CLASS_TEACHER in cv.present)
    if secondary and not school.subjects:
        yield fault("no_subjects", Severity.MEDIUM, "Employment")


def _qualifications(cv: Cv) -> Iterator[Finding]:
    held = cv.found.qualifications
    if not held:
        yield fault("no_qualifications", Severity.MEDIUM)
    levels = {each.level for each in held}
    education = "\n".join(each.text for each in held) if cv.says(_SCHOOL_LEAVING) else ""
    named = bool(education) and all(cv.says(pattern) for pattern in (_ENGLISH, _MATHS))
    if cv.is_support and not named:
        yield fault("no_gcse", Severity.LOW if levels & (_DEGREES | {"doctorate", "pgce"}) else Severity.MEDIUM, "Qualifications")
    told = sum(len(_YEAR.findall(line.text)) for part in cv.parts if part.kind == "education" for line in part.lines)
    undated = [each for each in held if not each.year and each.level in _DATED and each.confidence >= 0.9]
    undated = undated if told < len(held) else []  # else the years stand in a column of their own
    yield from _lacking("qualifications_without_year", undated, "qualification", Severity.LOW)
    degrees = [each for each in held if each.level in _DEGREES and each.subject and each.confidence >= 0.9]
    classless = [each for each in degrees if not each.grade and _CLASSED.search(each.name) and _is_recent(each, cv.today.year)]
    yield from _lacking("degree_without_grade", classless, "degree", Severity.LOW)
    placed = any(each.awarding_body or is_institution(each.text) for each in held)  # else it was most likely misread
    placeless = [] if placed else degrees
    yield from _lacking("degree_without_place", placeless, "degree", Severity.LOW)


def _is_recent(held: Qualification, year: int) -> bool:
    return held.year.isdigit() and year - _CLASS_ASKED <= int(held.year) <= year


def _lacking(code: str, held: Sequence[Qualification], thing: str, severity: Severity) -> Iterator[Finding]:
    if held:
        quote = held[0].evidence[0].text if held[0].evidence else ""
        yield fault(code, severity, "Qualifications", quote, count=counted(len(held), thing))


def _jobs(cv: Cv) -> Iterator[Finding]:
    """Silent where titles and dates stand apart, and where a title may hold the employer: these were misread."""
    for code, lacking in (("no_employer", "employer"), ("no_title", "title")):
        found = [job for job in cv.found.jobs if not getattr(job, lacking) and not _HOLDS_BOTH.search(job.title)]
        found = [job for job in found if lacking == "title" or roles.reading(job.title) == "title"]
        if found and all(map(is_dated, cv.found.jobs)):
            quote = found[0].evidence[0].text if found[0].evidence else ""
            yield fault(code, Severity.MEDIUM if len(found) > 1 else Severity.LOW, place(found[0]), quote, count=counted(len(found), "job"))


def _about(cv: Cv) -> Iterator[Finding]:
    introduces = any(len(line.text.split()) >= _INTRODUCES for part in cv.parts if part.kind in {"top", "other"} for line in part.lines)
    if not cv.found.statement.value and not introduces and not any(part.kind == "profile" for part in cv.parts):
        yield fault("no_profile", Severity.LOW)
    if not cv.found.availability.value and not cv.says(_AVAILABLE):
        yield fault("no_availability", Severity.LOW)


RULES = (_reach, _status, _teaches, _qualifications, _jobs, _about)
