"""Signing in and out: the session row is the truth, tokens only name it.

A refresh token is good once. One that comes back later was copied by somebody, so its session ends; one that comes back within
PARALLEL_SECONDS is the same browser asking twice at once, and is only refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework.exceptions import APIException
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token, UntypedToken

from account.models import User, UserSession

PARALLEL_SECONDS = 10


class SignedOut(APIException):
    """401 where nobody needs to be signed in, so that DRF's own AuthenticationFailed would become 403."""

    status_code = 401
    default_detail = "You are not signed in."
    default_code = "not_authenticated"
    auth_header = "Bearer"


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str


def start(user: User) -> Tokens:
    """A new session. Clears away what the user's past sessions left behind."""
    now = timezone.now()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(last_login=now)
        UserSession.objects.filter(user=user, expires_at__lte=now).delete()
        OutstandingToken.objects.filter(user=user, expires_at__lte=now).delete()
        refresh = RefreshToken.for_user(user)
        session = UserSession.objects.create(
            user=user, refresh_jti=refresh["jti"], auth_hash=user.get_session_auth_hash(), expires_at=_expiry(refresh)
        )
    return _tokens(session, refresh)


def find(token: Token) -> UserSession | None:
    """The living session that a verified token names, with its user, in one query; None when it has ended."""
    session = UserSession.objects.select_related("user").filter(pk=token.get("sid"), expires_at__gt=timezone.now()).first()
    if session is None or not session.user.is_active:
        return None
    return session if constant_time_compare(session.auth_hash, session.user.get_session_auth_hash()) else None


def authenticate(access_token: str | bytes) -> UserSession | None:
    """The session of an access token; None when the token or the session is not good (any more)."""
    try:
        return find(AccessToken(access_token))  # type: ignore[arg-type]
    except TokenError:
        return None


def rotate(refresh_token: str) -> Tokens:
    """New tokens for a refresh token, which is blacklisted. Raises SignedOut."""
    try:
        old = RefreshToken(refresh_token)  # type: ignore[arg-type]
    except TokenError:
        _end_if_copied(refresh_token)
        raise SignedOut from None
    session = find(old)
    if session is None:
        raise SignedOut
    with transaction.atomic():
        new = RefreshToken.for_user(session.user)
        changes = {"refresh_jti": new["jti"], "refreshed_at": timezone.now(), "expires_at": _expiry(new)}
        if not UserSession.objects.filter(pk=session.pk, refresh_jti=old["jti"]).update(**changes):
            raise SignedOut
        old.blacklist()
    return _tokens(session, new)


def end(ended: QuerySet[UserSession]) -> None:
    """End these sessions at once: their access tokens are refused from now on, their refresh tokens blacklisted."""
    with transaction.atomic():
        refresh_tokens = OutstandingToken.objects.filter(jti__in=list(ended.values_list("refresh_jti", flat=True)))
        BlacklistedToken.objects.bulk_create([BlacklistedToken(token=token) for token in refresh_tokens], ignore_conflicts=True)
        ended.delete()


def sign_out(session: UserSession, refresh_token: str) -> None:
    """End the session, and the one of the refresh token should that be another."""
    token = _verified(refresh_token)
    end(UserSession.objects.filter(pk__in=[session.pk, *([token.get("sid")] if token else [])]))


def _tokens(session: UserSession, refresh: RefreshToken) -> Tokens:
    refresh["sid"] = str(session.pk)
    return Tokens(access=str(refresh.access_token), refresh=str(refresh))


def _expiry(token: Token) -> datetime:
    return token.current_time + token.lifetime  # type: ignore[operator]


def _verified(refresh_token: str) -> Token | None:
    """The token if we made it and it has not expired, blacklisted or not."""
    try:
        token = UntypedToken(refresh_token)  # type: ignore[arg-type]
    except TokenError:
        return None
    return token if token.get("token_type") == RefreshToken.token_type else None


def _end_if_copied(refresh_token: str) -> None:
    token = _verified(refresh_token)
    if token is not None:
        calm = timezone.now() - timedelta(seconds=PARALLEL_SECONDS)
        end(UserSession.objects.filter(pk=token.get("sid"), refreshed_at__lt=calm).exclude(refresh_jti=token["jti"]))
