"""Date ranges as CVs write them, and their months.

`ranges(text, today)` finds 'Sept 19 – date', '09/2016 - 08/2019', 'since 2020', '2016–18', 'Autumn 2018', 'January 2012 to July 2014' and
the like. A year alone stands for the school year around it: '2014 - 2016' runs from 2014-09 to 2016-08, two years rather than three, so
that jobs that follow each other neither overlap nor leave gaps.
"""

import dataclasses
import re
from datetime import date

from candidate.ai.local import wording

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PRESENT = "present"

_DASHES = "‐‑‒–—―−→>~-"
_YEAR = r"(?:19[4-9]\d|20\d\d)"
_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SEASON = "|".join(wording.SEASONS).replace(" ", r"\s")
_POINT = re.compile(
    rf"""(?<![\w£$€])(?:
      (?P<from>{_YEAR})\s?[/.{_DASHES}]\s?['’]?(?P<to>\d\d)(?![\d./])
    | (?:\d\d?(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<name>{_NAME})(?![a-z])\.?(?:\s\d\d?(?:st|nd|rd|th)?,?(?=\s{_YEAR}))?
      (?:[\s,./'’‘`{_DASHES}]{{0,3}}(?P<named>{_YEAR}|\d\d(?![\d:%]|st|nd|rd|th)))?
    | (?:\d\d?(?:[.-]|\s?/\s?))?(?P<number>0?[1-9]|1[0-2])(?:[.-]|\s?/\s?)(?P<numbered>{_YEAR}|\d\d(?![\d.%]))
    | (?P<season>{_SEASON})(?:\sterm)?,?[\s-](?P<seasonal>{_YEAR})
    | (?P<lone>{_YEAR})
    | (?P<now>(?:the\s)?present(?:\sday)?|current(?:ly)?|now|date(?!\s?:)|today|on-?going)
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINT = re.compile(
    rf"\s*(?:[{_DASHES}]{{1,3}}|to|until|till?|through|up to|/|[,;|]?\s?(?:end|finish|leaving)(?:\sdate)?)\s*:?\s*(?:to|until|till?)?\s*",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|from|starting|started|commenced)[:\s]*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|ended|prior to|before)[:\s]*$", re.IGNORECASE)
_ONWARDS = re.compile(rf"\s*(?:onwards?\b|\+|[{_DASHES}]\s*(?:\)|$))", re.IGNORECASE)


GOES_ON = re.compile(rf"(?:[{_DASHES}]|\b(?:to|until|till?)|\b{_NAME}\.?)\s*$", re.IGNORECASE)  # a range that breaks off at a line's end


@dataclasses.dataclass(frozen=True, slots=True)
class DateRange:
    """`start` is 'YYYY-MM' or '', `end` too, or 'present'; `label` is how it is shown; `span` its place in the text.
    `single`: one moment only, as on a certificate."""

    start: str
    end: str
    label: str
    span: tuple[int, int]
    single: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class _Point:
    """A moment: year (None: not given), the first and last month it may mean (None: a year and nothing else), and its wording."""

    span: tuple[int, int]
    label: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    now: bool = False


def ranges(text: str, today: date) -> list[DateRange]:
    """Every range and single date in the text, in order. Never raises; takes time linear in the length of the text."""
    points = _points(text, today)
    found: list[DateRange] = []
    index = 0
    while index < len(points):
        point = points[index]
        following = points[index + 1] if index + 1 < len(points) else None
        if following and _JOINT.fullmatch(text, point.span[1], following.span[0]):
            range_ = _joined(*((following, point) if point.now else (point, following)), today)
            index += 1
        else:
            range_ = _alone(point, text, today)
        if range_:
            found.append(range_)
        index += 1
    return found


def first_range(text: str, today: date) -> DateRange | None:
    """The first real range of the text, else its first single date."""
    found = ranges(text, today)
    return next((item for item in found if not item.single), found[0] if found else None)


def _points(text: str, today: date) -> list[_Point]:
    points: list[_Point] = []
    for match in _POINT.finditer(text):
        if match["from"]:
            points += _short(match, today)
        elif match["name"]:
            month = next(number for number, name in enumerate(MONTHS, 1) if match["name"].casefold().startswith(name.casefold()))
            points.append(_monthly(match, month, match["named"], today))
        elif match["number"]:
            points.append(_monthly(match, int(match["number"]), match["numbered"], today))
        elif match["season"]:
            first, last = wording.SEASONS[match["season"].casefold()]
            label = f"{match['season'].capitalize()} {match['seasonal']}"
            points.append(_Point(match.span(), label, int(match["seasonal"]), (first, last)))
        elif match["lone"]:
            points.append(_Point(match.span(), match["lone"], int(match["lone"])))
        else:
            points.append(_Point(match.span(), "Present", now=True))
    return points


def _short(match: re.Match[str], today: date) -> list[_Point]:
    """'2016-18' is two years; '2016-09', which cannot be, is a month."""
    first, second = int(match["from"]), int(match["to"])
    if second <= first % 100 and 1 <= second <= 12 and first % 100 != 99:
        return [_monthly(match, second, match["from"], today)]
    year = first // 100 * 100 + second + (100 if second < first % 100 else 0)
    middle = match.end("from")
    return [_Point((match.start(), middle), str(first), first), _Point((match.start("to"), match.end()), str(year), year)]


def _monthly(match: re.Match[str], month: int, digits: str | None, today: date) -> _Point:
    if digits is None:
        return _Point(match.span(), MONTHS[month - 1], None, (month, month))
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year <= today.year % 100 + 1 else 1900
    return _Point(match.span(), f"{MONTHS[month - 1]} {year}", year, (month, month))


def _joined(first: _Point, second: _Point, today: date) -> DateRange | None:
    if first.year is None:
        if second.year is None or first.months is None:
            return None
        crosses = second.months is not None and first.months[0] > second.months[0]
        first = dataclasses.replace(first, year=second.year - crosses, label=f"{first.label} {second.year - crosses}")
    span = (min(first.span[0], second.span[0]), max(first.span[1], second.span[1]))
    if second.now:
        return DateRange(_opening(first, today), PRESENT, f"{first.label} - Present", span)
    if second.year is None:
        return None
    whole_year = first.months is None and first.year == second.year
    start = f"{first.year:04}-01" if whole_year else _opening(first, today)
    end = f"{second.year:04}-12" if whole_year and second.months is None else _closing(second)
    if start > end and first.months is None:
        start = f"{first.year:04}-01"
    if start > end and second.months is None and first.year == second.year:
        end = f"{second.year:04}-12"
    label = first.label if first.label == second.label else f"{first.label} - {second.label}"
    return DateRange(start, end, label, span)


def _alone(point: _Point, text: str, today: date) -> DateRange | None:
    if point.year is None:
        return None
    before, after = text[max(0, point.span[0] - 12) : point.span[0]], text[point.span[1] :][:12]
    if _SINCE.search(before) or _ONWARDS.match(after):
        return DateRange(_opening(point, today), PRESENT, f"{point.label} - Present", point.span)
    if _UNTIL.search(before):
        return DateRange("", _closing(point), f"Until {point.label}", point.span)
    first, last = point.months or (1, 12)
    return DateRange(f"{point.year:04}-{first:02}", f"{point.year:04}-{last:02}", point.label, point.span, single=True)


def _opening(point: _Point, today: date) -> str:
    month = point.months[0] if point.months else (9 if (point.year or 0) < today.year else 1)
    return f"{point.year:04}-{month:02}"


def _closing(point: _Point) -> str:
    return f"{point.year:04}-{point.months[1] if point.months else 8:02}"
