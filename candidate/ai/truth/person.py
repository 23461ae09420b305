"""Who the candidate is and how to reach them, as a model wrote it, held against the CV."""

import itertools
from collections.abc import Callable

from candidate.ai.local import emails, names, phones, wording
from candidate.ai.local.findings import Findings
from candidate.documents.model import Document
from candidate.profile import Claim, PersonalInfo


def person(written: PersonalInfo, read: PersonalInfo, found: Findings, document: Document, claims: list[Claim]) -> PersonalInfo:
    """The reader's personal data, with name, e-mail and phone as written where the CV has them and they are no referee's.

    What of the reader's is replaced goes to the other contacts: it must not show either.
    """
    known: dict[str, Callable[[str], str]] = {
        "full_name": lambda name: _name(name, read.full_name, found, document),
        "email": lambda email: _email(email, found, document),
        "whatsapp": lambda phone: _phone(phone, found, document),
    }
    update: dict[str, str] = {}
    for field, of in known.items():
        told, ours = getattr(written, field), getattr(read, field)
        update[field] = ours if told == ours or not told else of(told) or ours
        if told and update[field] == ours and not _same(told, ours):
            claims.append(Claim(place=field, text=told, reason=f"The CV does not have it as the candidate's {field.replace('_', ' ')}."))
    replaced = [ours for field in ("email", "whatsapp") if (ours := getattr(read, field)) and ours != update[field]]
    return read.model_copy(update={**update, "other_contacts": [*replaced, *read.other_contacts][:200]})


def _same(told: str, ours: str) -> bool:
    """Whether only the writing differs, or the reader knows more: 'Jane Smith' of 'Jane Mary Smith', '07700 900123' of '+447700900123'."""
    if "@" in told:
        return told.casefold() == ours.casefold()
    return set(_words(told)) <= set(_words(ours)) or ours in phones.find(told)


def _words(name: str) -> list[str]:
    return wording.words(wording.plain(name))


def _name(told: str, ours: str, found: Findings, document: Document) -> str:
    """The name, where one line or label of the CV has all its words and it says no less than the reader's."""
    words = set(_words(told))
    others = [set(_words(referee.name)) for referee in found.referees if referee.name]
    if not words or words <= set(_words(ours)) or any(words <= other for other in others):
        return ""
    lines = [line.text for line in document.lines]
    beside = (f"{above} {below}" for above, below in itertools.pairwise(lines))
    return names.spell(told) if any(words <= set(_words(text)) for text in (*document.labels, *lines, *beside)) else ""


def _email(told: str, found: Findings, document: Document) -> str:
    folded = told.casefold()
    lines = (line.text for line in document.lines if folded.split("@")[0] in line.text.casefold())
    known = {email for text in (*lines, *document.links) for email in emails.find(text.removeprefix("mailto:"))}
    return folded if folded in known and all(referee.email != folded for referee in found.referees) else ""


def _phone(told: str, found: Findings, document: Document) -> str:
    """The number in E.164."""
    country = found.address.country
    number = next(iter(phones.find(told, country)), "")
    digits = number[-6:]
    texts = [line.text for line in document.lines] + [link.removeprefix("tel:") for link in document.links]
    held = (text for text in texts if digits and digits in "".join(filter(str.isdigit, text)))
    known = any(number in phones.find(text, country) for text in held)
    return number if known and all(referee.phone != number for referee in found.referees) else ""
