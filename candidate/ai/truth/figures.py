"""Numbers in texts, each with what it counts, however it is written: 'thirty', '30' and '30.0' are the same."""

import re
from collections.abc import Iterator

PLAIN = ""
YEARS = "years"  # a length of time
Figure = tuple[str, str]  # what it counts (PLAIN: anything), and the number in digits

_LOW = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"]
_LOW += ["fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: number for number, word in enumerate(_LOW)} | {word: 10 * number for number, word in enumerate(_TENS, 2)}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "decade": 10}
_SCALE = "|".join(_SCALES)
_WORDED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[-\s](?P<unit>{'|'.join(_LOW[1:10])})\b)?|(?P<low>{'|'.join(_LOW[2:])}|one(?=\s(?:{_SCALE})))"
    rf"|(?P<digits>\d{{1,4}})(?=\s(?:{_SCALE})))\b(?:\s(?P<scale>{_SCALE})s?\b)?|\b(?P<alone>{_SCALE})s?\b"
)
_DATE = re.compile(r"\b\d{1,2}[/.-](?:\d{1,2}[/.-])?((?:19|20)\d\d)\b")
_N = r"\d{1,2}(?![\d%]|\.\d)"
_GROUPED = re.compile(
    rf"\b(?P<of>year|yr|y|ks|stage|level|grade)s?\.?\s?(?P<numbers>{_N}(?:\s?(?:/|&|-|–|and|to|or)\s?(?:(?:year|yr|y|ks)s?\s?)?{_N}"
    rf"|,\s?{_N}(?=\s?(?:,|and\s\d|&|to\s\d|[.;)]|$)))*)"
)
_OF = {"year": "year group", "yr": "year group", "y": "year group", "ks": "stage", "stage": "stage", "level": "level", "grade": PLAIN}
_SPAN = re.compile(r"(\d+)\s?(?:-|–|to)\s?\D{0,5}?(\d+)")
_KINDS = re.compile(
    r"(?P<money>[£$€]\s?)?(?P<number>\d+(?:\.\d+)?)(?P<k>k\b)?"
    r"(?:(?P<percent>\s?(?:%|per\s?cent))|(?P<years>\s?\+?[\s-](?:\w+\s)?(?:years?|yrs?)\b(?![\s-](?:olds?|groups?|\d)))|(?P<old>))"
)
_LAST_YEAR_GROUP = 13


def figures(text: str) -> set[Figure]:
    """Every number of the text but 1, which is a word of all trades."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", in_digits(text))
    text = _DATE.sub(r"\1", text)
    found = set(_grouped(text))
    for match in _KINDS.finditer(_GROUPED.sub(" ", text)):
        number = f"{float(match['number'][:12]) * (1_000 if match['k'] else 1):.10g}"
        kind = "money" if match["money"] else "percent" if match["percent"] else YEARS if match["years"] else PLAIN
        found.add((kind, number))
    return {figure for figure in found if figure != (PLAIN, "1")}


def in_digits(text: str) -> str:
    """The text in small letters, its numbers in digits: 'Two decades' as '20 years'."""
    return _WORDED.sub(_digits, text.casefold())


def _digits(match: re.Match[str]) -> str:
    scale = match["scale"] or match["alone"]
    if match["alone"]:
        number = 1
    elif match["digits"]:
        number = int(match["digits"])
    else:
        number = sum(_WORDS[match[name]] for name in ("tens", "unit", "low") if match[name])
    return f"{number * _SCALES.get(scale, 1)}{' years' if scale == 'decade' else ''}"


def _grouped(text: str) -> Iterator[Figure]:
    """Of 'Years 3 to 5' every one; what is no year group is a number like any other."""
    for match in _GROUPED.finditer(text):
        numbers = {int(number) for number in re.findall(r"\d+", match["numbers"])}
        for first, last in _SPAN.findall(match["numbers"]):
            numbers |= set(range(int(first), int(last) + 1))
        for number in numbers:
            kind = _OF[match["of"]]
            yield (PLAIN if kind == "year group" and number > _LAST_YEAR_GROUP else kind), str(number)
