"""Qualifications: what, at which level, where, when and how well; one text each.

Entries have many shapes: award, institution, grade and dates on one line or on up to four, in any order. What leads the first entry of a
section (the award, the institution or the dates) leads the others too; otherwise an entry ends where something comes a second time.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from datetime import date

from candidate.ai.local import awards, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.documents.model import Line

MAX_QUALIFICATIONS = 40
_DETAIL = re.compile(
    r"(?:thesis|dissertation|(?:key |core |main )?modules?\b|(?:topics?|units?|subjects?) (?:covered|studied|included)|including|specialis"
    r"|project|final.year|relevant|coursework|key (?:areas|skills)|i |my )",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?:\b(?:with|and|in|of|for|the|at|from|de|del|des|du|la|et|y)|[&,(/:–-])$", re.IGNORECASE)
_NEVER = re.compile(
    r"(?:enhanced |uk |full |clean |current |valid )*(?:dbs|crb|pvg|disclosure"
    r"|update service|right to work|driving licen[cs]e|references?\b"
    r"|national insurance|available on request)",
    re.IGNORECASE,
)
_LOOSE = " ,;:|-–—.()[]"
_LEADS = ("award", "where", "date")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = re.compile(
    r"\b(\d{1,2}|" + "|".join(_NUMBERS) + r")\s(?:other\s)?(?:x\s)?(?:i?gcse|[oa].?level|highers?|tgau|subjects|passes|grades|at\b)"
    r"|^gcse\W?s?\W{1,3}(\d{1,2})\b",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Qualification:
    """`text`: what, where, when, as shown. Parts that the CV does not tell are ''; `count`: how many GCSEs or A levels, 0 for not known."""

    text: str
    name: str = ""
    level: str = ""
    subject: str = ""
    awarding_body: str = ""
    grade: str = ""
    year: str = ""
    count: int = 0
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclasses.dataclass(slots=True)
class _Entry:
    lines: list[Line] = dataclasses.field(default_factory=list)
    parts: list[awards.Part] = dataclasses.field(default_factory=list)
    listed: bool = False  # one of a list of nothing but qualifications, each on its line

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.parts}

    def of(self, *kinds: str) -> list[str]:
        return [text for kind, text in self.parts if kind in kinds]


def read(blocks: Iterable[Sequence[Line]], today: date) -> list[Qualification]:
    """The qualifications of the education sections, in the order of the CV; each block holds the lines of one section."""
    found: dict[str, Qualification] = {}
    for lines in blocks:
        for entry in _entries(_whole([line for line in lines if not wording.heads_columns(line.text)]), today):
            if held := _qualification(entry):
                found.setdefault(wording.key(held.text), held)
    return list(found.values())[:MAX_QUALIFICATIONS]


def _whole(lines: Sequence[Line]) -> list[Line]:
    """Lines that were broken put together again, and lines that hold several qualifications parted."""
    whole: list[Line] = []
    for line in lines:
        last = whole[-1] if whole else None
        if last is not None and _is_wrapped(last, line):
            whole[-1] = dataclasses.replace(last, text=f"{last.text} {line.text}")
        else:
            whole.append(line)
    return [dataclasses.replace(line, text=text) for line in whole for text in _several(line.text)]


def _is_wrapped(last: Line, line: Line) -> bool:
    if line.kind == "bullet" or len(last.text) > 400 or _NEVER.match(line.text):
        return False
    if line.text[0].islower() or (line.text[0] == "(" and last.block == line.block) or _OPEN_END.search(last.text):
        return True
    if last.text[0].isdigit() and line.text[0].isdigit():  # dates lead: another row
        return False
    beside = last.box is not None and line.box is not None and abs(last.box[1] - line.box[1]) < 3
    return last.block == line.block and not beside and len(last.text) > 60 and last.bold == line.bold and not awards.names_one(line.text)


def _several(text: str) -> list[str]:
    pieces = [piece for piece in text.split(";") if piece.strip(_LOOSE)]
    return [piece.strip() for piece in pieces] if len(pieces) > 1 and all(map(awards.names_one, pieces)) else [text]


def _entries(lines: Sequence[Line], today: date) -> list[_Entry]:
    read_lines = [(line, parts) for line in lines if not _is_detail(line) and (parts := awards.parts(line.text, today))]
    if not read_lines:
        return []
    listed = all({"award", "other"} & {kind for kind, _ in parts} for _, parts in read_lines)
    first = next((kind for _, parts in read_lines for kind, _ in parts[:1] if kind in _LEADS), "award")
    entries = max((_grouped(read_lines, lead, listed) for lead in sorted(_LEADS, key=first.__ne__)), key=_wholeness)
    return _inherited(entries)


def _grouped(read_lines: Sequence[tuple[Line, list[awards.Part]]], lead: str, listed: bool) -> list[_Entry]:
    """The lines as entries, each of which begins with a part of the kind `lead`."""
    entries: list[_Entry] = []
    for line, parts in read_lines:
        if not entries or (listed and not _is_subject(line, entries[-1])) or (not listed and _begins(line, parts, entries[-1], lead)):
            entries.append(_Entry(listed=listed))
        entries[-1].lines.append(line)
        entries[-1].parts += parts
    return entries


def _wholeness(entries: Sequence[_Entry]) -> int:
    """How well a grouping fits: entries should have an award, and everything else once."""
    found = 0
    for entry in entries:
        kinds = [kind for kind, _ in entry.parts]
        around = sum(kind in kinds for kind in ("where", "date"))
        status = awards.level(" ".join(entry.of("award"))) == "qts"  # nobody's but the state's, often said beside a training
        found += 1 + around * (not status) if "award" in kinds else 0 if {"other", "body"} & entry.kinds else -2
        found -= sum(kinds.count(kind) > 1 for kind in ("where", "date", "grade"))
        found -= 2 * ("where" in kinds and status)
    return found


def _is_detail(line: Line) -> bool:
    """Modules, theses and sentences say nothing of what was earned."""
    text = line.text
    if _NEVER.match(text) or _DETAIL.match(text):
        return True
    return len(text.split()) > 14 and text.endswith(".") and not awards.names_one(text[:60])


def _begins(line: Line, parts: Sequence[awards.Part], entry: _Entry, lead: str) -> bool:
    """Whether the line opens a new entry rather than going on with the one held."""
    kinds, held = {kind for kind, _ in parts}, entry.kinds
    if line.kind == "bullet":
        return "award" in kinds or entry.lines[0].kind == "bullet"
    if lead == "date" and parts[0][0] == "date" and "date" in held:
        return True
    if "award" in kinds:
        if "award" in held:
            return not (lead == "date" and awards.level(line.text) == "qts")  # said of the training in the same row
        return "where" in kinds & held or ("date" in kinds & held and lead != "date")
    if lead == "where" and (parts[0][0] == "where" or kinds == {"body", "date"}):
        return bool({"award", "other"} & held) or "date" in kinds & held or {"body", "date"} <= held
    if lead == "where" and kinds == {"body"} and "body" in held:
        return True
    if "date" in kinds & held:
        return len(parts) > 1
    return "other" in kinds and lead != "date" and _is_another(line, entry)


def _is_another(line: Line, entry: _Entry) -> bool:
    """Of a line that names no award: whether it can be anything but a part of the entry held."""
    last, held = entry.lines[-1], entry.kinds
    if not {"award", "other"} & held or last.block == line.block:
        return False
    if _is_subject(line, entry):
        return False
    return (line.bold and not last.bold) or bool({"where", "body"} & held)


def _is_subject(line: Line, entry: _Entry) -> bool:
    """'Mathematics 5', below 'GCSEs'."""
    return awards.is_graded_subject(line.text) and awards.level(" ".join(entry.of("award"))) in {"gcse", "a_level"}


def _inherited(entries: list[_Entry]) -> list[_Entry]:
    """A second award below an institution was earned there too."""
    where: list[awards.Part] = []
    for entry in entries:
        kinds = [kind for kind, _ in entry.parts]
        if {"where", "date"} & entry.kinds:
            leads = "where" in kinds and "award" in kinds and kinds.index("where") < kinds.index("award")
            where = [part for part in entry.parts if part[0] in {"where", "date"}] if leads and len(entry.lines) > 1 else []
        elif "award" in entry.kinds:
            entry.parts += where
    return entries


def _qualification(entry: _Entry) -> Qualification | None:
    if "award" not in entry.kinds:
        entry.parts = [("award" if kind == "body" and awards.names_one(text) else kind, text) for kind, text in entry.parts]
    what, where, when = entry.of("award", "other"), entry.of("where", "body"), entry.of("date")
    if not what or not _is_told(entry):
        return None
    name = ", ".join(what)
    grades = entry.of("grade")
    text = ", ".join(dict.fromkeys([*what, *grades, *where, *(entry.of("place") if where else ()), *when[:1]]))
    level = awards.level(" ".join(entry.of("award")))
    years = re.findall(r"\d{4}", " ".join(when))
    return Qualification(
        text=text,
        name=name,
        level=level,
        subject="" if level == "qts" else _subject(name),
        awarding_body=", ".join(dict.fromkeys(where)),
        grade=grades[0] if grades else awards.grade(name),
        year=years[-1] if years else "",
        count=_count(name),
        confidence=_sure(entry),
        evidence=seen(*entry.lines),
    )


def _is_told(entry: _Entry) -> bool:
    """Named by a word that says so, or by what stands around it: a list, a grade, an institution of higher education."""
    if "award" in entry.kinds or "grade" in entry.kinds:
        return True
    return bool({"where", "date"} & entry.kinds) or entry.listed or entry.lines[0].kind == "bullet"


def _sure(entry: _Entry) -> float:
    if "award" not in entry.kinds:
        return 0.5
    level = awards.level(" ".join(entry.of("award")))
    if level in awards.WEAK:
        return 0.8
    return 0.95 if {"where", "body", "date"} & entry.kinds else 0.9


def _subject(name: str) -> str:
    """'English Literature' of 'BA (Hons) English Literature 2:1'."""
    if ": " in name:
        return name.partition(": ")[2].strip(" ,;:|-–—.")
    words = name.split()
    while words and (awards.is_award_word(words[0]) or words[0].strip(_LOOSE).isdigit() or words[0] in {"in", "of", "with", "&"}):
        words.pop(0)
    rest = awards.without_grade(" ".join(words))
    return rest.strip(" ,;:|-–—.")


def _count(name: str) -> int:
    """How many GCSEs or A levels an entry tells of."""
    if awards.level(name) not in {"gcse", "a_level"}:
        return 0
    number = _COUNT.search(name)
    if number:
        told = (number[1] or number[2]).casefold()
        return int(told) if told.isdigit() else _NUMBERS.index(told) + 1
    subjects = [part for part in re.split(r",|;|\band\b|&", name.partition(":")[2]) if part.strip(_LOOSE)]
    return len(subjects)
