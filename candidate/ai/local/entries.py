"""The lines of an education section as entries, one for each qualification, and the lines elsewhere that look like such.

Entries have many shapes: award, institution, grade and dates on one line or on up to four, in any order. What leads the first entry of a
section (the award, the institution or the dates) leads the others too, or they stand apart on the page; otherwise an entry ends where
something comes a second time.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date

from candidate.ai.local import awards, roles, wording
from candidate.documents.model import Line

_DETAIL = re.compile(
    r"(?:thesis|dissertation|(?:key |core |main )?modules?\b|(?:topics?|units?|subjects?) (?:covered|studied|included)|including|specialis"
    r"|project|final.year|relevant|coursework|key (?:areas|skills)|i |my )",
    re.IGNORECASE,
)
_OPEN_END = re.compile(
    r"(?:\b(?:with|and|in|of|for|the|at|from|de|du|des|del|la|di|della|do|da|en|et|y|und|van|der|von|w)|[&+,(/:–-]|\([^()]*)$",
    re.IGNORECASE,
)
_ENDS_WITH_YEAR = re.compile(r"\b(?:19|20)\d\d\W?$")
_NEVER = re.compile(
    r"name of organisation providing education|(?:enhanced |uk |full |clean |current |valid )*(?:dbs|crb|pvg|disclosure"
    r"|update service|right to work|driving licen[cs]e|references?\b"
    r"|(?:uk )?(?:e?naric|enic)\b|(?:nmc |hcpc )?(?:pin|registration (?:no|number))\b|national insurance|available on request)",
    re.IGNORECASE,
)
_LEADS = ("award", "where", "date")
_MOST_GAPS = 6  # widths that are tried
_SAME_ROW = 3  # points
_AROUND = frozenset(("where", "date", "grade", "place", "body"))
_LONGEST_LOOSE = 120  # characters of a line outside the sections of education
_LOOSE = " ,;:|-–—.()[]"


@dataclasses.dataclass(slots=True)
class Entry:
    """`parts`: the pieces of its lines, with what each is."""

    lines: list[Line] = dataclasses.field(default_factory=list)
    parts: list[awards.Part] = dataclasses.field(default_factory=list)
    listed: bool = False  # one of a list of nothing but qualifications, each on its line

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.parts}

    def of(self, *kinds: str) -> list[str]:
        return [text for kind, text in self.parts if kind in kinds]


def read(lines: Sequence[Line], today: date) -> list[Entry]:
    """The entries of one section, in the order of the CV."""
    whole = _whole([line for line in lines if not wording.heads_columns(line.text)])
    read_lines = [(line, parts) for line in whole if not _is_detail(line) and (parts := awards.parts(line.text, today))]
    if not read_lines:
        return []
    kinds = [{kind for kind, _ in parts} for _, parts in read_lines]
    listed = all({"award", "other"} & held for held in kinds)
    first = next((kind for _, parts in read_lines for kind, _ in parts[:1] if kind in _LEADS), "award")
    ways = [_grouped(read_lines, lead, listed) for lead in sorted(_LEADS, key=first.__ne__)]
    entries = max(ways if listed else [*_spaced(read_lines), *ways], key=_wholeness)
    known = sum("award" in held for held in kinds)
    return [dataclasses.replace(entry, listed=listed and known > len(kinds) / 2) for entry in _inherited(entries)]


def loose(lines: Sequence[Line], today: date) -> Iterator[list[Line]]:
    """Runs of lines that tell of qualifications though no heading says so, each with one that is more than a course."""
    run: list[Line] = []
    for line in [*lines, None]:
        kinds = _loose_kinds(line, today) if line else []
        if line and kinds and ("award" in kinds[:2] or (run and _AROUND.issuperset(kinds))):
            run.append(line)
            continue
        if any(awards.level(held.text) in awards.TAUGHT for held in run):
            yield run
        run = []


def _loose_kinds(line: Line, today: date) -> list[str]:
    """What a line tells of a qualification, [] when it is about something else: a sentence, or what is done at work."""
    if line.kind == "bullet" or len(line.text) > _LONGEST_LOOSE or line.text.endswith(".") or roles.reading(line.text) == "title":
        return []
    return [kind for kind, _ in awards.parts(line.text, today)]


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
    if (last.text[0].isdigit() and line.text[0].isdigit()) or _ENDS_WITH_YEAR.search(last.text):  # dates lead or close: another row
        return False
    beside = last.box is not None and line.box is not None and abs(last.box[1] - line.box[1]) < _SAME_ROW
    return last.block == line.block and not beside and len(last.text) > 60 and last.bold == line.bold and not awards.names_one(line.text)


def _several(text: str) -> list[str]:
    pieces = [piece for piece in text.split(";") if piece.strip(_LOOSE)]
    return [piece.strip() for piece in pieces] if len(pieces) > 1 and all(map(awards.names_one, pieces)) else [text]


def _grouped(read_lines: Sequence[tuple[Line, list[awards.Part]]], lead: str, listed: bool) -> list[Entry]:
    """The lines as entries, each of which begins with a part of the kind `lead`."""
    entries: list[Entry] = []
    for line, parts in read_lines:
        if not entries or (listed and not _is_subject(line, entries[-1])) or (not listed and _begins(line, parts, entries[-1], lead)):
            entries.append(Entry())
        entries[-1].lines.append(line)
        entries[-1].parts += parts
    return entries


def _spaced(read_lines: Sequence[tuple[Line, list[awards.Part]]]) -> Iterator[list[Entry]]:
    """The lines as entries that stand apart, for each width of gap that may part them, and with or without a break between pages."""
    gaps = [_gap(line, after) for (line, _), (after, _) in itertools.pairwise(read_lines)]
    widths = sorted({round(gap) for gap in gaps if gap}, reverse=True)[:_MOST_GAPS]
    for least, turned in itertools.product(widths, {gap is None for gap in gaps}):
        entries = [Entry()]
        for gap, (line, parts) in zip([0.0, *gaps], read_lines, strict=True):
            if turned if gap is None else gap >= least - 1:
                entries.append(Entry())
            entries[-1].lines.append(line)
            entries[-1].parts += parts
        yield entries


def _gap(line: Line, after: Line) -> float | None:
    """From line to line, down the page; 0 for lines without places, None between pages and columns."""
    if line.box is None or after.box is None:
        return 0.0
    down = after.box[1] - line.box[1]
    return max(0.0, down) if line.page == after.page and down > -_SAME_ROW else None


def _wholeness(entries: Sequence[Entry]) -> int:
    """How well a grouping fits: entries should have an award, and everything else once."""
    found = 0
    for entry in entries:
        kinds = [kind for kind, _ in entry.parts]
        around = sum(kind in kinds for kind in ("where", "date"))
        status = awards.level(" ".join(entry.of("award"))) == "qts"  # nobody's but the state's, often said beside a training
        found += 1 + around * (not status) if "award" in kinds else -1 if {"other", "body"} & entry.kinds else -2
        found -= sum(kinds.count(kind) > 1 for kind in ("where", "date", "grade"))
        found -= 2 * ("where" in kinds and status)
    return found


def _is_detail(line: Line) -> bool:
    """Modules, theses and sentences say nothing of what was earned."""
    text = line.text
    if _NEVER.match(text) or _DETAIL.match(text):
        return True
    return len(text.split()) > 14 and text.endswith(".") and not awards.names_one(text[:60])


def _begins(line: Line, parts: Sequence[awards.Part], entry: Entry, lead: str) -> bool:
    """Whether the line opens a new entry rather than going on with the one held."""
    kinds, held = {kind for kind, _ in parts}, entry.kinds
    if line.kind == "bullet":
        return ("award" in kinds and bool({"award", "other"} & held)) or entry.lines[0].kind == "bullet"
    if lead == "date" and parts[0][0] == "date" and "date" in held:
        return True
    if "award" in kinds:
        if "award" in held:
            return not (lead == "date" and awards.level(line.text) == "qts")  # said of the training in the same row
        return "where" in kinds & held or ("date" in kinds & held and lead != "date")
    if lead == "where" and (parts[0][0] == "where" or kinds == {"body", "date"}):
        return bool({"award", "other"} & held) or "date" in kinds & held or {"body", "date"} <= held
    if lead == "where" and kinds == {"body"} and ("body" in held or ({"award", "where"} <= held and line.bold > entry.lines[-1].bold)):
        return True
    if "date" in kinds & held:
        return len(parts) > 1 or {"award", "where"} <= held
    return "other" in kinds and lead != "date" and _is_another(line, entry)


def _is_another(line: Line, entry: Entry) -> bool:
    """Of a line that names no award: whether it can be anything but a part of the entry held."""
    last, held = entry.lines[-1], entry.kinds
    if not {"award", "other"} & held or last.block == line.block:
        return False
    if _is_subject(line, entry):
        return False
    return (line.bold and not last.bold) or bool({"where", "body"} & held)


def _is_subject(line: Line, entry: Entry) -> bool:
    """'Mathematics 5', below 'GCSEs'."""
    return (
        awards.is_graded_subject(line.text)
        and not awards.names_one(line.text)
        and awards.level(" ".join(entry.of("award"))) in {"gcse", "a_level"}
    )


def _inherited(entries: list[Entry]) -> list[Entry]:
    """A second award below an institution was earned there too."""
    where: list[awards.Part] = []
    for entry in entries:
        kinds = [kind for kind, _ in entry.parts]
        if {"where", "date"} & entry.kinds:
            leads = "where" in kinds and "award" in kinds and kinds.index("where") < kinds.index("award")
            where = [part for part in entry.parts if part[0] in {"where", "date"}] if leads and len(entry.lines) > 1 else []
        elif "award" in entry.kinds and kinds[0] != "body":
            entry.parts += where
    return entries
