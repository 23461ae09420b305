"""One CV in a warm process: how long each of its stages takes."""

import statistics
import time
from collections.abc import Callable

import pypdfium2

from candidate import cv_pdf
from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.loop import analyse, picture_of, read

WARM_UPS = 5
ROUNDS = 60


def measure() -> list[Figure]:
    """Milliseconds a call, the median of many."""
    path = cvs.ONE_PAGE_WITH_PHOTO
    document = read(path)
    profile = analyse(document)
    photo = picture_of(document)

    def render() -> bytes:
        return cv_pdf.render(profile.data_extracted, photo, skills=profile.personal_info.skill)

    pdf = render()
    with pypdfium2.PdfDocument(pdf) as rendered:
        if photo is None or len(rendered) != 1:
            raise RuntimeError(f"{path.name} does not make one page with a photo.")
    return [
        Figure("PDF of one page with photo and logo, warm, median", _median_ms(render), "ms", under=80),
        Figure("- searching it for leaks", _median_ms(lambda: cv_pdf.leaks(pdf, profile.personal_info, filename="CV.pdf")), "ms"),
        Figure("- reading that CV", _median_ms(lambda: read(path)), "ms"),
        Figure("- analysing it", _median_ms(lambda: analyse(document)), "ms"),
    ]


def _median_ms(call: Callable[[], object]) -> float:
    for _ in range(WARM_UPS):
        call()
    return statistics.median(_timed(call) for _ in range(ROUNDS)) * 1000


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
