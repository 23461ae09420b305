"""Searches a finished CV for what identifies or reaches the candidate."""

import re

import pypdfium2

from candidate.profile import PersonalInfo


def leaks(pdf: bytes, personal: PersonalInfo, *, filename: str = "") -> list[str]:
    """Names of what leaked."""
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document).casefold()
    document.close()
    found = []
    surname = personal.full_name.casefold().split()[1:]
    if any(re.search(rf"\b{re.escape(part)}\b", text) for part in surname):
        found.append("surname")
    if personal.email and personal.email.casefold() in "".join(text.split()):
        found.append("email")
    return found
