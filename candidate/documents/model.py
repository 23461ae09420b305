"""What every reader returns: the text of a file as a person reads it, with the place of each line on its page.

Lengths are PDF points (1/72 inch), the origin is the page's top left corner, y grows downwards. Formats without pages (DOCX)
give one page without a size, and lines without boxes.
"""

import dataclasses
from typing import Any

LONGEST_LABEL = 200  # characters
Box = tuple[float, float, float, float]  # x0, y0, x1, y1


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of text, as a person reads it: words parted by single spaces, never empty."""

    text: str
    box: Box | None = None
    size: float | None = None  # font size in points
    bold: bool = False
    kind: str = "text"  # text, heading (marked as such in the file), bullet (its first line), header, footer
    block: int = 0  # lines of one paragraph, table cell or column block share a number
    page: int = 0  # counted from 1; 0: not known


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A real table: rows of cells, each cell the text of its paragraphs joined by line feeds."""

    rows: tuple[tuple[str, ...], ...]
    at_line: int  # index in Page.lines of the table's first line; its cells are lines too, row by row


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    width: float | None = None
    height: float | None = None
    turned: float = 0.0  # of a scan: degrees, anticlockwise, by which its picture was turned to be read


@dataclasses.dataclass(frozen=True, slots=True)
class Photo:
    """A picture that shows the candidate, made anew as JPEG (no metadata of the original)."""

    jpeg: bytes
    width: int
    height: int


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `photo` does not take part in `to_json`: it is stored as a file of its own."""

    pages: tuple[Page, ...]
    links: tuple[str, ...] = ()  # targets of hyperlinks: mailto:, https:// ...
    photo: Photo | None = None
    flags: tuple[str, ...] = ()  # remarks of the reader: macros, hidden_text, instructions (to a program), scan, unread_pages
    labels: tuple[str, ...] = ()  # what the file is called: its name, then title and author among its properties

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of all pages, in reading order."""
        return tuple(line for page in self.pages for line in page.lines)

    @property
    def text(self) -> str:
        """The whole text, one line of the document a line."""
        return "\n".join(line.text for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """A dict of plain JSON types, read back by `from_json`."""
        data = dataclasses.asdict(dataclasses.replace(self, photo=None))
        del data["photo"]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Document":
        """The inverse of `to_json`, without the photo."""
        pages = tuple(
            Page(
                lines=tuple(Line(**{**line, "box": tuple(line["box"]) if line["box"] else None}) for line in page["lines"]),
                tables=tuple(Table(rows=tuple(tuple(row) for row in t["rows"]), at_line=t["at_line"]) for t in page["tables"]),
                width=page["width"],
                height=page["height"],
                turned=page.get("turned", 0.0),
            )
            for page in data["pages"]
        )
        return cls(pages=pages, links=tuple(data["links"]), flags=tuple(data["flags"]), labels=tuple(data.get("labels", ())))
