"""The child process that opens CVs: `python -m candidate.documents.child MEMORY_MB SECONDS`."""

import sys
from typing import Any

from candidate.documents import doc, docx, odt, pdf, rtf, txt
from candidate.documents.failures import unreadable
from candidate.documents.model import Document
from edukai.sealed import serve

MOST_CHARACTERS = 1_000_000
FEWEST_LETTERS = 20


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The document as JSON and the portrait as JPEG. Raises PermanentError with a code of `candidate.documents.failures`."""
    document = _checked(_read(request, content))
    photo = document.photo
    header = {"document": document.to_json(), "photo": [photo.width, photo.height] if photo else None}
    return header, photo.jpeg if photo else b""


def _read(request: dict[str, Any], content: bytes) -> Document:
    match request["kind"]:
        case "pdf":
            return pdf.read_pdf(content, max_pages=request["max_pages"])
        case "docx":
            return docx.read_docx(content)
        case "doc":
            return doc.read_doc(content)
        case "rtf":
            return rtf.read_rtf(content)
        case "odt":
            return odt.read_odt(content)
        case "txt":
            return txt.read_txt(content)
    raise ValueError("a kind that nobody reads")


def _checked(document: Document) -> Document:
    characters = letters = 0
    for line in document.lines:
        characters += len(line.text)
        letters += sum(map(str.isalpha, line.text)) if letters < FEWEST_LETTERS else 0
    if characters > MOST_CHARACTERS:
        raise unreadable("too_complex")
    if letters < FEWEST_LETTERS:
        raise unreadable("no_text")
    return document


if __name__ == "__main__":
    serve(answer, *map(int, sys.argv[1:]))
