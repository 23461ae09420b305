"""What SendGrid makes of one call: its complaints, or a mail for each recipient, and the events of a mail. Without HTTP, without a clock.

Sources: https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send, .../mail-send/errors and
https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_RECIPIENTS = 1000  # of a call; the same for its personalizations
MOST_EXTRA_BYTES = 10_000  # of a personalization: its custom arguments, and its substitutions
HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message."
ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
ADDRESS = re.compile(rf"{ATOM}(\.{ATOM})*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.A | re.I)
RESERVED_HEADERS = {
    *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"),
    *("to", "from", "subject", "reply-to", "cc", "bcc"),
}
NOT_STRINGS = {
    "custom_args": "All values of custom arguments object must be strings",
    "headers": "All values of the headers object must be strings.",
    "substitutions": "The substitution values must be an object of key/value pairs, where the values are all strings.",
}
JSON_TYPES = {str: "string", dict: "object", list: "array", int: "integer", float: "number", bool: "boolean", type(None): "null"}
EXPECTED = {"string": "string", "dict": "object", "model": "object", "list": "array", "int": "integer", "bool": "boolean"}

AGENT = {"useragent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "ip": "192.0.2.10"}
EVENTS: dict[str, dict[str, Any]] = {  # what each kind says beyond that which all say; what has no `event` is named by its kind
    "processed": {},
    "deferred": {"response": "400 try again later", "attempt": "1"},
    "delivered": {"response": "250 OK", "ip": "192.0.2.20", "tls": 1},
    "open": AGENT | {"sg_machine_open": False},
    "click": AGENT | {"url": "https://www.example.org/"},
    "bounce": {"type": "bounce", "reason": "550 5.1.1 unknown recipient", "status": "5.1.1", "bounce_classification": "Invalid Address"},
    "blocked": {"event": "bounce", "type": "blocked", "reason": "554 listed", "status": "5.7.1", "bounce_classification": "Reputation"},
    "dropped": {"reason": "Bounced Address", "status": "5.0.0"},
    "spamreport": {},
    "unsubscribe": {},
    "group_unsubscribe": AGENT | {"asm_group_id": 10},
}

Problem = tuple[str, str]  # field, message


class Attachment(NamedTuple):
    filename: str
    type: str
    sha256: str
    size: int
    content_id: str = ""


class Mail(NamedTuple):
    """What one recipient gets: headers, custom arguments and substitutions of message and personalization are one here.

    `call` is the number of the call that brought it, from 1; `taken` when it came (Unix time).
    """

    to: str
    name: str
    sender: str
    reply_to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    custom_args: dict[str, str]
    attachments: tuple[Attachment, ...]
    sg_message_id: str
    call: int
    taken: float


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True)


class _Address(_Shape):
    email: str = ""
    name: str = ""


class _Headed(_Shape):
    sender: _Address | None = Field(None, alias="from")
    subject: str | None = None
    headers: dict[str, str] = {}
    custom_args: dict[str, str] = {}


class _Personalization(_Headed):
    to: list[_Address] = []
    cc: list[_Address] = []
    bcc: list[_Address] = []
    substitutions: dict[str, str] = {}

    def recipients(self) -> Iterator[tuple[str, _Address]]:
        """Each with its field, as in to.0."""
        for name in ("to", "cc", "bcc"):
            for number, address in enumerate(getattr(self, name)):
                yield f"{name}.{number}", address


class _Content(_Shape):
    type: str = ""
    value: str = ""


class _Attachment(_Shape):
    content: str = ""
    filename: str = ""
    type: str = "application/octet-stream"
    disposition: str = "attachment"
    content_id: str = ""


class _Switch(_Shape):
    enable: bool = False


class _MailSettings(_Shape):
    sandbox_mode: _Switch = _Switch()


class Message(_Headed):
    personalizations: list[_Personalization] = []
    reply_to: _Address | None = None
    content: list[_Content] = []
    attachments: list[_Attachment] = []
    template_id: str = ""
    mail_settings: _MailSettings = _MailSettings()

    @property
    def sandboxed(self) -> bool:
        return self.mail_settings.sandbox_mode.enable


def complaint(message: str, field: str | None = None) -> dict[str, Any]:
    parts = (field or "").split(".")
    anchor = ".".join(part for part in parts if not part.isdigit() and part != "email")
    return {"message": message, "field": field, "help": f"{HELP}{anchor}" if field else None}


def checked(body: Any, rejects: Set[str] = frozenset()) -> Message | list[dict[str, Any]]:
    """The message, or what SendGrid has against it. `rejects`: addresses that it takes for invalid, however they look."""
    try:
        message = Message.model_validate(body)
    except ValidationError as error:
        return [_ill_typed(fault) for fault in error.errors(include_url=False)]
    return [complaint(text, field) for field, text in _problems(message, rejects)] or message


def _ill_typed(fault: Any) -> dict[str, Any]:
    path = [str(part) for part in fault["loc"]]
    expected, given = EXPECTED.get(fault["type"].removesuffix("_type"), "string"), JSON_TYPES[type(fault["input"])]
    text = NOT_STRINGS.get(path[-2], "") if path[1:] else ""  # what lies below such a field is its value
    return complaint(text or f"Invalid type. Expected: {expected}, given: {given}.", ".".join(path) or None)


def _problems(message: Message, rejects: Set[str]) -> Iterator[Problem]:
    everyone = message.personalizations
    if not everyone:
        yield "personalizations", "You must have at least one personalization."
    elif len(everyone) > MOST_RECIPIENTS:
        limit = f"The personalization block is limited to {MOST_RECIPIENTS} personalizations per API request."
        yield "personalizations", f"{limit} You have provided {len(everyone)} personalizations."
    elif sum(len([*one.recipients()]) for one in everyone) > MOST_RECIPIENTS:
        yield "personalizations", f"There is a limit of {MOST_RECIPIENTS} total recipients (to + cc + bcc) per request."
    for number, one in enumerate(everyone):
        yield from _of_personalization(f"personalizations.{number}", one, message, rejects)
    if message.sender is None:
        yield "from", "The from object must be provided for every email send. It is an object that requires the email parameter."
    for field, address in (("from", message.sender), ("reply_to", message.reply_to)):
        if address and not _valid(address.email):
            yield f"{field}.email", f"The {field} email does not contain a valid address."
    if not (message.subject or message.template_id or all(one.subject for one in everyone)):
        yield "subject", "The subject is required. You can get around this requirement if every personalization has a subject defined."
    yield from _of_headers("headers", message.headers)
    yield from _of_content(message)


def _of_personalization(field: str, one: _Personalization, message: Message, rejects: Set[str]) -> Iterator[Problem]:
    if not one.to:
        yield f"{field}.to", "The to array is required for all personalization objects, and must have at least one email object."
    seen: set[str] = set()
    for place, address in one.recipients():
        if not _valid(address.email) or address.email in rejects:
            yield f"{field}.{place}.email", "Does not contain a valid address."
        elif address.email.lower() in seen:
            where = f"{field}.{place.partition('.')[0]}"
            found = f"We found the first duplicate instance of [{address.email}] in the {where} field."
            yield field, f"Each email address in the personalization block should be unique between to, cc, and bcc. {found}"
        seen.add(address.email.lower())
    if one.sender and not _valid(one.sender.email):
        yield f"{field}.from.email", "The from email does not contain a valid address."
    yield from _of_headers(f"{field}.headers", one.headers)
    if _size(message.custom_args | one.custom_args) > MOST_EXTRA_BYTES:
        limit = f"may not exceed {MOST_EXTRA_BYTES:,} bytes per personalization."
        yield f"{field}.custom_args", f"The combined size of both global and personalization custom arguments {limit}"
    if _size(one.substitutions) > MOST_EXTRA_BYTES:
        yield f"{field}.substitutions", f"The substitutions may not exceed {MOST_EXTRA_BYTES:,} bytes per personalization."


def _of_headers(field: str, headers: dict[str, str]) -> Iterator[Problem]:
    for name in headers:
        if name.lower() in RESERVED_HEADERS:
            yield f"{field}.{name}", "Header cannot be one of the reserved keys."
        elif not re.fullmatch(r"[!-9;-~]+", name):
            yield f"{field}.{name}", "Header keys cannot contain non-ASCII characters or empty spaces."


def _of_content(message: Message) -> Iterator[Problem]:
    if not (message.content or message.template_id):
        yield "content", "Unless a valid template_id is provided, the content parameter is required."
    for number, content in enumerate(message.content):
        if not content.value:
            yield f"content.{number}.value", "The content value must be a string at least one character in length."
        if not content.type:
            yield f"content.{number}.type", "The content type must be a string at least one character in length."
        elif content.type == "text/plain" and number:
            yield "content", "If present, text/plain and text/html may only be provided once, and text/plain must come first."
    for number, attachment in enumerate(message.attachments):
        if not attachment.content or _decoded(attachment.content) is None:
            yield f"attachments.{number}.content", "The attachment content must be base64 encoded."
        if not attachment.filename:
            yield f"attachments.{number}.filename", "The filename must be a string at least one character in length."


def _valid(address: str) -> bool:
    return len(address) <= 320 and len(address.partition("@")[0]) <= 64 and ADDRESS.fullmatch(address) is not None


def _size(values: dict[str, str]) -> int:
    return len(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()) if values else 0


def _decoded(content: str) -> bytes | None:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError:
        return None


def mails_of(message: Message, message_id: str, call: int, taken: float) -> list[Mail]:
    """A mail for each recipient of a message that is in order."""
    contents = {content.type: content.value for content in message.content}
    attachments = tuple(map(_kept, message.attachments))
    mails: list[Mail] = []
    for one in message.personalizations:
        sender = one.sender or message.sender
        own = {
            "sender": sender.email if sender else "",
            "reply_to": message.reply_to.email if message.reply_to else "",
            "subject": _filled(one.subject or message.subject or "", one.substitutions),
            "text": _filled(contents.get("text/plain", ""), one.substitutions),
            "html": _filled(contents.get("text/html", ""), one.substitutions),
            "headers": message.headers | one.headers,
            "custom_args": message.custom_args | one.custom_args,
        }
        for _, address in one.recipients():
            id = f"{message_id}.filter0001.{call}.{len(mails):X}.0"
            mails.append(Mail(address.email, address.name, **own, attachments=attachments, sg_message_id=id, call=call, taken=taken))
    return mails


def _kept(attachment: _Attachment) -> Attachment:
    content = base64.b64decode(attachment.content)
    return Attachment(attachment.filename, attachment.type, hashlib.sha256(content).hexdigest(), len(content), attachment.content_id)


def _filled(text: str, substitutions: dict[str, str]) -> str:
    for tag, value in substitutions.items():
        text = text.replace(tag, value)
    return text


def events_of(mail: Mail, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """What the webhook tells of a mail. A kind is one of EVENTS, or with a reason or response of one's own: "bounce:550 no such user".

    The same mail and kinds give the same events, ids too, as SendGrid sends them again; the second "open" of a list is another.
    """
    names = [kind.partition(":")[0] for kind in kinds]
    told = [kind.partition(":")[2] for kind in kinds]
    return [_event(mail, name, told[place], place, names[:place].count(name)) for place, name in enumerate(names)]


def _event(mail: Mail, name: str, said: str, place: int, occurrence: int) -> dict[str, Any]:
    own = EVENTS[name]
    event = {
        "email": mail.to,
        "timestamp": int(mail.taken) + place,
        "event": name,
        "sg_event_id": base64.urlsafe_b64encode(f"{name}-{occurrence}-{mail.sg_message_id}".encode()).decode().rstrip("="),
        "sg_message_id": mail.sg_message_id,
        "smtp-id": f"<{mail.sg_message_id.partition('.')[0]}@geopod-ismtpd-1>",
    }
    return mail.custom_args | event | own | ({"reason" if "reason" in own else "response": said} if said else {})
