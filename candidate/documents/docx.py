"""Text of a Word file (Office Open XML) in reading order. For the child process only.

Source of the element names: ECMA-376, part 1, chapter 17 (WordprocessingML).
"""

import dataclasses
import re
from collections.abc import Iterator

from lxml import etree

from candidate.documents.drawings import pictures
from candidate.documents.failures import unreadable
from candidate.documents.links import kept_links
from candidate.documents.model import Document, Line, Page, Table
from candidate.documents.package import Package
from candidate.documents.photo import Picture, choose
from candidate.documents.styles import Look, Styles, W
from candidate.documents.words import clean, is_mark, without_bullet

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_SKIPPED = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delText")}
_MARKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
_LINK_FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"')

LINES_A_PAGE = 45  # about

Piece = tuple[str, Look]


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
    return Document(
        pages=(Page(tuple(walk.lines), tuple(sorted(walk.tables, key=lambda table: table.at_line))),),
        links=kept_links(_targets(package)),
        photo=choose(walk.pictures()),
        flags=("hidden_text",) * walk.hidden + ("macros",) * any(name.endswith("vbaProject.bin") for name in package.names),
    )


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
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self.hidden = False
        self._package = package
        self._styles = styles
        self._part = package.main_name
        self._block = 0
        self._drawings: list[tuple[str, int, etree._Element]] = []

    def pictures(self) -> Iterator[Picture]:
        for part, at_line, drawing in self._drawings:
            yield from pictures(drawing, self._package, part, at_line / LINES_A_PAGE)

    def furniture(self, name: str, part: etree._Element, kind: str) -> None:
        """A header or a footer, whose lines are marked as such."""
        start = len(self.lines)
        self._part = name
        self.blocks(part)
        self._part = self._package.main_name
        self.lines[start:] = [dataclasses.replace(line, kind=kind) for line in self.lines[start:]]

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
        self._block += 1
        cells: list[list[Piece]] = [[]]
        for text, style in self._pieces(paragraph, look, drawings):
            for part in re.split(r"([\t\n])", text):
                if part == "\n" or (part == "\t" and not _text(cells[-1]).rstrip().endswith(":")):
                    cells.append([])
                else:
                    cells[-1].append((part, style))
        kind = "heading" if look.heading else "bullet" if look.listed else "text"
        for cell in cells:
            if is_mark(_text(cell)):
                kind = "bullet"
            elif line := _line(cell, kind, self._block):
                self.lines.append(line)
                kind = line.kind if line.kind == "heading" else "text"
        for drawing in drawings:
            self._drawings.append((self._part, len(self.lines), drawing))
            self._text_boxes(drawing)

    def _pieces(self, element: etree._Element, look: Look, drawings: list[etree._Element]) -> Iterator[Piece]:
        for child in element:
            if child.tag == f"{W}t":
                if look.hidden:
                    self.hidden = self.hidden or bool((child.text or "").strip())
                else:
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
        at_line = len(self.lines)
        rows = []
        for row in _inside(table, f"{W}tr"):
            texts = []
            for cell in _inside(row, f"{W}tc"):
                start = len(self.lines)
                if not _continues(cell):
                    self.blocks(cell)
                texts.append("\n".join(line.text for line in self.lines[start:]))
            rows.append(tuple(texts))
        if len(self.lines) > at_line:
            self.tables.append(Table(tuple(rows), at_line))


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
