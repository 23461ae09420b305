"""Whatever is sent to whatever endpoint: a clear JSON answer, never a 500."""

import json

import pytest
from rest_framework.test import APIClient

from tests.account.helpers import sign_in

BODIES = {
    "register": ["email", "first_name", "last_name", "password", "password_confirm", "gender", "country", "profile_pic"],
    "login": ["email", "password"],
    "profile/update": ["first_name", "last_name", "gender", "country", "profile_pic"],
    "password/update": ["old_password", "new_password", "new_password_confirm"],
    "forgot-password": ["email"],
    "verify-otp": ["email", "otp"],
    "reset-password": ["email", "reset_token", "new_password", "new_password_confirm"],
}
EMPTY = ["logout", "token/refresh"]
VALUES = [
    None,
    True,
    0,
    -1,
    1e400,
    10**400,
    1.5,
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
    "x" * 200_000,
    [],
    ["a"],
    {},
    {"a": {"b": []}},
    [[[]]],
]
RAW = [
    b"",
    b"[]",
    b"[1, 2]",
    b'"text"',
    b"1",
    b"null",
    b"true",
    b"{",
    b"{'a': 1}",
    b"\xff\xfe",
    b"\0",
    b'{"email": NaN}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
]
MANY_FIELDS = b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % number for number in range(1_100)) + b"--b--\r\n"
MULTIPART = [
    (b"", "multipart/form-data"),
    (b"x", "multipart/form-data; boundary="),
    (b"x", "multipart/form-data; boundary=b"),
    (b'--b\r\nContent-Disposition: form-data; name="profile_pic"; filename="a.png"\r\n\r\n', "multipart/form-data; boundary=b"),
    (b'--b\r\nContent-Disposition: form-data; name="first_name"\r\n\r\na\0b\xff\r\n--b--\r\n', "multipart/form-data; boundary=b"),
    (MANY_FIELDS, "multipart/form-data; boundary=b"),
]  # fmt: skip


def call(client: APIClient, path: str, body: bytes, content_type: str = "application/json"):
    return client.generic("PATCH" if path == "profile/update" else "POST", f"/api/auth/{path}/", body, content_type)


def assert_refused(response, *statuses: int) -> None:
    assert response.status_code in statuses, response.content
    body = response.json()
    assert isinstance(body, dict)
    for name, value in body.items():
        assert isinstance(value, str if name == "detail" else (list, int))


@pytest.fixture
def client(api, ann, settings) -> APIClient:
    settings.SIGN_IN_LIMIT_PER_ADDRESS = settings.SIGN_IN_LIMIT_PER_ACCOUNT = 10_000
    sign_in(api, ann.email)
    return api


@pytest.mark.parametrize("path", BODIES)
def test_it_refuses_wrong_values_in_every_field(client, path):
    for field in BODIES[path]:
        for value in VALUES:
            body = json.dumps({**dict.fromkeys(BODIES[path], "someone@school.example"), field: value}).encode()
            assert_refused(call(client, path, body), 400, 401)


@pytest.mark.parametrize("path", BODIES)
def test_it_refuses_bodies_that_are_no_json_object(client, path):
    for raw in RAW:
        response = call(client, path, raw)
        if path == "profile/update" and raw == b"":
            assert response.status_code == 200
        else:
            assert_refused(response, 400)


@pytest.mark.parametrize("path", ["register", "profile/update"])
def test_it_refuses_broken_multipart(client, path):
    for raw, content_type in MULTIPART:
        response = call(client, path, raw, content_type)
        if not (path == "profile/update" and response.status_code == 200):
            assert_refused(response, 400)
    client.patch("/api/auth/profile/update/", {"first_name": "Ann"})
    assert client.get("/api/auth/me/").json()["first_name"] == "Ann"


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_it_refuses_other_content_types(client, path, content_type):
    assert_refused(call(client, path, b"a=1", content_type), 415)


@pytest.mark.parametrize("path", EMPTY)
def test_it_does_not_mind_a_body_where_none_belongs(client, path):
    for raw in RAW:
        assert call(client, path, raw).status_code in (200, 401)
        sign_in(client, "ann@school.example")


@pytest.mark.parametrize("path", [*BODIES, *EMPTY, "me"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "TRACE", "POST", "PATCH", "PURGE"])
def test_it_knows_only_its_own_method(client, path, method):
    own = {"me": "GET", "profile/update": "PATCH"}.get(path, "POST")
    if method != own:
        assert_refused(client.generic(method, f"/api/auth/{path}/"), 405)
