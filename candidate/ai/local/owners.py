"""Whose line is it: what the candidate says of themself, what belongs to their work, what to referees, agencies and other people."""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from candidate.ai.local import phones, wording
from candidate.ai.local.sections import TOP, Section
from candidate.documents.model import Line

_OWN = frozenset({TOP, "contact"})
_LATER = frozenset({"profile", "other", "skills", "languages", "interests", "availability"})
_WORK = frozenset({"experience", "education", "placements", "volunteering"})
_ON_REQUEST = re.compile(r"\b(?:available|provided|supplied|furnished|given)\b.{0,20}\brequest|\b(?:up)?on request\b", re.IGNORECASE)
_OTHERS = re.compile(
    rf"^\W*(?:{'|'.join(map(re.escape, wording.CONTACT['other_people']))})\b(?=\s?[:–-]|\s?$|\s\w+\s?[:–-]|\s?\()", re.IGNORECASE
)
_INLINE_OTHERS = re.compile(r"\b(?:emergency contact|next of kin|in case of emergency)\b", re.IGNORECASE)
_SENDER = re.compile(
    r"\byour (?:\w+ )?consultant\b|^\W*(?:\w+ ){0,3}(?:prepared|presented|submitted|supplied|represented|introduced) by\b", re.IGNORECASE
)
_ORGANISATION = re.compile(rf"\b(?:{'|'.join(wording.CONTACT['organisation_words'])})\b", re.IGNORECASE)
_REACH = re.compile(r"[\d@]")
_SHARED = re.compile(rf"(?<![\w.+-])(?:{'|'.join(wording.CONTACT['shared_mailboxes'])})\s?@", re.IGNORECASE)
_LINES_OF_ANOTHER = 4  # how far the details of another person reach behind what announces them


@dataclasses.dataclass(frozen=True, slots=True)
class Owners:
    """The lines of a CV in reading order. `own`: the head, the contact block, running headers and footers. `later`: what else the
    candidate says of themself. `work`: employment and schooling. `foreign`: referees, agencies, next of kin."""

    own: tuple[Line, ...]
    later: tuple[Line, ...]
    work: tuple[Line, ...]
    foreign: tuple[Line, ...]


def without_others(text: str) -> str:
    """A line up to where it begins to tell of somebody to call in an emergency."""
    return _INLINE_OTHERS.split(text, maxsplit=1)[0]


def of(sections: Sequence[Section]) -> Owners:
    """Every line of the sections, by whom it tells of."""
    sorted_: dict[str, list[Line]] = {"own": [], "later": [], "work": [], "foreign": []}
    behind_referees = False
    for section in sections:
        behind_referees = section.kind == "references" or (behind_referees and section.kind == "other")
        for owner, line in _of_section(section):
            reached = behind_referees and owner == "later" and ("@" in line.text or bool(phones.find(line.text)))
            sorted_["foreign" if reached and section.kind == "other" else owner].append(line)
    return Owners(**{owner: tuple(lines) for owner, lines in sorted_.items()})


def _of_section(section: Section) -> Iterator[tuple[str, Line]]:
    kind = section.kind
    owner = "own" if kind in _OWN else "later" if kind in _LATER else "work" if kind in _WORK else "foreign"
    announcer: Line | None = None
    announced = 0
    for place, line in enumerate(section.lines):
        if kind == "references" and place < 2 and _ON_REQUEST.search(line.text):
            owner = "later"  # nobody is named: what follows is the candidate's again
        if _OTHERS.match(line.text) or (len(line.text) < 100 and _SENDER.search(line.text)):
            announcer, announced = line, place
        elif announcer and not _goes_on(announcer, line, place - announced):
            announcer = None
        foreign = announcer is not None or _is_of_organisation(line)
        yield ("foreign" if foreign else owner), line


def _goes_on(announcer: Line, line: Line, below: int) -> bool:
    """Whether a line still tells of the person whom a line above it announced."""
    if below >= _LINES_OF_ANOTHER or (line.size or 0.0) > 1.2 * (announcer.size or line.size or 0.0):
        return False
    return below == 1 or "@" in line.text or bool(phones.find(line.text))


def _is_of_organisation(line: Line) -> bool:
    """A line of an agency's letterhead, or one that gives a mailbox of an office."""
    text = line.text
    if len(text) > 200 or not _REACH.search(text):
        return False
    return bool(_SHARED.search(text)) or (line.kind in {"header", "footer"} and bool(_ORGANISATION.search(text)))
