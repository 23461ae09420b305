"""Text, links and pictures of a PDF, through PDFium. For the child process only."""

import contextlib
import ctypes
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from candidate.documents.bidi import in_reading_order
from candidate.documents.failures import unreadable
from candidate.documents.hidden import is_blank, seen
from candidate.documents.lines import lines_of, mark_furniture
from candidate.documents.links import kept_links
from candidate.documents.model import LONGEST_LABEL, Box, Document, Line, Page
from candidate.documents.orders import remarks_on_unseen
from candidate.documents.photo import MOST_PIXELS, Picture, choose, opened
from candidate.documents.scans import DPI, LONGEST_SIDE, Scanner
from candidate.documents.segments import Segment
from candidate.documents.sense import is_language
from candidate.documents.words import is_mark

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ICONS = re.compile(r"(?i:awesome)|Icon")  # names of fonts that draw pictures in place of letters
_WORD = re.compile(r"[^\s\0\x02\ufffe]*[\x02\ufffe]|[^\s\0\x02\ufffe]+")  # PDFium writes these two for a hyphen at the end of a line
LONGEST_LINK = 2_000
MOST_CHARACTERS_A_PAGE = 50_000
FEW_LETTERS = 150  # beside a large picture: the stamp of a scanner program
FEWEST_LETTERS = 20
MOST_UNMAPPED = 0.3  # of the words
SCAN = 0.5  # of the page, covered by one picture


def read_pdf(content: bytes, scanner: Scanner, *, max_pages: int) -> Document:
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
        pages: list[Page] = []
        links: list[str] = []
        flags: list[str] = []
        labels = tuple(label[:LONGEST_LABEL] for key in ("Title", "Author") if (label := file.get_metadata_value(key)))
        photo, block = None, 0
        for number in range(len(file)):
            with _opened(file, number) as page:
                lines, remarks = _page(page, block, scanner)
                pages.append(lines)
                flags.extend(remarks)
                block = pages[-1].lines[-1].block + 1 if pages[-1].lines else block
                links.extend(_links(page))
                if number == 0:
                    photo = choose(_pictures(page))
    return Document(mark_furniture(pages), kept_links(links), photo or scanner.photo, (*dict.fromkeys(flags), *scanner.flags), labels)


@contextlib.contextmanager
def _opened(file: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        page = file[number]
    except pypdfium2.PdfiumError as error:
        raise unreadable("corrupt") from error
    try:
        yield page
    finally:
        page.close()


def _page(page: pypdfium2.PdfPage, block: int, scanner: Scanner) -> tuple[Page, tuple[str, ...]]:
    """The page, and remarks on it. Of a scan, the text layer when it makes sense, or what can be read in the picture."""
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        words = list(_words(text, _to_page(page)))
        visible = seen(page, text, words)
        shown, unseen = list(compress(words, visible)), [word for word, is_seen in zip(words, visible, strict=True) if not is_seen]
        worth = _worth(text, shown)
        if is_scan := worth < FEW_LETTERS and _shows_more(page, worth):
            if _worth(text, unseen) > worth:
                shown, unseen = words, []
            elif (scanned := _scanned(page, scanner, block)) and _letters(scanned.lines) > worth:
                return scanned, ("scan", *remarks_on_unseen(word.text for word in unseen))
        lines = lines_of(list(in_reading_order(shown)), functools.partial(_style, text.raw), block)
        return Page(lines, width=width, height=height), ("scan",) * is_scan + remarks_on_unseen(word.text for word in unseen)
    finally:
        text.close()


def _worth(text: pypdfium2.PdfTextPage, words: Sequence[Segment]) -> int:
    """How many letters words have; none when they make no sense, as in fonts that do not say which letters they draw."""
    unmapped = sum(pdfium.FPDFText_HasUnicodeMapError(text.raw, word.start) == 1 for word in words)
    return _letters(words) if unmapped <= MOST_UNMAPPED * len(words) and is_language([word.text for word in words]) else 0


def _shows_more(page: pypdfium2.PdfPage, letters: int) -> bool:
    """Whether a page with text of so few letters shows a large picture, or anything at all when there is no text to speak of."""
    area = page.get_width() * page.get_height()
    covered = max((picture.width * picture.height for picture in _pictures(page)), default=0.0)
    return covered > SCAN * area or (letters < FEWEST_LETTERS and not is_blank(page))


def _scanned(page: pypdfium2.PdfPage, scanner: Scanner, block: int) -> Page | None:
    dpi = min(DPI, 72 * LONGEST_SIDE / max(page.get_size()))
    return scanner.page(lambda: page.render(scale=dpi / 72, grayscale=True).to_pil(), dpi, block)


def _letters(texts: Iterable[Segment | Line]) -> int:
    return sum(len(text.text) for text in texts)


def _links(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Addresses that the page's link annotations lead to."""
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
            length = min(pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, None, 0), LONGEST_LINK)
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDFAction_GetURIPath(page.pdf.raw, action, buffer, length)
            yield buffer.value.decode("utf-8", "replace")


def _pictures(page: pypdfium2.PdfPage) -> Iterator[Picture]:
    height = page.get_height()
    convert = _to_page(page)
    try:
        for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            x0, y0, x1, y1 = convert(*image.get_bounds())
            yield Picture(x1 - x0, y1 - y0, y0 / max(height, 1.0), functools.partial(_pixels, image))
    except pypdfium2.PdfiumError:  # a page with a damaged picture still has its text
        return


def _pixels(image: pypdfium2.PdfImage) -> Image.Image:
    """Raises OSError, ValueError."""
    width, height = image.get_px_size()
    if width * height > MOST_PIXELS:
        raise ValueError("too many pixels")
    if image.get_filters() == ["DCTDecode"]:
        return opened(bytes(image.get_data()))
    try:
        return image.get_bitmap().to_pil()
    except pypdfium2.PdfiumError as error:
        raise ValueError("no picture") from error


def _to_page(page: pypdfium2.PdfPage) -> Callable[[float, float, float, float], Box]:
    """From PDF space (left, bottom, right, top) to a box as people see the page: origin top left, rotation and cropping applied."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90

    def convert(x0: float, y0: float, x1: float, y1: float) -> Box:
        if turns == 1:
            return y0 - bottom, x0 - left, y1 - bottom, x1 - left
        if turns == 2:
            return right - x1, y0 - bottom, right - x0, y1 - bottom
        if turns == 3:
            return top - y1, right - x1, top - y0, right - x0
        return x0 - left, top - y1, x1 - left, top - y0

    return convert


def _words(text: pypdfium2.PdfTextPage, convert: Callable[..., Box]) -> Iterator[Segment]:
    """Words in the order of the file, each with its box. Icons are none: their letters are chance."""
    characters = _characters(text)
    corners_of, box = pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF()  # as high as the font, so that all letters of a line agree
    target = ctypes.byref(box)
    for start, end in _spans(characters):
        corners_of(text.raw, start, target)
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if end > start:
            corners_of(text.raw, end, target)
            x0, y0, x1, y1 = min(x0, box.left), min(y0, box.bottom), max(x1, box.right), max(y1, box.top)
        word = characters[start : end + 1].replace("\x02", "-").replace("\ufffe", "-")
        if start < end or is_mark(word) or not _ICONS.search(_font(text.raw, start)):
            yield Segment(word, *convert(x0, y0, x1, y1), start, end)


def _characters(text: pypdfium2.PdfTextPage) -> str:
    """The characters of a page, each at the index by which PDFium knows it."""
    count = text.count_chars()
    if count > MOST_CHARACTERS_A_PAGE:
        raise unreadable("too_complex")
    characters = text.get_text_range()
    if len(characters) == count:
        return characters
    return "".join(chr(pdfium.FPDFText_GetUnicode(text.raw, index)) for index in range(count))  # some have none, or need two units


def _spans(characters: str) -> Iterator[tuple[int, int]]:
    """First and last character of each word. A word broken by a hyphen at the end of a line counts as two."""
    for found in _WORD.finditer(characters):
        yield found.start(), found.end() - 1


def _style(text: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, bool, str]:
    """Size in points on the page, boldness and font name of one character."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text, index) * (matrix.b**2 + matrix.d**2 or 1.0) ** 0.5
    font = _font(text, index)
    return round(size, 1), bool(_BOLD.search(font)), font


def _font(text: pdfium.FPDF_TEXTPAGE, index: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, index, buffer, 128, None)
    return buffer.value.decode("utf-8", "replace")
