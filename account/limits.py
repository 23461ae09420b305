"""How often something may be done: counters in the cache that cannot be raced.

Without the cache nothing is allowed: its RedisError goes up, and becomes 503.
"""

import ipaddress
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.exceptions import Throttled
from rest_framework.request import Request


def fingerprint(text: str) -> str:
    """What stands for `text` in the cache: an e-mail address or a code is never to be read there."""
    return salted_hmac("account", text, secret=settings.OTP_PEPPER, algorithm="sha256").hexdigest()


class TooManyAttempts(Throttled):
    wait: int  # seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in `seconds`, which begin with the first time. Each `subject` is counted for itself."""

    name: str
    most: int
    seconds: int

    def hit(self, subject: str) -> int:
        """Counts once more and returns how many are left. Raises TooManyAttempts when that was one too many."""
        start_key, now = self._start_key(subject), time.time_ns()
        cache.add(start_key, now, self.seconds)
        start = cache.get(start_key, now)
        # The counter outlives its window, so that it cannot expire between these two commands and then stay for ever.
        counter = f"{start_key}:{start}"
        cache.add(counter, 0, self.seconds + 60)
        count = cache.incr(counter)
        if count > self.most:
            raise TooManyAttempts(wait=self._ends_in(start), detail="Too many attempts.")
        return self.most - count

    def take_back(self, subject: str) -> None:
        """The last hit does not count after all."""
        start_key = self._start_key(subject)
        counter = f"{start_key}:{cache.get(start_key)}"
        if cache.get(counter, 0) > 0:
            cache.decr(counter)

    def state(self, subject: str) -> tuple[int, int]:
        """How many are left, and in how many seconds the count begins anew."""
        start_key = self._start_key(subject)
        start = cache.get(start_key)
        if start is None:
            return self.most, 0
        return max(0, self.most - cache.get(f"{start_key}:{start}", 0)), self._ends_in(start)

    def forget(self, subject: str) -> None:
        """The count begins anew."""
        cache.delete(self._start_key(subject))

    def _start_key(self, subject: str) -> str:
        return f"limit:{self.name}:{fingerprint(subject)}"

    def _ends_in(self, start: int) -> int:
        return max(1, math.ceil(start / 1e9 + self.seconds - time.time()))


def sign_in_by_account() -> Limit:
    return Limit("sign-in-account", settings.SIGN_IN_LIMIT_PER_ACCOUNT, settings.SIGN_IN_WINDOW_SECONDS)


def by_address(purpose: str) -> Limit:
    return Limit(f"{purpose}-address", settings.SIGN_IN_LIMIT_PER_ADDRESS, settings.SIGN_IN_WINDOW_SECONDS)


@contextmanager
def sign_in_attempt(email: str, address: str) -> Iterator[None]:
    """Around checking a password: counted before, by address and by account; taken back when the body does not raise.

    Raises TooManyAttempts.
    """
    by_both = ((by_address("sign-in"), address), (sign_in_by_account(), email))
    for limit, subject in by_both:
        limit.hit(subject)
    yield
    for limit, subject in by_both:
        limit.take_back(subject)


def client_address(request: HttpRequest | Request) -> str:
    """Who asks, as far as it can be believed: the entry that the outermost trusted proxy wrote. An IPv6 network counts as one."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.TRUSTED_PROXIES <= len(forwarded):
        address = forwarded[-settings.TRUSTED_PROXIES] or address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
