"""Workbooks as programs write them, byte by byte, where no library of the tests writes them."""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

type Value = str | int | float | None

_SECTOR = 512
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: Iterable[Sequence[Value]], *, hidden: Iterable[Sequence[Value]] = ()) -> io.BytesIO:
    """A workbook of Excel 97 to 2003 with a hidden page in front of that of `rows`: BIFF8 records ([MS-XLS] 2.4) in a compound file."""
    pages = [_page(hidden), _page(rows)]
    sheets = [_bound_sheet("Hidden", 0, 1), _bound_sheet("Schools", 0, 0)]
    start = len(_bof(0x0005)) + sum(map(len, sheets)) + len(_record(0x000A))
    sheets = [_bound_sheet("Hidden", start, 1), _bound_sheet("Schools", start + len(pages[0]), 0)]
    return io.BytesIO(_compound_file("Workbook", b"".join([_bof(0x0005), *sheets, _record(0x000A), *pages])))


def ods(rows: Iterable[Sequence[Value]], *, hidden: Iterable[Sequence[Value]] = ()) -> io.BytesIO:
    """A workbook of LibreOffice, with the empty rest of its pages written as one cell repeated over and over (OpenDocument 1.3, 9.1)."""
    namespaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    pages = _ods_page("Hidden", "ta2", hidden) + _ods_page("Schools", "ta1", rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{namespaces} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{pages}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
    return io.BytesIO(out.getvalue())


def xlsx_with_results(book: Workbook, results: dict[str, str | int]) -> io.BytesIO:
    """The first page of a workbook with what its formulas came to, by cell, as Excel stores it: openpyxl leaves that out."""
    saved, out = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as package, zipfile.ZipFile(out, "w") as copy:
        for name in package.namelist():
            part = package.read(name).decode()
            for cell, result in results.items() if name == "xl/worksheets/sheet1.xml" else ():
                kind = "str" if isinstance(result, str) else "n"
                pattern = rf'<c r="{cell}"([^>]*)>(<f>[^<]*</f>)<v></v>'
                part, found = re.subn(pattern, rf'<c r="{cell}"\1 t="{kind}">\2<v>{escape(str(result))}</v>', part)
                assert found == 1
            copy.writestr(name, part)
    return io.BytesIO(out.getvalue())


def _ods_page(name: str, style: str, rows: Iterable[Sequence[Value]]) -> str:
    written = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}{_ods_empty(16_000)}</table:table-row>" for row in rows)
    rest = f'<table:table-row table:number-rows-repeated="1048000">{_ods_empty(16_384)}</table:table-row>'
    return f"<table:table table:name={quoteattr(name)} table:style-name={quoteattr(style)}>{written}{rest}</table:table>"


def _ods_cell(value: Value) -> str:
    match value:
        case None:
            return _ods_empty(1)
        case str():
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        case _:
            return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def _ods_empty(number: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{number}"/>'


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 0x0600))


def _bound_sheet(name: str, offset: int, hidden: int) -> bytes:
    return _record(0x0085, struct.pack("<IBBBB", offset, hidden, 0, len(name), 0) + name.encode("latin-1"))


def _page(rows: Iterable[Sequence[Value]]) -> bytes:
    return _bof(0x0010) + b"".join(_cells(rows)) + _record(0x000A)


def _cells(rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                yield _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            elif value is not None:
                yield _record(0x0203, place + struct.pack("<d", value))


def _compound_file(name: str, stream: bytes) -> bytes:
    """One stream, too long for the room of small ones, behind the header, the table of sectors and the directory ([MS-CFB])."""
    stream = stream.ljust(max(4_096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4_096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", _FREE) * 108
    chain = [_FAT, _END, *range(3, 2 + count), _END]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream))
    return header + fat + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return encoded.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(encoded), kind, 1, _FREE, _FREE, child, start, size)
