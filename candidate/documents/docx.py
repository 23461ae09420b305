"""Text of a Word file (Office Open XML) in reading order. For the child process only.

Source of the element names: ECMA-376, part 1, chapter 17 (WordprocessingML).
"""

import contextlib
import dataclasses
import re
from collections.abc import Iterator

from lxml import etree

from candidate.documents.drawings import has_ground_behind_text, is_filled, pictures
from candidate.documents.failures import unreadable
from candidate.documents.links import kept_links
from candidate.documents.model import LONGEST_LABEL, Document, Page
from candidate.documents.package import Package
from candidate.documents.photo import Picture, choose
from candidate.documents.prose import LINES_A_PAGE, Look, Piece, Prose
from candidate.documents.styles import Styles, W, has_ground
from edukai.errors import PermanentError

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText")}
_MARKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
_LINK_FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"')


def read_docx(content: bytes) -> Document:
    """Raises PermanentError: corrupt, too_complex."""
    package = Package(content)
    body = package.main.find(f"{W}body")
    if body is None:
        raise unreadable("corrupt")
    walk = _Walk(package, Styles(package))
    for kind in ("header", "footer"):
        if kind == "footer":
            walk.blocks(body)
        for name, part in _furniture(package, body, kind):
            walk.furniture(name, part, kind)
    prose = walk.prose
    page = Page(tuple(prose.lines), tuple(sorted(prose.tables, key=lambda table: table.at_line)))
    macros = ("macros",) * any(name.endswith("vbaProject.bin") for name in package.names)
    return Document((page,), kept_links(_targets(package)), choose(walk.pictures()), prose.flags + macros, tuple(_labels(package)))


def _labels(package: Package) -> Iterator[str]:
    """Title and author among the properties; properties that cannot be read are no reason to refuse the file."""
    with contextlib.suppress(PermanentError):
        core = package.xml("docProps/core.xml")
        for name in ("title", "creator"):
            label = core.findtext(f"{{*}}{name}") if core is not None else None
            if label:
                yield label[:LONGEST_LABEL]


def _targets(package: Package) -> Iterator[str]:
    """Where hyperlinks lead to: relations of the main part and of its headers and footers, and addresses in fields."""
    relations = package.relations(package.main_name)
    parts = [package.main_name, *(relation.target for relation in relations.values() if relation.type in ("header", "footer"))]
    for part in parts:
        yield from (relation.target for relation in package.relations(part).values() if relation.type == "hyperlink" and relation.external)
    instructions = "".join(element.text or "" for element in package.main.iter(f"{W}instrText"))
    yield from _LINK_FIELD.findall(instructions)


def _furniture(package: Package, body: etree._Element, kind: str) -> Iterator[tuple[str, etree._Element]]:
    """Names and roots of the headers or footers that are shown, each once."""
    relations = package.relations(package.main_name)
    seen = set()
    for section in body.iter(f"{W}sectPr"):
        for reference in section.iter(f"{W}{kind}Reference"):
            relation = relations.get(reference.get(f"{_R}id", ""))
            shown = reference.get(f"{W}type") != "first" or section.find(f"{W}titlePg") is not None
            if relation and shown and relation.target not in seen and (part := package.xml(relation.target)) is not None:
                seen.add(relation.target)
                yield relation.target, part


class _Walk:
    """Goes through a document once, from its start to its end, and gathers what it finds."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.prose = Prose()
        self._package = package
        self._styles = styles
        self._part = package.main_name
        headers = (package.xml(relation.target) for relation in package.relations(package.main_name).values() if relation.type == "header")
        parts = (package.main, *(part for part in headers if part is not None))
        self._on_ground = any(map(has_ground_behind_text, parts))  # where white text may well be seen
        self._drawings: list[tuple[str, int, etree._Element]] = []

    def pictures(self) -> Iterator[Picture]:
        for part, at_line, drawing in self._drawings:
            yield from pictures(drawing, self._package, part, at_line / LINES_A_PAGE)

    def furniture(self, name: str, part: etree._Element, kind: str) -> None:
        """A header or a footer, whose lines are marked as such."""
        start = len(self.prose.lines)
        self._part = name
        self.blocks(part)
        self._part = self._package.main_name
        self.prose.mark(start, kind)

    def blocks(self, container: etree._Element) -> None:
        """Paragraphs and tables, whatever they are wrapped in."""
        for child in container:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{_MC}AlternateContent":
                self.blocks(_chosen(child))
            elif child.tag not in _SKIPPED and not _is_placeholder(child):
                self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        look = self._styles.paragraph(paragraph.find(f"{W}pPr"))
        drawings: list[etree._Element] = []
        self.prose.paragraph(self._pieces(paragraph, dataclasses.replace(look, filled=look.filled or self._on_ground), drawings), look.kind)
        for drawing in drawings:
            self._drawings.append((self._part, len(self.prose.lines), drawing))
            with self._ground(is_filled(drawing)):
                self._text_boxes(drawing)

    def _pieces(self, element: etree._Element, look: Look, drawings: list[etree._Element]) -> Iterator[Piece]:
        for child in element:
            if child.tag == f"{W}t":
                yield child.text or "", look
            elif child.tag in _MARKS:
                yield _MARKS[child.tag], look
            elif child.tag == f"{W}sym":
                yield _symbol(child), look
            elif child.tag == f"{W}r":
                yield from self._pieces(child, self._styles.run(look, child.find(f"{W}rPr")), drawings)
            elif child.tag in _DRAWINGS:
                drawings.append(child)
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._pieces(_chosen(child), look, drawings)
            elif child.tag not in _SKIPPED and not _is_placeholder(child):
                yield from self._pieces(child, look, drawings)

    def _text_boxes(self, element: etree._Element) -> None:
        for child in element:
            if child.tag == f"{W}txbxContent":
                self.blocks(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._text_boxes(_chosen(child))
            else:
                self._text_boxes(child)

    def _table(self, table: etree._Element) -> None:
        at_line = len(self.prose.lines)
        style = table.find(f"{W}tblPr/{W}tblStyle")
        filled = has_ground(table.find(f"{W}tblPr/{W}shd")) or (style is not None and self._styles.fills_cells(style.get(f"{W}val", "")))
        rows = []
        for row in _inside(table, f"{W}tr"):
            texts = []
            for cell in _inside(row, f"{W}tc"):
                start = len(self.prose.lines)
                with self._ground(filled or has_ground(cell.find(f"{W}tcPr/{W}shd"))):
                    if not _continues(cell):
                        self.blocks(cell)
                texts.append(self.prose.text_since(start))
            rows.append(texts)
        self.prose.table(rows, at_line)

    @contextlib.contextmanager
    def _ground(self, filled: bool) -> Iterator[None]:
        """Within a cell or a shape, which may have a colour of its own."""
        before, self._on_ground = self._on_ground, self._on_ground or filled
        yield
        self._on_ground = before


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Of the ways in which a thing is written down, the modern one; the others say the same again."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    return next((found for found in (choice, fallback) if found is not None), alternatives)


def _inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also when content controls or marked changes wrap them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED and child.tag != f"{W}tc":
            yield from _inside(child, tag)


def _continues(cell: etree._Element) -> bool:
    """Whether a cell is the lower part of a merged one."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _is_placeholder(element: etree._Element) -> bool:
    """Whether a content control shows its prompt ("Click here to enter text")."""
    return element.tag == f"{W}sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _symbol(element: etree._Element) -> str:
    try:
        return chr(int(element.get(f"{W}char", ""), 16))
    except (ValueError, OverflowError):
        return ""
