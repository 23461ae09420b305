"""Word files: paragraphs, tables used for layout, text boxes, headers and footers."""

import io
from copy import deepcopy
from typing import Any

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

from tests.corpus.sheet import Block, Section, Sheet
from tests.corpus.writers.text import contact_lines

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_CONTENT = "<w:txbxContent/>"
_OLD_BOX = (
    f'<w:pict><v:shape style="position:absolute;width:220pt;height:90pt" stroked="f"><v:textbox>{_CONTENT}</v:textbox></v:shape></w:pict>'
)
_NEW_BOX = f"""<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="2794000" cy="1143000"/><wp:wrapSquare
wrapText="bothSides"/><wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData
uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{_CONTENT}
</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"""
_BOX = f"""<w:p {_SPACES}><w:r><mc:AlternateContent><mc:Choice Requires="wps">{_NEW_BOX}</mc:Choice>
<mc:Fallback>{_OLD_BOX}</mc:Fallback></mc:AlternateContent></w:r></w:p>"""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx(sheet: Sheet) -> bytes:
    """The sheet as a Word file, laid out as its design allows."""
    document = new_document()
    document.styles["Normal"].font.size = Pt(float(sheet.points or 10))
    if sheet.font:
        document.styles["Normal"].font.name = sheet.font
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
        for content in box.iter(f"{_WORD}txbxContent"):  # Word writes it twice, for itself and for older versions
            content.extend(deepcopy(paragraph._p) for paragraph in made)
        for paragraph in made:
            paragraph._p.getparent().remove(paragraph._p)


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
        _in_word_columns(document, sheet)
        return
    table = document.add_table(rows=1, cols=2)
    cells: tuple[_Cell, ...] = tuple(table.rows[0].cells)
    side, main = (cells[0], cells[1]) if design.columns == "left" else (cells[1], cells[0])
    side.width, main.width = Cm(5.5), Cm(11.5)
    _top(main, sheet, contacts=False)
    side.add_paragraph().add_run("Contact").bold = True
    _contacts(side, sheet)
    for part in sheet.sections:
        _section(side if part.kind in design.side else main, part, sheet)


def _in_word_columns(document: Document, sheet: Sheet) -> None:
    """Word's own columns, below a head that goes across."""
    _top(document, sheet)
    columns = document.add_section(WD_SECTION.CONTINUOUS)._sectPr.xpath("./w:cols")[0]
    columns.set(f"{_WORD}num", "2")
    side = sheet.design.side
    for part in sorted(sheet.sections, key=lambda part: part.kind in side):
        if part.kind in side and not document.element.xpath("//w:br[@w:type='column']"):
            document.add_paragraph().add_run().add_break(WD_BREAK.COLUMN)
        _section(document, part, sheet)


def _section(place: Any, part: Section, sheet: Sheet) -> None:
    title = part.title.upper() if sheet.design.upper else part.title
    if hasattr(place, "add_heading") and sheet.design.name != "plain":
        place.add_heading(title, level=1)
    else:
        place.add_paragraph().add_run(title).bold = True
    if part.blocks and all(block.left for block in part.blocks):
        texts = [[head.text for head in block.heads] + [f"{sheet.glyph} {item}" for item in block.bullets] for block in part.blocks]
        _grid(place, [[block.left, "\n".join(text)] for block, text in zip(part.blocks, texts, strict=True)])
        return
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
