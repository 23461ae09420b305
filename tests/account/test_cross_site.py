"""Unsafe requests that a cookie vouches for are refused when the browser says that another site sent them."""

import pytest
from django.core.cache import cache

from tests.account.helpers import NEW_PASSWORD, PASSWORD, bearer, sign_in

PROFILE, REFRESH, LOGOUT, RESET = (f"/api/auth/{call}/" for call in ("profile/update", "token/refresh", "logout", "reset-password"))

ELSEWHERE = [
    {"HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "https://evil.example", "HTTP_SEC_FETCH_SITE": "same-origin"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": ""},
    {"HTTP_ORIGIN": "http://["},
    {"HTTP_ORIGIN": "http://testserver.evil.example"},
    {"HTTP_ORIGIN": "http://eviltestserver"},
    {"HTTP_ORIGIN": "http://testserver:8080"},
    {"HTTP_ORIGIN": "https://front.example.evil.example"},
    {"HTTP_ORIGIN": "https://evilpartner.example"},
    {"HTTP_ORIGIN": "http://front.example"},
]
HOME = [
    {},
    {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
    {"HTTP_SEC_FETCH_SITE": "none"},
    {"HTTP_ORIGIN": "https://front.example"},
    {"HTTP_ORIGIN": "https://front.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_ORIGIN": "https://trusted.example"},
    {"HTTP_ORIGIN": "https://any.partner.example"},
]


@pytest.fixture(autouse=True)
def _origins(settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://front.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example", "https://*.partner.example"]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_it_refuses_what_comes_from_elsewhere(signed_in, ann, headers):
    for method, url in (("patch", PROFILE), ("post", REFRESH), ("post", LOGOUT)):
        response = getattr(signed_in, method)(url, {"first_name": "Eve"}, **headers)
        assert response.status_code == 403
        assert isinstance(response.json()["detail"], str)
    ann.refresh_from_db()
    assert ann.first_name == "Ann"
    assert ann.sessions.count() == 1


@pytest.mark.parametrize("headers", HOME)
def test_it_lets_pass_what_comes_from_home(signed_in, headers):
    assert signed_in.patch(PROFILE, {"first_name": "Anna"}, **headers).status_code == 200
    assert signed_in.post(REFRESH, **headers).status_code == 200
    assert signed_in.post(LOGOUT, **headers).status_code == 200


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_reading_and_bearers_are_free(signed_in, headers):
    assert signed_in.get("/api/auth/me/", **headers).status_code == 200
    script = bearer(signed_in.cookies["access_token"].value)
    assert script.patch(PROFILE, {"first_name": "Anna"}, **headers).status_code == 200


def test_a_reset_by_cookie_is_refused_from_elsewhere_and_by_token_is_not(api, ann, code_of):
    answer = api.post("/api/auth/verify-otp/", {"email": ann.email, "otp": code_of(ann.email)})
    body = {"email": ann.email, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}
    assert api.post(RESET, body, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert sign_in(api, ann.email, PASSWORD).status_code == 200
    cache.clear()
    answer = api.post("/api/auth/verify-otp/", {"email": ann.email, "otp": code_of(ann.email)})
    body["reset_token"] = answer.json()["reset_token"]
    assert api.post(RESET, body, HTTP_SEC_FETCH_SITE="cross-site").status_code == 200
