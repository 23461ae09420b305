"""Templates to letters, and a letter to the mail that one addressee gets."""

import dataclasses
from collections.abc import Iterable
from contextlib import suppress
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import formatdate
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string

from edukai import agency
from edukai.errors import PermanentError
from edukai.mailer.letters import Addressee, Attachment, Letter, Refused, filled, marker
from edukai.text import clean


class _Addresses(UnstructuredHeader, BaseHeader):
    """Long addresses stay whole: folded as text they would be encoded, and nobody could follow them."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.replace(', ', f',{policy.linesep} ')}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Addresses)
_POLICY = default.clone(header_factory=_HEADERS, cte_type="7bit")  # for servers that know no 8BITMIME


def render(template: str, context: dict[str, Any]) -> Letter:
    context = {"agency": agency.details(), **context}
    subject, text, html = (render_to_string(f"mail/{template}.{part}", context) for part in ("subject.txt", "txt", "html"))
    return Letter(one_line(subject), text.strip() + "\n", html)


def letter(template: str, context: dict[str, Any], *, attachments: Iterable[Attachment] = (), fields: Iterable[str] = ()) -> Letter:
    """templates/mail/<template>.* for everybody. What differs between addressees is named in `fields`: text and HTML write it as
    {{ field }}, and get what the addressee's fields say, escaped in HTML. Whatever is wrong with a template is raised here.
    """
    markers = {field: marker(field) for field in fields}
    return dataclasses.replace(render(template, {**context, **markers}), attachments=tuple(attachments), markers=markers)


def one_line(text: str) -> str:
    """Fit for a header: no line breaks or control characters, and nothing that passes for an encoded word."""
    return " ".join(clean(text).replace("=?", "= ?").split())


def sender() -> Address:
    """Who the mails are from. Raises Refused (code "sender") when MAIL_FROM is not one mailbox."""
    with suppress(ValueError):  # a line break
        header = default.header_factory("From", settings.MAIL_FROM)
        if len(header.addresses) == 1 and not header.defects and header.addresses[0].addr_spec.isascii():
            return header.addresses[0]
    raise Refused("MAIL_FROM is not one e-mail address with a name.", code="sender")


def recipient(addressee: Addressee) -> Address:
    """Raises PermanentError (code "address") when the addressee's is none that mail can be sent to."""
    local, _, domain = addressee.email.rpartition("@")
    try:
        validate_email(addressee.email)
        return Address(one_line(addressee.name), local, domain if domain.isascii() else domain.encode("idna").decode())
    except (ValidationError, ValueError) as error:
        raise PermanentError("The recipient's address is not a valid one.", code="address") from error


def headers(addressee: Addressee, sender: Address) -> dict[str, str]:
    """Those that are the addressee's own; one click unsubscribes as RFC 8058 has it."""
    own = {"Message-ID": f"<{addressee.key}@{sender.domain}>"}
    if addressee.unsubscribe:
        by_mail = settings.MAIL_UNSUBSCRIBE_ADDRESS
        own["List-Unsubscribe"] = f"<{addressee.unsubscribe}>" + (f", <mailto:{by_mail}?subject=unsubscribe>" if by_mail else "")
        own["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return own


def mail(letter: Letter, addressee: Addressee, sender: Address) -> EmailMessage:
    """The whole of it, in 7 bits. Raises as `recipient` does."""
    text, html = filled(letter, addressee)
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = recipient(addressee)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = formatdate()
    for name, value in headers(addressee, sender).items():
        message[name] = value
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    page = cast(EmailMessage, message.get_body(["html"]))
    for attachment in letter.attachments:
        maintype, _, subtype = attachment.content_type.partition("/")
        named: dict[str, Any] = {"filename": one_line(attachment.filename)}
        if attachment.content_id:
            page.add_related(attachment.content, maintype, subtype, **named, disposition="inline", cid=f"<{attachment.content_id}>")
        else:
            message.add_attachment(attachment.content, maintype, subtype, **named)
    return message
