"""Requests to other machines: explicit timeouts, answers of bounded size, and no redirect is followed."""

import atexit
import dataclasses
import functools
import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from edukai.errors import PermanentError, TransientError

TIMEOUT = httpx.Timeout(30, connect=5)  # of each step
LONGEST_SECONDS = 60.0  # of all of an answer, however steadily it drips
LONGEST_RETRY_AFTER = 3_600.0

UNREACHABLE, NO_ADDRESS, TOO_LARGE = "unreachable", "address", "too_large"


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # in any case
    content: bytes

    @property
    def is_redirect(self) -> bool:
        return 300 <= self.status < 400 and "location" in self.headers

    @property
    def retry_after(self) -> float | None:
        return retry_after(self.headers)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the other side asks to wait, an hour at most; None when no sensible time is named."""
    named = headers.get("retry-after", "").strip()
    try:
        seconds = float(named) if named.isdecimal() else (parsedate_to_datetime(named) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def request(
    method: str, url: str, *, most_bytes: int, headers: Mapping[str, str] | None = None, body: dict[str, Any] | None = None
) -> Answer:
    """What is answered at `url`, whatever its status; `body` goes as JSON.

    Raises TransientError (code "unreachable") without an answer in time, PermanentError for an `url` that is none (code "address") or
    an answer of more than `most_bytes` (code "too_large").
    """
    origin(url)
    end = time.monotonic() + LONGEST_SECONDS
    content = bytearray()
    sent = {name.encode(): value.encode() for name, value in (headers or {}).items()}
    try:
        with _client(os.getpid()).stream(method, url, headers=sent, json=body, timeout=TIMEOUT) as response:
            for chunk in response.iter_raw():  # as it comes: nothing is unpacked, so nothing swells
                content += chunk
                if len(content) > most_bytes:
                    raise PermanentError("The answer is too large.", code=TOO_LARGE)
                if time.monotonic() > end:
                    raise TransientError("The answer took too long.", code=UNREACHABLE)
            return Answer(response.status_code, response.headers, bytes(content))
    except httpx.HTTPError as error:
        raise TransientError("There was no answer.", code=UNREACHABLE) from error


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an http(s) address without a user name, as they would be asked. Raises PermanentError (code "address")."""
    try:
        parts, otherwise = httpx.URL(url), urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.host == otherwise.hostname and otherwise.port != 0 and not parts.userinfo
    except (httpx.InvalidURL, ValueError):
        good = False
    if not good:  # or two parsers read it in two ways
        raise PermanentError("This is not an http(s) address.", code=NO_ADDRESS)
    return parts.scheme, parts.host, parts.port or (443 if parts.scheme == "https" else 80)


def path(url: str) -> str:
    """The path of an address, which may be relative; '' when it is none."""
    try:
        return httpx.URL(url).path
    except httpx.InvalidURL:
        return ""


def hang_up() -> None:
    """Close what is kept open for the next request."""
    _client(os.getpid()).close()
    _client.cache_clear()


@functools.cache
def _client(process: int) -> httpx.Client:
    """One for each process: connections do not survive a fork."""
    client = httpx.Client(headers={"Accept-Encoding": "identity"}, follow_redirects=False)
    atexit.register(client.close)
    return client
