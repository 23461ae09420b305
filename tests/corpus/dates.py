"""The many ways in which people write when they worked somewhere, each with the months that it can mean."""

import dataclasses
from collections.abc import Callable
from datetime import date

TODAY = date(2026, 11, 16)  # the day on which the corpus was written: the end of every running job

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
SEASONS = {1: "Spring", 2: "Spring", 3: "Spring", 4: "Summer", 5: "Summer", 6: "Summer", 7: "Summer", 8: "Summer"}

Month = tuple[int, int]  # year, month


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """When a job lasted. `start` and `end` are as precise as what is written: "2019-09" or "2019", `end` "present" for a running one.

    `least` and `most` are the shortest and the longest reading, in months counted from year 0, the last one excluded.
    """

    shown: str
    start: str
    end: str
    least: tuple[int, int]
    most: tuple[int, int]


def span(start: Month, end: Month | None, style: str) -> Span:
    """A job from `start` to `end` (None: still running), written in a style of `STYLES`."""
    return STYLES[style](start, end)


def years(spans: list[Span]) -> tuple[float, float]:
    """The least and the most years that these jobs can add up to, overlaps counted once."""
    return _union([item.least for item in spans]) / 12, _union([item.most for item in spans]) / 12


def _union(spans: list[tuple[int, int]]) -> int:
    total = covered = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, covered))
        covered = max(covered, end)
    return total


def _count(month: Month) -> int:
    return month[0] * 12 + month[1] - 1


def _iso(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}"


def _monthly(write: Callable[[Month], str], joint: str = " \u2013 ", now: str = "Present") -> Callable[[Month, Month | None], Span]:
    """A style in which every month is written."""

    def styled(start: Month, end: Month | None) -> Span:
        last = end or (TODAY.year, TODAY.month)
        shown = f"{write(start)}{joint}{write(end) if end else now}"
        return Span(shown, _iso(start), _iso(end) if end else "present", (_count(start), _count(last)), (_count(start), _count(last) + 1))

    return styled


def _yearly(write: Callable[[int, int | None], str]) -> Callable[[Month, Month | None], Span]:
    """A style that shows years alone. The shortest reading counts differences of years, the longest whole years."""

    def styled(start: Month, end: Month | None) -> Span:
        first, last = start[0], end[0] if end else None
        closing = _count((last, 12)) if last else _count((TODAY.year, TODAY.month))
        opening = min(_count((first, 12)), closing)
        return Span(write(first, last), str(first), str(last) if last else "present", (opening, closing), (_count((first, 1)), closing + 1))

    return styled


def _seasonal(start: Month, end: Month | None) -> Span:
    """School terms: a job begins at the start of one and ends with another."""

    def term(month: Month) -> tuple[str, int, int]:
        name = SEASONS.get(month[1], "Autumn")
        first, last = {"Spring": (1, 4), "Summer": (4, 8), "Autumn": (9, 12)}[name]
        return f"{name} {month[0]}", _count((month[0], first)), _count((month[0], last))

    (shown, earliest, latest), last = term(start), term(end) if end else None
    closing = last or ("Present", _count((TODAY.year, TODAY.month)), _count((TODAY.year, TODAY.month)))
    return Span(
        f"{shown} \u2013 {closing[0]}",
        str(start[0]),
        str(end[0]) if end else "present",
        (latest, max(latest, closing[1])),
        (earliest, closing[2] + 1),
    )


def _academic(start: Month, end: Month | None) -> Span:
    """Academic years: 2018/19 - 2020/21 runs from September 2018 to August 2021."""
    first = start[0] if start[1] >= 8 else start[0] - 1
    last = None if end is None else max(first, end[0] - 1 if end[1] <= 8 else end[0])

    def year(number: int) -> str:
        return f"{number}/{(number + 1) % 100:02}"

    closing = _count((TODAY.year, TODAY.month)) if last is None else _count((last + 1, 8))
    shown = f"{year(first)} to present" if last is None else year(first) if last == first else f"{year(first)} - {year(last)}"
    return Span(
        shown,
        str(first),
        "present" if last is None else str(last + 1),
        (_count((first, 9)), closing - 1),
        (_count((first, 8)), closing + 1),
    )


def _short_name(month: Month) -> str:
    return "Sept" if month[1] == 9 else MONTHS[month[1] - 1][:3]


STYLES: dict[str, Callable[[Month, Month | None], Span]] = {
    "long": _monthly(lambda month: f"{MONTHS[month[1] - 1]} {month[0]}"),
    "long_to": _monthly(lambda month: f"{MONTHS[month[1] - 1]} {month[0]}", " to ", "the present day"),
    "short": _monthly(lambda month: f"{_short_name(month)} {month[0]}", " - "),
    "short_caps": _monthly(lambda month: f"{MONTHS[month[1] - 1][:3].upper()} {month[0]}", " \u2014 ", "PRESENT"),
    "to_date": _monthly(lambda month: f"{_short_name(month)} {month[0]}", " - ", "to date"),
    "two_digits": _monthly(lambda month: f"{_short_name(month)} {month[0] % 100:02}", " - ", "date"),
    "apostrophe": _monthly(lambda month: f"{_short_name(month)} \u2019{month[0] % 100:02}", "\u2013", "now"),
    "numeric": _monthly(lambda month: f"{month[1]:02}/{month[0]}", " - ", "Current"),
    "numeric_short": _monthly(lambda month: f"{month[1]}/{month[0] % 100:02}", "-", "present"),
    "dotted": _monthly(lambda month: f"{month[1]:02}.{month[0]}", " - ", "present"),
    "full": _monthly(lambda month: f"01/{month[1]:02}/{month[0]}", " \u2013 ", "Present"),
    "iso": _monthly(lambda month: f"{month[0]}-{month[1]:02}", " to ", "present"),
    "from_until": _monthly(lambda month: f"{MONTHS[month[1] - 1]} {month[0]}", " until ", "now"),
    "year": _yearly(lambda first, last: f"{first} - {last or 'Present'}"),
    "year_short": _yearly(lambda first, last: f"{first}\u2013present" if last is None else f"{first}\u2013{last % 100:02}"),
    "since": _yearly(lambda first, last: f"since {first}" if last is None else f"{first} to {last}"),
    "season": _seasonal,
    "academic": _academic,
}
