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
_END_CUT = re.compile(r"@[\w.-]{1,80}\.[a-z]{0,4}$")  # 'jane@example.c' / 'om'
_WHOLE_END = re.compile(r"@(?:[\w-]{1,63}\.){1,3}(?:com|org|net|info|eu|ie|(?:co|org|ac|gov|sch|nhs)\.uk)$")
_LOCAL_CUT = re.compile(r"[a-z\d]{1,30}[._](?:[a-z\d]{1,30}[._]?){1,3}")  # 'margaret.fair', cut by a narrow column
_SITE = re.compile(r"www\.|.*\.(?:com|org|net|edu|info|eu|ie|uk|io|dev|me)$")
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
    return [email for email in cut if re.search(r"\.[a-z]{2,24}$", email)]


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
    """The lines, two that hold one e-mail address put together: 'jane.smith@' / 'example.com'."""
    found: list[tuple[Line, ...]] = []
    for line in lines:
        if found and len(found[-1]) == 1 and len(line.text) < 80 and _goes_on(found[-1][0].text, line.text):
            found[-1] = (found[-1][0], line)
        else:
            found.append((line,))
    return found


def _goes_on(above: str, below: str) -> bool:
    if "@" in above[-70:] and _DOMAIN_OPEN.search(above[-140:]):
        return bool(re.match(r"[\w.-]+(?:\s|$)", below)) and "@" not in below.split()[0]
    first = below.split()[0]
    if len(below) < 7 and below.islower() and _END_CUT.search(above[-90:]) and _WHOLE_END.search(f"{above[-90:]}{below}"):
        return True
    if first.startswith("@"):
        return "@" not in above
    cut_short = _LOCAL_OPEN.match(above) or (_LOCAL_CUT.fullmatch(above) and not _SITE.match(above))
    return "@" in first and bool(cut_short)


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
