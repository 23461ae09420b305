"""SendGrid, by its own library: up to 1,000 addressees in one call.

Source: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send.
"""

import base64
import html
import json
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from email.headerregistry import Address
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from django.conf import settings
from python_http_client import Client
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from edukai.errors import PermanentError
from edukai.http import LONGEST_RETRY_AFTER, retry_after
from edukai.mailer import rendering
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
    marker,
    unasked,
)

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30.0
HOSTS = {"global": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}
OF_ONE = re.compile(r"personalizations\.(\d{1,4})\b(\.to\b)?")


class SendGrid:
    repeatable, most = False, 1_000

    def send(self, letter: Letter, addressees: Sequence[Addressee], leaving: Leaving = unasked) -> dict[str, Outcome]:
        sender, done = rendering.sender(), dict[str, Outcome]()
        valid: list[tuple[Addressee, Address]] = []
        for addressee in addressees:
            try:
                valid.append((addressee, rendering.recipient(addressee)))
            except PermanentError as error:
                done[addressee.key] = error
        if valid:
            keys = [addressee.key for addressee, _ in valid]
            done |= _handed_over(_message(letter, sender, valid), keys, done, leaving)
        return done


def _handed_over(message: dict[str, Any], keys: Sequence[str], done: dict[str, Outcome], leaving: Leaving) -> dict[str, Outcome]:
    """What became of the keys, which are in the order of the message."""
    try:
        status = _client(lambda: leaving(keys, done)).post(request_body=message).status_code
    except HTTPError as error:
        refused = _refused(error, keys)
        done = {**done, **refused}
        if not refused:
            raise _meaning(error).but(done) from error
        if len(refused) < len(keys):
            raise NotYet("SendGrid takes none as long as it refuses some.", code="sendgrid", retry_after=0).but(done) from error
        return done
    except URLError as error:  # whatever goes wrong before the request has left as a whole; what follows is raised as it is
        raise NotYet("SendGrid is not reachable.", code="sendgrid").but(done) from error
    except (OSError, HTTPException) as error:
        raise Unclear("The connection to SendGrid broke off.", code="sendgrid").but(done) from error
    if status != (200 if settings.SENDGRID_SANDBOX else 202):  # a redirect that was followed, or whatever stands in between
        raise Unclear("It was not SendGrid that answered.", code="sendgrid").but(done)
    return dict.fromkeys(keys)


def _client(leave: Callable[[], object]) -> Client:
    """The library's client of /mail/send. The last byte of what it sends waits for `leave`: nobody acts on a call that lacks its end."""
    client = SendGridAPIClient(settings.SENDGRID_API_KEY, settings.SENDGRID_HOST or HOSTS[settings.SENDGRID_REGION]).client.mail.send
    make_request = client._make_request

    def held_back(opener: Any, request: Any, timeout: float | None = None) -> Any:
        length = len(request.data)
        request.data = _in_two(memoryview(request.data), leave)
        request.add_header("Content-Length", str(length))  # else it would go in chunks
        return make_request(opener, request, timeout=timeout)

    client.timeout, client._make_request = TIMEOUT_SECONDS, held_back
    return client


def _in_two(content: memoryview, leave: Callable[[], object]) -> Iterator[memoryview]:
    yield content[:-1]
    leave()
    yield content[-1:]


def _message(letter: Letter, sender: Address, recipients: Iterable[tuple[Addressee, Address]]) -> dict[str, Any]:
    tags = {field: (mark, marker(field)) for field, mark in letter.markers.items()}  # in the text, in HTML
    page = letter.html
    for in_text, in_html in tags.values():
        page = page.replace(in_text, in_html)
    message = {
        "from": _mailbox(sender),
        "subject": rendering.one_line(letter.subject),
        "personalizations": [_personalization(tags, sender, *recipient) for recipient in recipients],
        "content": [{"type": "text/plain", "value": letter.text}, {"type": "text/html", "value": page}],
        "mail_settings": {"sandbox_mode": {"enable": settings.SENDGRID_SANDBOX}},
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": settings.MAIL_TRACK_OPENS},
            "subscription_tracking": {"enable": False},
        },
    }
    if letter.attachments:
        message["attachments"] = [*map(_attachment, letter.attachments)]
    return message


def _attachment(attachment: Attachment) -> dict[str, str]:
    content = base64.b64encode(attachment.content).decode()
    file = {"content": content, "type": attachment.content_type, "filename": rendering.one_line(attachment.filename)}
    shown = {"disposition": "inline", "content_id": attachment.content_id}
    return file | (shown if attachment.content_id else {"disposition": "attachment"})


def _personalization(tags: dict[str, tuple[str, str]], sender: Address, addressee: Addressee, to: Address) -> dict[str, Any]:
    substitutions: dict[str, str] = {}
    for field, (in_text, in_html) in tags.items():
        value = addressee.fields.get(field, "")
        substitutions |= {in_text: value, in_html: html.escape(value)}
    return {
        "to": [_mailbox(to)],
        "substitutions": substitutions,
        "custom_args": {"key": addressee.key},  # comes back with each event
        "headers": rendering.headers(addressee, sender),
    }


def _mailbox(address: Address) -> dict[str, str]:
    return {"email": address.addr_spec} | ({"name": address.display_name} if address.display_name else {})


def _refused(error: HTTPError, keys: Sequence[str]) -> dict[str, PermanentError]:
    """Whom SendGrid refuses: nobody when that is not all it has against the message."""
    fields = _fields(error)
    log.warning("SendGrid answered %s: %s", error.status_code, fields)
    refused: dict[str, PermanentError] = {}
    for match in map(OF_ONE.match, fields):
        if error.status_code != 400 or match is None or int(match[1]) >= len(keys):
            return {}
        why = ("The recipient's address is not a valid one.", "address") if match[2] else ("SendGrid refuses this mail.", "sendgrid")
        refused[keys[int(match[1])]] = PermanentError(why[0], code=why[1])
    return refused


def _fields(error: HTTPError) -> list[str]:
    """What SendGrid names as wrong. Its messages are left alone: they quote addresses."""
    try:
        return [str(complaint["field"]) for complaint in json.loads(error.body)["errors"]]
    except (ValueError, TypeError, KeyError):
        return []


def _meaning(error: HTTPError) -> HandOverError:
    match error.status_code:
        case 401 | 403:
            return Refused("SendGrid refuses the key: set SENDGRID_API_KEY.", code="key")
        case 413:
            return Refused("The mail is too large for one call to SendGrid.", code="too_large")
        case 429 | 500 | 503:
            return NotYet("SendGrid asks to try again later.", code="sendgrid", retry_after=_wait(error))
        case status if not 400 <= status < 500:  # a gateway, which does not know what SendGrid did
            return Unclear("It was not SendGrid that answered.", code="sendgrid")
    return Refused("SendGrid refuses the mail.", code="sendgrid")


def _wait(error: HTTPError) -> float | None:
    """Seconds until SendGrid wants to be asked again."""
    reset = error.headers.get("X-RateLimit-Reset", "")
    seconds = retry_after(error.headers)
    return min(max(int(reset) - time.time(), 0), LONGEST_RETRY_AFTER) if seconds is None and reset.isdecimal() else seconds
