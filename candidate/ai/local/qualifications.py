"""Qualifications, one text each: what, where and when."""

import dataclasses
import itertools
import re
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import dates, roles, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.documents.model import Line

MAX_QUALIFICATIONS = 40
_DETAIL = re.compile(r"(?:thesis|dissertation|modules?|subjects?|grades?|including|specialis|project|awarded|result)", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:\b(?:with|and|in|of|for|the|at|from)|[&,(/–-])$", re.IGNORECASE)
_PARTS = re.compile(r"[,:]\s|\s[-–—]\s")
_LOOSE = " ,;|-–—"


@dataclasses.dataclass(frozen=True, slots=True)
class Qualification:
    """`text`: the whole entry as shown. The parts are '' where the CV does not tell them."""

    text: str
    name: str = ""
    level: str = ""
    subject: str = ""
    awarding_body: str = ""
    grade: str = ""
    year: str = ""
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def read(lines: Sequence[Line], today: date) -> list[Qualification]:
    """The qualifications of the education sections, in the order of the CV, each with its date behind it."""
    lines = [line for line in lines if not wording.heads_columns(line.text)]
    entries: list[list[Line]] = []
    dates_lead = bool(lines) and _leading_date(lines[0].text, today) > 0
    for line in lines:
        if not entries or _begins(line, entries[-1], dates_lead, today):
            entries.append([])
        entries[-1].append(line)
    found: dict[str, Qualification] = {}
    for entry in entries:
        if text := _dated_last(_joined(entry), today):
            sure = 0.9 if names_one(text) else 0.6
            found.setdefault(text, Qualification(text, name_of(text), confidence=sure, evidence=seen(*entry)))
    return list(found.values())[:MAX_QUALIFICATIONS]


def names_one(text: str) -> bool:
    return any(word in wording.QUALIFICATIONS for word in wording.words(re.sub(r"[().]", " ", text)))


def _leading_date(text: str, today: date) -> int:
    """Length of the date that the text begins with, 0 for none."""
    found = dates.ranges(text[:60], today)
    return found[0].span[1] if found and not text[: found[0].span[0]].strip("( ") else 0


def _begins(line: Line, entry: Sequence[Line], dates_lead: bool, today: date) -> bool:
    """Whether the line opens a new entry rather than going on with the one held."""
    text, held = line.text, " ".join(item.text for item in entry)
    if line.kind == "bullet":
        return True
    if text[0].islower() or _OPEN_END.search(held) or _DETAIL.match(text):
        return False
    leading = _leading_date(text, today)
    if dates_lead and (leading or _leading_date(held, today) >= len(held.strip(_LOOSE))):
        return bool(leading)
    if _is_date(text, today):
        return bool(dates.ranges(held, today))
    if dates.ranges(text, today) and dates.ranges(held, today):
        return True
    if names_one(text):
        return not all(_is_date(item.text, today) or _is_place(item.text) for item in entry)
    if line.block == entry[-1].block or text.endswith(".") or len(text.split()) > 14:
        return False
    return not _is_place(text) or any(_is_place(item.text) for item in entry)


def _is_date(text: str, today: date) -> bool:
    return _leading_date(text, today) >= len(text.strip(_LOOSE + ")"))


def _is_place(text: str) -> bool:
    """Where, but not what."""
    return roles.reading(text) in {"employer", "place"} and not names_one(text)


def _joined(entry: Sequence[Line]) -> str:
    text = entry[0].text
    for previous, line in itertools.pairwise(entry):
        wrapped = line.text[0].islower() or _OPEN_END.search(text) or (previous.block == line.block and len(previous.text) > 60)
        text += f" {line.text}" if wrapped or text.endswith((".", ":")) else f", {line.text}"
    return text


def _dated_last(text: str, today: date) -> str:
    length = _leading_date(text, today)
    rest = text[length:].lstrip(_LOOSE + ":)")
    return f"{rest.rstrip('.')}, {text[:length].strip(_LOOSE + '(')}" if length and rest else text.strip(_LOOSE)


def name_of(text: str) -> str:
    """The qualification itself, without institution and date: 'PGCE Primary' of 'PGCE Primary, University of Leeds, 2016'."""
    return next((piece for piece in _PARTS.split(text) if names_one(piece)), text)
