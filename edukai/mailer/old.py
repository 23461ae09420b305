"""Mails: text from templates/mail/<name>.{subject.txt,txt,html}, sent by the transport of the settings.

`key` names a mail for ever: the outbox writes one file for a key, however often it is asked to.
"""

import smtplib
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string

from edukai import agency
from edukai.errors import PermanentError, TransientError, UnknownOutcome
from edukai.files import write_atomically


@dataclass(frozen=True, slots=True)
class Message:
    subject: str
    text: str
    html: str


def render(template: str, context: dict[str, Any]) -> Message:
    context = {"agency": agency.details(), **context}
    subject, text, html = (render_to_string(f"mail/{template}.{part}", context) for part in ("subject.txt", "txt", "html"))
    return Message(" ".join(subject.split()), text.strip() + "\n", html)


def compose(template: str, to: str, context: dict[str, Any], *, key: str) -> EmailMultiAlternatives:
    """The finished mail. Whatever is wrong with it is raised here, before anything is sent."""
    message = render(template, context)
    mail = EmailMultiAlternatives(message.subject, message.text, settings.MAIL_FROM, [to])
    mail.attach_alternative(message.html, "text/html")
    mail.extra_headers["Message-ID"] = make_msgid(idstring=key, domain=settings.AGENCY_EMAIL.partition("@")[2] or "localhost")
    mail.message()
    return mail


def hand_over(mail: EmailMultiAlternatives, *, key: str) -> None:
    """Give a composed mail to the transport. Raises TransientError, PermanentError, or UnknownOutcome: it may or may not have left."""
    transport().send(mail, key)


def send(template: str, to: str, context: dict[str, Any], *, key: str) -> None:
    """`compose` and `hand_over` in one."""
    hand_over(compose(template, to, context, key=key), key=key)


class Transport(Protocol):
    repeatable: bool  # sending a key again is harmless

    def send(self, mail: EmailMultiAlternatives, key: str) -> None: ...


class Outbox:
    """One .eml file a mail, in the folder MAIL_OUTBOX."""

    repeatable = True

    def send(self, mail: EmailMultiAlternatives, key: str) -> None:
        try:
            write_atomically(settings.MAIL_OUTBOX / f"{key}.eml", mail.message().as_bytes())
        except OSError as error:
            raise TransientError("The mail outbox cannot be written.", code="outbox") from error


class Smtp:
    repeatable = False

    def send(self, mail: EmailMultiAlternatives, key: str) -> None:
        backend = EmailBackend()
        try:
            backend.open()
        except (OSError, smtplib.SMTPException) as error:
            raise TransientError("The mail server is not reachable.", code="smtp") from error
        try:
            backend.send_messages([mail])
        except ValueError as error:  # Django looks at the addresses before it talks to the server
            raise PermanentError("The sender's or the recipient's address is not a valid one.", code="address") from error
        except smtplib.SMTPRecipientsRefused as error:
            _refused(max((code for code, _ in error.recipients.values()), default=550), error)
        except smtplib.SMTPResponseException as error:
            _refused(error.smtp_code, error)
        except (OSError, smtplib.SMTPException) as error:
            raise UnknownOutcome("The connection to the mail server broke off.", code="smtp") from error
        finally:
            backend.close()


def _refused(code: int, error: smtplib.SMTPException) -> None:
    if 400 <= code < 500:
        raise TransientError("The mail server asks to try again later.", code="smtp") from error
    raise PermanentError("The mail server refused the mail.", code="smtp") from error


TRANSPORTS: dict[str, type[Transport]] = {"outbox": Outbox, "smtp": Smtp}


def transport() -> Transport:
    return TRANSPORTS[settings.MAIL_TRANSPORT]()
