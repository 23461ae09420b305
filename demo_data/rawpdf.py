"""One-page PDFs written straight, without a layout engine: a thousand in seconds. Standard fonts, so that only the photo is embedded."""

import io
import textwrap
from dataclasses import dataclass

from PIL import Image

_LEFT, _TOP, _PHOTO_WIDTH = 56, 790, 90  # points


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in points; only what Windows-1252 can say."""

    text: str
    size: float = 10.5
    bold: bool = False
    after: float = 2


def one_page(lines: list[Text], photo: bytes, number: int) -> bytes:
    """A PDF with `lines` and, when it is not empty, the JPEG `photo` at the top right. `number` makes the file's identifier."""
    content = _content(lines)
    resources = b"/Font << /F0 3 0 R /F1 4 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    if photo:
        width, height = Image.open(io.BytesIO(photo)).size
        tall = _PHOTO_WIDTH * height / width
        content += b"q %d 0 0 %.1f 450 %.1f cm /Photo Do Q\n" % (_PHOTO_WIDTH, tall, _TOP + 14 - tall)
        resources += b" /XObject << /Photo 7 0 R >>"
    objects += [
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << %s >> >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    if photo:
        head = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
        objects.append(b"<< %s /Width %d /Height %d /Length %d >>\nstream\n%s\nendstream" % (head, width, height, len(photo), photo))
    return _file(objects, number)


def _content(lines: list[Text]) -> bytes:
    """The drawing operators of the text, from the top of the page downwards."""
    operators, y = [], float(_TOP)
    for line in lines:
        for row in textwrap.wrap(line.text, 78 if y > _TOP - 130 else 95):
            y -= line.size * 1.35
            escaped = row.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
            operators.append(b"BT /F%d %.1f Tf %d %.1f Td (%s) Tj ET\n" % (line.bold, line.size, _LEFT, y, escaped))
        y -= line.after
    return b"".join(operators)


def _file(objects: list[bytes], number: int) -> bytes:
    """Header, numbered objects, cross-reference table and trailer."""
    out = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for index, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (index, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /ID [<%032x> <%032x>] >>\n" % (len(objects) + 1, number, number))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()
