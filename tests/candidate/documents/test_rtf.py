"""Rich Text as Word, WordPad and job boards write it."""

import time

import pytest

from candidate.documents import read
from candidate.documents.model import Document
from tests.candidate.documents import files
from tests.candidate.documents.files import refusal

HEAD = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\froman\fcharset238 Times;}
{\f2\fnil\fcharset2 Wingdings;}}
{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}
{\info{\author Nobody at all}{\title A title that nobody sees}}{\*\generator Riched20;}\viewkind4\uc1\pard\f0\fs22 """


def _read(body: str) -> Document:
    return read((HEAD + body + "}").encode("latin-1"), "cv.rtf")


def _texts(body: str) -> list[str]:
    return [line.text for line in _read(body).lines]


def test_it_gives_each_line_its_size_boldness_and_kind():
    lines = _read(
        r"{\b\fs40 Jane Smith}\par Teacher of \b maths\b0  in Leeds\par\pard\s1 Employment\par"
        r"\pard{\listtext\'b7\tab}\ls1 Taught Year 7\par\pard\plain\fs20 Ordinary\par"
    ).lines
    assert [(line.text, line.size, line.bold, line.kind) for line in lines] == [
        ("Jane Smith", 20.0, True, "text"),
        ("Teacher of maths in Leeds", 11.0, False, "text"),
        ("Employment", 11.0, False, "heading"),
        ("Taught Year 7", 11.0, False, "bullet"),
        ("Ordinary", 10.0, False, "text"),
    ]


def test_it_reads_characters_however_they_are_written():
    assert _texts(
        r"Si\'e2n caf\'e9 \u8211? \u321\'3f\'f3d\u378\'3f {\f1 \'a3\'f3d\'9f} \endash  rock\rquote n\rquote  roll a\~b well\_known"
        r" {\uc2\u233\'c3\'a9t}\par"
        "\n\\'b7\\tab Dot\\par {\\f2\\'a7}\\tab Square, and \\{braces\\}\\par twenty"
    ) == ["Siân café – Łódź Łódź – rock’n’ roll a b well-known ét", "Dot", "Square, and {braces}", "twenty"]


def test_it_reads_tables_row_by_row():
    cells = r"\trowd\cellx3000\cellx9000\pard\intbl Sep 2019 - now\cell\pard\intbl {\b Teacher}\par Hill School\cell\row"
    document = _read(rf"Employment history of Jane\par{cells}{cells}\pard After the table\par")
    assert [line.text for line in document.lines] == [
        "Employment history of Jane",
        *["Sep 2019 - now", "Teacher", "Hill School"] * 2,
        "After the table",
    ]
    (table,) = document.pages[0].tables
    assert table.rows == (("Sep 2019 - now", "Teacher\nHill School"),) * 2
    assert table.at_line == 1


def test_it_reads_headers_first_footers_last_and_text_boxes_in_place():
    document = _read(
        r"{\footer\pard Page of Jane\par}{\header\pard Jane Smith, CV\par}"
        r"Teacher of mathematics{\shp{\*\shpinst\shpleft0{\sp{\sn fillColor}{\sv 1}}{\shptxt\pard In a box\par}}"
        r"{\shprslt\par In a box}}\par Last"
    )
    assert [(line.kind, line.text) for line in document.lines] == [
        ("header", "Jane Smith, CV"),
        ("text", "Teacher of mathematics"),
        ("text", "In a box"),
        ("text", "Last"),
        ("footer", "Page of Jane"),
    ]


def test_it_keeps_the_addresses_of_links():
    document = _read(
        r'Jane Smith, teacher of maths {\field{\*\fldinst{HYPERLINK "mailto:jane@example.com"}}{\fldrslt{\ul jane@example.com}}} in Leeds'
    )
    assert document.links == ("mailto:jane@example.com",)
    assert document.text == "Jane Smith, teacher of maths jane@example.com in Leeds"


@pytest.mark.parametrize("style", [r"\v", r"\cf2", r"\fs2"], ids=["hidden", "white", "tiny"])
def test_it_leaves_out_what_nobody_sees_and_says_so(style):
    document = _read(rf"Jane Smith, teacher of mathematics{{{style} ignore this}}\par in Leeds")
    assert "ignore" not in document.text
    assert document.flags == ("hidden_text",)


def test_it_keeps_white_text_on_a_coloured_ground():
    document = _read(r"\trowd\clcbpat1\cellx9000\pard\intbl\cf2 Jane Smith, teacher of maths\cell\row\pard and more\par")
    assert document.lines[0].text == "Jane Smith, teacher of maths"
    assert document.flags == ()


def test_it_finds_the_portrait():
    picture = (
        rf"{{\*\shppict{{\pict\jpegblip\picwgoal1800\pichgoal2280 {files.portrait().hex()}}}}}{{\nonshppict{{\pict\wmetafile8 0100}}}}"
    )
    document = _read(rf"{picture}\par Jane Smith, teacher of mathematics\par")
    assert document.photo is not None
    assert document.text == "Jane Smith, teacher of mathematics"


def test_it_reads_what_is_left_of_a_truncated_file():
    whole = HEAD + r"{\b Jane Smith, teacher of mathematics\par}{\i and more \'e9"
    assert read(whole[:-2].encode(), "cv.rtf").text.startswith("Jane Smith, teacher of mathematics")


def test_it_refuses_groups_that_are_nested_without_end():
    assert refusal(b"{\\rtf1" + b"{" * 100_000 + b"Jane Smith", "cv.rtf") == "too_complex"


@pytest.mark.parametrize("piece", [rb"{\b x}", rb"\'41", rb"\par", rb"\u65?", rb"{\pict \bin9 xxxxxxxxx}", rb"\trowd\cell\row"])
def test_it_reads_a_million_bytes_of_anything_in_time(piece):
    start = time.monotonic()
    content = HEAD.encode() + b"Jane Smith, teacher of mathematics\\par " + piece * (300_000 // len(piece))
    assert read(content, "cv.rtf").text.startswith("Jane Smith, teacher")
    assert time.monotonic() - start < 5
