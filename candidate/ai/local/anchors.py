"""Where the jobs of a section begin: the lines that hold their dates, after lines that were broken have been put together again."""

import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import dates, roles, wording
from candidate.documents.model import Line

LOOSE = " ,;:|-–—•·/\t"
LABELS = re.compile(
    r"(?:name of )?(?:dates?|employer|company|organisation|agency|school"
    r"|job title|job role|job|title|position|post|role|location|period|duration)"
    r"(?:\s(?:held|employed|name|of employment|title))?\s*:\s*",
    re.IGNORECASE,
)
DUTIES = re.compile(
    r"(?:(?:key|main|my)\s)?(?:duties|responsibilities|achievements|tasks)(?:\s(?:and|&|include[ds]?)(?:\s\w+)?)?\s*:?$", re.IGNORECASE
)
_TWO_SENTENCES = re.compile(r"[a-z)]{3}\.\s[A-Z]")
_ANY_LABEL = re.compile(r"[A-Z][\w &]{2,30}:\s")
_SENTENCE_AFTER = re.compile(r"[)\]]?\.\s([A-Z].{10,})")
_OPEN_END = re.compile(r"(?:\b(?:of|and|for|in|with|to|the|at)|[&,/(])$", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"^\W*(?:(?:dates?|employed|employment)\s)?(?:from|to|until|since|start(?:ed|ing)?|end(?:ed|ing)?|finish(?:ed)?|left|leaving|joined)?(?:\sdates?)?\s*:?\s*",
    re.IGNORECASE,
)
_TO = re.compile(r"^(?:to|until|till)\s", re.IGNORECASE)
_MOST = 160  # characters of a line that may hold dates; longer ones are prose

_BEFORE_YEAR = re.compile(r"[a-z]\s(?:since|from|in|until|by)$")
_YEAR_LEFT = re.compile(r"(?:19|20)\d\d[.,;)]?")
_SINCE_BEFORE = re.compile(r"\S\s+(?:since|from|until|till)[:\s]*$", re.IGNORECASE)
_SAME_ROW = 3.0  # points
_LEAST_INDENT, _MOST_INDENT = 5.0, 30.0

Anchor = tuple[int, dates.DateRange]  # number of the line, its dates


def mended(lines: Sequence[Line], today: date) -> list[Line]:
    """Without the heads of table columns; dates and titles that run on from one line to the next are put together on the first."""
    whole: list[Line] = []
    for line in lines:
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


def _joined_dates(previous: Line, line: Line, today: date) -> list[Line] | None:
    """'October 2014 to February' / '2017)', 'From: 03/2016' / 'To: 09/2021'; what else stands on the second line stays there."""
    if line.kind == "bullet" or len(previous.text) > _MOST:
        return None
    if dates.GOES_ON.search(previous.text):
        joined = f"{previous.text} {line.text[:60]}"
        for range_ in dates.ranges(joined, today):
            if range_.span[0] < len(previous.text) < range_.span[1] and not range_.single:
                rest = f"{previous.text} {line.text}"[range_.span[1] :].strip(LOOSE + ")]")
                first = dataclasses.replace(previous, text=joined[: range_.span[1]])
                return [first, dataclasses.replace(line, text=rest)] if rest else [first]
    first_date, second_date = _lone_date(previous.text, today), _lone_date(line.text, today)
    if not first_date or not second_date or (first_date == previous.text.strip(LOOSE) and first_date.isdigit()):
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


def find(lines: Sequence[Line], today: date) -> list[Anchor]:
    """The lines that hold the dates of jobs."""
    found = []
    left = None  # edge of the job above
    careless = sum(line.text[0].isupper() for line in lines) * 3 < len(lines)  # hardly a capital: they tell nothing
    for place, line in enumerate(lines):
        if len(line.text) > _MOST:
            continue
        range_ = dates.first_range(line.text, today) or dates.length(line.text)
        if range_ and _is_anchor(line, range_, careless) and not _is_item(lines, place, range_, left):
            found.append((place, range_))
            left = _left_of_row(lines, place)
    plain = [anchor for anchor in found if lines[anchor[0]].kind != "bullet"]
    found = plain or found
    real = [anchor for anchor in found if not anchor[1].single]
    return [anchor for anchor in found if not plain or not anchor[1].single or _heads(lines[anchor[0]], anchor[1])] if real else found


def _is_anchor(line: Line, range_: dates.DateRange, careless: bool) -> bool:
    """Dates at the beginning or the end of a short line head a job; dates within a sentence do not."""
    before, after = line.text[: range_.span[0]].strip(LOOSE + "()["), line.text[range_.span[1] :].strip(LOOSE + "()].")
    if before and after and (len(after.split()) > 8 or (after[0].islower() and line.text[range_.span[1] :][:1] == " ")):
        return False
    rest = f"{before} {after}".strip()
    if _is_aside(line.text, range_) and _is_told_of(before, careless):
        return False
    if then(line.text, range_):
        return len(before.split()) <= 12 and (roles.part([before]).settled or roles.reading(before) in {"title", "employer"})
    words = rest.split()
    if line.text.endswith(".") and len(words) > 6 and (after or len(words) > 12 or roles.reading(before) not in {"title", "employer"}):
        return False
    if line.kind == "bullet":
        known = roles.reading(rest) in ({"title"} if range_.single else {"title", "employer"})
        return known and len(words) <= 14 and not rest[:1].islower() and not (range_.single and before)
    opening = careless or not before or not before[0].islower() or before.casefold().startswith(("from", "since", "date"))
    return len(words) <= 18 and opening


def _left_of_row(lines: Sequence[Line], place: int) -> float | None:
    """Where the row begins that the line stands in."""
    box = lines[place].box
    beside = [line.box for line in lines[max(0, place - 2) : place + 3] if line.box is not None]
    return min((other[0] for other in beside if box and abs(other[1] - box[1]) < _SAME_ROW), default=None)


def _is_item(lines: Sequence[Line], place: int, range_: dates.DateRange, left: float | None) -> bool:
    """An item of the list of duties below a job, without a mark: it is indented, and others stand with it."""
    line = lines[place]
    if line.box is None or left is None or line.bold or not _LEAST_INDENT < line.box[0] - left < _MOST_INDENT:
        return False
    if _is_aside(line.text, range_):
        return True
    beside = [lines[near] for near in (place - 1, place + 1) if 0 <= near < len(lines)]
    return any(other.box and abs(other.box[0] - line.box[0]) < 1 and abs(other.box[1] - line.box[1]) > _SAME_ROW for other in beside)


def _is_aside(text: str, range_: dates.DateRange) -> bool:
    """'... head of department from 2014': since when, at the end of what is no heading by itself."""
    return (range_.end == dates.PRESENT or not range_.start) and bool(_SINCE_BEFORE.search(text[: range_.span[0]]))


def _is_told_of(text: str, careless: bool) -> bool:
    """Words of a sentence, such as no title or employer is made of."""
    small = sum(word[0].islower() for word in text.split()[:-1])
    return ";" in text or len(text.split()) > 8 or (small > 1 and not careless and roles.reading(text) == "unknown")


def _heads(line: Line, range_: dates.DateRange) -> bool:
    """A single date heads a job only at an edge of a line that is not a bullet."""
    rest = without(line.text, range_)
    return line.kind != "bullet" and len(rest.split()) <= 10 and (not rest or roles.reading(rest) in {"title", "employer"})


def heading_like(line: Line) -> bool:
    """Whether the line can be a part of a job's heading."""
    text = line.text
    if line.kind == "bullet" or len(text) > 110 or text.endswith((".", ";")) or _TWO_SENTENCES.search(text, 8) or DUTIES.match(text):
        return False
    label = _ANY_LABEL.match(text)
    if label and not LABELS.match(text) and roles.reading(label[0]) != "title":
        return False
    return text[0].isupper() or text[0].isdigit() or line.bold


def is_indented(line: Line, heads: Sequence[Line]) -> bool:
    """Whether the line stands as far to the right of a heading as the items of a list do, marks or none."""
    if line.box is None:
        return False
    rows = [head.box for head in heads if head.box is not None]
    if not rows or any(abs(box[1] - line.box[1]) < _SAME_ROW for box in rows):
        return False
    return _LEAST_INDENT < line.box[0] - min(box[0] for box in rows) < _MOST_INDENT


def then(text: str, range_: dates.DateRange) -> str:
    """The sentences that follow a heading on its line: 'Oak School, Teacher, 2015 to date. I taught Year 3.'"""
    match = _SENTENCE_AFTER.match(text, range_.span[1])
    return match[1] if match else ""


_BARE_BRACKETS = re.compile(r"[(\[]\s*\|\s*[)\]]")
_DATE_WORDS = re.compile(r"\b(?:from|since|dates?|prior to|before|until|to)\s*:?\s*(?=\|)|(?<=\|)\s*onwards?", re.IGNORECASE)


def without(text: str, range_: dates.DateRange) -> str:
    """The text with a bar in place of its dates."""
    rest = f"{text[: range_.span[0]].rstrip()} | {text[range_.span[1] :].lstrip()}"
    return _DATE_WORDS.sub(" ", _BARE_BRACKETS.sub("|", rest)).strip(LOOSE)
