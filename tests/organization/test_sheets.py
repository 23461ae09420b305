"""Files to tables of texts. What is broken, protected or made to do harm ends with one sentence, and the next sheet is read as ever."""

import io
import zipfile
from dataclasses import dataclass

import pytest

from edukai.errors import PermanentError
from edukai.sealed import Refused
from organization.sheets import UNUSABLE, child, read_sheet, reader, tables
from organization.sheets.cells import header_key
from tests.organization.sheets import as_csv, xlsx

PAGE = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Heading:
    title: str
    required: bool = True

    @property
    def keys(self) -> list[str]:
        return [header_key(self.title)]


NAME, TOWN = Heading("Name"), Heading("Town", required=False)
GOOD = xlsx([["Town", "Colour", "Name"], ["Leeds", "red", "Park"], [], [None, "blue", None], ["", "", "Hill "]]).getvalue()


def read(content: bytes, name: str = "sheet.xlsx") -> list[reader.Table[Heading]]:
    return tables(read_sheet(io.BytesIO(content), name), [NAME, TOWN])


def refusal(content: bytes, name: str = "sheet.xlsx") -> str:
    with pytest.raises(PermanentError) as error:
        read(content, name)
    assert error.value.code == UNUSABLE
    return error.value.message


def with_part(name: str, content: bytes) -> bytes:
    """The good workbook with another content of one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in package.namelist():
            changed.writestr(part, content if part == name else package.read(part))
    return out.getvalue()


def test_it_gives_the_columns_that_are_asked_for_and_the_rows_that_say_something_in_them():
    [table] = read(GOOD)
    assert (table.title, table.columns) == ("Page 1", [NAME, TOWN])
    assert table.rows == [(2, ["Park", "Leeds"]), (5, ["Hill", ""])]


def test_it_lets_nothing_but_these_columns_out_of_the_child():
    header, body = child.answer({"columns": [[["name"], True]]}, GOOD)
    assert header == {"tables": [{"title": "Page 1", "columns": [0], "rows": [(2, ["Park"]), (5, ["Hill"])]}]}
    assert body == b""


def test_it_gives_each_table_that_has_the_required_columns():
    found = read(xlsx([["Town"], ["Leeds"]], [["Name"], ["Park"]], [], [["Notes"], [], ["name"], ["Hill"]]).getvalue())
    assert [(table.title, table.columns, table.rows) for table in found] == [
        ("Page 2", [NAME], [(2, ["Park"])]),
        ("Page 4", [NAME], [(4, ["Hill"])]),
    ]


def test_it_keeps_no_process_once_a_sheet_is_read():
    read(GOOD)
    assert reader.sealed._child is None


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/workbook.xml", b" " * 150_000_000),
        (PAGE, b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'),
    ],
    ids=["part too large", "cells far apart"],
)
def test_it_survives_a_workbook_that_takes_more_than_the_memory_allowed(settings, part, content):
    settings.SHEET_MEMORY_MB = 256
    sentence = refusal(with_part(part, content))
    assert sentence.startswith("The file takes too much time or memory"), sentence
    assert len(read(GOOD)) == 1


@pytest.mark.parametrize("content", [b"", b"<worksheet>", b"<worksheet><sheetData><row r='-1'/></sheetData></worksheet>", b"\xff" * 500])
def test_it_refuses_a_workbook_with_a_broken_page(content):
    assert refusal(with_part(PAGE, content)) in {
        "The file is damaged, or not a workbook or .csv file at all.",
        "The file has no table with the columns Name.",
    }
    assert len(read(GOOD)) == 1


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.99])
def test_it_refuses_half_a_workbook(kept):
    assert refusal(GOOD[: int(len(GOOD) * kept)]) == "The file is damaged, or not a workbook or .csv file at all."


def test_it_refuses_too_many_rows(monkeypatch):
    monkeypatch.setattr(child, "MOST_ROWS", 2)
    content = as_csv([["Name"], ["a"], [""], ["b"]]).read()
    assert len(child.answer({"columns": [[["name"], True]]}, content)[0]["tables"][0]["rows"]) == 2
    with pytest.raises(Refused, match="too_many_rows"):
        child.answer({"columns": [[["name"], True]]}, content + b"c\n")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"tables": 1},
        {"tables": [{"title": "", "columns": [0]}]},
        {"tables": [{"title": "", "columns": [7], "rows": []}]},
        {"tables": [{"title": "", "columns": [0], "rows": [[2, ["Park", "Leeds"]]]}]},
        {"tables": [{"title": "", "columns": [0], "rows": [[2, [7]]]}]},
        {"tables": [{"title": "", "columns": [0], "rows": [["two", ["Park"]]]}]},
        {"tables": [{"title": "", "columns": [0], "rows": [[2, ["Pa\0rk"]]]}]},
        {"tables": [{"title": ["", 1], "columns": [0], "rows": []}]},
    ],
)
def test_it_trusts_no_child_that_a_file_has_taken_over(monkeypatch, answer):
    monkeypatch.setattr(reader.sealed, "ask", lambda request, content: (answer, b""))
    assert refusal(GOOD) == "The file is damaged, or not a workbook or .csv file at all."
