"""Who is asking: the access token as a cookie or as `Authorization: Bearer`, and the cookies that carry the tokens."""

from django.conf import settings
from django.utils.http import is_same_domain
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from account import sessions
from account.models import User, UserSession
from account.sessions import Tokens

ACCESS_COOKIE, REFRESH_COOKIE, RESET_COOKIE = "access_token", "refresh_token", "password_reset"
AUTH_PATH = "/api/auth"
COOKIE_PATHS = {ACCESS_COOKIE: "/", REFRESH_COOKIE: AUTH_PATH, RESET_COOKIE: AUTH_PATH}


class SessionTokenAuthentication(BaseAuthentication):
    """Sets `request.user` and, as `request.auth`, the UserSession. An Authorization header wins over the cookie."""

    def authenticate(self, request: Request) -> tuple[User, UserSession] | None:
        scheme, _, header_token = get_authorization_header(request).partition(b" ")
        by_header = scheme.lower() == b"bearer"
        token = header_token.strip() if by_header else request.COOKIES.get(ACCESS_COOKIE)
        if not token and not by_header:
            return None
        session = sessions.authenticate(token) if token else None
        if session is None:
            raise AuthenticationFailed("You are not signed in any more, or the token is not valid.")
        if not by_header:
            refuse_cross_site(request)
        return session.user, session

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionTokenScheme(OpenApiAuthenticationExtension):
    target_class = "account.auth.SessionTokenAuthentication"
    name = ["cookie", "bearer"]

    def get_security_requirement(self, auto_schema: object) -> list[dict[str, list[str]]]:
        return [{"cookie": []}, {"bearer": []}]  # either will do

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return [
            {"type": "apiKey", "in": "cookie", "name": ACCESS_COOKIE, "description": "Set by signing in: nothing to enter here."},
            {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": f"What signing in sets as cookie `{ACCESS_COOKIE}`.",
            },
        ]


def refuse_cross_site(request: Request) -> None:
    """For unsafe requests that a cookie vouches for. Raises PermissionDenied when the browser says that another site sent them."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if origin is not None and _is_trusted(origin):
        return
    elsewhere = origin is not None and origin.partition("://")[2] != request.get_host()
    if elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise PermissionDenied("This request comes from another site.")


def _is_trusted(origin: str) -> bool:
    """In CORS_ALLOWED_ORIGINS, or in CSRF_TRUSTED_ORIGINS, which may say https://*.example.com."""
    scheme, _, host = origin.partition("://")
    for trusted in (*settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS):
        trusted_scheme, _, trusted_host = trusted.partition("://")
        if scheme == trusted_scheme and is_same_domain(host, trusted_host.removeprefix("*")):
            return True
    return False


def set_cookies(response: Response, tokens: Tokens) -> None:
    set_cookie(response, ACCESS_COOKIE, tokens.access, settings.ACCESS_TOKEN_MINUTES * 60)
    set_cookie(response, REFRESH_COOKIE, tokens.refresh, settings.REFRESH_TOKEN_DAYS * 86_400)


def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=COOKIE_PATHS[name],
        httponly=True,
        secure=settings.COOKIE_SECURE,
        samesite=settings.COOKIE_SAMESITE,  # type: ignore[arg-type]
    )


def clear_cookies(response: Response, *names: str) -> None:
    """As they were set, but empty and expired."""
    for name in names or COOKIE_PATHS:
        set_cookie(response, name, "", 0)
