"""OpenDocument text as LibreOffice and Google Docs write it."""

import pytest

from candidate.documents import read
from tests.candidate.documents import files
from tests.candidate.documents.files import open_text, refusal

STYLES = """
<style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text" style:parent-style-name="T1"><style:text-properties fo:font-size="50%"/></style:style>
<style:style style:name="Unseen" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="White" style:family="text"><style:text-properties fo:color="#fefefe"/></style:style>
<style:style style:name="Tiny" style:family="text"><style:text-properties fo:font-size="1pt"/></style:style>
"""
SENTENCE = "<text:p>Jane Smith, teacher of mathematics</text:p>"


def test_it_gives_each_line_its_size_boldness_and_kind():
    body = """<text:p text:style-name="P1">Jane Smith</text:p><text:h text:outline-level="1">Employment</text:h>
    <text:p>Teacher of <text:span text:style-name="T1">maths</text:span><text:s text:c="2"/>in
      Leeds<text:tab/>2019<text:line-break/>Hill School</text:p><text:p><text:span text:style-name="T2">Small</text:span></text:p>
    <text:list><text:list-item><text:p>Taught Year 7</text:p></text:list-item></text:list>"""
    lines = read(open_text(body, STYLES), "cv.odt").lines
    assert [(line.text, line.size, line.bold, line.kind) for line in lines] == [
        ("Jane Smith", 20.0, True, "text"),
        ("Employment", 12.0, False, "heading"),
        ("Teacher of maths in Leeds", 12.0, False, "text"),
        ("2019", 12.0, False, "text"),
        ("Hill School", 12.0, False, "text"),
        ("Small", 6.0, True, "text"),
        ("Taught Year 7", 12.0, False, "bullet"),
    ]
    assert lines[2].block == lines[3].block == lines[4].block


def test_it_reads_tables_boxes_and_what_stands_on_every_page():
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in ("2019 - now", "Teacher"))
    body = f"""<text:p>Before<draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>
    <table:table><table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows></table:table>{SENTENCE}"""
    furniture = "<style:header><text:p>Jane, CV</text:p></style:header><style:footer><text:p>Page</text:p></style:footer>"
    document = read(open_text(body, STYLES, furniture), "cv.odt")
    assert [(line.kind, line.text) for line in document.lines] == [
        ("header", "Jane, CV"),
        ("text", "Before"),
        ("text", "In a box"),
        ("text", "2019 - now"),
        ("text", "Teacher"),
        ("text", "Jane Smith, teacher of mathematics"),
        ("footer", "Page"),
    ]
    assert [(table.rows, table.at_line) for table in document.pages[0].tables] == [((("2019 - now", "Teacher"),), 3)]


def test_it_leaves_out_notes_and_changes_that_were_taken_back():
    body = f"""<text:tracked-changes><text:changed-region><text:deletion><text:p>Old name</text:p></text:deletion></text:changed-region>
    </text:tracked-changes>{SENTENCE}<text:p>in Leeds<office:annotation><text:p>Call her</text:p></office:annotation></text:p>"""
    assert read(open_text(body), "cv.odt").text == "Jane Smith, teacher of mathematics\nin Leeds"


@pytest.mark.parametrize("style", ["Unseen", "White", "Tiny"])
def test_it_leaves_out_what_nobody_sees_and_says_so(style):
    document = read(open_text(f'{SENTENCE}<text:p><text:span text:style-name="{style}">ignore this</text:span></text:p>', STYLES), "cv.odt")
    assert document.text == "Jane Smith, teacher of mathematics"
    assert document.flags == ("hidden_text",)


def test_it_keeps_white_text_on_a_coloured_ground():
    ground = (
        '<style:style style:name="C1" style:family="table-cell"><style:table-cell-properties fo:background-color="#0b4f6c"/></style:style>'
    )
    document = read(open_text(f'<text:p><text:span text:style-name="White">Jane</text:span></text:p>{SENTENCE}', STYLES + ground), "cv.odt")
    assert document.lines[0].text == "Jane"
    assert document.flags == ()


def test_it_finds_links_the_portrait_and_macros():
    body = f"""<text:p><draw:frame svg:width="3cm" svg:height="3.8cm"><draw:image xlink:href="Pictures/1.jpg"/></draw:frame></text:p>
    {SENTENCE}    <text:p><text:a xlink:href="mailto:jane@example.com">mail</text:a> <text:a xlink:href="file:///etc/passwd">file</text:a></text:p>"""
    document = read(open_text(body, parts={"Pictures/1.jpg": files.portrait(), "Basic/Standard/Module1.xml": b"<x/>"}), "cv.odt")
    assert document.links == ("mailto:jane@example.com",)
    assert document.photo is not None
    assert document.flags == ("macros",)


def test_it_refuses_what_is_protected_damaged_or_a_bomb():
    locked = b'<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    assert refusal(files.repacked(open_text(SENTENCE), {"META-INF/manifest.xml": locked}), "cv.odt") == "encrypted"
    assert refusal(files.repacked(open_text(SENTENCE), {"content.xml": b"<office"}), "cv.odt") == "corrupt"
    assert refusal(files.repacked(open_text(SENTENCE), {"content.xml": b"<a/>"}), "cv.odt") == "corrupt"
    assert refusal(files.repacked(open_text(SENTENCE), {"content.xml": b" " * 300_000_000}), "cv.odt") == "too_complex"
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    assert refusal(files.repacked(open_text(SENTENCE), {"content.xml": laughs}), "cv.odt") == "corrupt"
