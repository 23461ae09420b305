"""The pages of a file, row by row as they lie in it, for the child process alone."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from edukai.sealed import CORRUPT, Refused
from edukai.text import decoded
from organization.sheets.cells import Cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a workbook with a password, [MS-OFFCRYPTO] 2.3.4.4

Rows = Iterable[Sequence[Cell]]


def pages(content: bytes) -> Iterator[tuple[str, Rows]]:
    """Title and rows of each visible page; '' is the title of the one page of a .csv. Raises Refused."""
    return _workbook(content) if content.startswith((ZIP, OLE)) else iter([("", _csv(content))])


def _workbook(content: bytes) -> Iterator[tuple[str, Rows]]:
    if content.startswith(OLE) and _ENCRYPTED in content:
        raise Refused("encrypted")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
                yield meta.name, book.get_sheet_by_name(meta.name).iter_rows()
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, OSError, ValueError) as error:
        raise Refused(CORRUPT) from error


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    if "\0" in text:
        raise Refused("binary")
    head = text[:10_000]
    delimiter = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Refused(CORRUPT) from error
