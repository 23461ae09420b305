"""The designs of the corpus: how each lays out what stands on a CV. `templates/<name>.css` gives it its look."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Design:
    """`columns` is one, left, right (a sidebar there), equal or table; `side` the sections that stand in the sidebar.

    `order` and `entries` bind what the design always does; empty: each CV as its writer likes.
    """

    name: str
    columns: str = "one"
    side: tuple[str, ...] = ()
    contacts: str = "line"  # line, lines, labels, icons, side
    order: str = ""
    entries: tuple[str, ...] = ()
    upper: bool = False  # headings in capitals
    side_drawn_last: bool = False  # in the file the main column comes first
    letter: bool = False
    letterhead: bool = False


_SIDE = ("skills", "languages", "interests", "references")
_STACKED = ("title_first", "employer_first", "below", "above", "pipe", "brackets")

DESIGNS = (
    Design("single"),
    Design("left", columns="left", side=_SIDE, contacts="side", entries=_STACKED),
    Design("table", columns="table", contacts="labels", entries=("employer_first", "title_first", "below", "labels")),
    Design("band", contacts="icons", upper=True),
    Design("letterhead", letterhead=True, contacts="labels"),
    Design("us", contacts="line", upper=True, order="usual", entries=("title_first", "employer_first")),
    Design("functional", contacts="lines", order="skills_first", entries=("one_line", "pipe", "at", "brackets")),
    Design("plain", contacts="labels", entries=("title_first", "one_line", "below", "labels", "above")),
    Design("right", columns="right", side=(*_SIDE, "education"), contacts="side", entries=_STACKED),
    Design("equal", columns="equal", side=("education", *_SIDE), contacts="line", entries=("below", "above", "brackets", "title_first")),
    Design("timeline", contacts="line", entries=("left",), upper=True),
    Design("letter", letter=True, contacts="lines"),
    Design("europass", columns="one", contacts="labels", entries=("left", "above")),
    Design("academic", contacts="line", order="education_first", entries=("left", "one_line", "at")),
    Design("canva", columns="left", side=(*_SIDE, "education"), contacts="side", entries=_STACKED, upper=True, side_drawn_last=True),
)
HELD_OUT = frozenset({"right", "equal", "timeline", "letter", "europass", "academic", "canva"})  # nothing is tuned on these
BY_NAME = {design.name: design for design in DESIGNS}
