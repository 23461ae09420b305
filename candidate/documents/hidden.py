"""Which words of a PDF page people see. For the child process only.

The page is drawn twice, with its text and without: a word that makes no difference is not seen, be it white, transparent, drawn in no
ink, under a picture or off the page. It costs a few milliseconds.
"""

import ctypes
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from candidate.documents.prose import SMALLEST_SIZE
from candidate.documents.segments import Segment

SCALE = 1.0  # pixels in a point
LEAST_CONTRAST = 16  # of 255
MOST_SIDE = 2_000  # points; a poster is drawn smaller


def seen(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, words: Sequence[Segment]) -> list[bool]:
    """For each word whether it can be seen on its page."""
    if not words:
        return []
    handles = list(_text_objects(text, words))
    scale = SCALE * min(1.0, MOST_SIDE / max(page.get_size()))
    with_text = _drawn(page, scale)
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    without = _drawn(page, scale)
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, True)
    differs = np.maximum(with_text, without) - np.minimum(with_text, without) >= LEAST_CONTRAST
    return [_height(word) >= SMALLEST_SIZE and _is_drawn(word, differs, scale) for word in words]


def is_blank(page: pypdfium2.PdfPage) -> bool:
    """Whether a page shows nothing at all."""
    pixels = _drawn(page, SCALE * min(1.0, MOST_SIDE / max(page.get_size())))
    return int(pixels.max()) - int(pixels.min()) < LEAST_CONTRAST


def _is_drawn(word: Segment, differs: np.ndarray, scale: float) -> bool:
    """Whether something of the word changes the page; its edges, where neighbours may reach in, do not count."""
    margin = 0.15 * _height(word)
    x0, y0, x1, y1 = word.x0, word.y0 + margin, word.x1, word.y1 - margin
    left, top, right, bottom = (max(0, int(edge * scale + 0.5)) for edge in (x0, y0, x1, y1))
    return bool(differs[top : max(bottom, top + 1), left : max(right, left + 1)].any())


def _height(word: Segment) -> float:
    return min(word.y1 - word.y0, max(word.x1 - word.x0, word.y1 - word.y0))


def _text_objects(text: pypdfium2.PdfTextPage, words: Sequence[Segment]) -> Iterator[pdfium.FPDF_PAGEOBJECT]:
    """The objects that draw these words, each once."""
    known = set()
    for word in words:
        handle = pdfium.FPDFText_GetTextObject(text.raw, word.start)
        if handle and (address := ctypes.addressof(handle.contents)) not in known:
            known.add(address)
            yield handle


def _drawn(page: pypdfium2.PdfPage, scale: float) -> np.ndarray:
    return page.render(scale=scale, grayscale=True, draw_annots=False).to_numpy()
