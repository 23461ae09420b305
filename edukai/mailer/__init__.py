"""Mails: text from templates/mail/<name>.{subject.txt,txt,html}, handed over by the transport of the settings.

letters.py     what a mail is before a transport has it, and what may become of it
rendering.py   templates to letters, letters to mails
transports.py  outbox, SMTP
sendgrid.py    SendGrid

`key` names a mail for ever: the outbox writes one file for a key, however often it is asked to.
"""

from typing import Any

from edukai.mailer.letters import (
    Addressee,
    Attachment,
    HandOverError,
    Leaving,
    Letter,
    NotYet,
    Outcome,
    Refused,
    Unclear,
    filled,
    marker,
    unasked,
)
from edukai.mailer.rendering import letter, mail, one_line, render, sender
from edukai.mailer.transports import TRANSPORTS, Transport, transport

__all__ = [
    "TRANSPORTS",
    "Addressee",
    "Attachment",
    "HandOverError",
    "Leaving",
    "Letter",
    "NotYet",
    "Outcome",
    "Refused",
    "Transport",
    "Unclear",
    "filled",
    "hand_over",
    "letter",
    "mail",
    "marker",
    "one_line",
    "render",
    "send",
    "sender",
    "transport",
]


def hand_over(letter: Letter, addressee: Addressee, leaving: Leaving = unasked) -> None:
    """Give a letter to the transport, for one. Raises TransientError, PermanentError, or UnknownOutcome: it may or may not have left."""
    if error := transport().send(letter, [addressee], leaving)[addressee.key]:
        raise error


def send(template: str, to: str, context: dict[str, Any], *, key: str) -> None:
    """One mail to one address: `letter` and `hand_over` in one."""
    hand_over(letter(template, context), Addressee(key, to))
