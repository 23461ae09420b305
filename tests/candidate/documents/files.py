"""Small files of every kind, good and bad, made on the spot."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pypdf
import pypdfium2
import pytest
import weasyprint
from docx.document import Document as WordDocument
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from candidate.documents import read
from demo_data import portraits
from edukai.errors import PermanentError


def pdf(body: str, css: str = "") -> bytes:
    return weasyprint.HTML(
        string=f"<html lang=en><style>@page{{size:A4;margin:15mm}}body{{margin:0;font:10pt sans-serif}}{css}</style>{body}"
    ).write_pdf()


GOOD = pdf("<h1>Jane Smith</h1><p>Teacher of Mathematics in Leeds</p>")


def word(build: Callable[[WordDocument], object]) -> bytes:
    document = docx.Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def repacked(package: bytes, changes: dict[str, bytes]) -> bytes:
    """A Word file with parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in source.namelist():
            if name not in changes:
                new.writestr(name, source.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return target.getvalue()


def body(inner: str) -> bytes:
    """A main part with this content."""
    namespaces = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }
    declared = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in namespaces.items())
    return f"<w:document {declared}><w:body>{inner}</w:body></w:document>".encode()


def word_xml(inner: str) -> bytes:
    """A Word file whose main part has this content."""
    return repacked(word(lambda document: None), {"word/document.xml": body(inner)})


def open_text(body: str, styles: str = "", furniture: str = "", *, kind: str = "text", parts: dict[str, bytes] | None = None) -> bytes:
    """An OpenDocument file with this body, these automatic styles, and this content of its master page."""
    names = ("office", "style", "text", "table", "drawing:draw", "xsl-fo-compatible:fo", "svg-compatible:svg")
    declared = " ".join(
        f'xmlns:{name.rpartition(":")[2]}="urn:oasis:names:tc:opendocument:xmlns:{name.partition(":")[0]}:1.0"' for name in names
    )
    declared += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
    sheet = f"<office:master-styles><style:master-page style:name='Standard'>{furniture}</style:master-page></office:master-styles>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", f"<office:document-content {declared}>{content}</office:document-content>")
        package.writestr("styles.xml", f"<office:document-styles {declared}>{sheet}</office:document-styles>")
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return target.getvalue()


def drawn(content: bytes, dpi: int = 200) -> Image.Image:
    """The first page of a PDF as a grey picture."""
    with pypdfium2.PdfDocument(content) as document:
        return document[0].render(scale=dpi / 72, grayscale=True).to_pil()


def stored(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture's file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def scanned(*images: Image.Image) -> bytes:
    """A PDF of these pictures, a page of A4 each."""
    first, *others = (image.convert("RGB") for image in images)
    return stored(first, "PDF", resolution=200.0, save_all=True, append_images=others)


def refusal(content: bytes, filename: str = "cv.pdf") -> str:
    """The code of the error that reading this file ends with."""
    with pytest.raises(PermanentError) as caught:
        read(content, filename)
    assert caught.value.message.endswith(".")
    return caught.value.code


def many_pages(count: int) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    return _written(writer)


def encrypted_pdf(content: bytes, *, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user, owner, algorithm="AES-256")
    return _written(writer)


def pdf_of_drawing(operators: bytes) -> bytes:
    """A one-page PDF that draws these operators."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    page[NameObject("/Resources")] = resources()
    stream = StreamObject()
    stream.set_data(operators)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return _written(writer)


def deep_pdf(levels: int, copies: int) -> bytes:
    """A PDF of forms that draw each other: copies ** levels texts."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    inner = StreamObject()
    inner.set_data(b"BT /F 10 Tf 50 500 Td (abcdefghijklmnopqrstuvwxyz) Tj ET")
    means = resources()
    for _ in range(levels):
        inner.update(
            {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"), NameObject("/Resources"): means}
        )
        inner[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 595, 842)))
        means = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): writer._add_object(inner)})})
        inner = StreamObject()
        inner.set_data(b"/X Do " * copies)
    page[NameObject("/Resources")] = means
    page[NameObject("/Contents")] = writer._add_object(inner)
    return _written(writer)


def pdf_bomb(chunk: bytes, times: int) -> bytes:
    """A PDF whose page unpacks to `times` chunks."""
    packer = zlib.compressobj(1)
    stream = StreamObject()
    stream.set_data(b"".join(packer.compress(chunk) for _ in range(times)) + packer.flush())
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of_drawing(b"")))
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def image_bomb(side: int) -> bytes:
    """A PDF whose page is a grey picture of so many pixels a side, which packs to little."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of_drawing(b"q 595 0 0 842 0 0 cm /I Do Q")))
    packer = zlib.compressobj(1)
    image = StreamObject()
    image.set_data(b"".join(packer.compress(bytes(side)) for _ in range(side)) + packer.flush())
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray", "/Filter": "/FlateDecode"}
    image.update({NameObject(key): NameObject(value) for key, value in names.items()})
    numbers = {"/Width": side, "/Height": side, "/BitsPerComponent": 8}
    image.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    objects = DictionaryObject({NameObject("/I"): writer._add_object(image)})
    writer.pages[0]["/Resources"][NameObject("/XObject")] = objects  # type: ignore[index]
    return _written(writer)


def resources() -> DictionaryObject:
    """A font by the name of F, and one of icons by the name of I."""
    fonts = DictionaryObject()
    for name, base in (("/F", "/Helvetica"), ("/I", "/FontAwesome5Free-Solid")):
        keys = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": base}
        fonts[NameObject(name)] = DictionaryObject({NameObject(key): NameObject(value) for key, value in keys.items()})
    return DictionaryObject({NameObject("/Font"): fonts})


def _written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def portrait(width: int = 300, height: int = 380, *, look: str = "brown_short", turned: int = 0, **options: object) -> bytes:
    """A JPEG that shows somebody who does not exist, perhaps lying on the side by some degrees."""
    image = Image.open(io.BytesIO(portraits.portrait(look))).resize((width, height))
    return stored(image.rotate(turned, expand=True), "JPEG", **options)


def blotches() -> bytes:
    """A JPEG with the many tones of a photograph, and nothing on it."""
    chance = random.Random(7)
    small = Image.new("RGB", (24, 30))
    small.putdata([(chance.randrange(200), 60 + chance.randrange(140), 120 + chance.randrange(120)) for _ in range(24 * 30)])
    return stored(small.resize((300, 380), Image.Resampling.BICUBIC), "JPEG")


def logo(width: int = 300, height: int = 300) -> bytes:
    """A PNG in two flat colours."""
    image = Image.new("RGB", (width, height), "#ffffff")
    image.paste("#0b4f6c", (width // 4, height // 4, width // 2, height // 2))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def legacy_word(paragraphs: list[str], *, encrypted: bool = False) -> bytes:
    """A Word 97 file with plain text. Source: [MS-DOC] 2.5 (Fib), 2.9.38 (Clx)."""
    text = ("\r".join(paragraphs) + "\r").encode("cp1252")
    fib = bytearray(1024)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", fib, 10, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<II", fib, 24, 1024, 1024 + len(text))
    struct.pack_into("<I", fib, 76, len(text))
    pieces = b"\x02" + struct.pack("<IIIHIH", 16, 0, len(text), 0, 1024 * 2 | 0x40000000, 0)
    struct.pack_into("<II", fib, 0x1A2, 0, len(pieces))
    return compound({"WordDocument": bytes(fib) + text, "1Table": pieces})


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file. Source: [MS-CFB] 2.2, 2.3, 2.6."""
    free, last, fat_itself = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    bodies = [content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0") for content in streams.values()]
    fat, directory = [fat_itself, last], _entry("Root Entry", 5, 1, last, 0, free)
    for number, (name, content) in enumerate(zip(streams, bodies, strict=True)):
        sibling = number + 2 if number + 1 < len(bodies) else free
        directory += _entry(name, 2, free, len(fat), len(content), sibling)
        fat += [*range(len(fat) + 1, len(fat) + len(content) // 512), last]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, last, 0, last, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *fat, *[free] * (128 - len(fat))) + directory.ljust(512, b"\0") + b"".join(bodies)


def _entry(name: str, kind: int, child: int, start: int, size: int, sibling: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, sibling, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
