import pytest

from candidate.documents import read

TEXT = "Siân O'Connor – teacher\r\n\r\nPhone: 07700 900123\r\n==========\r\nI have taught maths\r\nfor 11 years.\r\n* Led a choir\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_it_reads_plain_text_in_the_usual_encodings(encoding):
    document = read(TEXT.encode(encoding), "cv.txt")
    assert [(line.kind, line.text) for line in document.lines] == [
        ("text", "Siân O'Connor – teacher"),
        ("text", "Phone: 07700 900123"),
        ("text", "I have taught maths"),
        ("text", "for 11 years."),
        ("bullet", "Led a choir"),
    ]


def test_it_tells_paragraphs_by_empty_lines_rules_and_bullets():
    assert [line.block for line in read(TEXT.encode(), "cv.txt").lines] == [1, 2, 3, 3, 4]


def test_it_parts_columns_that_were_made_with_the_space_bar():
    document = read(b"Hill School, Leeds        2019 - 2024\nClass Teacher\t\tYear 4\nA  double space is a slip", "cv.txt")
    assert [line.text for line in document.lines] == [
        "Hill School, Leeds",
        "2019 - 2024",
        "Class Teacher",
        "Year 4",
        "A double space is a slip",
    ]
