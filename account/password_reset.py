"""A forgotten password: a code by mail, the code for a reset token, the token for a new password.

Codes and tokens are kept in the cache alone, and only as fingerprints. Whether an address has an account shows nowhere: each is
counted and answered alike, and only the background job looks it up.
"""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException

from account import passwords
from account.limits import Limit, TooManyAttempts, by_address, fingerprint, sign_in_by_account
from account.models import User
from edukai import mailer
from edukai.errors import TransientError, UnknownOutcome

NOBODY = {"code": "", "user": "", "auth_hash": ""}


class Refused(APIException):
    """An answer of the contract that is not 200: a status, `detail` and what stands beside it."""

    def __init__(self, status: int, detail: str, **beside: Any) -> None:
        super().__init__(detail)
        self.status_code = status
        self.detail = {"detail": detail, **beside}  # type: ignore[dict-item]
        self.wait = beside.get("retry_after")  # becomes the Retry-After header


def _requests() -> Limit:
    return Limit("otp-requests", settings.OTP_REQUESTS_PER_HOUR, 3_600)


def _pause() -> Limit:
    return Limit("otp-pause", 1, settings.OTP_SECONDS_BETWEEN)


def _tries() -> Limit:
    return Limit("otp-tries", settings.OTP_MAX_TRIES, settings.OTP_TTL_SECONDS)


def count_request(email: str, address: str) -> dict[str, int]:
    """Counts a request for a code: `retry_after` in seconds, `remaining_requests`. Raises Refused (429)."""
    try:
        by_address("forgot-password").hit(address)
        _pause().hit(email)
        _requests().hit(email)
    except TooManyAttempts as error:
        state = _request_state(email)
        state["retry_after"] = max(error.wait, state["retry_after"])
        raise Refused(429, "Too many requests, please try again later.", **state) from None
    _tries().forget(email)
    return _request_state(email)


def send_code(email: str) -> None:
    """Mail a new code, if there is such a user; an earlier code is worth nothing from then on. Raises TransientError, PermanentError."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    code = f"{secrets.randbelow(1_000_000):06d}"
    known = {"code": fingerprint(f"{email}:{code}"), "user": str(user.pk), "auth_hash": user.get_session_auth_hash()}
    context = {"code": code, "minutes": settings.OTP_TTL_SECONDS // 60}
    try:
        cache.set(_code_key(email), known, settings.OTP_TTL_SECONDS)
        # A key of its own for each try: a repeated mail carries a newer code, and that is the one that counts.
        mailer.send("password_reset", user.email, context, key=f"password-reset-{uuid.uuid4().hex}")
    except RedisError as error:
        raise TransientError("The cache is not reachable.", code="cache") from error
    except UnknownOutcome as error:
        raise TransientError(error.message, code=error.code) from error


def verify_code(email: str, code: str, address: str) -> str:
    """The reset token for a right code, which is good once. Raises Refused (400, 403), TooManyAttempts."""
    by_address("verify-otp").hit(address)
    try:
        left = _tries().hit(email)
    except TooManyAttempts:
        raise Refused(403, "Too many attempts, please request a new code.") from None
    known = cache.get(_code_key(email), NOBODY)
    right = constant_time_compare(known["code"], fingerprint(f"{email}:{code}"))
    # Deleting is what makes it good once: of two who know the code, one deletes it.
    if (right or left == 0) and cache.delete(_code_key(email)) and right:
        token = secrets.token_urlsafe(32)
        cache.set(_token_key(token), known, settings.OTP_TTL_SECONDS)
        return token
    raise Refused(400, "The code is wrong or has expired.", attempts_remaining=left)


def reset(email: str, token: str, password: str) -> None:
    """Set a new password and end every session. Raises Refused (400), ValidationError."""
    known = cache.get(_token_key(token), NOBODY)
    user = User.objects.filter(pk=known["user"], email=email, is_active=True).first() if known["user"] else None
    if user is None or not constant_time_compare(known["auth_hash"], user.get_session_auth_hash()):
        raise Refused(400, "This reset has expired or was used, please request a new code.")
    passwords.check(password, user, field="new_password")
    if not cache.delete(_token_key(token)):
        raise Refused(400, "This reset has expired or was used, please request a new code.")
    passwords.change(user, password)
    sign_in_by_account().forget(email)  # whoever tried too often before asking for a code may sign in now


def _request_state(email: str) -> dict[str, int]:
    left, new_hour_in = _requests().state(email)
    _, pause_ends_in = _pause().state(email)
    return {"retry_after": pause_ends_in if left else new_hour_in, "remaining_requests": left}


def _code_key(email: str) -> str:
    return f"password-reset:code:{fingerprint(email)}"


def _token_key(token: str) -> str:
    return f"password-reset:token:{fingerprint(token)}"
