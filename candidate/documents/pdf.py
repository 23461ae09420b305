"""Text, links and pictures of a PDF, through PDFium. For the child process only."""

import ctypes
import functools
import re
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from candidate.documents.failures import unreadable
from candidate.documents.layout import Segment
from candidate.documents.lines import lines_of, mark_furniture
from candidate.documents.model import Document, Page

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_HYPHENS = {0x02, 0xAD, 0xFFFE}
_MOST_CHARACTERS_A_PAGE = 100_000


def read_pdf(content: bytes, *, max_pages: int) -> Document:
    """Raises PermanentError: encrypted, corrupt, too_many_pages, too_complex."""
    try:
        file = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) else "corrupt"
        raise unreadable(code) from error
    with file:
        if not len(file):
            raise unreadable("corrupt")
        if len(file) > max_pages:
            raise unreadable("too_many_pages")
        pages = [_page(file, number) for number in range(len(file))]
    return Document(pages=mark_furniture(pages))


def _page(file: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = file[number]
    except pypdfium2.PdfiumError as error:
        raise unreadable("corrupt") from error
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        return Page(lines=lines_of(list(_words(text.raw, _to_page(page))), functools.partial(_style, text.raw)), width=width, height=height)
    finally:
        text.close()
        page.close()


def _to_page(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], tuple[float, float, float, float]]:
    """From PDF space (left, top, right, bottom) to a box as people see the page: origin top left, rotation and cropping applied."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90

    def convert(x0: float, y1: float, x1: float, y0: float) -> tuple[float, float, float, float]:
        if turns == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turns == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turns == 3:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return convert


def _words(text: pdfium.FPDF_TEXTPAGE, convert: Callable[..., tuple[float, float, float, float]]) -> Iterator[Segment]:
    """Words in the order of the file, each with its box."""
    count = pdfium.FPDFText_CountChars(text)
    if count > _MOST_CHARACTERS_A_PAGE:
        raise unreadable("too_complex")
    unicode_of = pdfium.FPDFText_GetUnicode
    codes = [unicode_of(text, index) for index in range(count)]
    box = pdfium.FS_RECTF()
    corners = ctypes.byref(box)
    start = 0
    for index in range(count + 1):
        if index < count and codes[index] not in (0x20, 0x0A, 0x0D, 0x09, 0xA0, 0):
            continue
        if index > start:
            pdfium.FPDFText_GetLooseCharBox(text, start, corners)
            x0, y0, x1, y1 = convert(box.left, box.top, box.right, box.bottom)
            if index - start > 1:
                pdfium.FPDFText_GetLooseCharBox(text, index - 1, corners)
                a0, b0, a1, b1 = convert(box.left, box.top, box.right, box.bottom)
                x0, y0, x1, y1 = min(x0, a0), min(y0, b0), max(x1, a1), max(y1, b1)
            word = "".join(chr(code) if code not in _HYPHENS else "\xad" for code in codes[start:index])
            yield Segment(word, x0, y0, x1, y1, start, index - 1)
        start = index + 1


def _style(text: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, bool, str]:
    """Size in points on the page, boldness and font name of one character."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text, index) * (matrix.b**2 + matrix.d**2 or 1.0) ** 0.5
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, index, buffer, 128, None)
    font = buffer.value.decode("utf-8", "replace")
    return round(size, 1), bool(_BOLD.search(font)), font
