"""Searches a finished CV for what identifies or reaches the candidate: the last look before a file may be sent."""

import re

from django.conf import settings

from candidate.cv_pdf import contacts
from candidate.cv_pdf.folding import compact, fold, readings
from candidate.cv_pdf.pdf_text import contents
from candidate.cv_pdf.surname import surname
from candidate.profile import PersonalInfo

_OWN_WORDS = re.compile(
    r"\bPage \d+ of \d+|References available on request\.?"
    r"|^(?:Profile|Key skills|Employment|Qualifications|Interests|References|Location|Availability)\b",
    re.I | re.M,
)
_ADDRESS_LIKE = re.compile(r"^[a-z][a-z0-9+.-]*:\S*$", re.I)  # a link's target


def leaks(pdf: bytes, personal: PersonalInfo, *, filename: str = "") -> list[str]:
    """What leaked into the finished file: any of "surname", "email", "phone", "address", "postcode", "other_contact"; [] is clean.

    Searched are the text of the pages, metadata and XMP, outlines, link targets, descriptions, attachments and the file's name.
    Raises PermanentError when the file cannot be searched.

    The surname is every word of `full_name` but the given name, titles, initials and particles; parts of a double name count
    one by one, a name of one word has none. It leaks wherever it stands as a whole word, in whatever case and with or without
    accents, hyphen or apostrophe; letter by letter; run together with the given name; and inside user names, links and the file's
    name. It does not leak only where the words around show that it is none: in small letters or in a fixed phrase when it is
    also an ordinary word ('young people', 'Head of Year'), and in the name of an institution ('Park Primary School', 'University
    of Lincoln'). The given name, a title or an initial before it overrules both. In doubt it leaks: a person then looks.

    "phone" and "email" are the candidate's own, "other_contact" any other address or valid phone number but the agency's, and
    what `other_contacts` lists. "address" is a street or house of the address, "postcode" the whole postcode.
    """
    found = contents(pdf)
    strings = [fold(_without_own_words(text)) for text in found.strings]
    addresses = [text for text in strings if _ADDRESS_LIKE.match(text)] + [fold(filename)]
    text = "\n".join([readings(map(_without_own_words, found.pages)), *(text for text in strings if not _ADDRESS_LIKE.match(text))])
    everywhere = "\n".join([text, *addresses])
    name = surname(personal.full_name)
    checks = {
        "surname": name.stands_in(text) or any(map(name.stands_in_address, addresses)),
        "email": contacts.email_stands_in(everywhere, personal.email),
        "phone": contacts.phone_stands_in(everywhere, personal.whatsapp),
        "address": contacts.address_stands_in(everywhere, personal.address, personal.location),
        "postcode": contacts.postcode_stands_in(everywhere, personal.postcode),
        "other_contact": _shows_other_contact(everywhere, personal),
    }
    return [what for what, leaked in checks.items() if leaked]


def _without_own_words(text: str) -> str:
    """Without the agency's own data and the words of the template: an agency may well have a Mr Page, or the candidate's name."""
    own = [settings.AGENCY_NAME, settings.AGENCY_ADDRESS, settings.AGENCY_CONSULTANT, settings.AGENCY_EMAIL, settings.AGENCY_WEBSITE]
    for phrase in sorted((value for value in own if re.search(r"[\s@.]", value.strip())), key=len, reverse=True):
        text = re.sub(r"\s+".join(map(re.escape, phrase.split())), "\u00b6", text, flags=re.I)
    return _OWN_WORDS.sub("\u00b6", text)


def _shows_other_contact(text: str, personal: PersonalInfo) -> bool:
    own_emails = {compact(fold(personal.email)), compact(fold(settings.AGENCY_EMAIL))}
    own_phones = {contacts.tail(personal.whatsapp), contacts.tail(settings.AGENCY_PHONE)}
    if contacts.emails(text) - own_emails or contacts.phones(text) - own_phones:
        return True
    return any(
        contacts.email_stands_in(text, other) or contacts.link_stands_in(text, other) or contacts.phone_stands_in(text, other)
        for other in personal.other_contacts
        if compact(fold(other)) not in own_emails and contacts.tail(other) not in own_phones
    )
