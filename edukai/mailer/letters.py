"""What a mail is before a transport has it: one letter, and those it goes to."""

import dataclasses
import html
import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Self

from edukai.errors import EduKaiError, PermanentError, TransientError, UnknownOutcome

# Of one addressee: None = handed over, PermanentError = certainly not, and never will be, UnknownOutcome = it may or may not have left.
type Outcome = PermanentError | UnknownOutcome | None

# Called with the keys of those that may leave as soon as it returns, and what is known of others so far. What it raises keeps them here.
type Leaving = Callable[[Collection[str], Mapping[str, Outcome]], object]


class HandOverError(EduKaiError):
    """A call of a transport that did not come to an end for everybody. `done`: what is known of some all the same, by their keys."""

    done: Mapping[str, Outcome] = {}

    def but(self, done: Mapping[str, Outcome]) -> Self:
        self.done = done
        return self


class NotYet(HandOverError, TransientError):
    """Nobody but those in `done` has got it: to be tried again with them, after `retry_after` seconds when a time was named."""


class Refused(HandOverError, PermanentError):
    """Nobody but those in `done` has got it, and nobody will as things are. Code "key": wrong credentials; "too_large": halve the call."""


class Unclear(HandOverError, UnknownOutcome):
    """Whoever is not in `done` may or may not have got it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attachment:
    filename: str  # neutral: it names nobody
    content_type: str
    content: bytes
    content_id: str = ""  # where the HTML shows it by cid:content_id, instead of hanging it on


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


def unasked(keys: Collection[str], done: Mapping[str, Outcome]) -> None:
    """For whoever keeps no ledger, or has written into it before."""


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
