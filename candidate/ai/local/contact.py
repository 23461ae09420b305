"""How to reach the candidate: e-mail and phones. The referees' are told apart and never taken for the candidate's."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

import phonenumbers

from candidate.ai.local import names
from candidate.ai.local.evidence import Evidence, Found, seen, values
from candidate.ai.local.sections import TOP, Section
from candidate.documents.model import Line

EMAIL = re.compile(r"[\w.+'’-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PHONE = re.compile(r"(?<![\w/.-])(?:\+|\(\+?)?\d(?:[\s().\-–/]{0,3}\d){6,14}(?!\w)")
URL = re.compile(
    r"(?:https?://|www\.)\S{1,300}|\b(?:[\w-]{1,63}\.){0,3}(?:linkedin|github|twitter|facebook|instagram|x)\.com/\S{1,200}", re.IGNORECASE
)
_NUMERIC_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_ACCESS_CODE = re.compile(r"^\(?(?:00|(?=44\d{10}))")
_GLUED = re.compile(r"(?<=[a-z])[A-Z]\w*$")  # 'jane@example.comM: 07700 ...'
_LINKS = 50  # how many of a file's hyperlinks are looked at


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """'' or () where nothing was found. Phones are E.164, the one to use first. `links` of the candidate as written;
    `others`: everybody else's data, and links."""

    email: Found[str]
    phones: tuple[Found[str], ...] = ()
    links: tuple[Found[str], ...] = ()
    others: tuple[str, ...] = ()


def read(sections: Sequence[Section], links: Iterable[str], name: str) -> Contact:
    """The candidate's contact data. `name` helps to tell their e-mail address from another one."""
    own, foreign = by_owner(sections)
    targets = [link[:300] for link in links][:_LINKS]
    foreign_emails = [found for line in foreign for found in emails_in(line.text)]
    linked = [
        (found, (Evidence(0, None, link),))
        for link in targets
        if link.casefold().startswith("mailto:")
        for found in emails_in(link[7:].partition("?")[0])
        if found not in foreign_emails
    ]
    emails = [(found, seen(line)) for line in own for found in emails_in(line.text)] + linked
    email = max((Found(found, _sure(found, name), where) for found, where in emails), key=lambda found: found.confidence, default=Found(""))
    numbers = {number: line for line in reversed(own) for number in reversed(phones_in(line.text))}
    phones = [Found(number, 0.95 if _is_mobile(number) else 0.85, seen(line)) for number, line in reversed(numbers.items())]
    phones.sort(key=lambda found: not _is_mobile(found.value))
    urls = [Found(match[0], 0.9, seen(line)) for line in own for match in URL.finditer(line.text)]
    urls += [Found(link, 0.8, (Evidence(0, None, link),)) for link in targets if link.casefold().startswith(("http://", "https://"))]
    others = [*(found for found, _ in emails), *foreign_emails, *values(phones[1:])]
    others += [number for line in foreign for number in phones_in(line.text)]
    others += [*values(urls), *(match[0] for line in foreign for match in URL.finditer(line.text))]
    return Contact(email, tuple(phones), tuple(urls), tuple(dict.fromkeys(other for other in others if other != email.value)))


def _sure(email: str, name: str) -> float:
    """An address that is made of the name is the candidate's."""
    return 0.99 if names.likeness(name, email) >= 0.7 else 0.8


def _is_mobile(number: str) -> bool:
    return number.startswith("+447")


def by_owner(sections: Sequence[Section]) -> tuple[list[Line], list[Line]]:
    """Lines that may tell of the candidate, contact blocks first, and lines about the referees."""
    best: list[Line] = []
    later: list[Line] = []
    foreign: list[Line] = []
    for section in sections:
        for line in section.lines:
            if section.kind in {TOP, "contact"}:
                best.append(line)
            else:
                (foreign if section.kind == "references" else later).append(line)
    return [*best, *later], foreign


def emails_in(text: str) -> list[str]:
    """E-mail addresses in small letters."""
    if "@" not in text:
        return []
    found = ("".join(match[0].split()).strip(".'’-") for match in EMAIL.finditer(text))
    return [_GLUED.sub("", email).casefold() for email in found]


def phones_in(text: str) -> list[str]:
    """Phone numbers in E.164, UK ones assumed where no country is named. Dates and other numbers are left out."""
    return [number for match in PHONE.finditer(text) if (number := _e164(match[0]))]


def _e164(raw: str) -> str:
    """The drama ranges that Ofcom keeps free count as numbers too, though no subscriber has one."""
    if not raw.lstrip("(").startswith(("+", "0", "7", "44")) or _NUMERIC_DATE.match(raw):
        return ""
    try:
        number = phonenumbers.parse(_ACCESS_CODE.sub("+", raw), "GB")
    except phonenumbers.NumberParseException:
        return ""
    national = str(number.national_number)
    british = number.country_code == 44 and len(national) in {9, 10} and national[0] in "12378"
    if british or (number.country_code != 44 and phonenumbers.is_possible_number(number)):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
