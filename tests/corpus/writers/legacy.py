"""Older word processors' files: RTF, OpenDocument text, and the Word format of 1997."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape

from tests.candidate.documents.files import compound
from tests.corpus.sheet import Sheet
from tests.corpus.writers.text import lines

_RTF_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Calibri;}{\f1\froman Times New Roman;}}{\colortbl;\red31\green56\blue100;}"
_RTF_HEAD += r"{\info{\author Office User}}\paperw11906\paperh16838\margl1134\margr1134\f0\fs22" + "\n"
_ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'office:version="1.3"><office:automatic-styles><style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:text>'
)
_ODT_TYPE = "application/vnd.oasis.opendocument.text"
_ODT_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_ODT_STYLES = (
    '<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'office:version="1.3"><office:master-styles><style:master-page style:name="Standard">{}</style:master-page>'
    "</office:master-styles></office:document-styles>"
)


def rtf(sheet: Sheet) -> bytes:
    """Rich text as WordPad and Word write it: rows are tables, bullets are text."""
    shown = [_RTF_HEAD]
    for kind, cells in lines(sheet):
        if kind == "row":
            edges = "".join(f"\\cellx{9600 * (number + 1) // len(cells)}" for number in range(len(cells)))
            shown.append(f"\\trowd{edges}" + "".join(f"\\intbl {_rtf(cell)}\\cell" for cell in cells) + "\\row")
        elif kind == "bullet":
            shown.append(f"{{\\pntext\\f0 {_rtf(sheet.glyph)}\\tab}}\\fi-360\\li720 {_rtf(cells[0])}\\par\\pard")
        elif kind in ("name", "heading", "strong"):
            size = {"name": 40, "heading": 28, "strong": 22}[kind]
            shown.append(f"{{\\b\\fs{size} {_rtf(cells[0])}\\par}}")
        else:
            shown.append(f"{_rtf(cells[0])}\\par")
    return ("\n".join(shown) + "}").encode("ascii")


def _rtf(text: str) -> str:
    """Text with everything beyond ASCII as \\uN, in UTF-16 units, each with a question mark for readers that know none."""
    made = []
    for character in text:
        if character in "\\{}":
            made.append(f"\\{character}")
        elif character.isascii():
            made.append(character)
        else:
            made += [f"\\u{unit if unit < 32768 else unit - 65536}?" for (unit,) in struct.iter_unpack("<H", character.encode("utf-16-le"))]
    return "".join(made)


def odt(sheet: Sheet) -> bytes:
    """OpenDocument text as LibreOffice writes it: headings, lists, tables."""
    body = []
    for kind, cells in lines(sheet):
        text = escape(cells[0])
        if kind == "heading":
            body.append(f'<text:h text:outline-level="1">{text}</text:h>')
        elif kind == "bullet":
            body.append(f"<text:list><text:list-item><text:p>{text}</text:p></text:list-item></text:list>")
        elif kind == "row":
            row = "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in cells)
            columns = f'<table:table-column table:number-columns-repeated="{len(cells)}"/>'
            body.append(f"<table:table>{columns}<table:table-row>{row}</table:table-row></table:table>")
        elif kind in ("name", "strong"):
            body.append(f'<text:p><text:span text:style-name="T1">{text}</text:span></text:p>')
        else:
            body.append(f"<text:p>{text}</text:p>")
    header = f"<style:header><text:p>{escape(sheet.running)}</text:p></style:header>" if sheet.running else ""
    footer = f"<style:footer><text:p>{escape(sheet.footer)}</text:p></style:footer>" if sheet.footer else ""
    content = f"{_ODT}{''.join(body)}</office:text></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", _ODT_TYPE)
        package.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        package.writestr("styles.xml", _ODT_STYLES.format(header + footer), zipfile.ZIP_DEFLATED)
        package.writestr("META-INF/manifest.xml", _ODT_MANIFEST, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def doc(sheet: Sheet) -> bytes:
    """A Word 97 file: its text alone, as one piece of UTF-16. Source: [MS-DOC] 2.5 (Fib), 2.9.38 (Clx), 2.9.271 (STSH)."""
    shown = []
    for kind, cells in lines(sheet):
        shown.append(f"{sheet.glyph}\t{cells[0]}" if kind == "bullet" else "\t".join(cells))
    text = "\r".join(shown) + "\r"
    fib = bytearray(1024)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", fib, 10, 0x0200)
    length = len(text.encode("utf-16-le")) // 2
    struct.pack_into("<II", fib, 24, 1024, 1024 + 2 * length)
    struct.pack_into("<I", fib, 76, length)
    pieces = b"\x02" + struct.pack("<IIIHIH", 16, 0, length, 0, 1024, 0)
    styles = struct.pack("<HHH14x", 18, 0, 10)  # none; without it readers take what lies in memory
    struct.pack_into("<II", fib, 0x1A2, 0, len(pieces))
    struct.pack_into("<II", fib, 0xA2, len(pieces), len(styles))
    return compound({"WordDocument": bytes(fib) + text.encode("utf-16-le"), "1Table": pieces + styles})
