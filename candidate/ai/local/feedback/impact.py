"""Evidence of impact: whether the jobs tell what was achieved, or what the job description said."""

import re
from collections.abc import Iterator

from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import curriculum, wording
from candidate.ai.local.english import listed
from candidate.ai.local.evidence import values
from candidate.ai.local.feedback.cv import LISTS, Cv, Prose, is_dated, named, opens_with, phrases, place
from candidate.ai.local.feedback.faults import Hit, counted, fault, pooled
from candidate.ai.local.jobs import Job

_RECENT = 4  # jobs
_FRAGMENT = 3  # words
_FEW, _SOME = 0.15, 0.3  # of the lines about them
_LEAST_LINES = 4
_BARE_NUMBERS = re.compile(
    r"\b(?:years?|yrs?|KS|key stages?|levels?|bands?|grades?|sets?|class|stage|phase|tier|step|unit|room|entry|ages?|aged|windows|office"
    r"|part|section|form|act|ISO|P|Y)\s?\d[\d\s,&/–-]*(?:\b(?:to|and)\s\d+)*|\b(?:19|20)\d\d(?:[/–-]\d\d)?\b|\b\d{1,2}(?::|\.)\d\d\s?(?:am|pm)?\b|\b\d:1\b|\b1-1\b"
    r"|\b\d{1,2}\s?(?:-|–|to)\s?\d{1,2}[\s-]?year|\b(?:COVID|24/7|one[ -]to[ -]one|365)\S*",
    re.IGNORECASE,
)
_NUMBERS, _RESULTS = frozenset(LISTS["numbers"]), phrases("results")
_SCALE = re.compile(
    r"\b(?:pupils?|children|students?|learners|class(?:es)?|groups?|lessons?|progress|tutees|young people|teachers|staff|%)\b|%",
    re.IGNORECASE,
)
_JOB_DESCRIPTION, _TRAITS = phrases("job_description"), phrases("traits")
_DESCRIBES = 3  # lines in the words of a job description that are too many
_LITTLE, _HARDLY = 12, 5  # words a job
_LONG_LINE = 5  # words of a line that is hardly the same twice by chance
_MUCH, _THIN = 60, 0.4  # words about an older job, and the share of them that the latest has to reach
_SETTLED = 6  # months in a job after which there is something to tell
_MOST_TRAITS = 4
_TRAIT_SKILLS = frozenset(map(wording.key, (*LISTS["traits"], *LISTS["trait_nouns"])))
_FACT = re.compile(
    r"\d|\b(?:years?|teach\w*|school\w*|primary|secondary|degree|qualified|experience (?:in|of|with)|worked|specialis\w+)\b", re.IGNORECASE
)


def _results(cv: Cv) -> Iterator[Finding]:
    recent = cv.found.jobs[:_RECENT]
    lines = [piece for piece in cv.duties if piece.job in recent and len(piece.text.split()) > _FRAGMENT]
    telling = [piece for piece in lines if _tells_result(piece.text)]
    share = len(telling) / len(lines) if lines else 1.0
    if len(lines) >= _LEAST_LINES and share < _SOME:
        worst = max((piece for piece in lines if piece not in telling), key=lambda piece: len(piece.text))
        severity = Severity.HIGH if not telling and len(lines) > 2 * _LEAST_LINES else Severity.MEDIUM if share < _FEW else Severity.LOW
        yield fault("no_results", severity, worst.place, worst.text, count=str(len(telling)), all=str(len(lines)))
    if cv.present and lines and telling and not any(_tells_number(piece.text) and _SCALE.search(piece.text) for piece in cv.duties):
        yield fault("no_scale", Severity.LOW, "Employment")


def _tells_result(text: str) -> bool:
    return _tells_number(text) or bool(_RESULTS.find(text))


def _tells_number(text: str) -> bool:
    return bool(re.search(r"\d", _BARE_NUMBERS.sub(" ", text))) or not _NUMBERS.isdisjoint(wording.words(_BARE_NUMBERS.sub(" ", text)))


def _job_description(cv: Cv) -> Iterator[Finding]:
    found = [piece for piece in cv.duties if opens_with(piece.text, _JOB_DESCRIPTION)]
    yield from pooled("job_description", [Hit(piece.place, piece.text) for piece in found], "line is", many=_DESCRIBES)


def _same_duties(cv: Cv) -> Iterator[Finding]:
    """Lines that stand under several jobs, and that often in the file."""
    under: dict[str, list[Prose]] = {}
    for piece in cv.duties:
        if len(piece.text.split()) >= _LONG_LINE:
            under.setdefault(wording.key(piece.text), []).append(piece)
    same = [pieces[0] for pieces in under.values() if len({id(piece.job) for piece in pieces}) > 1]
    yield from pooled("same_duties", [Hit(piece.place, piece.text) for piece in same], "line stands", many=2)


def _little_told(cv: Cv) -> Iterator[Finding]:
    """Recent jobs about which little is told, or nothing."""
    recent = cv.found.jobs[:_RECENT]
    words = sum(_told(job) for job in recent)
    if recent and words < _LITTLE * len(recent):
        severity = Severity.HIGH if words < _HARDLY * len(recent) else Severity.MEDIUM
        yield fault("little_told", severity, "Employment", words=counted(words, "word"), jobs=counted(len(recent), "job"))
        return
    bare = [job for job in recent if not job.duties and job.title]
    if bare:
        latest = bare[0] == cv.found.jobs[0]
        severity = Severity.MEDIUM if latest or len(bare) > 1 else Severity.LOW
        yield fault("no_duties", severity, place(bare[0]), which="; ".join(named(job) for job in bare))


def _thin_latest(cv: Cv) -> Iterator[Finding]:
    jobs = cv.found.jobs
    if len(jobs) < 2 or not is_dated(jobs[0]) or not jobs[0].duties:
        return
    latest, older = jobs[0], max(jobs[1:], key=_told)
    start = latest.when.start if latest.when else ""
    since = (cv.today.year - int(start[:4])) * 12 + cv.today.month - int(start[5:7])
    if since >= _SETTLED and _told(older) >= _MUCH and _told(latest) < _told(older) * _THIN:
        words, most = counted(_told(latest), "word"), counted(_told(older), "word")
        yield fault("latest_job_thin", Severity.MEDIUM, place(latest), words=words, older=named(older), most=most)


def _told(job: Job) -> int:
    return sum(len(duty.split()) for duty in job.duties)


def _traits(cv: Cv) -> Iterator[Finding]:
    statement = cv.found.statement.value
    named_traits = list(dict.fromkeys(phrase for _, phrase in _TRAITS.find(statement)))
    facts = _FACT.search(statement) or curriculum.key_stages(statement) or curriculum.phases(statement)
    if len(named_traits) >= _MOST_TRAITS and not facts:
        yield fault("only_traits", Severity.MEDIUM, "Profile", statement, traits=listed(named_traits[:5]))
    skills = values(cv.found.skills)
    soft = [skill for skill in dict.fromkeys(skills) if wording.key(skill.replace("-", " ")) in _TRAIT_SKILLS]
    if len(soft) >= _MOST_TRAITS and len(soft) * 2 > len(skills):
        yield fault("skills_are_traits", Severity.LOW, "Skills", soft[0], traits=listed(soft[:5]))


RULES = (_results, _job_description, _same_duties, _little_told, _thin_latest, _traits)
