"""Where a text shows a way to reach the candidate, or anyone who is not the agency."""

import re
from collections.abc import Iterable

import phonenumbers

from candidate.cv_pdf.folding import WORDS, compact, fold

_AT = re.compile(r"@|[(\[] ?at ?[)\]]", re.I)
_DOT = re.compile(r"[(\[] ?dot ?[)\]]", re.I)
_EMAIL = re.compile(r"[\w.+'-]+@(?:[\w-]+\.)+[a-z]{2,}", re.I)
_SPACED_EMAIL = re.compile(r"[\w.+'-]+ ?@ ?[\w-]+(?: ?\. ?[\w-]+)* ?\. ?(?:com|net|org|uk|eu|ie)\b")
_REACH = 100  # signs of an address before and after its @
_DIGITS = re.compile(r"\+?\d(?:[^\w\n]{0,3}\n?[^\w\n]{0,3}\d)+")
_TAIL = 9  # digits of a number without its prefixes: +44 (0)7700 900123 and 07700 900123 end alike
_LEAST_DIGITS = 7

_STREETS: dict[str, str] = WORDS["streets"]  # kinds of street, each with the pattern of its short form
_NUMBER = re.compile(r"^(?:(?:flat|apartment|apt|unit|room|no)\.? ?\w+[ ,/]+)?\d+[a-z]?(?: ?[-/] ?\d+[a-z]?)?[ ,]+", re.I)
_SCHOOL = re.compile(r"[ \n](?:[A-Z][\w'.-]*[ \n]|C of E ){0,3}(?:School|Academy|College|Nursery|SCHOOL|ACADEMY|COLLEGE|NURSERY)\b")


def email_stands_in(text: str, email: str) -> bool:
    """Whether a text shows the address, in whatever way it was broken up."""
    wanted = compact(fold(email))
    return "@" in wanted and wanted in compact(_DOT.sub(".", _AT.sub("@", text)))


def link_stands_in(text: str, link: str) -> bool:
    wanted = re.sub(r"^(?:https?://)?(?:www\.)?", "", compact(fold(link))).rstrip("/")
    return len(wanted) > 5 and wanted in compact(text)


def phone_stands_in(text: str, phone: str) -> bool:
    """Whether a text shows the number, with any prefix and any signs between its digits."""
    wanted = tail(phone)
    return len(wanted) >= _LEAST_DIGITS and any(wanted in re.sub(r"\D", "", run[0]) for run in _DIGITS.finditer(text))


def tail(phone: str) -> str:
    """The last digits of a phone number, without its prefixes."""
    return re.sub(r"^(?:00|0)", "", re.sub(r"\D", "", fold(phone)))[-_TAIL:]


def emails(text: str) -> set[str]:
    """E-mail addresses in small letters, without spaces; 'name (at) school (dot) org' is one."""
    found: set[str] = set()
    for at in _AT.finditer(text):
        around = text[max(0, at.start() - _REACH) : at.start()] + "@" + text[at.end() : at.end() + _REACH]
        around = _DOT.sub(".", around)
        found |= {compact(email).strip(".'-") for pattern in (_EMAIL, _SPACED_EMAIL) for email in pattern.findall(around)}
    return found


def phones(text: str) -> set[str]:
    """The tails of all valid phone numbers, United Kingdom's without a prefix."""
    found: set[str] = set()
    for run in _DIGITS.finditer(text):
        if sum(character.isdigit() for character in run[0]) >= _LEAST_DIGITS:
            joined = (run[0].replace("\n", " "), run[0].replace("\n", ""))
            found |= {number for part in (*joined, *run[0].split("\n")) for number in _valid(part)}
    return found


def _valid(text: str) -> set[str]:
    return {
        str(match.number.national_number)[-_TAIL:] for match in phonenumbers.PhoneNumberMatcher(text, "GB", phonenumbers.Leniency.VALID)
    }


def postcode_stands_in(text: str, postcode: str) -> bool:
    """Whether a text shows the whole postcode, with or without its space."""
    signs = re.sub(r"[^A-Za-z0-9]", "", fold(postcode))
    if len(signs) < 5:  # an outward code such as LS12 may be shown
        return False
    return re.search(rf"(?<![^\W_]){r'[\W_]{0,2}'.join(signs)}(?![^\W_])", text, re.I) is not None


def address_stands_in(text: str, lines: Iterable[str], town: str) -> bool:
    """Whether a text shows a street or house of the address; towns and counties of it may be shown."""
    parts = [part.strip() for line in lines for part in re.split(r"[,;\n]", fold(line)) if part.strip()]
    shown = {part.strip().casefold() for part in fold(town).split(",")}
    return any(
        _shows_line(text, part, house=place == 0 and len(parts) > 1) for place, part in enumerate(parts) if part.casefold() not in shown
    )


def _shows_line(text: str, line: str, *, house: bool) -> bool:
    street = _NUMBER.sub("", line + " ").strip()
    words = re.findall(r"[\w']+", street.casefold())
    if words and words[-1] in _STREETS and len(words) > 1:
        kind = words[-1]
        short = f"(?:{kind}|{_STREETS[kind]}\\.?)" if _STREETS[kind] else kind
        found = re.finditer(_phrase([*map(re.escape, words[:-1]), short]), text, re.I)
        return any(not _SCHOOL.match(text[match.end() : match.end() + 60]) for match in found)
    if not (house or re.search(r"\d", line)) or not re.search(r"[^\W\d_]{2}", line):
        return False
    telling = words if len(words) > 1 else re.findall(r"[\w']+", line)
    return re.search(_phrase([re.escape(word) for word in telling]), text, re.I) is not None


def _phrase(words: list[str]) -> str:
    loose = (re.sub(r"'?s$", "'?s", word) for word in words)
    return rf"(?<!\w){r'[\W_]{1,3}'.join(loose)}(?!\w)"
