"""What a mail is before a transport has it: one letter, and those it goes to."""

import dataclasses
import html
import secrets
from collections.abc import Mapping

from edukai.errors import PermanentError

# Of one addressee: None when the letter was handed over, or why it certainly was not and never will be.
type Outcome = PermanentError | None


@dataclasses.dataclass(frozen=True, slots=True)
class Attachment:
    filename: str  # neutral: it names nobody
    content_type: str
    content: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """The same for everybody, but for `markers`: each stands in `text` and `html`, and becomes what an addressee's fields say."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    markers: Mapping[str, str] = dataclasses.field(default_factory=dict)  # field to marker


@dataclasses.dataclass(frozen=True, slots=True)
class Addressee:
    """`key` names this mail for ever, and says nothing of whom it goes to; `unsubscribe` is the address for one click, "" = none."""

    key: str
    email: str
    name: str = ""
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)  # plain text
    unsubscribe: str = ""


def marker(field: str) -> str:
    """What stands for a field in a letter until it is known whom it goes to: nobody can have written it into a text."""
    return f"-{secrets.token_hex(8)}-{field}-"


def filled(letter: Letter, addressee: Addressee) -> tuple[str, str]:
    """Text and HTML as this addressee gets them."""
    text, page = letter.text, letter.html
    for field, mark in letter.markers.items():
        value = addressee.fields.get(field, "")
        text, page = text.replace(mark, value), page.replace(mark, html.escape(value))
    return text, page
