"""Date ranges as CVs write them, and their months.

`ranges(text, today)` finds 'Sept 19 – date', '09/2016 - 08/2019', 'since 2020', '2016–18', 'Autumn 2018', 'January 2012 to July 2014' and
the like. A year alone stands for the school year around it: '2014 - 2016' runs from 2014-09 to 2016-08, two years rather than three, so
that jobs that follow each other neither overlap nor leave gaps.
"""

import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import wording

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PRESENT = "present"

_DASHES = "‐‑‒–—―−→▸▶►⟶➔➜⇒>~-"
_LONGEST_PIECE = 30
_FIRST_YEAR = 1945  # before it nobody who looks for work has worked
_AHEAD = 12  # years: what runs until then may be told, as a licence
_YEAR = r"(?:19[4-9]\d|20\d\d)"
_MONTH_OF = {written: number for number, month in enumerate(MONTHS, 1) for written in wording.DATES["months"][month]}
_NAME = rf"(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})"
_SEASONS: dict[str, tuple[int, int]] = wording.DATES["seasons"]
_SEASON = "|".join(sorted(_SEASONS, key=len, reverse=True)).replace(" ", r"\s")
_NOW = "|".join(sorted(wording.DATES["now"], key=len, reverse=True)).replace(" ", r"[\s-]")
_DAY = r"\d\d?(?:st|nd|rd|th)?"
_POINT = re.compile(
    rf"""(?<![\w£$€])(?:
      (?P<full>{_YEAR})(?P<mark>[-./])(?P<month>0[1-9]|1[0-2])(?P=mark)[0-3]\d
    | (?P<from>{_YEAR})\s?[/.{_DASHES}]\s?['’]?(?P<to>\d\d)(?![\d./%]|\s%)
    | (?:{_DAY}\s?(?:of\s)?)?(?P<name>{_NAME})(?![^\W\d_])\.?(?:\s{_DAY},?(?=\s{_YEAR}))?
      (?:[\s,./'’‘`({_DASHES}]{{0,3}}(?P<named>{_YEAR}|\d\d(?![\d:%]|st|nd|rd|th)))?
    | (?:\d\d?(?:[.-]|\s?/\s?))?(?P<number>0?[1-9]|1[0-2])(?:[.]|(?<=0\d)-|-(?={_YEAR})|\s?/\s?)(?P<numbered>{_YEAR}|\d\d(?![\d.%/]))
    | (?P<american>0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?P<american_year>{_YEAR})
    | (?P<season>{_SEASON})(?:\s(?:term|half\sterm|holidays?|season))?(?:,|\sof)?[\s-](?P<seasonal>{_YEAR})
    | (?P<lone>{_YEAR})
    | ['’‘](?P<short>\d\d)
    | (?P<now>{_NOW}|(?<=\d[{_DASHES}])date|(?<=\d\s[{_DASHES}]\s)date|date(?!\s?:))
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTHS_OF_YEARS = re.compile(  # '2006/09 - 2016/08', '2006-09 to now': months, though '2006-09' alone may be three years
    rf"""(?<![\w/.-])(?P<first>{_YEAR})(?P<mark>[-/.])(?P<month>0[1-9]|1[0-2])\s*(?:[{_DASHES}]|to\b|until\b)\s*
    (?:(?P<second>{_YEAR})(?P=mark)(?P<last>0[1-9]|1[0-2])|(?:{_NOW}|date)\b)(?![\w/]|[.-]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_PIECE = re.compile(
    rf"\W*(?:(?:{_DAY}|{_NAME}\.?|{_YEAR}|\d\d?/{_YEAR}|{_NOW}|to|until|till?|since|from|[{_DASHES}])(?!\w)\s*)+\W*", re.IGNORECASE
)
_JOINT = re.compile(
    rf"\s*(?:\([^()\d]{{1,30}}\)\s*)?(?:[{_DASHES}]{{1,3}}|to|\)\sto|(?:until|till)(?:\s[a-z]+){{1,4}}|until|till?|hyd|through|up to|/"
    rf"|[{_DASHES}]\s?[a-z]{{3,12}}\s?\("  # '2017 – lockdown (March 2020)'
    r"|[,;|]?\s?(?:end|finish|leaving)(?:\sdate)?)\s*:?\s*(?:to|until|till?|hyd)?\s*",
    re.IGNORECASE,
)
_SEASONAL = re.compile(r"\b(?:summers|winters|seasons|holidays|vacations)(?:\s(?:of|in))?:?\s$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|&|\+|,?\s?and)\s*", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from|starting|started|commenced|ers)[:\s]*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|ended|prior to|before)[:\s]*$", re.IGNORECASE)
_ONWARDS = re.compile(rf"\s*(?:onwards?\b|\+|to$|[{_DASHES}]\s*(?:\)|\(|\+|:|$))", re.IGNORECASE)
_COUNT = r"(?:\d{1,2}(?:\.5)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\sand\sa\shalf)?"
_LENGTH = re.compile(
    rf"(?:(?:for|approx\.?|approximately|about|over)\s)?{_COUNT}\s?(?:years?|yrs?|months?|mos?|terms?|weeks?)\b(?:,?\s(?:and\s)?{_COUNT}\s?(?:months?|mos?)\b)?",
    re.IGNORECASE,
)
_LENGTH_BEHIND = re.compile(rf"\s?[)\]]?\s?[|·,]?\s?[(\[]?(?:{_LENGTH.pattern})[)\]]?(?=\s*(?:$|[|·,)]))", re.IGNORECASE)
_LENGTH_AT_END = re.compile(rf"[\s,|–(\[-]{{1,3}}(?:{_LENGTH.pattern})[)\]]?$", re.IGNORECASE)

GOES_ON = re.compile(
    rf"(?:[{_DASHES}]|\b(?:to|until|till?)(?:\sthe)?|\b{_NAME}\.?)\s*$", re.IGNORECASE
)  # a range that breaks off at a line's end


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
    """A moment: year (None: not given), the first and last month it may mean (None: a year and nothing else), and its wording.
    `school_year`: it runs from September to August of the year after."""

    span: tuple[int, int]
    label: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    now: bool = False
    school_year: bool = False


def ranges(text: str, today: date) -> list[DateRange]:
    """Every range and single date in the text, in order. Never raises; takes time linear in the length of the text."""
    points = _points(text, today)
    found: list[DateRange] = []
    index = 0
    while index < len(points):
        point = points[index]
        range_: DateRange | None
        last = _last_of_list(points, index, text)
        following = points[index + 1] if index + 1 < len(points) else None
        if last > index:
            span, index = (point.span[0], points[last].span[1]), last
            range_ = DateRange("", "", text[slice(*span)], span)  # some weeks of each year: no time that can be counted
        elif following and _JOINT.fullmatch(text, point.span[1], following.span[0]):
            range_ = _joined(*((following, point) if point.now else (point, following)), today)
            index += 1
        else:
            range_ = _alone(point, text, today)
        if range_:
            behind = None if range_.single else _LENGTH_BEHIND.match(text, range_.span[1])
            found.append(dataclasses.replace(range_, span=(range_.span[0], behind.end())) if behind else range_)
        index += 1
    return found


def _last_of_list(points: Sequence[_Point], first: int, text: str) -> int:
    """Of 'summers 2023, 2024 & 2025' the last of the years; else the first."""
    last = first
    if _SEASONAL.search(text, 0, points[first].span[0]):
        while (
            last + 1 < len(points) and _is_year(points[last + 1]) and _AND.fullmatch(text, points[last].span[1], points[last + 1].span[0])
        ):
            last += 1
    return last


def first_range(text: str, today: date) -> DateRange | None:
    """The first real range of the text, else its first single date."""
    found = ranges(text, today)
    return next((item for item in found if not item.single), found[0] if found else None)


def length(text: str) -> DateRange | None:
    """How long a job lasted, in a text that says nothing else: '3 years', '(18 months)'. Without start and end."""
    match = _LENGTH.fullmatch(text.strip(" ()[]"))
    return DateRange("", "", match[0], (0, len(text))) if match else None


def is_piece(text: str) -> bool:
    """Whether a text is dates or a part of them, and nothing else: 'September', '2016 – May', 'to present'."""
    return len(text) < _LONGEST_PIECE and _PIECE.fullmatch(text) is not None


def is_now(text: str) -> bool:
    """'Present' in any of its wordings, and nothing else."""
    match = _POINT.fullmatch(text)
    return bool(match and match["now"])


def length_behind(text: str) -> DateRange | None:
    """How long, at the end of a text without dates: 'Shop Assistant, Spar, 18 months'."""
    match = _LENGTH_AT_END.search(text)
    return DateRange("", "", match[0].strip(" ,|()[]–-"), match.span()) if match else None


def _points(text: str, today: date) -> list[_Point]:
    points: list[_Point] = []
    monthly = _monthly_years(text)
    for match in _POINT.finditer(text):
        if match["from"] and match.start() in monthly:
            points.append(_monthly(match, int(match["to"]), match["from"], today))
        elif match["from"]:
            points += _short(match, today)
        elif match["full"]:
            points.append(_monthly(match, int(match["month"]), match["full"], today))
        elif match["name"]:
            points.append(_monthly(match, _MONTH_OF[match["name"].casefold()], match["named"], today))
        elif match["number"] or match["american"]:
            points.append(_monthly(match, int(match["number"] or match["american"]), match["numbered"] or match["american_year"], today))
        elif match["season"]:
            season = " ".join(match["season"].split())
            label = f"{season.capitalize()} {match['seasonal']}"
            points.append(_Point(match.span(), label, int(match["seasonal"]), _SEASONS[season.casefold()]))
        elif match["lone"]:
            points.append(_Point(match.span(), match["lone"], int(match["lone"])))
        elif match["short"]:
            year = _century(match["short"], today)
            points.append(_Point(match.span(), str(year), year))
        else:
            points.append(_Point(match.span(), "Present", now=True))
    return [point for point in _school_years(points, text) if point.year is None or _FIRST_YEAR <= point.year <= today.year + _AHEAD]


def _monthly_years(text: str) -> set[int]:
    """Where years stand that have a month behind them, such as might be read as the end of a range."""
    places = set[int]()
    for match in _MONTHS_OF_YEARS.finditer(text):
        pairs = [(match["first"], match["month"]), (match["second"], match["last"])]
        alone = match["second"] is None and match["mark"] == "-"  # '2009/10 - 2011/12' are school years
        if alone or any(year and int(month) != (int(year) + 1) % 100 for year, month in pairs):
            places |= {match.start("first"), match.start("second")}
    return places


def _school_years(points: list[_Point], text: str) -> list[_Point]:
    """'2018/19' and '2018/2019' as one moment each, and so the two of '2017-18 to 2019-20'."""
    found: list[_Point] = []
    for point, following in zip(points, [*points[1:], None], strict=False):
        last = found[-1] if found else None
        if last and _is_year(last) and _is_year(point) and point.year == (last.year or 0) + 1:
            between = text[last.span[1] : point.span[0]].strip()
            before = found[-2] if len(found) > 1 else None
            if between == "/" or (between in {"-", "–"} and (_goes_on(point, following, text) or _goes_on(before, last, text))):
                span = (last.span[0], point.span[1])
                found[-1] = dataclasses.replace(last, span=span, label=f"{last.label}/{(point.year or 0) % 100:02}", school_year=True)
                continue
        found.append(point)
    return found


def _goes_on(point: _Point | None, following: _Point | None, text: str) -> bool:
    return point is not None and following is not None and bool(_JOINT.fullmatch(text, point.span[1], following.span[0]))


def _is_year(point: _Point) -> bool:
    return point.year is not None and point.months is None and not point.school_year


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
    year = int(digits) if len(digits) == 4 else _century(digits, today)
    return _Point(match.span(), f"{MONTHS[month - 1]} {year}", year, (month, month))


def _century(digits: str, today: date) -> int:
    return int(digits) + (2000 if int(digits) <= today.year % 100 + 1 else 1900)


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
    whole_year = first.months is None and first.year == second.year and not second.school_year
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
    if point.school_year:
        return DateRange(_opening(point, today), _closing(point), point.label, point.span)
    first, last = point.months or (1, 12)
    return DateRange(f"{point.year:04}-{first:02}", f"{point.year:04}-{last:02}", point.label, point.span, single=True)


def _opening(point: _Point, today: date) -> str:
    month = point.months[0] if point.months else (9 if point.school_year or (point.year or 0) < today.year else 1)
    return f"{point.year:04}-{month:02}"


def _closing(point: _Point) -> str:
    return f"{(point.year or 0) + point.school_year:04}-{point.months[1] if point.months else 8:02}"
