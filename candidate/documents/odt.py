"""Text of an OpenDocument text (.odt) in reading order. For the child process only.

Source of the element names: OASIS OpenDocument 1.3, part 3.
"""

import functools
import re
from collections.abc import Iterator

from lxml import etree
from PIL import Image

from candidate.documents.failures import unreadable
from candidate.documents.links import kept_links
from candidate.documents.model import Document, Page
from candidate.documents.odt_styles import DRAW, OFFICE, STYLE, SVG, TABLE, TEXT, XLINK, OdtStyles, points
from candidate.documents.package import Archive
from candidate.documents.photo import Picture, choose, opened
from candidate.documents.prose import Look, Piece, Prose

_SKIPPED = {
    f"{TEXT}tracked-changes",
    f"{TEXT}note",
    f"{TEXT}bookmark-ref",
    f"{OFFICE}annotation",
    f"{TEXT}sequence-decls",
    f"{OFFICE}forms",
    f"{SVG}title",
    f"{SVG}desc",
}
_PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
_MARKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def read_odt(content: bytes) -> Document:
    """Raises PermanentError: corrupt, encrypted, too_complex."""
    archive = Archive(content)
    manifest = archive.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise unreadable("encrypted")
    main, sheet = archive.xml("content.xml"), archive.xml("styles.xml")
    body = main.find(f"{OFFICE}body/{OFFICE}text") if main is not None else None
    if main is None or body is None:
        raise unreadable("corrupt")
    walk = _Walk(archive, OdtStyles([root for root in (sheet, main) if root is not None]))
    for kind in ("header", "footer"):
        if kind == "footer":
            walk.blocks(body)
        for part in sheet.iter(f"{STYLE}{kind}", f"{STYLE}{kind}-first") if sheet is not None else ():
            start = len(walk.prose.lines)
            if part.get(f"{STYLE}display") != "false":
                walk.blocks(part)
                walk.prose.mark(start, kind)
    macros = ("macros",) * any(name.startswith(("Basic/", "Scripts/")) for name in archive.names)
    links = kept_links(link.get(f"{XLINK}href", "") for link in main.iter(f"{TEXT}a", f"{DRAW}a"))
    page = Page(tuple(walk.prose.lines), tuple(sorted(walk.prose.tables, key=lambda table: table.at_line)))
    return Document((page,), links, choose(walk.pictures), walk.prose.flags + macros)


class _Walk:
    """Goes through a document once, from its start to its end, and gathers what it finds."""

    def __init__(self, archive: Archive, styles: OdtStyles) -> None:
        self.prose = Prose()
        self.pictures: list[Picture] = []
        self._archive, self._styles = archive, styles

    def blocks(self, container: etree._Element, *, listed: bool = False) -> None:
        """Paragraphs, lists and tables, whatever they are wrapped in."""
        for child in container:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child, listed=listed)
            elif child.tag == f"{TABLE}table":
                self._table(child)
            elif child.tag == f"{DRAW}frame" or child.tag.startswith(DRAW):
                self._drawing(child)
            elif child.tag not in _SKIPPED:
                self.blocks(child, listed=listed or child.tag == f"{TEXT}list-item")

    def _paragraph(self, paragraph: etree._Element, *, listed: bool) -> None:
        look = self._styles.look(paragraph.get(f"{TEXT}style-name", ""))
        kind = "heading" if paragraph.tag == f"{TEXT}h" or look.heading else "bullet" if listed else "text"
        drawings: list[etree._Element] = []
        self.prose.paragraph(list(self._pieces(paragraph, look, drawings)), kind)
        for drawing in drawings:
            self._drawing(drawing)

    def _pieces(self, element: etree._Element, look: Look, drawings: list[etree._Element]) -> Iterator[Piece]:
        yield _spaced(element.text), look
        for child in element:
            if child.tag == f"{TEXT}s":
                yield "   "[: 3 if child.get(f"{TEXT}c", "1") > "1" else 1], look
            elif child.tag in _MARKS:
                yield _MARKS[child.tag], look
            elif child.tag.startswith(DRAW) and child.tag != f"{DRAW}a":
                drawings.append(child)
            elif child.tag not in _SKIPPED:
                yield from self._pieces(child, self._styles.look(child.get(f"{TEXT}style-name", ""), look), drawings)
            yield _spaced(child.tail), look

    def _drawing(self, drawing: etree._Element) -> None:
        """A text box, a shape with text, or a picture."""
        for image in drawing.iter(f"{DRAW}image"):
            name, frame = image.get(f"{XLINK}href", ""), image.getparent()
            if name in self._archive.names and frame is not None:
                width, height = (points(frame.get(f"{SVG}{side}", "")) or 0.0 for side in ("width", "height"))
                self.pictures.append(Picture(width, height, self.prose.depth, functools.partial(_pixels, self._archive, name)))
        for child in drawing:
            if child.tag in _PARAGRAPHS or child.tag == f"{TEXT}list":
                self.blocks(drawing)
                return
            if child.tag == f"{DRAW}text-box":
                self.blocks(child)
                return
            self._drawing(child)

    def _table(self, table: etree._Element) -> None:
        at_line = len(self.prose.lines)
        rows = []
        for row in table.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table")) is not table:
                continue
            texts = []
            for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                start = len(self.prose.lines)
                self.blocks(cell)
                texts.append(self.prose.text_since(start))
            rows.append(texts)
        self.prose.table(rows, at_line)


def _spaced(text: str | None) -> str:
    """White space in the file is a single space, as XML writers break their lines where they like."""
    return re.sub(r"\s+", " ", text or "")


def _pixels(archive: Archive, name: str) -> Image.Image:
    """Raises PermanentError, OSError, ValueError."""
    return opened(archive.bytes(name))
