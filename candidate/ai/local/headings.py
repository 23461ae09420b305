"""What a heading of a CV says, and how it stands out from the lines around it.

The wording is in `wording/headings.json`: whole phrases, and words that decide wherever nothing but fillers stands beside them.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from candidate.ai.local import wording
from candidate.documents.model import Line

TOP = "top"  # the kind of what stands before the first heading

_WEIGHTS = {word: (weight, kind.removesuffix("_weak")) for kind, (weight, words) in wording.HEADINGS["words"].items() for word in words}
_FILLERS = frozenset(wording.HEADINGS["fillers"])
_PHRASES = {wording.plain(wording.key(phrase)): kind for kind, phrases in wording.HEADINGS["phrases"].items() for phrase in phrases}
_WITHIN_JOBS = frozenset(map(wording.key, wording.HEADINGS["within_jobs"]))
_AWARDS = wording.AWARDING_BODIES.union(  # set like headings within the section that lists them
    wording.key(name) for level, names in wording.QUALIFICATIONS.items() if level not in {"certificate", "course"} for name in names
)
_TRAININGS = frozenset(
    map(wording.key, (*wording.QUALIFICATIONS["pgce"], *wording.QUALIFICATIONS["postgraduate"]))
)  # their words head sections
_OF_JOBS = frozenset({"experience", "placements", "volunteering"})
_MAIN = frozenset({"experience", "education", "profile", "skills"})
_JOINED = {word.replace(" ", ""): word for word in (*_PHRASES, *_WEIGHTS, *_FILLERS) if len(word) > 1}
_COUNTRIES = {"uk", *wording.COUNTRIES, *wording.REGIONS}
_AND = re.compile(r",\s|\s(?:and|&)\s")
_LONGEST = 60
_MOST_WORDS = 6
_NUMBERED = re.compile(r"^(?:(?:section|part)\s+)?(?:\d{1,2}|[A-H]|[IVX]{1,4})[.):]\s+(?=\S)", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*:?$")
_SPACED = re.compile(r"\W*\w(?:\s\S){3,}")
_PARTS = re.compile(r"\s*[/|•·]\s*|\s[-–—]\s")
_LARGER = 1.06  # times the body's size; sizes that were measured in a picture vary by some per cent
_TITLE = 1.3  # times the size of body and headings
_MOST_TITLES = 3  # lines in that size
_FEW = 2  # headings: fewer show no habit


def heading_kind(text: str) -> str | None:
    """The kind of section that these words announce, None when they are no heading."""
    if len(text) > _LONGEST or text.endswith((".", ",", ";")):
        return None
    return _kind_of(text)


@lru_cache(maxsize=4096)
def _kind_of(text: str) -> str | None:
    text = _ASIDE.sub("", _NUMBERED.sub("", text))
    if _SPACED.fullmatch(text):
        text = _unspaced(text)
    text = text.partition(" in ")[0] if _is_abroad(text) else text
    kind = _worded(text)
    if kind is None and len(pieces := [piece for piece in _PARTS.split(text) if piece]) == 2:
        kinds = [_worded(piece) for piece in pieces]  # 'Addysg / Education'
        return kinds[0] if all(kinds) else None
    return kind


def _is_abroad(text: str) -> bool:
    """'Work in Syria and Lebanon': the heading of what was done in these countries."""
    where = text.partition(" in ")[2].removesuffix(":")
    return bool(where) and all(wording.key(country).removeprefix("the ") in _COUNTRIES for country in _AND.split(where))


def _worded(text: str) -> str | None:
    folded = wording.plain(wording.key(text))
    if folded in _PHRASES:
        return _PHRASES[folded] or None
    if folded in _TRAININGS:
        return None
    first, _, second = folded.partition(" and ")
    if second and _worded(first) == "placements" and _worded(second) == "experience":
        return "experience"  # 'School placements and work'
    words = folded.replace("-", " ").split()
    if not 1 <= len(words) <= _MOST_WORDS or any(word not in _WEIGHTS and word not in _FILLERS for word in words):
        return None
    known = [_WEIGHTS[word] for word, before in zip(words, ("", *words), strict=False) if word in _WEIGHTS and before != "in"]
    return max(known)[1] if known else None  # 'Career in education': what stands behind 'in' says where


def _unspaced(text: str) -> str:
    """Letters set apart, as words again: 'W O R K H I S T O R Y' becomes 'work history'."""
    joined = wording.plain(text.replace("&", "and").replace(" ", "").rstrip(":"))
    best: list[list[str] | None] = [[]]  # for each length of the text the fewest words that make it up
    for end in range(1, len(joined) + 1):
        ways = [
            [*known, _JOINED[joined[start:end]]]
            for start, known in enumerate(best)
            if known is not None and len(known) < _MOST_WORDS and joined[start:end] in _JOINED
        ]
        best.append(min(ways, key=len, default=None))
    return " ".join(best[-1] or [joined])


@dataclasses.dataclass(frozen=True, slots=True)
class Style:
    """How a line is set."""

    size: float
    bold: bool
    upper: bool
    marked: bool  # as a heading, in the file
    colon: bool

    @classmethod
    def of(cls, line: Line) -> "Style":
        return cls(round(line.size or 0.0, 1), line.bold, line.text.isupper(), line.kind == "heading", line.text.endswith(":"))

    def reaches(self, other: "Style") -> bool:
        """Whether it is as prominent as the other in each way."""
        return (
            self.size >= 0.95 * other.size
            and self.bold >= other.bold
            and self.upper >= other.upper
            and self.marked >= other.marked
            and (other.colon or not self.colon)
        )


class Look:
    """The typography of a document: what its body and its headings look like."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = Counter[float]()
        self._lines_of = Counter[float]()
        for line in lines:
            if line.size:
                sizes[round(line.size, 1)] += len(line.text)
                self._lines_of[round(line.size, 1)] += 1
        self.body = _middle(sizes)
        self.styled = len(sizes) > 1 or any(line.bold or line.kind == "heading" for line in lines)
        main = [line for line in lines if line.kind != "bullet" and heading_kind(line.text) in _MAIN]
        self.styled = self.styled and (len(main) < _FEW or any(map(self._stands_out, main)))
        self.capitals = not self.styled and len(main) >= _FEW and sum(line.text.isupper() for line in main) > 0.6 * len(main)
        self.opened = Style(0.0, bold=False, upper=False, marked=False, colon=False)
        self.headings: set[Style] = set()

    def heading(self, line: Line, current: str) -> str:
        """The kind of section that the line opens, '' when it opens none. `current`: the kind of the section that is open."""
        found = heading_kind(line.text) if self._may_be_heading(line) else None
        style = Style.of(line)
        if found == "contact" and style.colon and current in {TOP, "contact"}:
            return ""  # a label: 'Address:'
        if found and not (current in _OF_JOBS and wording.key(line.text) in _WITHIN_JOBS and self._is_part_of_job(found, style)):
            self.headings.add(style)
            self.opened = style
            return found
        if self._is_title(line):
            return TOP if current != TOP else ""
        return "other" if not found and self._is_unknown_heading(line, style) else ""

    def _is_part_of_job(self, kind: str, style: Style) -> bool:
        """Whether a heading such as 'Achievements' belongs to the job above: a smaller one; a plain one too, where all is plain."""
        return not style.reaches(self.opened) or (kind == "other" and not self.styled and not style.upper)

    def _may_be_heading(self, line: Line) -> bool:
        text = line.text
        if line.kind == "bullet":
            return self.styled and (text.isupper() or (line.size or 0.0) > _LARGER * self.body)
        if self.styled:
            return self._stands_out(line) or text.endswith(":") or bool(_NUMBERED.match(text))
        return not self.capitals or text.isupper() or text.endswith(":")

    def _stands_out(self, line: Line) -> bool:
        return line.bold or line.kind == "heading" or line.text.isupper() or (line.size or 0.0) > self.body * _LARGER

    def _is_title(self, line: Line) -> bool:
        """Type much larger than any heading: the candidate's name, at the head of its column."""
        size = line.size or 0.0
        largest_heading = max((style.size for style in self.headings), default=self.body)
        rare = self._lines_of[round(size, 1)] <= _MOST_TITLES
        return size > _TITLE * max(self.body, largest_heading) and rare and line.kind != "bullet"

    def _is_unknown_heading(self, line: Line, style: Style) -> bool:
        """Looks like the headings seen so far, and like nothing else: 'Beyond school' in their size and weight."""
        text = line.text
        if len(text.split()) > 5 or len(text) > 40 or text.endswith(".") or any(char.isdigit() for char in text):
            return False
        alike = any(
            (style.size, style.bold, style.marked) == (known.size, known.bold, known.marked) and style.upper >= known.upper
            for known in self.headings
        )
        if line.kind == "bullet" or not alike or (style.size <= self.body * _LARGER and not style.upper):
            return False
        if wording.key(text) in _AWARDS:
            return False
        return not any(word in wording.TITLES or word in wording.EMPLOYERS for word in wording.words(text))


def _middle(sizes: Counter[float]) -> float:
    """The size of most letters: the median, so that sizes measured in a picture do not split it."""
    left = sum(sizes.values()) / 2
    for size in sorted(sizes):
        left -= sizes[size]
        if left <= 0:
            return size
    return 0.0
