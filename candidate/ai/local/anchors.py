"""Where the jobs of a section begin: the lines that hold their dates."""

import re
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import dates, roles
from candidate.documents.model import Line

LOOSE = " ,;:|-–—•·●▪◦/→▸▶►⟶➔➜⇒>\t"
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
_BRACKETS = re.compile(r"\([^()]*\)")
_ANY_LABEL = re.compile(r"[A-Z][\w &]{2,30}:\s")
REMARK = re.compile(r"^\s*(?:\([a-z][^()]{0,60}\)|,\s[a-z][^(),|.]{0,30}$)")  # behind dates: '(left to have my family)', ', evenings'
_DETAIL = re.compile(r"\([^()]*\w\s+(?:since|from|until)\s*$")  # '(0.8 FTE since 2023)'
_ABBREVIATED = re.compile(r"(?:\b(?:ltd|co|inc|plc|bros)|\b\w\.\w)\.$", re.IGNORECASE)
_SENTENCE_AFTER = re.compile(r"(?:\s\([^()]{1,40}\)|[)\]])?\.\s([A-Z].{10,})")
_TELLING = re.compile(r",\s(?:then|until|before|after|when|where)\s")  # 'Apprentice 1995–1999, then fitter until the plant shut'
_SAID = re.compile(r":\s[a-z]")  # '2013 - 2014: at home with my son.'
_OPENINGS = ("from", "since", "date", "summers", "winters", "every", "each", "approx", "circa", "part time", "full time", "seasonal")
_LONGEST_DATES = 30  # characters
MOST = 160  # characters of a line that may hold dates; longer ones are prose

_SINCE_BEFORE = re.compile(r"[^\s–—|]\s+(?:since|from|until|till)[:\s]*$", re.IGNORECASE)
_OWN_SENTENCE = re.compile(r"\.\s(?:(?:full|part)[\s-]time\s)?(?:since|from|until)$", re.IGNORECASE)
_SAME_ROW = 3.0  # points
_LEAST_INDENT, _MOST_INDENT = 5.0, 30.0

Anchor = tuple[int, dates.DateRange]  # number of the line, its dates


def find(lines: Sequence[Line], today: date) -> list[Anchor]:
    """The lines that hold the dates of jobs."""
    found = []
    lefts: list[float] = []  # edges of the job above
    careless = sum(line.text[0].isupper() for line in lines) * 3 < len(lines)  # hardly a capital: they tell nothing
    listed = False
    for place, line in enumerate(lines):
        if len(line.text) > MOST:
            continue
        range_ = dates.first_range(line.text, today) or dates.length(line.text)
        listed = range_ is not None and (
            _is_listed(line.text, today) or (listed and range_.span[0] <= 1 and line.block == lines[place - 1].block)
        )
        if range_ and not listed and _is_anchor(line, range_, careless) and not _is_item(lines, place, range_, lefts):
            found.append((place, range_))
            lefts = _edges_of_row(lines, place)
    plain = [anchor for anchor in found if lines[anchor[0]].kind != "bullet"]
    found = plain or found
    real = [anchor for anchor in found if not anchor[1].single]
    return [anchor for anchor in found if not plain or not anchor[1].single or _heads(lines[anchor[0]], anchor[1])] if real else found


def _is_listed(text: str, today: date) -> bool:
    """Whether dates belong to one of several schools that a job led to: 'Long term: Oak School (Feb–May 23), Elm School (May–July 23)'."""
    label = _ANY_LABEL.match(text)
    if label and not LABELS.match(text) and not dates.ranges(label[0], today) and roles.reading(label[0]) == "unknown":
        return len(text) - label.end() > _LONGEST_DATES
    return len([found for found in dates.ranges(text, today) if text[found.span[0] - 1 : found.span[0]] == "("]) > 1


def _is_anchor(line: Line, range_: dates.DateRange, careless: bool) -> bool:
    """Dates at the beginning or the end of a short line head a job; dates within a sentence do not."""
    if _DETAIL.search(line.text[: range_.span[0]]):
        return False
    before, after = line.text[: range_.span[0]].strip(LOOSE + "()["), line.text[range_.span[1] :].strip(LOOSE + "()].")
    if before and after and (len(after.split()) > 8 or (after[0].islower() and line.text[range_.span[1] :].startswith(f" {after[0]}"))):
        return False
    if before and _TELLING.match(line.text, range_.span[1]):
        return False
    if not before and _SAID.match(line.text, range_.span[1]) and not careless and roles.reading(after) == "unknown":
        return False
    rest = f"{before} {after}".strip()
    if _is_aside(line.text, range_) and _is_told_of(before, careless):
        return False
    if then(line.text, range_):
        return len(before.split()) <= 12 and (roles.part([before]).settled or roles.reading(before) in {"title", "employer"})
    words = rest.split()
    if line.text.endswith(".") and _TWO_SENTENCES.search(before) and not _OWN_SENTENCE.search(f"{before} since"):
        return False
    told = not roles.part([before]).settled or range_.single
    if (
        line.text.endswith(".")
        and len(words) > 6
        and (after or (told and len(words) > 12) or roles.reading(before) not in {"title", "employer"})
    ):
        return False
    if line.kind == "bullet":
        known = roles.reading(rest) in ({"title"} if range_.single else {"title", "employer"})
        return known and len(words) <= 14 and not rest[:1].islower() and not (range_.single and before)
    opening = careless or not before or not before[0].islower() or before.casefold().startswith(_OPENINGS)
    return len(words) <= 18 and opening


def _edges_of_row(lines: Sequence[Line], place: int) -> list[float]:
    """Where the cells of the row begin that the line stands in."""
    box = lines[place].box
    beside = [line.box for line in lines[max(0, place - 2) : place + 3] if line.box is not None]
    return [other[0] for other in beside if box and abs(other[1] - box[1]) < _SAME_ROW]


def _is_item(lines: Sequence[Line], place: int, range_: dates.DateRange, lefts: Sequence[float]) -> bool:
    """An item of the list of duties below a job, without a mark: it is indented, and others stand with it."""
    line = lines[place]
    if line.box is None or line.bold or not any(_LEAST_INDENT < line.box[0] - edge < _MOST_INDENT for edge in lefts):
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
    return (
        ";" in text
        or (len(text.split()) > 8 and not _OWN_SENTENCE.search(text))
        or (small > 1 and not careless and roles.reading(text) == "unknown")
    )


def _heads(line: Line, range_: dates.DateRange) -> bool:
    """A single date heads a job only at an edge of a line that is not a bullet."""
    rest = without(line.text, range_)
    return line.kind != "bullet" and len(rest.split()) <= 10 and (not rest or roles.reading(rest) in {"title", "employer"})


def heading_like(line: Line) -> bool:
    """Whether the line can be a part of a job's heading."""
    text = line.text
    ends = text.endswith((".", ";")) and not _ABBREVIATED.search(text)
    if line.kind == "bullet" or len(text) > 110 or ends or _TWO_SENTENCES.search(_BRACKETS.sub("()", text), 8) or DUTIES.match(text):
        return False
    label = _ANY_LABEL.match(text)
    if label and not LABELS.match(text) and roles.reading(label[0]) != "title" and not roles.part([text]).settled:
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


_TERMS = re.compile(r"(?:^|(?<=[.,;|]))\s*(?:(?:part|full)[\s-]time|summers|winters|seasonal)\s*(?=\|)", re.IGNORECASE)
_BARE_BRACKETS = re.compile(r"[(\[]\s*\|\s*[)\]]")
_DATE_WORDS = re.compile(
    r"\b(?:academic\s(?:yr|year)s?\.?|(?:each|every)(?:\s[a-z]+)?"
    r"|from(?:\sleaving\s(?:school|college|university)\s?\(?)?|since|dates?|prior to|before|until|to)\s*:?\s*(?=\|)|(?<=\|)\s*onwards?",
    re.IGNORECASE,
)


def without(text: str, range_: dates.DateRange) -> str:
    """The text with a bar in place of its dates."""
    behind = text[range_.span[1] :]
    remark = REMARK.match(behind)
    if remark and roles.reading(remark[0]) not in {"title", "employer"}:
        behind = behind[remark.end() :]
    rest = f"{text[: range_.span[0]].rstrip()} | {behind.lstrip()}"
    rest = _TERMS.sub(" ", _DATE_WORDS.sub(" ", _BARE_BRACKETS.sub("|", rest))).strip(LOOSE)
    return rest if _ABBREVIATED.search(rest) else rest.removesuffix(".")
