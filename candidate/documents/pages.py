"""Pictures of pages, for people who compare what was read with what is there. For the child process only."""

import io
from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import Image

from candidate.documents.failures import unreadable
from candidate.documents.scans import opened_picture, turned

SCALE = 1.5  # pixels in a point
LONGEST_SIDE = 2_000  # pixels
QUALITY = 70  # of 100


def draw(content: bytes, kind: str, degrees: Sequence[float]) -> Iterator[bytes]:
    """The first pages of a PDF, or the one page of a PNG or JPEG, each as WebP, turned anticlockwise by so many `degrees`.

    Raises PermanentError: corrupt, too_complex.
    """
    pages = _of_pdf(content) if kind == "pdf" else iter([opened_picture(content)])
    for page, angle in zip(pages, degrees, strict=False):
        image = turned(page, angle)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        target = io.BytesIO()
        image.save(target, "WEBP", quality=QUALITY, method=2)
        yield target.getvalue()


def _of_pdf(content: bytes) -> Iterator[Image.Image]:
    try:
        with pypdfium2.PdfDocument(content) as file:
            for page in file:
                scale = min(SCALE, LONGEST_SIDE / max(page.get_size()))
                yield page.render(scale=scale).to_pil()
                page.close()
    except pypdfium2.PdfiumError as error:
        raise unreadable("corrupt") from error
