"""Which section a column goes on with: at the head of a page without a heading, what the same column of the page before ended in."""

import dataclasses
from collections.abc import Sequence

from candidate.documents.model import Line

_UP = 0.7  # line heights: a line that much higher than the one before begins another column
_ALIKE = 0.3  # of the width that two columns take up together must be common to both
_FOOT = 0.8  # of the depth of the page: a column that goes on reaches down there
_EQUAL = 0.75  # of the width of the wider one
_MOST = 12  # columns of a page that are looked at


@dataclasses.dataclass(slots=True)
class Part:
    """A section while it is read: its kind, its heading as written, the line that holds it, and the lines below."""

    kind: str
    heading: str = ""
    opened: Line | None = None
    lines: list[Line] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class _Column:
    """Lines below each other on one page, from edge to edge, down to `bottom`. `part`: what was open behind its last line so far."""

    page: int
    x0: float
    x1: float
    bottom: float = 0.0
    part: Part | None = None
    edges: list[tuple[float, float, float]] = dataclasses.field(default_factory=list)  # of each line: left, right, top

    def likeness(self, other: "_Column") -> float:
        """From 0 to 1: how much of the width of both together is common to both."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0)) / max(max(self.x1, other.x1) - min(self.x0, other.x0), 1.0)


class Columns:
    """The columns of a document. Lines without boxes stand in one column a page."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._columns: list[_Column] = []
        self._by_page: dict[int, list[_Column]] = {}
        above: Line | None = None
        for line in lines:
            x0, x1 = (line.box[0], line.box[2]) if line.box else (0.0, 0.0)
            if above is None or _turns(above, line):
                self._by_page.setdefault(line.page, []).append(_Column(line.page, x0, x1))
            column = self._by_page[line.page][-1]
            column.edges.append((x0, x1, line.box[1] if line.box else 0.0))
            column.x0, column.x1 = min(column.x0, x0), max(column.x1, x1)
            column.bottom = max(column.bottom, line.box[3] if line.box else 0.0)
            self._columns.append(column)
            above = line

    def part_of(self, place: int, line: Line, current: Part, first: Part) -> Part:
        """What a line that is no heading belongs to, where `current` is open; `first`: what stands before all headings."""
        column = self._columns[place]
        begins = place > 0 and self._columns[place - 1] is not column
        if not begins or not current.lines or line.box is None or current.opened is None or _is_above(current.opened, line):
            return current
        if self._goes_on(self._columns[place - 1], column):
            return current
        page = max((page for page in self._by_page if page < column.page), default=None)
        if page is None:
            return first
        columns = self._by_page[page][-_MOST:]
        foot = _FOOT * max(other.bottom for other in columns)
        before = [other for other in columns if other.part and other.bottom >= foot and other.likeness(column) > _ALIKE]
        alike = max(reversed(before), key=lambda other: round(other.likeness(column), 1), default=None)
        return alike.part if alike is not None and alike.part is not None else current

    def _goes_on(self, before: _Column, column: _Column) -> bool:
        """Of two columns of equal width on a page, whether the one before reaches down so far that the text goes on in the other."""
        top = column.edges[0][2]
        edges = [edge for edge in before.edges if edge[2] >= top] or before.edges[-1:]
        x0, x1 = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
        if before.page != column.page or x1 > column.x0:
            return False
        narrow, wide = sorted((x1 - x0, column.x1 - column.x0))
        return narrow > _EQUAL * wide and before.bottom >= _FOOT * max(other.bottom for other in self._by_page[column.page])

    def note(self, place: int, part: Part) -> None:
        """What is open behind a line."""
        self._columns[place].part = part


def _turns(above: Line, line: Line) -> bool:
    if above.page != line.page:
        return True
    return above.box is not None and line.box is not None and line.box[1] < above.box[1] - _UP * (line.box[3] - line.box[1])


def _is_above(heading: Line, line: Line) -> bool:
    """Whether the heading stands on the page of the line, higher up: then the line is in a part of its section."""
    return heading.page == line.page and (heading.box is None or line.box is None or heading.box[1] <= line.box[1])
