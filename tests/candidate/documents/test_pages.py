"""Pictures of pages: what was read stands where its box says."""

import io

import numpy as np
import pytest
from PIL import Image

from candidate.documents import pictures, read
from candidate.documents.model import Document
from edukai.errors import PermanentError
from tests.candidate.documents import files

PAGE = files.pdf("<h1>Siobhan O'Connor</h1><p>Teacher of mathematics, Leeds</p><p><b>07700 900123 siobhan@example.com</b></p>" * 4)
TWO_PAGES = files.pdf("<h1>Jane Smith</h1><p style='break-before: page'>Teacher of Mathematics in Leeds</p>")


def _ink_in_boxes(document: Document, page: bytes) -> float:
    """The share of a picture's dark pixels that lie in the boxes of the lines of the first page."""
    (shown,) = document.pages
    picture = Image.open(io.BytesIO(page)).convert("L")
    dark, inside = np.asarray(picture) < 128, np.zeros((picture.height, picture.width), dtype=bool)
    points = picture.width / (shown.width or 1)
    for line in shown.lines:
        x0, y0, x1, y1 = (round(edge * points) for edge in line.box or ())
        inside[y0 : y1 + 1, x0 : x1 + 1] = True
    assert dark.any()
    return float((dark & inside).sum() / dark.sum())


def test_it_draws_the_pages_of_a_pdf():
    drawn = pictures(TWO_PAGES, "cv.pdf", read(TWO_PAGES, "cv.pdf"))
    sizes = [Image.open(io.BytesIO(page)).size for page in drawn]
    assert sizes == [pytest.approx((893, 1263), abs=2)] * 2


def test_it_draws_what_was_read_where_it_was_read():
    document = read(PAGE, "cv.pdf")
    (page,) = pictures(PAGE, "cv.pdf", document)
    assert _ink_in_boxes(document, page) > 0.97


@pytest.mark.parametrize(("kind", "degrees"), [("JPEG", -4), ("PNG", 90), ("PNG", 181.5)])
def test_it_draws_scans_upright_as_they_were_read(kind, degrees):
    askew = files.drawn(PAGE).rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    content, name = files.stored(askew, kind), f"cv.{kind.lower()}"
    document = read(content, name)
    assert (document.pages[0].turned + degrees + 180) % 360 == pytest.approx(180, abs=0.3)
    (page,) = pictures(content, name, document)
    assert _ink_in_boxes(document, page) > 0.9


def test_it_draws_nothing_of_formats_without_pages():
    content = files.word(lambda document: document.add_paragraph("Jane Smith, Teacher of Mathematics in Leeds"))
    assert pictures(content, "cv.docx", read(content, "cv.docx")) == ()


def test_it_refuses_to_draw_a_damaged_file():
    with pytest.raises(PermanentError, match="damaged"):
        pictures(b"%PDF-1.7 and nothing else", "cv.pdf", read(PAGE, "cv.pdf"))
