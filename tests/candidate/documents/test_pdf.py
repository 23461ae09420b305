"""Layouts of CVs, as WeasyPrint draws them, and what a reader makes of them."""

import io

import pypdf
import pytest
from pypdf.generic import RectangleObject

from candidate.documents import read
from candidate.documents.model import Document
from tests.candidate.documents import files

PROFILE = "I have taught mathematics for eleven years in four schools, and I would like to lead a department in which pupils enjoy it."


def _texts(html: str, css: str = "") -> list[str]:
    return [line.text for line in _read(html, css).lines]


def _read(html: str, css: str = "") -> Document:
    return read(files.pdf(html, css), "cv.pdf")


def test_it_gives_each_line_its_place_size_and_boldness():
    (page,) = _read("<h1>Jane Smith</h1><p>Teacher of <b>Maths</b> in Leeds</p><p><b>All bold</b></p>", "h1{font-size:24pt;margin:0}").pages
    name, title, bold = page.lines
    assert (round(page.width or 0), round(page.height or 0)) == (595, 842)
    assert (name.text, name.size, name.bold) == ("Jane Smith", 24.0, True)
    assert (title.text, title.size, title.bold) == ("Teacher of Maths in Leeds", 10.0, False)
    assert bold.bold
    x0, y0, x1, y1 = name.box or (0, 0, 0, 0)
    assert x0 == pytest.approx(42.5, abs=2)
    assert 40 < y0 < y1 < 80
    assert 100 < x1 < 250


SIDEBAR = f"""
<h1>Jane Smith</h1>
<div class=side><h2>Contact</h2><p>07700 900123</p><p>jane@example.com</p><h2>Skills</h2><p>Phonics</p><p>Guided reading</p></div>
<div class=main><h2>Profile</h2><p>{PROFILE}</p><h2>Employment</h2><p>Class Teacher, Hill School</p><p>2019 to 2024</p></div>
"""


@pytest.mark.parametrize("side", ["left", "right"])
def test_it_reads_a_sidebar_as_one_column(side):
    other = "right" if side == "left" else "left"
    css = f".side{{float:{side};width:30%}}.main{{float:{other};width:65%}}h1{{text-align:center}}h2,p{{margin:3pt 0}}"
    texts = _texts(SIDEBAR, css)
    contact, profile = texts.index("Contact"), texts.index("Profile")
    assert texts[0] == "Jane Smith"
    assert texts[contact : contact + 6] == ["Contact", "07700 900123", "jane@example.com", "Skills", "Phonics", "Guided reading"]
    assert texts[-2:] == ["Class Teacher, Hill School", "2019 to 2024"] if side == "left" else texts[-1] == "Guided reading"
    assert (contact < profile) == (side == "left")


def test_it_reads_a_header_over_two_columns_first_and_what_follows_last():
    texts = _texts(
        f"<p>{PROFILE}</p><div class=two>{''.join(f'<div>item {number}</div>' for number in range(8))}</div><p>{PROFILE}</p>",
        ".two{columns:2}",
    )
    assert [text for text in texts if text.startswith("item")] == [f"item {number}" for number in range(8)]
    assert texts[0].startswith("I have taught")
    assert not texts[-1].startswith("item")


def test_it_reads_dates_in_a_column_of_their_own_with_their_jobs():
    jobs = "".join(
        f"<tr><td>{year} - {year + 2}</td><td><b>Teacher {year}</b><br>School {year}<br>{PROFILE}</td></tr>"
        for year in (2020, 2016, 2012, 2008)
    )
    texts = _texts(f"<h2>Employment</h2><table>{jobs}</table>", "td{vertical-align:top;padding-bottom:8pt}td:first-child{width:25%}")
    starts = [texts.index(f"{year} - {year + 2}") for year in (2020, 2016, 2012, 2008)]
    assert starts == sorted(starts)
    for at, year in zip(starts, (2020, 2016, 2012, 2008), strict=True):
        assert texts[at + 1 : at + 3] == [f"Teacher {year}", f"School {year}"]


def test_it_reads_wrapped_table_cells_one_after_the_other():
    rows = "".join(f"<tr><td>Subject leader for everything {n}</td><td>A school with a long name in Leeds {n}</td></tr>" for n in range(4))
    text = " ".join(_texts(f"<table>{rows}</table>", "table{width:230pt;table-layout:fixed}td{padding:4pt 12pt 4pt 0}"))
    for n in range(4):
        assert f"Subject leader for everything {n} A school with a long name in Leeds {n}" in text


def test_it_keeps_a_date_at_the_right_edge_next_to_its_job():
    jobs = "".join(
        f"<p><span style='float:right'>Sep {y} - Aug {y + 1}</span><b>Teacher {y}</b></p><p>School {y}</p>" for y in (2019, 2015, 2011)
    )
    texts = _texts(jobs)
    assert texts == [text for y in (2019, 2015, 2011) for text in (f"Teacher {y}", f"Sep {y} - Aug {y + 1}", f"School {y}")]


def test_it_joins_a_label_with_its_value():
    assert _texts("<table><tr><td width=150>Telephone:<td>07700 900123<tr><td>E-mail:<td>jane@example.com</table>") == [
        "Telephone: 07700 900123",
        "E-mail: jane@example.com",
    ]


def test_it_takes_icons_for_no_letters():
    text = b"BT /I 10 Tf 1 0 0 1 50 700 Tm (I) Tj /F 10 Tf 15 0 Td (07700 900123 and a long line of ordinary text) Tj ET"
    assert [line.text for line in read(files.pdf_of_drawing(text), "cv.pdf").lines] == ["07700 900123 and a long line of ordinary text"]


def test_it_makes_bullets_of_list_marks_whoever_drew_them():
    document = _read(
        "<ul><li>Taught Year 7</li><li>Led the choir which sings "
        + "again and " * 20
        + "</li></ul><p>▪ Square</p><p>- Dash</p><p>– present</p>"
    )
    assert [(line.kind, line.text.split()[0]) for line in document.lines][:2] == [("bullet", "Taught"), ("bullet", "Led")]
    assert document.lines[2].kind == "text"
    assert document.lines[2].block == document.lines[1].block
    assert [(line.kind, line.text) for line in document.lines[-3:]] == [("bullet", "Square"), ("bullet", "Dash"), ("text", "– present")]


def test_it_mends_words_broken_at_the_end_of_a_line():
    text = _read(
        "<p>Responsibilities encompassed communication, administration and extraordinary part-time organisational accomplishments</p>",
        "p{width:120pt;hyphens:auto}",
    ).text
    assert " ".join(text.split()) == (
        "Responsibilities encompassed communication, administration and extraordinary part-time organisational accomplishments"
    )


def test_it_opens_ligatures_and_drops_what_cannot_be_seen():
    (line,) = _read("<p>o&#xFB03;ce of&#xAD;fice a\u200bbcd &#xE123; caf\u00e9 Wiśniewska 陈美玲</p>", "p{font-family:sans-serif}").lines
    assert line.text == "office office abcd café Wiśniewska 陈美玲"


@pytest.mark.parametrize("line", ["Hussein Al-Tamimi حسين التميمي", "محمد عبد الله", "חיים כהן לוי – Chaim Cohen Levi"])
def test_it_reads_names_from_right_to_left(line):
    assert _texts(f"<p>{line}</p><p>Teacher of mathematics in Leeds</p>")[0] == line


def test_it_reads_letterspaced_headings_as_words():
    texts = _texts("<p class=a>EDUCATION AND SKILLS</p><p>Class Teacher</p>", ".a{letter-spacing:6pt}")
    assert texts[0] == "EDUCATION AND SKILLS"


def test_it_numbers_paragraphs():
    lines = _read(f"<p>{PROFILE} {PROFILE}</p><p>{PROFILE} {PROFILE}</p>").lines
    blocks = [line.block for line in lines]
    assert len(lines) > 4
    assert len(set(blocks)) == 2
    assert blocks == sorted(blocks)


def test_it_numbers_paragraphs_across_pages():
    document = _read("<p>The first page of a teacher</p><p></p><p>The second page of a teacher</p>", "p{break-after:page}")
    assert len({line.block for line in document.lines}) == len(document.lines) == 2


def test_it_marks_what_repeats_on_every_page():
    css = (
        "@page{@top-center{content:'Jane Smith, CV'}@bottom-right{content:'Page ' counter(page) ' of ' counter(pages)}}p{break-after:page}"
    )
    document = _read(f"<p>{PROFILE}</p><p>Another page about teaching</p>Last page", css)
    assert [line.text for line in document.lines if line.kind == "header"] == ["Jane Smith, CV"] * 3
    assert [line.text for line in document.lines if line.kind == "footer"] == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    assert "Another page about teaching" in [line.text for line in document.lines if line.kind == "text"]


def test_it_keeps_the_addresses_of_links():
    html = "<p>Jane Smith, teacher <a href='mailto:jane@example.com'>mail</a> <a href='https://example.com/jane'>web</a></p>"
    html += "<p><a href='file:///etc/passwd'>file</a> <a href='https://example.com/jane'>again</a></p>"
    assert _read(html).links == ("mailto:jane@example.com", "https://example.com/jane")


@pytest.mark.parametrize(("turn", "matrix"), [(0, "1 0 0 1"), (90, "0 1 -1 0"), (180, "-1 0 0 -1"), (270, "0 -1 1 0")])
def test_it_reads_turned_and_cropped_pages_as_people_see_them(turn, matrix):
    writer = pypdf.PdfWriter(
        clone_from=io.BytesIO(
            files.pdf_of_drawing(
                f"BT /F 12 Tf {matrix} 300 400 Tm (Jane Smith, teacher) Tj 0 -14 Td (of mathematics in Leeds) Tj ET".encode()
            )
        )
    )
    writer.pages[0].mediabox = writer.pages[0].cropbox = RectangleObject((20, 30, 520, 830))
    writer.pages[0].rotate(turn)
    target = io.BytesIO()
    writer.write(target)
    (page,) = read(target.getvalue(), "cv.pdf").pages
    assert [line.text for line in page.lines] == ["Jane Smith, teacher", "of mathematics in Leeds"]
    assert [line.size for line in page.lines] == [12.0, 12.0]
    starts = {0: (280, 430), 90: (370, 280), 180: (220, 370), 270: (430, 220)}  # of the text, seen from the page's top left corner
    x0, y0, _, y1 = page.lines[0].box or (0, 0, 0, 0)
    assert x0 == pytest.approx(starts[turn][0], abs=3)
    assert y0 < starts[turn][1] < y1
    assert (page.width, page.height) == ((500, 800) if turn in (0, 180) else (800, 500))


def test_it_survives_being_written_as_json_and_read_back():
    document = _read(f"<h1>Jane</h1><p>{PROFILE}</p>")
    assert Document.from_json(document.to_json()) == document
