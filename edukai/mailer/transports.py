"""What letters leave by: files, a mail server, or SendGrid."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Protocol, cast

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from edukai.errors import PermanentError, UnknownOutcome
from edukai.files import write_atomically
from edukai.mailer import rendering
from edukai.mailer.letters import Addressee, Leaving, Letter, NotYet, Outcome, Refused, unasked
from edukai.mailer.sendgrid import SendGrid


class Transport(Protocol):
    repeatable: bool  # handing over a key again is harmless
    most: int  # addressees in one call

    def send(self, letter: Letter, addressees: Sequence[Addressee], leaving: Leaving = unasked) -> dict[str, Outcome]:
        """What became of each, by its key. Raises NotYet, Refused and Unclear, which say in `done` what became of some.

        `leaving` is called as late as can be: of whom it was not called for, nobody has got it.
        """


class Outbox:
    """One .eml file a mail, in the folder MAIL_OUTBOX, named by its key."""

    repeatable, most = True, 1_000

    def send(self, letter: Letter, addressees: Sequence[Addressee], leaving: Leaving = unasked) -> dict[str, Outcome]:
        sender, done = rendering.sender(), dict[str, Outcome]()
        leaving([addressee.key for addressee in addressees], done)
        for addressee in addressees:
            try:
                content = rendering.mail(letter, addressee, sender).as_bytes()
                write_atomically(settings.MAIL_OUTBOX / f"{addressee.key}.eml", content)
                done[addressee.key] = None
            except PermanentError as error:
                done[addressee.key] = error
            except OSError as error:
                raise NotYet("The mail outbox cannot be written.", code="outbox").but(done) from error
        return done


class Smtp:
    """A mail server, by one connection for a call."""

    repeatable, most = False, 50

    def send(self, letter: Letter, addressees: Sequence[Addressee], leaving: Leaving = unasked) -> dict[str, Outcome]:
        sender, done = rendering.sender(), dict[str, Outcome]()
        later = "The mail server asks to try again later."
        with _connection() as server:
            for addressee in addressees:
                try:
                    mail = rendering.mail(letter, addressee, sender)
                    leaving([addressee.key], done)
                    done[addressee.key] = _hand_over(server, mail)
                except NotYet:  # the next one may leave
                    continue
                except Refused as error:
                    error.but(done)
                    raise
                except PermanentError as error:
                    done[addressee.key] = error
                except (OSError, smtplib.SMTPException):  # before the text of this one
                    later = "The connection to the mail server broke off."
                    break
        if len(done) < len(addressees):
            raise NotYet(later, code="smtp").but(done)
        return done


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    """Raises NotYet and Refused as the server answers, and what smtplib raises when the connection breaks before the text."""
    code, _ = server.mail(mail["From"].addresses[0].addr_spec)
    if code >= 500:
        raise Refused("The mail server refused the mail.", code="smtp")
    if code == 250:
        code, _ = server.rcpt(mail["To"].addresses[0].addr_spec)
    if code in (250, 251, 252):
        try:
            code, _ = server.data(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (OSError, smtplib.SMTPException):
            code = 0
        if code == 250:
            return None
        if not 400 <= code < 600:
            return UnknownOutcome("The connection to the mail server broke off.", code="smtp")
    with suppress(OSError, smtplib.SMTPException):  # the next mail finds out
        server.rset()
    if code >= 500:
        return PermanentError("The mail server refused the mail.", code="smtp")
    raise NotYet("The mail server asks to try again later.", code="smtp")


@contextmanager
def _connection() -> Iterator[smtplib.SMTP]:
    backend = EmailBackend()
    try:
        yield _opened(backend)
    finally:
        with suppress(smtplib.SMTPException):
            backend.close()


def _opened(backend: EmailBackend) -> smtplib.SMTP:
    try:
        backend.open()
        server = cast(smtplib.SMTP, backend.connection)
        server.ehlo_or_helo_if_needed()
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        if getattr(error, "smtp_code", 500) < 500:
            raise NotYet("The mail server asks to try again later.", code="smtp") from error
        hint = "look at EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and EMAIL_USE_TLS"
        raise Refused(f"The mail server does not let us in: {hint}.", code="key") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotYet("The mail server is not reachable.", code="smtp") from error
    return server


TRANSPORTS: dict[str, type[Transport]] = {"outbox": Outbox, "smtp": Smtp, "sendgrid": SendGrid}


def transport() -> Transport:
    return TRANSPORTS[settings.MAIL_TRANSPORT]()
