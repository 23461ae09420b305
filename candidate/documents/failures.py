"""Why a file cannot be read: a code for programs, a sentence for the people who see the failed CV."""

from edukai.errors import PermanentError

SENTENCES = {
    "empty": "The file is empty.",
    "too_large": "The file is too large.",
    "unsupported": "Files of this type cannot be read.",
    "mismatch": "The content of the file is not what its name says.",
    "encrypted": "The file is protected by a password. Please upload a copy without one.",
    "corrupt": "The file is damaged and cannot be opened.",
    "no_text": "The file contains no text that can be read; it may be a scan or a picture.",
    "too_many_pages": "The file has too many pages for a CV.",
    "too_complex": "The file is too complex to be read: it took too much time or memory.",
}


def unreadable(code: str) -> PermanentError:
    """The error for `code`, one of SENTENCES."""
    return PermanentError(SENTENCES[code], code=code)
