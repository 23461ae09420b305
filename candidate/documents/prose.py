"""Lines of formats that know paragraphs and tables but no places: Word, RTF, OpenDocument, plain text. For the child process only."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from candidate.documents.model import Line, Table
from candidate.documents.orders import remarks_on_unseen
from candidate.documents.words import clean, is_mark, without_bullet

LINES_A_PAGE = 45  # about
SMALLEST_SIZE = 2.5  # points; smaller is not meant to be read
LIGHT = 0xEB  # each of red, green and blue at least this: not seen on white paper
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph or a part of it looks. `size` in points; `light`: near white; `filled`: on a background of its own."""

    size: float | None = None
    bold: bool = False
    hidden: bool = False
    heading: bool = False
    listed: bool = False
    light: bool = False
    filled: bool = False

    @property
    def kind(self) -> str:
        return "heading" if self.heading else "bullet" if self.listed else "text"

    @property
    def unseen(self) -> bool:
        """Whether text of this look is there for programs alone."""
        return self.hidden or (self.light and not self.filled) or (self.size is not None and self.size < SMALLEST_SIZE)


Piece = tuple[str, Look]


def is_light(colour: str) -> bool:
    """Whether a colour (RRGGBB) is not seen on white paper. What is no such colour ("auto", "") is not light."""
    parts = _COLOUR.fullmatch(colour)
    return bool(parts) and all(int(part, 16) >= LIGHT for part in parts.groups())  # type: ignore[union-attr]


class Prose:
    """The lines of a document, gathered paragraph by paragraph."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._unseen: list[str] = []
        self.block = 0

    @property
    def depth(self) -> float:
        """How far down we are, in pages, about."""
        return len(self.lines) / LINES_A_PAGE

    @property
    def flags(self) -> tuple[str, ...]:
        return remarks_on_unseen(self._unseen)

    def paragraph(self, pieces: Iterable[Piece], kind: str) -> None:
        """One paragraph: tabs and line breaks in it part its lines, but for a tab between a label and its value."""
        self.block += 1
        cells: list[list[Piece]] = [[]]
        for text, look in self._seen(pieces):
            for part in re.split(r"([\t\n])", text):
                if part == "\n" or (part == "\t" and not _text(cells[-1]).rstrip().endswith(":")):
                    cells.append([])
                else:
                    cells[-1].append((part, look))
        for cell in cells:
            if is_mark(_text(cell)):
                kind = "bullet"
            elif line := _line(cell, kind, self.block):
                self.lines.append(line)
                kind = line.kind if line.kind == "heading" else "text"

    def table(self, rows: Sequence[Sequence[str]], at_line: int) -> None:
        """A table whose cells are the lines from `at_line` on."""
        if len(self.lines) > at_line:
            self.tables.append(Table(tuple(map(tuple, rows)), at_line))

    def text_since(self, at_line: int) -> str:
        """The lines from `at_line` on, a line each: the text of a cell."""
        return "\n".join(line.text for line in self.lines[at_line:])

    def mark(self, start: int, kind: str) -> None:
        """Lines from `start` on are of this kind."""
        self.lines[start:] = [dataclasses.replace(line, kind=kind) for line in self.lines[start:]]

    def _seen(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        for text, look in pieces:
            if not look.unseen:
                yield text, look
            else:
                self._unseen.append(text)


def _line(cell: list[Piece], kind: str, block: int) -> Line | None:
    text, bullet = without_bullet(_text(cell))
    text = clean(text)
    if not text:
        return None
    shown = [(part, look) for part, look in cell if part.strip()]
    size = max(shown, key=lambda piece: len(piece[0]))[1].size
    return Line(text, None, size, all(look.bold for _, look in shown), "bullet" if bullet and kind == "text" else kind, block)


def _text(cell: list[Piece]) -> str:
    return "".join(text for text, _ in cell)
