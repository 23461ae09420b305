"""Is this a CV at all? An invoice, a lesson plan or a reference letter tells of no candidate, however well it reads.

What only CVs have is weighed against the phrases of other kinds of documents (`wording/genres.json`: kind, phrase, weight).
"""

import re
from collections.abc import Sequence

from candidate.ai.local import wording
from candidate.ai.local.awards import names_one
from candidate.ai.local.contact import Contact
from candidate.ai.local.evidence import Found, seen
from candidate.ai.local.jobs import Job
from candidate.ai.local.qualifications import Qualification
from candidate.ai.local.sections import OF_OTHERS, TOP, Section
from candidate.documents.model import Line

LEAST_WORDS = 12  # with fewer nothing can be said
_TITLE_LINES = 8
_TITLE_WORDS = 5
_LONG_LINE = 14
_OF_DUTIES = 0.25  # who has written invoices says so among the duties
_PLAINLY = 5.0  # that much of a CV makes one, whatever else it speaks of
_SEEKS = re.compile(
    r"\b(?:looking for|seeking|(?:have )?worked (?:at|as|for|in)|years['’]? (?:of )?experience"
    r"|references (?:are )?(?:available|on request))\b",
    re.IGNORECASE,
)
_STRONG = 4.0  # that much speaks for another kind of document
_GENRES: dict[str, dict[str, float]] = wording.data("genres.json")
_PHRASES = wording.Phrases((phrase, (kind, weight)) for kind, phrases in _GENRES.items() for phrase, weight in phrases.items())
_SAYS_SO = re.compile(
    r"^\W*(?:curriculum vit(?:ae|æ)|c\.?v\.?|r[eé]sum[eé]|bywgraffiad)\b(?!\s(?:library|writing|template|advice))|\bcurriculum vitae\b",
    re.IGNORECASE,
)
_OF_CVS = frozenset({"experience", "education", "skills", "interests", "references", "profile", "volunteering", "languages", "placements"})


def not_a_cv(parts: Sequence[Section], contact: Contact, jobs: Sequence[Job], qualifications: Sequence[Qualification]) -> Found[bool]:
    """Whether the document is something else, and the lines that say so."""
    lines = [line for part in parts for line in part.lines]
    if sum(len(line.text.split()) for line in lines) < LEAST_WORDS:
        return Found(False)
    other, telling = _other([part for part in parts if part.kind not in OF_OTHERS])  # a letter may lie in front of a CV
    own = _own(parts, lines, contact, jobs, qualifications)
    if other >= _STRONG and other > own * (1.0 if own < _PLAINLY else 1.5):
        return Found(True, min(0.95, 0.6 + 0.05 * (other - own)), seen(*telling))
    return Found(True, 0.7, seen(*(telling or _other(parts)[1]))) if own < 2 else Found(False, min(0.99, 0.7 + 0.05 * own))


def _own(
    parts: Sequence[Section], lines: Sequence[Line], contact: Contact, jobs: Sequence[Job], qualifications: Sequence[Qualification]
) -> float:
    """What only CVs have: jobs with dates under a heading, qualifications, the headings themselves, an address of the person's name."""
    headings = {part.kind for part in parts if part.heading and part.lines and part.kind in _OF_CVS}
    dated = sum(1 for job in jobs if job.when and not job.when.single and (job.title and job.employer))
    said = any(_SAYS_SO.search(line.text) for line in lines[:10]) or any(_SAYS_SO.match(part.heading) for part in parts)
    held = sum(1 for qualification in qualifications if names_one(qualification.text)) or any(
        names_one(line.text) for part in parts if part.kind in {TOP, "profile"} for line in part.lines
    )
    return (
        min(dated, 3) * 2.0 * (1.0 if "experience" in headings else 0.5)
        + min(len(headings), 4) * 0.75
        + 3.0 * said
        + 1.0 * any(_SEEKS.search(line.text) for line in lines)
        + min(held, 2) * 0.75
        + 1.0 * (contact.email.confidence > 0.9)
        + 0.5 * bool(contact.email.value or contact.phones)
    )


def _other(parts: Sequence[Section]) -> tuple[float, list[Line]]:
    """How much speaks for the likeliest other kind of document, and where: a title at the head more, running text and duties less."""
    weights: dict[str, dict[str, float]] = {}
    telling: dict[str, list[Line]] = {}
    lines = [(line, part.kind) for part in parts for line in (*([Line(part.heading)] if part.heading else []), *part.lines)]
    for number, (line, section) in enumerate(lines):
        length = len(line.text.split())
        loud = 2.0 if number < _TITLE_LINES and length <= _TITLE_WORDS else 0.5 if length > _LONG_LINE else 1.0
        for (kind, weight), phrase in _PHRASES.find(line.text):
            known = weights.setdefault(kind, {})
            known[phrase] = max(known.get(phrase, 0.0), weight * (_OF_DUTIES if section == "experience" else loud))
            telling.setdefault(kind, []).append(line)
    best = max(weights, key=lambda kind: sum(weights[kind].values()), default="")
    return (sum(weights[best].values()), telling[best][:5]) if best else (0.0, [])
