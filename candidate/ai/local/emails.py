"""E-mail addresses in texts, in the many ways in which people write them, and what they tell of their owner."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from candidate.ai.local import names, wording
from candidate.documents.model import Line

EMAIL = re.compile(r"[\w.+'’-]{1,64}\s?@\s?[\w-]{1,63}(?:(?:\.|\s\.\s?)[\w-]{1,63}){1,5}")
_AT = re.compile(r"\s?[\[({<]\s?(?:at|@)\s?[\])}>]\s?", re.IGNORECASE)
_DOT = re.compile(r"\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?", re.IGNORECASE)
_SPOKEN = re.compile(r"(?<!\S)([\w.+-]{2,64})\s(?:at|AT)\s([\w-]{2,40}(?:\s(?:dot|DOT)\s[\w-]{2,20}){1,3})(?!\S)")
_GLUED = re.compile(r"(?<=[a-z]{2})(?:[A-Z]\w*|\d+)$")  # 'jane@example.comM: 07700 ...'
_DOMAIN_OPEN = re.compile(r"@[\w-]*$|@(?:[\w-]+\.)+(?:[\w-]*-)?$")
_LOCAL_OPEN = re.compile(r"^(?:e-?mail\s?:?\s?)?[\w.+-]{2,40}[._-]$", re.IGNORECASE)
_PIECE = re.compile(r"[a-z\d.-]{1,30}")  # of an address, alone on its line
_TAIL = re.compile(r"@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.([a-z]{1,24})$")
_LOCAL_START = re.compile(r"(?:\W{1,3}|e-?mail\s?:?\s?)?[a-z][a-z\d._-]{2,40}", re.IGNORECASE)
_LOCAL_CUT = re.compile(
    r"(?![\d.]+$)[a-z\d]{1,30}[._](?:[a-z\d]{1,30}[._]?){1,3}"
)  # 'margaret.fair', cut by a narrow column; no '07700.900.123'
_SITE = re.compile(r"www\.|.*\.(?:com|org|net|edu|info|eu|ie|uk|io|dev|me)$")
_TOP_LEVELS = frozenset(wording.CONTACT["top_level_domains"])
_BEGUN = frozenset(domain[:end] for domain in _TOP_LEVELS for end in range(1, len(domain))) - _TOP_LEVELS
_PIECES = 4  # lines that one address may be cut into
_PERSONAL = frozenset(wording.CONTACT["personal_domains"])
_SHARED = frozenset(wording.CONTACT["shared_mailboxes"])
_WORKPLACE = re.compile(r"\.(?:sch|gov|nhs|police|mod)\.uk$|school|academy|college|council|nursery|recruit|agency|\.ac\.uk$|trust\.")


def find(text: str) -> list[str]:
    """E-mail addresses in small letters."""
    text = _written(text)
    if "@" not in text:
        return []
    found = ("".join(match[0].split()).strip(".'’-") for match in EMAIL.finditer(text))
    cut = (_GLUED.sub("", email).casefold() for email in found)
    return [email for email in cut if re.search(r"\.[a-z]{2,24}$", email) and not _is_cut_short(email)]


def _is_cut_short(email: str) -> bool:
    """Whether the end is missing: 'jane@example.or', 'jane@gmail.co'."""
    *inner, top_level = email.partition("@")[2].split(".")
    return top_level in _BEGUN or (top_level == "co" and inner[-1] in _PERSONAL)


def cut(text: str) -> str:
    """The text without its e-mail addresses."""
    return EMAIL.sub("", _written(text))


def _written(text: str) -> str:
    """'jane [at] example [dot] com' with the usual signs."""
    if "@" not in text and " at" not in text and " AT" not in text and "at" not in text.casefold():
        return text
    text = _DOT.sub(".", _AT.sub("@", text))
    return _SPOKEN.sub(lambda match: f"{match[1]}@{re.sub(r' dot ', '.', match[2], flags=re.IGNORECASE)}", text)


def unbroken(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The lines, those that hold one e-mail address put together: 'jane.smith@' / 'example.com'."""
    found: list[tuple[Line, ...]] = []
    for line in lines:
        if found and len(found[-1]) < _PIECES and len(line.text) < 80 and _goes_on(found[-1], line):
            found[-1] = (*found[-1], line)
        else:
            found.append((line,))
    return found


def _goes_on(group: Sequence[Line], line: Line) -> bool:
    above, below = text_of(group)[-140:], line.text
    first = below.split()[0]
    if "@" in above[-70:] and _DOMAIN_OPEN.search(above):
        return bool(re.match(r"[\w.-]+(?:\s|$)", below)) and "@" not in first
    if "@" in above[-70:] and _PIECE.fullmatch(below) and (end := _TAIL.search(above)):
        whole = _TAIL.search(f"{above}{below}")
        return bool(whole and (whole[1] in _TOP_LEVELS or (whole[1] in _BEGUN and end[1] not in _TOP_LEVELS)))
    if first.startswith("@"):
        return "@" not in above
    if "@" not in first or _SITE.match(above):
        return False
    return bool(_LOCAL_OPEN.match(above) or _LOCAL_CUT.fullmatch(above) or (_LOCAL_START.fullmatch(above) and _fills(group[-1], line)))


def _fills(line: Line, below: Line) -> bool:
    """Whether a line is as wide as its column, so that the next one may be the rest of its word."""
    if line.box is None or below.box is None:
        return False
    space = below.box[1] - line.box[3]
    height = line.box[3] - line.box[1]
    return line.box[2] > max(below.box[2] - height, below.box[0]) and -2 < space < height


def text_of(lines: Iterable[Line]) -> str:
    """The text of lines that `unbroken` put together."""
    return "".join(line.text for line in lines)


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address and the signs of whose it is."""

    email: str
    name: str  # of the candidate

    @property
    def is_named(self) -> bool:
        """Made of the candidate's name."""
        return names.likeness(self.name, self.email) >= 0.7 or (self.is_shared and names.likeness(self.name, self.domain) == 1)

    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]

    @property
    def is_personal(self) -> bool:
        """At a provider of private mailboxes."""
        return self.domain in _PERSONAL or self.domain.split(".")[0] in _PERSONAL

    @property
    def is_shared(self) -> bool:
        """A mailbox that no person is called: info@, office@."""
        return re.split(r"[\W\d_]", self.email)[0] in _SHARED

    @property
    def is_at_work(self) -> bool:
        return bool(_WORKPLACE.search(self.domain))


def everywhere(lines: Sequence[Line]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Every address in the lines, with the lines that hold it."""
    for group in unbroken(lines):
        for email in find(text_of(group)):
            yield email, group
