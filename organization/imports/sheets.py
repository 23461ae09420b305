"""Files to tables of cells: workbooks (.xlsx, .xls, .ods) and .csv, opened with suspicion."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from edukai.errors import PermanentError
from organization.columns import Cell, Column, as_text, header_key

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_ROWS = 500_000
MOST_CELLS = 30_000_000  # of the rectangle around everything on a page: the reader makes room for all of it
DEEPEST_HEADER = 30  # rows of titles and remarks that may stand above it
UNUSABLE = "unusable_file"

_ZIP, _OLE, _UTF_16 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"\xff\xfe", b"\xfe\xff")
_XLSX_PAGE = "xl/worksheets/"
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a workbook with a password, [MS-OFFCRYPTO] 2.3.4.4


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a workbook, from its first cell on; '' for the one page of a .csv."""

    title: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All visible tables of a file."""

    tables: list[Table]


@dataclass(frozen=True, slots=True)
class Located:
    """A table with a header that was recognised: `columns` by their place, `first` is the index of the row below it."""

    table: Table
    first: int
    columns: dict[int, Column]


def refusal(reason: str) -> PermanentError:
    return PermanentError(reason, code=UNUSABLE)


def read_sheet(file: IO[bytes], name: str) -> Sheet:
    """The tables of a file, `name` says whether it may be a .csv. Raises PermanentError (code UNUSABLE), in one sentence."""
    content = file.read(MOST_BYTES + 1)
    check(content[:8], len(content), name)
    tables = _workbook(content) if content.startswith((_ZIP, _OLE)) else [Table("", _csv(_decoded(content)))]
    if any(len(table.rows) > MOST_ROWS for table in tables):
        raise refusal(f"The file has more than {MOST_ROWS:,} rows.")
    return Sheet(tables)


def check(head: bytes, size: int, name: str) -> None:
    """What the first bytes and the size tell, before anything is stored. Raises PermanentError (code UNUSABLE)."""
    if not size:
        raise refusal("The file is empty.")
    if size > MOST_BYTES:
        raise refusal(f"The file is larger than {MOST_BYTES // 1024**2} MB.")
    if not head.startswith((_ZIP, _OLE)) and not name.lower().endswith((".csv", ".txt")):
        raise refusal("The file is not a workbook (.xlsx, .xls, .ods) and not a .csv file.")


def locate(sheet: Sheet, columns: Sequence[Column]) -> list[Located]:
    """The tables that have all the required columns. Raises PermanentError when there is none."""
    found = [located for table in sheet.tables if (located := _located(table, columns))]
    if not found:
        needed = ", ".join(column.title for column in columns if column.required)
        raise refusal(f"The file has no table with the columns {needed}.")
    return found


def _located(table: Table, columns: Sequence[Column]) -> Located | None:
    for index, row in enumerate(table.rows[:DEEPEST_HEADER]):
        places = {key: place for place in reversed(range(len(row))) if (key := header_key(as_text(row[place])))}
        known = {place: column for column in columns if (place := _place(column, places)) is not None}
        if all(column in known.values() for column in columns if column.required):
            return Located(table, index + 1, known)
    return None


def _place(column: Column, places: dict[str, int]) -> int | None:
    """Where the column stands; the header that comes first in its list wins, since a register has several that would do."""
    return next((places[key] for key in column.keys if key in places), None)


def _workbook(content: bytes) -> list[Table]:
    _check_package(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Table(meta.name, book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False))
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        ]
    except PasswordError:
        raise refusal("The workbook is protected with a password.") from None
    except (CalamineError, OSError, ValueError) as error:
        raise refusal("The file is not a workbook that can be read.") from error


def _check_package(content: bytes) -> None:
    """Raises PermanentError for what would be unpacked beyond measure, and for what is encrypted."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise refusal("The workbook is protected with a password.")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise refusal("The workbook is too large when unpacked.")
            pages = [name for name in package.namelist() if name.startswith(_XLSX_PAGE) and name.endswith(".xml")]
            if any(_cells(package.read(name)) > MOST_CELLS for name in pages):
                raise refusal("The workbook has a page on which cells lie too far apart.")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise refusal("The file is damaged.") from error


def _cells(page: bytes) -> int:
    """How many cells the rectangle around all cells of a page of an .xlsx has."""
    named = _CELL.findall(page)
    columns = max((_column_number(letters) for letters in {letters for letters, _ in named}), default=0)
    return columns * max((int(row) for _, row in named), default=0)


def _column_number(letters: bytes) -> int:
    """A is 1, XFD 16,384."""
    return sum((letter - 64) * 26**place for place, letter in enumerate(reversed(letters)))


def _decoded(content: bytes) -> str:
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise refusal("The file is not text in UTF-8 or Windows-1252.") from error


def _csv(text: str) -> list[list[str]]:
    if "\0" in text:
        raise refusal("The file is not a text file.")
    head = text[:10_000]
    delimiter = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise refusal("The file is not a .csv file that can be read.") from error
