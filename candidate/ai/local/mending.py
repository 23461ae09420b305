"""Lines of a section put right before its jobs are looked for: what the page parts is joined, what it runs together is parted."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from candidate.ai.local import dates, parting, roles, wording
from candidate.ai.local.anchors import LOOSE, MOST
from candidate.documents.model import Line

_OPEN_END = re.compile(r"(?:\b(?:of|and|for|in|with|to|the|at)|[&,/(])$", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"^\W*(?:(?:dates?|employed|employment)[\s:]\s*)?(?:from|to|until|since|start(?:ed|ing)?|end(?:ed|ing)?|finish(?:ed)?|left|leaving|joined)?(?:\sdates?)?\s*:?\s*",
    re.IGNORECASE,
)
_TO = re.compile(r"^(?:to|until|till)\s", re.IGNORECASE)
_BEFORE_YEAR = re.compile(r"[a-z]\s(?:since|from|in|until|by)$")
_YEAR_LEFT = re.compile(r"(?:19|20)\d\d[.,;)]?")
_FORM = {wording.key(label): name for name, labels in wording.FORM_LABELS.items() for label in labels}
_LEFT_OUT = frozenset({"Terms"})  # what forms ask and no CV tells
_PRESENT = "present"
_DATE_AT_END = re.compile(r"\s((?:[A-Z][a-z]{2,8}\.?\s|\d\d?/)?(?:19|20)\d\d)$")  # of a cell that has run into the one before
_AT_FIRST = re.compile(r"at\s(?=(?:the\s)?[A-Z])")
_FEW_JOBS = 2
_MOST_PIECES = 4  # of one job's dates in a narrow column
_NEAR = 0.9  # line heights between them
_BETWEEN = 8  # lines of the entry beside them


def mended(lines: Sequence[Line], today: date) -> list[Line]:
    """Without the heads of table columns; labels stand before what they announce, and the heading of a job on a line of its own."""
    whole: list[Line] = []
    for line in parting.parted(_in_rows(_forms(_labelled(_dated(_dates_first(_employers(lines), today), today))), today), today):
        previous = whole[-1] if whole else None
        if previous and _YEAR_LEFT.fullmatch(line.text) and _BEFORE_YEAR.search(previous.text):
            whole[-1] = dataclasses.replace(previous, text=f"{previous.text} {line.text}")
            continue
        joined = _joined_dates(previous, line, today) if previous else None
        beside = None if joined or len(whole) < 2 or whole[-2].block != whole[-1].block else _joined_dates(whole[-2], line, today)
        if joined:
            whole[-1:] = joined
        elif beside and len(beside) == 1:
            whole[-2:] = [beside[0], whole[-1]]  # dates in a narrow column, the title beside them
        elif wording.heads_columns(line.text):
            continue
        elif previous is not None and _is_wrapped_title(previous, line):
            whole[-1] = dataclasses.replace(previous, text=f"{previous.text} {line.text}")
        else:
            whole.append(line)
    return whole


def _employers(lines: Sequence[Line]) -> list[Line]:
    """'at Oak School', on a line of its own, without its first word."""
    return [
        dataclasses.replace(line, text=line.text[3:]) if line.kind != "bullet" and _AT_FIRST.match(line.text) else line for line in lines
    ]


def _dates_first(lines: list[Line], today: date) -> list[Line]:
    """Of a section whose jobs all end with their dates, below what was done, these right below the headings."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        groups[-1].append(line)
        if _is_whole(line.text, today):
            groups.append([])
    *groups, rest = groups
    if rest or len(groups) < _FEW_JOBS or any(not roles.part([group[0].text]).settled for group in groups):
        return lines
    return [line for group in groups for line in (group[0], group[-1], *group[1:-1])]


def _dated(lines: list[Line], today: date) -> list[Line]:
    """Dates that a narrow column has broken, whole again on their first line: 'November' / '2016 – May' / '2021', an entry beside them."""
    used: set[int] = set()
    for place, line in enumerate(lines):
        if place in used or line.box is None or not dates.is_piece(line.text):
            continue
        pieces = [place]
        for below in range(place + 1, min(len(lines), place + _BETWEEN * _MOST_PIECES)):
            if below - pieces[-1] > _BETWEEN or len(pieces) == _MOST_PIECES:
                break
            if below not in used and dates.is_piece(lines[below].text) and _is_below(lines[pieces[-1]], lines[below]):
                pieces.append(below)
        for count in range(len(pieces), 1, -1):
            text = " ".join(("– " if lines[piece].kind == "bullet" else "") + lines[piece].text for piece in pieces[:count])
            if _is_whole(text, today):
                used.update(pieces[1:count])
                lines[place] = dataclasses.replace(line, text=text)
                break
    return [line for place, line in enumerate(lines) if place not in used]


def _is_below(line: Line, other: Line) -> bool:
    """Whether the other is the next line of the same narrow column."""
    if line.box is None or other.box is None or line.page != other.page:
        return False
    (x0, _, x1, bottom), (other_x0, top, other_x1, other_bottom) = line.box, other.box
    return x0 < other_x1 and other_x0 < x1 and -0.5 < (top - bottom) / max(other_bottom - top, 1.0) < _NEAR


def _forms(lines: Iterable[Line]) -> list[Line]:
    """Of forms that begin with the position the employer right behind it, however many duties lie between them."""
    found: list[Line] = []
    position = 0
    leads = ""
    for line in lines:
        label = line.text.partition(": ")[0]
        leads = leads or (label if label in {"Position", "Employer"} else "")
        if label == "Employer" and leads == "Position" and any(other.text.startswith("Duties: ") for other in found[position:]):
            found.insert(position, line)
            continue
        found.append(line)
        if label == "Position":
            position = len(found)
    return found


def _labelled(lines: Sequence[Line]) -> Iterator[Line]:
    """The labels of a form, in cells of their own, put before what stands beside them: 'Employer: Oak School'."""
    label = None
    for line in lines:
        if label is not None and _level(label, line):
            name = _FORM[wording.key(label.text)]
            told = _PRESENT if name == "To" and not any(map(str.isalnum, line.text)) else line.text  # a dash: it has not ended
            line, label = dataclasses.replace(line, text=f"{name}: {told}"), None
            if name in _LEFT_OUT:
                continue
        if label is not None:
            yield label
        label = line if line.box is not None and wording.key(line.text) in _FORM else None
        if label is None:
            yield line
    if label is not None:
        yield label


def _level(line: Line, other: Line) -> bool:
    """Whether two lines are cells of one row."""
    if line.box is None or other.box is None or line.page != other.page or line.box[2] > other.box[0]:
        return False
    return min(line.box[3], other.box[3]) - max(line.box[1], other.box[1]) > 0.5 * (line.box[3] - line.box[1])


def _in_rows(lines: Iterable[Line], today: date) -> Iterator[Line]:
    """Of a row with dates in a cell of their own, the heading beside them without its mark or full stop."""
    previous: Line | None = None
    for line in lines:
        if previous is not None and _level(previous, line):
            if line.kind == "bullet" and _has_range(previous.text, today):
                line = dataclasses.replace(line, kind="text")
            if previous.text.endswith(".") and _is_whole(line.text, today):
                previous = dataclasses.replace(previous, text=previous.text[:-1])
        if previous is not None:
            yield previous
        previous = line
    if previous is not None:
        yield previous


def _has_range(text: str, today: date) -> bool:
    found = dates.first_range(text, today)
    return found is not None and not found.single


def _is_whole(text: str, today: date) -> bool:
    """Whether a text is a range of dates and nothing else."""
    found = dates.first_range(text, today)
    return found is not None and not found.single and not (text[: found.span[0]] + text[found.span[1] :]).strip(LOOSE + ".()")


def _joined_dates(previous: Line, line: Line, today: date) -> list[Line] | None:
    """'October 2014 to February' / '2017)', 'From: 03/2016' / 'To: 09/2021'; what else stands on the second line stays there."""
    if len(previous.text) > MOST:
        return None
    if line.kind != "bullet" and dates.GOES_ON.search(previous.text):
        joined = f"{previous.text} {line.text[:60]}"
        for range_ in dates.ranges(joined, today):
            if range_.span[0] < len(previous.text) < range_.span[1] and not range_.single:
                rest = f"{previous.text} {line.text}"[range_.span[1] :].strip(LOOSE + ")]").removeprefix(". ")
                first = dataclasses.replace(previous, text=joined[: range_.span[1]])
                return [first, dataclasses.replace(line, text=rest)] if rest else [first]
    level = _level(previous, line)
    first_date, second_date = _lone_date(previous.text, today), _lone_date(line.text, today)
    if level and not first_date and second_date and (begins := _DATE_AT_END.search(previous.text)):
        found = dates.first_range(f"{begins[1]} – {second_date}", today)
        whole = found is not None and not found.single and found.span[0] == 0
        return [dataclasses.replace(previous, text=f"{previous.text} – {second_date}")] if whole else None
    if not first_date or not second_date or (first_date == previous.text.strip(LOOSE) and first_date.isdigit() and not level):
        return None
    joined = f"{first_date} – {second_date}"
    found = dates.first_range(joined, today)
    whole = found is not None and not found.single and found.span == (0, len(joined)) and found.start <= found.end
    return [dataclasses.replace(previous, text=joined)] if whole else None


def _lone_date(text: str, today: date) -> str:
    """The one moment that a line is about, without its label, '' when there is more."""
    if len(text) > 40:
        return ""
    now = _TO.sub("", text.strip(LOOSE + ".()"))
    if dates.is_now(now):
        return now
    bare = _DATE_LABEL.sub("", text, count=1).strip(LOOSE + ".()")
    found = dates.ranges(bare, today)
    if len(found) == 1 and found[0].single and found[0].span == (0, len(bare)):
        return bare
    return bare if dates.is_now(bare) else ""


def _is_wrapped_title(previous: Line, line: Line) -> bool:
    """'Lifeguard and Swimming' / 'Teacher', in bold, is one title on two lines; so is 'Teacher at' / 'Oak School'."""
    if "bullet" in {previous.kind, line.kind} or len(previous.text) > 80:
        return False
    if not (previous.bold and line.bold and previous.block == line.block) or any(char.isdigit() for char in previous.text):
        return False
    return bool(_OPEN_END.search(previous.text)) or (roles.reading(previous.text) == roles.reading(line.text) == "title")
