"""Everything in a PDF that can be read: the text of its pages, and the strings beside it (metadata, outlines, links, attachments)."""

import dataclasses
import re
import threading
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

import pypdfium2

from edukai.errors import PermanentError

pdfium = threading.Lock()  # PDFium is not made for threads

_STREAM = re.compile(rb"\bstream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\d|\s+\d+\s+R)")
_LITERAL = rb"\((?:\\.|[^\\()]|%b)*+\)"
_NESTED = _LITERAL % (_LITERAL % (_LITERAL % rb"\(\)"))
_STRING = re.compile(rb"(?P<literal>" + _NESTED + rb")|(?<!<)<(?P<hex>[0-9A-Fa-f\s]*)>(?!>)", re.S)
_TECHNICAL = re.compile(rb"/(?:Registry|Ordering|FontFamily)\s*\([^)]*\)")  # names of fonts, not words of the document
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n?|\n)|(.))", re.S)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclasses.dataclass(frozen=True, slots=True)
class Contents:
    pages: tuple[str, ...]  # in reading order, lines parted by line feeds
    strings: tuple[str, ...]


def contents(pdf: bytes) -> Contents:
    """What the finished file says. Raises PermanentError when it cannot be opened or is encrypted: then nothing can be said of it."""
    try:
        with pdfium, pypdfium2.PdfDocument(pdf) as document:
            pages = tuple(_page_text(page) for page in document)
        strings = tuple(_strings(pdf))
    except (pypdfium2.PdfiumError, zlib.error, ElementTree.ParseError) as error:
        raise PermanentError("The finished PDF cannot be searched for personal data.", code="pdf_unreadable") from error
    if re.search(rb"/Encrypt\s*(?:<<|\d+ \d+ R)", pdf):
        raise PermanentError("The finished PDF is encrypted and cannot be searched for personal data.", code="pdf_unreadable")
    return Contents(pages, strings)


def _page_text(page: pypdfium2.PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        return textpage.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
    finally:
        textpage.close()
        page.close()


def _strings(pdf: bytes) -> Iterator[str]:
    """Every string object of the file, wherever it stands, and the text of XMP packets and attachments.

    PDFium tells the common metadata, links and outlines, yet neither XMP nor custom metadata nor descriptions of pictures;
    all of these are strings, so we read the strings.
    """
    end = 0
    for start, stop, dictionary in _streams(pdf):
        yield from _string_objects(pdf[end:start])
        end = stop
        kind = re.search(rb"/Type\s*/(ObjStm|Metadata|EmbeddedFile)\b", dictionary)
        if kind is None:
            continue
        data = zlib.decompress(pdf[start:stop]) if b"/FlateDecode" in dictionary else pdf[start:stop]
        if kind[1] == b"ObjStm":
            yield from _string_objects(data)
        elif kind[1] == b"Metadata":
            yield from _xmp_text(data)
        elif data.startswith(b"%PDF-"):
            attached = contents(data)
            yield from (*attached.pages, *attached.strings)
        else:
            yield data.decode("utf-8", "replace")
    yield from _string_objects(pdf[end:])


def _streams(pdf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where the data of each stream starts and ends, and the dictionary before it."""
    end = 0
    while found := _STREAM.search(pdf, end):
        dictionary = pdf[pdf.rfind(b" obj", end, found.start()) : found.start()]
        length = _LENGTH.search(dictionary)
        stop = found.end() + int(length[1]) if length else pdf.find(b"endstream", found.end())
        if stop < found.end() or not pdf[stop : stop + 2 + len(b"endstream")].lstrip().startswith(b"endstream"):
            raise zlib.error("a stream without an end")
        yield found.end(), stop, dictionary
        end = pdf.index(b"endstream", stop) + len(b"endstream")


def _string_objects(data: bytes) -> Iterator[str]:
    for found in _STRING.finditer(_TECHNICAL.sub(b"", data)):
        if found["literal"] is not None:
            raw = _ESCAPE.sub(_unescaped, found["literal"][1:-1])
        else:
            digits = re.sub(rb"\s", b"", found["hex"])
            raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        if text := _decoded(raw):
            yield text


def _unescaped(escape: re.Match[bytes]) -> bytes:
    octal, line_end, character = escape.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return b"" if line_end else _ESCAPED.get(character, character)


def _decoded(raw: bytes) -> str:
    """A text string, ISO 32000-2, 7.9.2.2; what is neither Unicode nor printable is no text: an identifier, a checksum."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xff\xfe"):
        return raw[2:].decode("utf-16-le", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    text = raw.decode("latin-1")
    return text if all(character.isprintable() or character.isspace() for character in text) else ""


def _xmp_text(packet: bytes) -> Iterator[str]:
    for element in ElementTree.fromstring(packet).iter():  # noqa: S314 -- the file is our own
        yield from (text for text in (element.text, element.tail, *element.attrib.values()) if text and text.strip())
