"""Word files: paragraphs, tables used for layout, text boxes, headers and footers."""

import io
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from tests.corpus.sheet import Block, Section, Sheet
from tests.corpus.writers.text import contact_lines

_BOX = """<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">
<w:r><w:pict><v:shape style="position:absolute;width:220pt;height:90pt" stroked="f">
<v:textbox><w:txbxContent/></v:textbox></v:shape></w:pict></w:r></w:p>"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx(sheet: Sheet) -> bytes:
    """The sheet as a Word file, laid out as its design allows."""
    document = new_document()
    document.styles["Normal"].font.size = Pt(10)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
        section.header.paragraphs[0].text = "\n".join(filter(None, (*sheet.letterhead, sheet.running)))
        section.footer.paragraphs[0].text = sheet.footer
    for text in sheet.letter:
        document.add_paragraph(text)
    if sheet.letter:
        document.add_page_break()
    if sheet.design.columns == "one":
        _top(document, sheet)
        for part in sheet.sections:
            _section(document, part, sheet)
    elif sheet.design.columns == "table":
        _top(document, sheet)
        _as_table(document, sheet)
    else:
        _in_columns(document, sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _top(place: Any, sheet: Sheet, contacts: bool = True) -> None:
    if sheet.photo or sheet.logo:
        place.add_paragraph().add_run().add_picture(io.BytesIO(sheet.photo or sheet.logo or b""), width=Cm(3))
    for text in sheet.lead:
        place.add_paragraph(text)
    if sheet.name:
        run = place.add_paragraph().add_run(sheet.name)
        run.bold, run.font.size = True, Pt(20)
    if sheet.hidden:
        run = place.add_paragraph().add_run(sheet.hidden)
        run.font.color.rgb, run.font.size = RGBColor(255, 255, 255), Pt(1)
    if sheet.headline:
        place.add_paragraph().add_run(sheet.headline).italic = True
    if contacts:
        _contacts(place, sheet)


def _contacts(place: Any, sheet: Sheet) -> None:
    made = [place.add_paragraph(cells[0]) for _, cells in contact_lines(sheet)]
    if sheet.boxed and made:
        box = parse_xml(_BOX)
        made[0]._p.addprevious(box)
        content = box.find(f".//{_WORD}txbxContent")
        for paragraph in made:
            content.append(paragraph._p)


def _as_table(document: Document, sheet: Sheet) -> None:
    """A row a section: its heading on the left, the rest on the right."""
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for part in sheet.sections:
        left, right = table.add_row().cells
        left.width, right.width = Cm(3.5), Cm(13.5)
        left.paragraphs[0].add_run(part.title).bold = True
        for block in part.blocks:
            _block(right, block, sheet)


def _in_columns(document: Document, sheet: Sheet) -> None:
    """One row of two cells, as templates for sidebars have it."""
    design = sheet.design
    if design.columns == "equal":
        _top(document, sheet)
    table = document.add_table(rows=1, cols=2)
    cells: tuple[_Cell, ...] = tuple(table.rows[0].cells)
    side, main = (cells[0], cells[1]) if design.columns == "left" else (cells[1], cells[0])
    if design.columns != "equal":
        side.width, main.width = Cm(5.5), Cm(11.5)
        _top(main, sheet, contacts=False)
        side.add_paragraph().add_run("Contact").bold = True
        _contacts(side, sheet)
    for part in sheet.sections:
        _section(side if part.kind in design.side else main, part, sheet)


def _section(place: Any, part: Section, sheet: Sheet) -> None:
    title = part.title.upper() if sheet.design.upper else part.title
    if hasattr(place, "add_heading") and sheet.design.name != "plain":
        place.add_heading(title, level=1)
    else:
        place.add_paragraph().add_run(title).bold = True
    for block in part.blocks:
        _block(place, block, sheet)


def _block(place: Any, block: Block, sheet: Sheet) -> None:
    if block.text:
        place.add_paragraph(block.text)
    if block.grid:
        _grid(place, block.grid)
    if block.left:
        _grid(place, [[block.left, "\n".join(head.text for head in block.heads)]])
    else:
        for head in block.heads:
            paragraph = place.add_paragraph()
            paragraph.add_run(head.text).bold = head.strong
            if head.right:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(12.5))
                paragraph.add_run(f"\t{head.right}")
    for item in block.bullets:
        if sheet.glyph == "\u2022":
            place.add_paragraph(item, style="List Bullet")
        else:
            place.add_paragraph(f"{sheet.glyph} {item}")


def _grid(place: Any, rows: list[list[str]]) -> None:
    columns = max(map(len, rows))
    table = place.add_table(rows=0, cols=columns)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text
