"""Word files, built by python-docx or written down as XML where it cannot make what Word can."""

import io

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from candidate.documents import read
from candidate.documents.model import Document, Table
from tests.candidate.documents import files


def _read(content: bytes) -> Document:
    return read(content, "cv.docx")


def _texts(inner: str) -> list[str]:
    return [line.text for line in _read(files.word_xml(inner)).lines]


def _p(text: str, run: str = "", paragraph: str = "") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def test_it_tells_headings_bullets_boldness_and_sizes():
    def build(document: WordDocument) -> None:
        document.add_heading("Jane Smith", 0)
        document.add_heading("Employment", 1)
        job = document.add_paragraph()
        run = job.add_run("Class Teacher")
        run.bold, run.font.size = True, Pt(13)
        document.add_paragraph("Hill School").add_run(", Leeds").bold = True
        document.add_paragraph("Taught Year 7", style="List Bullet")
        document.add_paragraph("Led the choir", style="List Number")
        document.add_paragraph("\u2022\tA mark made by hand")

    lines = _read(files.word(build)).lines
    assert [(line.kind, line.text) for line in lines] == [
        ("heading", "Jane Smith"),
        ("heading", "Employment"),
        ("text", "Class Teacher"),
        ("text", "Hill School, Leeds"),
        ("bullet", "Taught Year 7"),
        ("bullet", "Led the choir"),
        ("bullet", "A mark made by hand"),
    ]
    assert (lines[2].bold, lines[2].size) == (True, 13.0)
    assert (lines[3].bold, lines[3].size) == (False, 11.0)
    assert (lines[1].bold, lines[1].size) == (True, 14.0)
    assert len({line.block for line in lines}) == len(lines)


def test_it_gives_tables_as_rows_and_as_lines_in_their_place():
    def build(document: WordDocument) -> None:
        document.add_paragraph("Employment of Jane Smith")
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "2020", "Teacher\nHill School"
        table.cell(1, 0).text, table.cell(1, 1).text = "2016", "Tutor"
        table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "inner"
        document.add_paragraph("Interests")

    (page,) = _read(files.word(build)).pages
    assert [line.text for line in page.lines] == [
        "Employment of Jane Smith",
        "2020",
        "Teacher",
        "Hill School",
        "2016",
        "Tutor",
        "inner",
        "Interests",
    ]
    assert page.tables == (
        Table(rows=(("2020", "Teacher\nHill School"), ("2016", "Tutor\ninner")), at_line=1),
        Table(rows=(("inner",),), at_line=6),
    )


def test_it_reads_a_merged_cell_once():
    def build(document: WordDocument) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(1, 0).text = "Experience in schools", ""
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).text, table.cell(1, 1).text = "one", "two"

    (table,) = _read(files.word(build)).pages[0].tables
    assert table.rows == (("Experience in schools", "one"), ("", "two"))


def test_it_reads_headers_first_and_footers_last():
    def build(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "Jane Smith, 07700 900123"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.sections[0].first_page_footer.paragraphs[0].text = "never shown"
        document.add_paragraph("Teacher in Leeds")

    document = _read(files.word(build))
    assert [(line.kind, line.text) for line in document.lines] == [
        ("header", "Jane Smith, 07700 900123"),
        ("text", "Teacher in Leeds"),
        ("footer", "Page 1"),
    ]


def test_it_reads_text_boxes_once():
    box = f"<w:txbxContent>{_p('In the box')}</w:txbxContent>"
    modern = f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    alternatives = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{modern}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    )
    assert _texts(f"<w:p><w:r><w:t>Jane Smith, teacher</w:t>{alternatives}</w:r></w:p>") == ["Jane Smith, teacher", "In the box"]
    assert _texts(f"<w:p><w:r><w:t>Jane Smith, teacher</w:t>{old}</w:r></w:p>") == ["Jane Smith, teacher", "In the box"]


def test_it_leaves_out_what_is_hidden_deleted_or_a_prompt():
    inner = (
        _p("Jane Smith, teacher of maths")
        + _p("hidden words", "<w:vanish/>")
        + "<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins></w:p>"
        + "<w:p><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"
        + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{_p('Click here')}</w:sdtContent></w:sdt>"
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{_p('In a control')}</w:sdtContent></w:sdt>"
    )
    document = _read(files.word_xml(inner))
    assert [line.text for line in document.lines] == ["Jane Smith, teacher of maths", "inserted", "In a control"]
    assert document.flags == ("hidden_text",)


def test_it_parts_lines_at_breaks_and_cells_at_tabs():
    inner = (
        "<w:p><w:r><w:t>Class Teacher in Leeds</w:t><w:tab/><w:t>2019 to 2024</w:t><w:br/><w:t>Hill</w:t></w:r>"
        "<w:r><w:t xml:space='preserve'> School</w:t></w:r></w:p>"
        "<w:p><w:r><w:tab/><w:t>Phone:</w:t><w:tab/><w:tab/><w:t>07700</w:t><w:noBreakHyphen/><w:t>900123</w:t></w:r></w:p>"
    )
    document = _read(files.word_xml(inner))
    assert [line.text for line in document.lines] == ["Class Teacher in Leeds", "2019 to 2024", "Hill School", "Phone: 07700-900123"]
    assert [line.block for line in document.lines] == [1, 1, 1, 2]


def test_it_follows_styles_based_on_styles():
    def build(document: WordDocument) -> None:
        style = document.styles.add_style("Agency Section", 1)
        style.base_style = document.styles["Heading 2"]
        document.add_paragraph("Employment history", style="Agency Section")
        style = document.styles.add_style("Loop", 1)
        style.element.get_or_add_basedOn().val = "Loop"
        document.add_paragraph("Teacher in Leeds", style="Loop")
        outlined = document.add_paragraph("Qualifications")
        level = outlined._p.get_or_add_pPr().makeelement(qn("w:outlineLvl"), {qn("w:val"): "1"})
        outlined._p.pPr.append(level)

    assert [(line.kind, line.bold) for line in _read(files.word(build)).lines] == [("heading", True), ("text", False), ("heading", False)]


def test_it_keeps_the_addresses_of_links():
    def build(document: WordDocument) -> None:
        document.add_paragraph("Jane Smith, teacher of maths")
        for address in ("mailto:jane@example.com", "file:///etc/passwd", "https://example.com/jane"):
            document.part.relate_to(
                address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
            )
        run = document.add_paragraph().add_run()
        field = run._r.makeelement(qn("w:instrText"), {})
        field.text = ' HYPERLINK "tel:+447700900123" '
        run._r.append(field)

    assert _read(files.word(build)).links == ("mailto:jane@example.com", "https://example.com/jane", "tel:+447700900123")


def test_it_reads_strict_files():
    package = files.word(lambda document: document.add_paragraph("Jane Smith, teacher of maths"))
    main = files.body(_p("Jane Smith, teacher of maths")).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert _read(files.repacked(package, {"word/document.xml": main})).text == "Jane Smith, teacher of maths"


def test_it_remarks_on_macros():
    package = files.word(lambda document: document.add_paragraph("Jane Smith, teacher of maths"))
    assert _read(files.repacked(package, {"word/vbaProject.bin": b"x"})).flags == ("macros",)


def test_it_finds_the_portrait_between_other_pictures():
    def build(document: WordDocument) -> None:
        document.add_picture(io.BytesIO(files.logo()), width=Cm(4))
        document.add_picture(io.BytesIO(files.portrait()), width=Cm(3.5))
        document.add_picture(io.BytesIO(files.portrait(800, 200)), width=Cm(16))
        document.add_paragraph("Jane Smith, teacher of maths")

    photo = _read(files.word(build)).photo
    assert photo is not None
    assert (photo.width, photo.height) == (300, 380)


def test_it_takes_no_picture_far_down_for_a_portrait():
    def build(document: WordDocument) -> None:
        for number in range(60):
            document.add_paragraph(f"Line {number} about teaching")
        document.add_picture(io.BytesIO(files.portrait()), width=Cm(3.5))

    assert _read(files.word(build)).photo is None
