"""The child process that opens CVs: `python -m candidate.documents.child MEMORY_MB SECONDS`."""

import dataclasses
import sys
import time
from collections.abc import Callable
from typing import Any

from candidate.documents import doc, docx, odt, pages, pdf, rtf, txt
from candidate.documents.failures import unreadable
from candidate.documents.model import Document
from candidate.documents.orders import gives_orders
from candidate.documents.scans import Scanner, read_picture
from edukai.sealed import serve

_PLAIN_READERS: dict[str, Callable[[bytes], Document]] = {
    "docx": docx.read_docx,
    "doc": doc.read_doc,
    "rtf": rtf.read_rtf,
    "odt": odt.read_odt,
    "txt": txt.read_txt,
}
MOST_CHARACTERS = 1_000_000
FEWEST_LETTERS = 20


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The document as JSON and the portrait as JPEG; where the request says how its pages are `turned`, pictures of these and their
    sizes in bytes. Raises PermanentError with a code of `candidate.documents.failures`."""
    if "turned" in request:
        drawn = list(pages.draw(content, request["kind"], request["turned"]))
        return {"sizes": list(map(len, drawn))}, b"".join(drawn)
    document = _checked(_read(request, content))
    photo = document.photo
    header = {"document": document.to_json(), "photo": [photo.width, photo.height] if photo else None}
    return header, photo.jpeg if photo else b""


def _read(request: dict[str, Any], content: bytes) -> Document:
    scanner = Scanner(request["ocr_languages"], request["ocr_pages"], time.monotonic() + request["ocr_seconds"])
    match request["kind"]:
        case "pdf":
            return pdf.read_pdf(content, scanner, max_pages=request["max_pages"])
        case "png" | "jpg":
            return read_picture(content, scanner)
    return _PLAIN_READERS[request["kind"]](content)


def _checked(document: Document) -> Document:
    characters = letters = 0
    for line in document.lines:
        characters += len(line.text)
        letters += sum(map(str.isalpha, line.text)) if letters < FEWEST_LETTERS else 0
    if characters > MOST_CHARACTERS:
        raise unreadable("too_complex")
    if letters < FEWEST_LETTERS:
        raise unreadable("no_text")
    if "instructions" not in document.flags and gives_orders(document.text):
        return dataclasses.replace(document, flags=(*document.flags, "instructions"))
    return document


if __name__ == "__main__":
    serve(answer, *map(int, sys.argv[1:]))
