"""Tells job titles from employers: by the words they end with, whatever the trade."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from candidate.ai.local import wording

Reading = Literal["title", "employer", "place", "unknown"]
Lead = Literal["title", "employer", ""]
_TITLES = wording.TITLES | wording.vocabulary("title_codes.txt")
_TAIL = re.compile(r"\s(?:of|for|in|with|to|at|on|and|&)\s|\s?[(\[,;:–—/]|\s-\s", re.IGNORECASE)
_AT = re.compile(r",?\s(?:at|@|via|through|c/o)\s|\s(?P<for>with|for)\s(?=(?:the\s)?[A-Z])")
_AGENCY = re.compile(r"\s?\((?:(?:via|through|with|at|for|agency:?)\s)?([^()]{3,60})\)$", re.IGNORECASE)
_SELF = re.compile(r"\b(?:self[\s-]?employed|freelance|hunangyflogedig)\b", re.IGNORECASE)
_MOVE = re.compile(r"^(?:appointed|promoted|employed|working|worked|seconded)(?:\s(?:as|to)(?:\s(?:an?|the))?)\s(?=\S)", re.IGNORECASE)
_DEPARTMENT = re.compile(
    r"(?:school|department|dept|faculty|institute|centre|division|college) of (?!.*\b(?:university|trust)\b)", re.IGNORECASE
)
_FOR = re.compile(r"\sfor\s((?:[A-Z][\w'’]+\s?){2,}(?:\([^()]+\))?)$")  # 'Nursery Nurse for Little Acorns'
_OPEN_END = re.compile(r",?\s(?:at|with|for|via|@)$", re.IGNORECASE)
_VIA = re.compile(r"\((?:via|through)\s", re.IGNORECASE)
_SUPPLY = re.compile(r"\b(?:supply|agency|bank|temp|temporary)\b", re.IGNORECASE)
_EXTRA = re.compile(
    r"\d|\b(?:online|remote|hybrid|part|full|temporary|permanent|contract|maternity|voluntary|unpaid|seasonal)\b", re.IGNORECASE
)
_PLACE_BEHIND = re.compile(r"\s?\(([^()]{2,40})\)$")
_COMPANY = re.compile(r"(?<=\s)((?:plc|ltd|limited|llp|inc)\.?)\s(?=[A-Z])", re.IGNORECASE)
_COLON = re.compile(r"(?<=[\w)]):\s(?=[A-Z])")
_PARTS = re.compile(r"\s*[|•·●▪→▸▶►⟶➔➜⇒]\s*|\s[-–—]\s|\s*[,;]\s(?![^()]{0,80}\))")
_DETAIL = re.compile(
    r"(?:years?\s(?:\d|r\b)|y\d|ks\s?\d|key\sstage|eyfs|reception\b|send?\b|part|full|maternity|temp|perm|fixed|term|job|0\.\d|long|day|ppa|later|then|promoted|nursery$)",
    re.IGNORECASE,
)
_LABELS: tuple[tuple[Literal["title", "employer"], re.Pattern[str]], ...] = (
    (
        "employer",
        re.compile(r"(?:name of )?(?:employer|company|organisation|agency|school|institution)(?:\sname)?\s*:\s*(?=\S)", re.IGNORECASE),
    ),
    ("title", re.compile(r"(?:job title|job role|job|title|position|post|role)(?:\s(?:held|title))?\s*:\s*(?=\S)", re.IGNORECASE)),
)
_OTHER_LABELS = re.compile(r"(?:dates?|location|place|period|duration)(?:\s(?:employed|of employment))?\s*:\s*", re.IGNORECASE)
_COUNTY = re.compile(r"Co\.? [A-Z][a-z]+$")  # of Ireland
_BY_WEIGHT: tuple[Reading, ...] = ("title", "employer", "unknown", "place")
_SUBJECTS = {wording.key(name) for names in wording.SCHOOL["subjects"].values() for name in names}
_NUMERALS = {"i", "ii", "iii", "iv"}  # 'Software Engineer II'
_AND = re.compile(r"\s(?:and|&)\s|/")
_LOOSE = " ,;:|-–—"


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """`settled`: both parts were told by their wording, not by elimination; `leads`: which of them then stood first."""

    title: str = ""
    employer: str = ""
    settled: bool = False
    leads: Lead = ""


def reading(text: str) -> Reading:
    """What a piece of a job's heading is."""
    folded = wording.key(text)
    if folded in wording.TOWNS or folded in wording.REGIONS or folded in wording.COUNTRIES or _COUNTY.match(text):
        return "place"
    words = wording.words(text)
    chunks = [
        chunk
        for part in _TAIL.split(text)
        if (chunk := [word for word in wording.words(part) if not word.isdigit() and word not in _NUMERALS])
    ]
    heads = [joined if (joined := "-".join(chunk[-2:])) in _TITLES else chunk[-1] for chunk in chunks]
    employer = any(_is_employer(word) for word in words) or bool(_SELF.search(text))
    if len(words) > 1 and heads == words[-1:] and words[-1] not in _TITLES and words[-1].endswith("s") and not employer:
        return "unknown"  # 'Pimlico Plumbers'
    if heads and _is_title(heads[0]):
        return "title"
    if any(_is_title(head) for head in heads):
        return "title"
    if employer:
        return "employer"
    return "title" if any(_is_title(word) for word in words) else "unknown"


def part(lines: Sequence[str], usual: str = "") -> Heading:
    """Title and employer from the lines of a job's heading, dates taken out. `usual`: which of them leads where wording does not tell."""
    lines = [line.strip(_LOOSE) for line in lines if line.strip(_LOOSE + "()[]")]
    labelled = {kind: line[match.end() :] for kind, label in _LABELS for line in reversed(lines) if (match := label.match(line))}
    if len(labelled) == len(_LABELS):
        leads: Lead = "title" if lines[0].endswith(labelled["title"]) else "employer"
        return _finished(Heading(_title(labelled["title"]), _employer(labelled["employer"]), settled=True, leads=leads))
    lines = [bare for line in lines if (bare := _unlabelled(line))]
    whole = {line: _whole(line) for line in lines}
    if len(whole) > 1 and "both" not in whole.values():
        by_kind = {kind: line for line, kind in reversed(whole.items())}
        title, employer, unknown = by_kind.get("title"), by_kind.get("employer"), by_kind.get("unknown")
        if (title and (employer or unknown)) or (employer and unknown):
            title, employer = title or unknown or "", employer or unknown or ""
            first: Lead = "title" if lines.index(title) < lines.index(employer) else "employer"
            return _finished(Heading(_title(title), _employer(employer), settled=True, leads=first))
        if usual and not employer and not unknown and list(whole.values()) == ["title", "title"]:
            title, employer = (lines[0], lines[1]) if usual == "title" else (lines[1], lines[0])
            return _finished(Heading(_title(title), employer))
    return _finished(_from_pieces([piece for line in lines for piece in _pieces(line)], usual))


def labelled(text: str) -> bool:
    """Whether the line says itself that it tells a title or an employer."""
    return any(label.match(text) for _, label in _LABELS)


def _unlabelled(line: str) -> str:
    for label in (*(label for _, label in _LABELS), _OTHER_LABELS):
        line = label.sub("", line, count=1) if label.match(line) else line
    return line.strip(_LOOSE)


def _finished(heading: Heading) -> Heading:
    """Agencies and self-employment found within the title, places taken off the employer."""
    title, employer = _OPEN_END.sub("", _MOVE.sub("", heading.title)), heading.employer
    if not employer and (agency := _AGENCY.search(title)) and _is_agency(title, agency):
        title, employer = title[: agency.start()], agency[1]
    if not employer and (own := _SELF.search(title)):
        employer = own[0]
        title = title.removesuffix(f"({own[0]})").strip(_LOOSE)
    if not employer and (served := _FOR.search(title)) and reading(title[: served.start()]) == "title":
        title, employer = title[: served.start()], served[1]
    behind = _PLACE_BEHIND.search(employer)
    if behind and (_EXTRA.search(behind[1]) or reading(behind[1].rpartition(", ")[2]) == "place"):
        employer = employer[: behind.start()]
    return dataclasses.replace(heading, title=title, employer=employer)


def _whole(line: str) -> Reading | Literal["both"]:
    """What a line is when all of it is one thing; 'both' when it names a title and an employer."""
    kinds = {kind for _, kind in _pieces(line)}
    if {"title", "employer"} <= kinds:
        return "both"
    return next((kind for kind in _BY_WEIGHT if kind in kinds), "unknown")


def _is_agency(title: str, found: re.Match[str]) -> bool:
    """'Supply Teacher (Reed Education)', not 'Class Teacher (Year 3)'."""
    if reading(found[1]) == "employer" or _VIA.search(found[0]):
        return True
    return bool(_SUPPLY.search(title)) and not _DETAIL.match(found[1]) and found[1].istitle()


def _title(line: str) -> str:
    """A title's line without the place behind it."""
    pieces = _pieces(line)
    named = [piece for piece, kind in pieces if kind != "place"]
    return line if len(named) in {0, len(pieces)} else ", ".join(named)


def _employer(line: str) -> str:
    """An employer's line without the place behind it."""
    pieces = _pieces(line)
    named = [piece for piece, kind in pieces if kind == "employer"] or [pieces[0][0]]
    return next((piece for piece in named if not _DEPARTMENT.match(piece)), named[0])


def _from_pieces(pieces: Sequence[tuple[str, Reading]], usual: str) -> Heading:
    title, employer, unknown = list[str](), list[str](), list[str]()
    last: list[str] | None = None
    placed = False  # 'Barista, Nero, York': what stands before a place is an employer
    for piece, kind in pieces:
        if kind == "title" and (not title or (last is title and not employer)):
            last = title
        elif kind == "employer" and (not employer or _DEPARTMENT.match(employer[0])):
            employer.clear()
            last = employer
        elif kind == "unknown" and last is title and (_DETAIL.match(piece) or _is_subject(piece)):
            last = title
        elif kind == "place":
            placed = placed or last is unknown
            last = None
            continue
        else:
            last = unknown
        last.append(piece)
    settled = bool(title and (employer or (placed and unknown)))
    leads: Lead = ""
    if settled:
        leads = "title" if pieces[0][0] == title[0] else "employer"
    if not title and unknown:
        title = [unknown.pop(1 if usual == "employer" and not employer and len(unknown) > 1 else 0)]
    if not employer and unknown:
        employer = [unknown[0]]
    return Heading(", ".join(title), ", ".join(employer), settled, leads)


def _pieces(text: str) -> list[tuple[str, Reading]]:
    """The text cut at its strong marks, each piece with its reading; brackets stay with what they explain."""
    text = _COMPANY.sub(r"\1, ", text)
    if (colon := _COLON.search(text)) and {reading(text[: colon.start()]), reading(text[colon.end() :])} == {"employer", "title"}:
        text = f"{text[: colon.start()]} | {text[colon.end() :]}"
    at = _AT.search(text)
    halves = [text[: at.start()], text[at.end() :]] if at else [text]
    if at and (reading(halves[0]) != "title" or (at["for"] and reading(_PARTS.split(halves[1])[0]) != "employer")):
        halves = [text]
    found = []
    for number, half in enumerate(halves):
        cut = [piece.strip(_LOOSE) for piece in _PARTS.split(half) if piece.strip(_LOOSE + "()")]
        kinds = [reading(piece) for piece in cut]
        if number and kinds and kinds[0] == "unknown":
            kinds[0] = "employer"  # 'Plumber at British Gas'
        found += list(zip(cut, kinds, strict=True))
    return found


def _is_subject(piece: str) -> bool:
    """'Lead Practitioner, Mathematics', 'Subject Leader, RE and PSHE'."""
    return all(wording.key(name) in _SUBJECTS for name in _AND.split(piece))


def _is_title(word: str) -> bool:
    return word in _TITLES or word.removesuffix("s") in _TITLES or word.rsplit("-", 1)[-1] in _TITLES


def _is_employer(word: str) -> bool:
    return word in wording.EMPLOYERS or word.removesuffix("'s") in wording.EMPLOYERS
