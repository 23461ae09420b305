"""A sheet as the bytes of a file: one module a producer, chosen by name."""

from collections.abc import Callable

from tests.corpus import pictures
from tests.corpus.case import Case
from tests.corpus.sheet import Sheet
from tests.corpus.writers import drawn, html, legacy, text, word


def write(case: Case) -> bytes:
    """The file of a case whose sheet is composed."""
    assert case.sheet
    if case.producer in _PICTURED:
        return _PICTURED[case.producer](case, html.pdf(case.sheet))
    return WRITERS[case.producer](case.sheet)


WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "weasyprint": html.pdf,
    "chromium": html.chromium_pdf,
    "docx": word.docx,
    "reportlab": drawn.pdf,
    "rtf": legacy.rtf,
    "odt": legacy.odt,
    "doc": legacy.doc,
    "txt": text.txt,
}
_PICTURED: dict[str, Callable[[Case, bytes], bytes]] = {
    "scan": lambda case, pdf: pictures.scan(pdf, case.dice),
    "png": lambda case, pdf: pictures.picture(pdf, "png", case.dice),
    "jpg": lambda case, pdf: pictures.picture(pdf, "jpg", case.dice),
}
