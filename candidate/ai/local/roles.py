"""Tells job titles from employers: by the words they end with, whatever the trade."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from candidate.ai.local import wording

Reading = Literal["title", "employer", "place", "unknown"]
_TAIL = re.compile(r"\s(?:of|for|in|with|to|at|on|and|&)\s|\s?[(\[,;:–—/]|\s-\s", re.IGNORECASE)
_AT = re.compile(r"\s(?:at|@)\s|\s(?:with|for)\s(?=(?:the\s)?[A-Z])")
_COMPANY = re.compile(r"(?<=\s)((?:plc|ltd|limited|llp|inc)\.?)\s(?=[A-Z])", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|•·●▪]\s*|\s[-–—]\s|\s*[,;]\s(?![^()]{0,80}\))")
_DETAIL = re.compile(
    r"(?:years?\s(?:\d|r\b)|y\d|ks\s?\d|key\sstage|eyfs|reception\b|send?\b|part|full|maternity|temp|perm|fixed|term|job|0\.\d|long|day|ppa|later|then|promoted)",
    re.IGNORECASE,
)
_BY_WEIGHT: tuple[Reading, ...] = ("title", "employer", "unknown", "place")
_LOOSE = " ,;:|-–—"


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """`settled`: both parts were told by their wording, not by elimination."""

    title: str = ""
    employer: str = ""
    settled: bool = False


def reading(text: str) -> Reading:
    """What a piece of a job's heading is."""
    folded = wording.key(text)
    if folded in wording.TOWNS or folded in wording.REGIONS:
        return "place"
    words = wording.words(text)
    heads = [chunk[-1] for part in _TAIL.split(text) if (chunk := [word for word in wording.words(part) if not word.isdigit()])]
    employer = any(_is_employer(word) for word in words)
    if heads and _is_title(heads[0]):
        return "title"
    if any(_is_title(head) for head in heads):
        return "title"
    if employer:
        return "employer"
    return "title" if any(_is_title(word) for word in words) else "unknown"


def part(lines: Sequence[str]) -> Heading:
    """Title and employer from the lines of a job's heading, dates taken out."""
    lines = [line.strip(_LOOSE) for line in lines if line.strip(_LOOSE)]
    whole = {line: _whole(line) for line in lines}
    if len(whole) > 1 and "both" not in whole.values():
        by_kind = {kind: line for line, kind in reversed(whole.items())}
        title, employer, unknown = by_kind.get("title"), by_kind.get("employer"), by_kind.get("unknown")
        if title and (employer or unknown):
            return Heading(title, _employer(employer or unknown or ""), settled=True)
        if employer and unknown:
            return Heading(unknown, _employer(employer), settled=True)
    return _from_pieces([piece for line in lines for piece in _pieces(line)])


def _whole(line: str) -> Reading | Literal["both"]:
    """What a line is when all of it is one thing; 'both' when it names a title and an employer."""
    kinds = {kind for _, kind in _pieces(line)}
    if {"title", "employer"} <= kinds:
        return "both"
    return next((kind for kind in _BY_WEIGHT if kind in kinds), "unknown")


def _employer(line: str) -> str:
    """An employer's line without the place behind it."""
    pieces = _pieces(line)
    return next((piece for piece, kind in pieces if kind == "employer"), pieces[0][0])


def _from_pieces(pieces: Sequence[tuple[str, Reading]]) -> Heading:
    title, employer, unknown = list[str](), list[str](), list[str]()
    last: list[str] | None = None
    placed = False  # 'Barista, Nero, York': what stands before a place is an employer
    for piece, kind in pieces:
        if kind == "title" and (not title or (last is title and not employer)):
            last = title
        elif kind == "employer" and not employer:
            last = employer
        elif kind == "unknown" and last is title and _DETAIL.match(piece):
            last = title
        elif kind == "place":
            placed = placed or last is unknown
            last = None
            continue
        else:
            last = unknown
        last.append(piece)
    settled = bool(title and (employer or (placed and unknown)))
    if not title and unknown:
        title = [unknown.pop(0)]
    if not employer and unknown:
        employer = [unknown[0]]
    return Heading(", ".join(title), ", ".join(employer), settled)


def _pieces(text: str) -> list[tuple[str, Reading]]:
    """The text cut at its strong marks, each piece with its reading; brackets stay with what they explain."""
    halves = _AT.split(_COMPANY.sub(r"\1, ", text), maxsplit=1)
    if len(halves) == 2 and reading(halves[0]) != "title":
        halves = [text]
    found = []
    for number, half in enumerate(halves):
        cut = [piece.strip(_LOOSE) for piece in _PARTS.split(half) if piece.strip(_LOOSE + "()")]
        kinds = [reading(piece) for piece in cut]
        if number and kinds and kinds[0] == "unknown":
            kinds[0] = "employer"  # 'Plumber at British Gas'
        found += list(zip(cut, kinds, strict=True))
    return found


def _is_title(word: str) -> bool:
    return word in wording.TITLES or word.removesuffix("s") in wording.TITLES or word.rsplit("-", 1)[-1] in wording.TITLES


def _is_employer(word: str) -> bool:
    return word in wording.EMPLOYERS or word.removesuffix("'s") in wording.EMPLOYERS
