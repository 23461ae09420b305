"""PDFs drawn by reportlab, line by line at fixed places, in an order that is not always the order of reading."""

import dataclasses
import io
import random
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.sheet import Section, Sheet
from tests.corpus.writers.text import Kind, block_lines, contact_lines, lines

WIDTH, HEIGHT = A4
MARGIN = 48.0
FONTS = Path("/usr/share/fonts/truetype/noto")
SIZES: dict[Kind, float] = {"name": 22, "heading": 13, "text": 9.5, "strong": 10, "bullet": 9.5, "row": 9.5, "space": 6}
ORDERS = ("reading", "columns apart", "line by line", "words apart", "shuffled")


@dataclasses.dataclass(slots=True)
class Piece:
    """A piece of text at its place; `top` is measured from the top of its page."""

    page: int
    x: float
    top: float
    font: str
    size: float
    text: str
    colour: tuple[float, float, float] = (0.1, 0.1, 0.1)


@dataclasses.dataclass(slots=True)
class Column:
    """A column that text flows down, from page to page."""

    x: float
    width: float
    top: float
    first_top: float = MARGIN
    page: int = 0
    pieces: list[Piece] = dataclasses.field(default_factory=list)

    def room(self, height: float) -> None:
        """Turns to the next page when there is no room."""
        if self.top + height > HEIGHT - MARGIN:
            self.page, self.top = self.page + 1, self.first_top

    def put(self, text: str, font: str, size: float, indent: float = 0.0, gap: float = 0.0) -> None:
        """A paragraph, wrapped."""
        for line in wrapped(text, font, size, self.width - indent):
            self.room(size * 1.35)
            self.pieces.append(Piece(self.page, self.x + indent, self.top + size, font, size, line))
            self.top += size * 1.35
        self.top += gap


def pdf(sheet: Sheet) -> bytes:
    """Drawn by reportlab: a sidebar, a table or one column, as the design has it."""
    dice = random.Random(zlib.crc32(f"{sheet.name} {sheet.contacts}".encode()))
    plain, bold = _fonts(sheet, dice)
    columns = _columns(sheet, plain, bold)
    ordered = [piece for column in columns for piece in column.pieces]
    return _drawn(sheet, _in_order(ordered, dice.choice(ORDERS), dice), plain)


def wrapped(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """The lines of a paragraph."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and pdfmetrics.stringWidth(longer, font, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _columns(sheet: Sheet, plain: str, bold: str) -> list[Column]:
    if sheet.design.columns in ("one", "table"):
        column = Column(MARGIN, WIDTH - 2 * MARGIN, MARGIN)
        for kind, cells in lines(sheet):
            _put(column, kind, cells, sheet, plain, bold)
        return [column]
    head = Column(MARGIN, WIDTH - 2 * MARGIN, MARGIN)
    for text in (*sheet.letterhead, *sheet.letter, *sheet.lead):
        _put(head, "text", [text], sheet, plain, bold)
    for kind, text in (("name", sheet.name), ("strong", sheet.headline)):
        if text:
            _put(head, kind, [text], sheet, plain, bold)
    wide = 0.5 if sheet.design.columns == "equal" else 0.64
    inner = WIDTH - 2 * MARGIN - 20
    main_x = MARGIN + inner * (1 - wide) + 20 if sheet.design.columns == "left" else MARGIN
    side_x = MARGIN if sheet.design.columns == "left" else MARGIN + inner * wide + 20
    main = Column(main_x, inner * wide, head.top + 8, page=head.page)
    side = Column(side_x, inner * (1 - wide), head.top + 8, page=head.page)
    for kind, cells in contact_lines(sheet):
        _put(side if sheet.design.contacts == "side" else head, kind, cells, sheet, plain, bold)
    main.top, side.top = max(main.top, head.top + 8), max(side.top, head.top + 8)
    for section in sheet.sections:
        _section(side if section.kind in sheet.design.side else main, section, sheet, plain, bold)
    return [head, main, side] if sheet.design.side_drawn_last else [head, side, main]


def _section(column: Column, section: Section, sheet: Sheet, plain: str, bold: str) -> None:
    _put(column, "heading", [section.title], sheet, plain, bold)
    for block in section.blocks:
        for kind, cells in block_lines(block):
            _put(column, kind, cells, sheet, plain, bold)


def _put(column: Column, kind: Kind, cells: list[str], sheet: Sheet, plain: str, bold: str) -> None:
    size = SIZES[kind]
    if kind == "space":
        column.top += size
    elif kind == "row":
        _row(column, cells, plain, size)
    elif kind == "heading":
        column.top += 7
        column.room(40)
        text = cells[0].upper() if sheet.design.upper else cells[0]
        column.put(" ".join(text) if sheet.spaced and " " not in text else text, bold, size, gap=3)
    elif kind == "bullet":
        column.room(size * 1.35)
        column.pieces.append(Piece(column.page, column.x + 4, column.top + size, plain, size, _glyph(sheet.glyph, plain)))
        column.put(cells[0], plain, size, indent=15)
    else:
        column.put(cells[0], bold if kind in ("name", "strong") else plain, size, gap=2 if kind == "name" else 0)


def _row(column: Column, cells: list[str], font: str, size: float) -> None:
    """Cells side by side; what does not fit its cell goes below."""
    column.room(size * 1.35)
    top, page, share = column.top, column.page, column.width / len(cells)
    bottom = top
    for number, cell in enumerate(cells):
        part = Column(column.x + share * number, share - 6, top, page=page, pieces=column.pieces)
        part.put(cell, font, size)
        bottom = max(bottom, part.top) if part.page == page else bottom
    column.top = max(bottom, top + size * 1.35)


def _glyph(glyph: str, font: str) -> str:
    return glyph if font != "Helvetica" or glyph in "\u2022\u00bb*\u2014-" else "\u2022"


def _in_order(pieces: list[Piece], order: str, dice: random.Random) -> list[Piece]:
    """The order of drawing."""
    if order == "line by line":
        return sorted(pieces, key=lambda piece: (piece.page, round(piece.top), piece.x))
    if order == "columns apart":
        return sorted(pieces, key=lambda piece: (piece.page, -piece.x, piece.top))
    if order == "words apart":
        return [word for piece in pieces for word in _words(piece)]
    if order == "shuffled":
        return sorted(dice.sample(pieces, len(pieces)), key=lambda piece: piece.page)
    return sorted(pieces, key=lambda piece: piece.page)


def _words(piece: Piece) -> Iterator[Piece]:
    x = piece.x
    for word in piece.text.split(" "):
        yield dataclasses.replace(piece, x=x, text=word)
        x += pdfmetrics.stringWidth(word + " ", piece.font, piece.size)


def _drawn(sheet: Sheet, pieces: list[Piece], plain: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in range(max(piece.page for piece in pieces) + 1):
        if page == 0 and (sheet.photo or sheet.logo):
            canvas.drawImage(ImageReader(io.BytesIO(sheet.photo or sheet.logo or b"")), WIDTH - 130, HEIGHT - 130, 80, 80)
        for text, top in ((sheet.running, 26.0), (sheet.footer, HEIGHT - 24)):
            if text:
                canvas.setFont(plain, 8)
                canvas.drawString(MARGIN, HEIGHT - top, text)
        if page == 0 and sheet.hidden:
            canvas.setFont(plain, 3)
            canvas.setFillColorRGB(1, 1, 1)
            canvas.drawString(MARGIN, 30, sheet.hidden)
        for piece in pieces:
            if piece.page == page and piece.text:
                canvas.setFont(piece.font, piece.size)
                canvas.setFillColorRGB(*piece.colour)
                canvas.drawString(piece.x, HEIGHT - piece.top, piece.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _fonts(sheet: Sheet, dice: random.Random) -> tuple[str, str]:
    """Helvetica, which every PDF reader has, when it has all the letters; else a font that is embedded."""
    text = " ".join(cell for _, cells in lines(sheet) for cell in cells) + sheet.running + sheet.footer
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return _embedded()
    return ("Helvetica", "Helvetica-Bold") if dice.random() < 0.6 else _embedded()


@cache
def _embedded() -> tuple[str, str]:
    if not (FONTS / "NotoSans-Regular.ttf").exists():
        return "Helvetica", "Helvetica-Bold"
    for name in ("NotoSans-Regular", "NotoSans-Bold"):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
    return "NotoSans-Regular", "NotoSans-Bold"
