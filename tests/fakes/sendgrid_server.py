"""A small SendGrid on loopback: takes mails as its v3 API does, and tells of them by its signed event webhook.

    with sendgrid_server() as server:
        server.script.append(Behaviour("cut"))
        SendGridAPIClient("SG.test", host=server.url).send(mail)
        server.post_events("http://127.0.0.1:8000/api/mail/events/")

By hand: `python -m tests.fakes.sendgrid_server --events http://127.0.0.1:8000/api/mail/events/`. Sources: in `sendgrid_mails.py`, and
https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features.
"""

import argparse
import base64
import http.client
import json
import math
import secrets
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, MutableSequence, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message as Headers
from random import Random
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.loopback import Answer, Service
from tests.fakes.sendgrid_mails import EVENTS, Attachment, Mail, Message, checked, complaint, events_of, mails_of

__all__ = ["EVENTS", "Attachment", "Behaviour", "Call", "Mail", "SendGridServer", "sendgrid_server"]

REFUSALS = {"429": "too many requests", "500": "Internal Server Error", "503": "Service Unavailable"}


@dataclass(frozen=True)
class Behaviour:
    """What one call meets; times in seconds.

    Refusals: "429" (`retry_after` for the header of that name, `reset` for those of the rate limit), "500", "503", and "400" if the
    call has one of `addresses`, which are then called invalid. Connections: "cut" (mails taken, then closed without an answer),
    "cut_before" (closed, nothing taken), "slow" (taken, answered after `seconds`). "die": taken, then the server is gone until `restart`.
    """

    kind: str = "taken"
    seconds: float = 0
    retry_after: float | None = None
    reset: float | None = None
    addresses: Set[str] = frozenset()

    def __post_init__(self) -> None:
        if self.kind not in {*REFUSALS, "400", "cut", "cut_before", "slow", "die", "taken"}:
            raise ValueError(f"no such behaviour: {self.kind}")


@dataclass
class Call:
    """`size`: bytes of the request. `taken`: how many mails came of it. `status`: of the answer, 0 without one. `arrived`: Unix time."""

    number: int
    size: int
    arrived: float
    taken: int = 0
    status: int = 0


@dataclass
class SendGridServer:
    """What the service does (settings, free to change while it runs) and what was asked of it (records).

    `script` is consumed by the calls that come next with a good key, one each; after it the shares say how many calls `random` lets
    meet a "429", "500", "cut", "cut_before" or "die"; all others are answered after `seconds`. `rejects`: addresses that are called
    invalid in every call. `forbidden`: the key may not send mail. `outcomes`: the kinds of events (keys of EVENTS, see `events_of`)
    of a recipient, `outcome` those of all others. `calls` holds every call to /v3/mail/send, `mails` what was taken, one a recipient.
    """

    url: str = ""
    keys: set[str] = field(default_factory=lambda: {"SG.test"})
    forbidden: bool = False
    rejects: set[str] = field(default_factory=set)
    most_bytes: int = 30 * 2**20
    script: MutableSequence[Behaviour] = field(default_factory=deque)
    seconds: float = 0
    refuse_share: float = 0
    break_share: float = 0
    cut_share: float = 0
    cut_before_share: float = 0
    die_share: float = 0
    random: Random = field(default_factory=lambda: Random(1))
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    outcome: list[str] = field(default_factory=lambda: ["processed", "delivered"])
    calls: list[Call] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self._switch = threading.Lock()
        self._down = threading.Event()
        self._down.set()
        self._signing_key = ec.generate_private_key(ec.SECP256R1())
        encoded = self._signing_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public_key = base64.b64encode(encoded).decode()

    @property
    def alive(self) -> bool:
        return not self._down.is_set()

    def to(self, address: str) -> int:
        """How many mails were taken for an address."""
        with self.lock:
            return sum(mail.to.lower() == address.lower() for mail in self.mails)

    def counts(self) -> dict[str, int]:
        with self.lock:
            statuses, recipients = Counter(call.status for call in self.calls), Counter(mail.to for mail in self.mails)
            refused, cut = sum(statuses[status] for status in statuses if status >= 400), statuses[0]
            return {"calls": len(self.calls), "refused": refused, "cut": cut, "mails": len(self.mails), "recipients": len(recipients)}

    def start(self, port: int = 0) -> None:
        with self._switch:
            self._service = Service(self, port)
            self.url = self._service.url
            self._down.clear()
            self._service.start()

    def stop(self) -> None:
        """Nothing more is taken or answered, what is under way neither. Again is harmless."""
        with self._switch:
            if self.alive:
                self._down.set()
                self._service.stop()

    def restart(self) -> None:
        """On the same port, with all that it knew."""
        self.stop()
        self.start(urlsplit(self.url).port or 0)

    def answer_to(self, method: str, path: str, headers: Headers, content: bytes) -> Answer | None:
        """What to say to a request; None hangs up."""
        if path != "/v3/mail/send":
            return _refused(404, "not found")
        if method != "POST":
            return _refused(405, "method not allowed")
        with self.lock:
            call = Call(len(self.calls) + 1, len(content), time.time())
            self.calls.append(call)
        answer = self._send(call, headers, content)
        if self._down.is_set():
            return None
        call.status = answer.status if answer else 0
        return answer

    def _send(self, call: Call, headers: Headers, content: bytes) -> Answer | None:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.keys:
            return _refused(401, "The provided authorization grant is invalid, expired, or revoked")
        if self.forbidden:
            return _refused(403, "access forbidden")
        plan = self._next()
        if plan.kind == "cut_before":
            return None
        if plan.kind in REFUSALS:
            return _refused(int(plan.kind), REFUSALS[plan.kind], _limits(plan))
        if len(content) > self.most_bytes:
            return _refused(413, f"The request exceeds the maximum of {self.most_bytes} bytes.")
        if headers.get_content_type() != "application/json":
            return _refused(415, "Content-Type should be application/json.")
        try:
            message = checked(json.loads(content), self.rejects | plan.addresses)
        except ValueError:
            return _refused(400, "Bad Request")
        if not isinstance(message, Message):
            return Answer(400, {"errors": message})
        return Answer(200, b"") if message.sandboxed else self._take(call, message, plan)

    def _take(self, call: Call, message: Message, plan: Behaviour) -> Answer | None:
        message_id = secrets.token_urlsafe(16)
        mails = mails_of(message, message_id, call.number, call.arrived)
        with self.lock:
            if self._down.is_set():
                return None
            self.mails += mails
            call.taken = len(mails)
        if plan.kind == "die":
            self.stop()
        self._down.wait(plan.seconds)
        return None if plan.kind in ("cut", "die") else Answer(202, b"", {"X-Message-Id": message_id})

    def _next(self) -> Behaviour:
        with self.lock:
            if self.script:
                first = self.script[0]
                del self.script[0]
                return first
            drawn = self.random.random()
        shares = (self.refuse_share, self.break_share, self.cut_share, self.cut_before_share, self.die_share)
        for kind, share in zip(("429", "500", "cut", "cut_before", "die"), shares, strict=True):
            drawn -= share
            if drawn < 0:
                return Behaviour(kind, retry_after=1)
        return Behaviour(seconds=self.seconds)

    def events_for(self, mails: Iterable[Mail], kinds: Sequence[str]) -> list[dict[str, Any]]:
        """The events of these kinds for each mail, the earliest first; the same events whenever asked."""
        return _in_time(event for mail in mails for event in events_of(mail, kinds))

    def signed(self, events: list[dict[str, Any]], timestamp: int | None = None) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the webhook's post, signed at `timestamp` (Unix time)."""
        lines = ",\r\n".join(json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in events)
        body = f"[{lines}]\r\n".encode()  # line breaks and all, as SendGrid has it: what is signed is not what a parser would write
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        signature = self._signing_key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return body, {
            "Content-Type": "application/json",
            "User-Agent": "SendGrid Event API",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        }

    def post_events(
        self, url: str, duplicates: int = 1, shuffle: bool = False, batch_size: int = 500, mails: Sequence[Mail] | None = None
    ) -> list[int]:
        """Posts what became of all mails taken (or of `mails`), each event `duplicates` times. Gives the status each post got, or 0."""
        with self.lock:
            mails = list(self.mails if mails is None else mails)
        events = _in_time(event for mail in mails for event in events_of(mail, self.outcomes.get(mail.to, self.outcome)))
        events *= duplicates
        if shuffle:
            self.random.shuffle(events)
        return [_post(url, *self.signed(events[start : start + batch_size])) for start in range(0, len(events), batch_size)]


def _refused(status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, {"errors": [complaint(message)]}, headers or {})


def _limits(plan: Behaviour) -> dict[str, str]:
    headers = {} if plan.retry_after is None else {"Retry-After": f"{plan.retry_after:g}"}
    if plan.reset is not None:
        reset = math.ceil(time.time() + plan.reset)
        headers |= {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
    return headers


def _in_time(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(events, key=lambda event: event["timestamp"])


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    address = urlsplit(url)
    target = address._replace(scheme="", netloc="").geturl() or "/"
    with suppress(OSError, http.client.HTTPException), closing(http.client.HTTPConnection(address.netloc, timeout=30)) as connection:
        connection.request("POST", target, body, headers)
        return connection.getresponse().status
    return 0


@contextmanager
def sendgrid_server(double: SendGridServer | None = None, port: int = 0) -> Iterator[SendGridServer]:
    """The service, until the block ends."""
    double = double or SendGridServer()
    double.start(port)
    try:
        yield double
    finally:
        double.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--events", default="", help="URL of the webhook, told of each mail within a second")
    parser.add_argument("--refuse", type=float, default=0, help="share of calls answered 429")
    parser.add_argument("--break", type=float, default=0, dest="breaks", help="share of calls answered 500")
    parser.add_argument("--cut", type=float, default=0, help="share of calls taken, but not answered")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    double = SendGridServer(refuse_share=asked.refuse, break_share=asked.breaks, cut_share=asked.cut, random=Random(asked.seed))
    ends = (signal.SIGINT, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the threads, which inherit it
    told = 0
    with sendgrid_server(double, asked.port):
        print(f"MAIL_TRANSPORT=sendgrid\nSENDGRID_HOST={double.url}\nSENDGRID_API_KEY=SG.test")
        print(f"SENDGRID_WEBHOOK_PUBLIC_KEY={double.public_key}", flush=True)
        while signal.sigtimedwait(ends, 1) is None:
            new = double.mails[told:]
            if asked.events and all(200 <= status < 300 for status in double.post_events(asked.events, mails=new)):
                told += len(new)
    print(json.dumps(double.counts()))


if __name__ == "__main__":
    main()
