"""Documents are read in a sealed child process (child.py)."""

import dataclasses
import io
from pathlib import PurePath

from django.conf import settings

from candidate.documents.failures import SENTENCES, unreadable
from candidate.documents.kinds import sniff
from candidate.documents.model import LONGEST_LABEL, Document, Photo
from edukai.sealed import Limits, Refused, Sealed

sealed = Sealed("candidate.documents.child", lambda: Limits(settings.READER_MEMORY_MB, settings.READER_SECONDS))

OCR_SHARE = 0.7  # of the time for one file: what has been read by then is kept


def read(content: bytes, filename: str) -> Document:
    """The text, tables, links and portrait of a file of any kind that `sniff` knows.

    Raises PermanentError with one of the codes of `candidate.documents.failures`, and TransientError when the child process could
    not be started.
    """
    if len(content) > settings.CV_MAX_BYTES:
        raise unreadable("too_large")
    request = {
        "kind": sniff(content, filename),
        "max_pages": settings.READER_MAX_PAGES,
        "ocr_languages": settings.OCR_LANGUAGES,
        "ocr_pages": settings.OCR_MAX_PAGES,
        "ocr_seconds": OCR_SHARE * settings.READER_SECONDS,
    }
    try:
        answer, jpeg = sealed.ask(request, content)
        photo = Photo(jpeg, *answer["photo"]) if jpeg else None
        document = Document.from_json(answer["document"])
    except Refused as error:
        raise unreadable(error.code if error.code in SENTENCES else "corrupt") from error
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable("corrupt") from error
    labels = (PurePath(filename).stem[:LONGEST_LABEL], *document.labels)
    return dataclasses.replace(document, photo=photo, labels=labels)


def pictures(content: bytes, filename: str, document: Document) -> tuple[bytes, ...]:
    """How the pages of a document that was read from this file look, as WebP: upright, as they were read. None for formats without
    pages. Raises PermanentError and TransientError like `read`."""
    if not document.pages or document.pages[0].width is None:
        return ()
    try:
        answer, joined = sealed.ask({"kind": sniff(content, filename), "turned": [page.turned for page in document.pages]}, content)
        stream = io.BytesIO(joined)
        return tuple(stream.read(size) for size in answer["sizes"])
    except Refused as error:
        raise unreadable(error.code if error.code in SENTENCES else "corrupt") from error
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable("corrupt") from error
