import pytest
from rest_framework.test import APIClient

from tests.account.helpers import NEW_PASSWORD, PASSWORD, bearer, sign_in

URL = "/api/auth/password/update/"
GOOD = {"old_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_confirm": NEW_PASSWORD}


def test_it_changes_the_password_and_ends_every_session(signed_in, ann):
    access, refresh = (signed_in.cookies[name].value for name in ("access_token", "refresh_token"))
    other = APIClient()
    sign_in(other, ann.email)
    response = signed_in.post(URL, GOOD)
    assert response.status_code == 200
    assert list(response.json()) == ["message"]
    assert response.cookies["access_token"].value == response.cookies["refresh_token"].value == ""
    for client in (other, bearer(access)):
        assert client.get("/api/auth/me/").status_code == 401
    other.cookies["refresh_token"] = refresh
    assert other.post("/api/auth/token/refresh/").status_code == 401
    assert sign_in(other, ann.email, PASSWORD).status_code == 401
    assert sign_in(other, ann.email, NEW_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"new_password_confirm": "other"}, "new_password_confirm"),
        ({"new_password": "short", "new_password_confirm": "short"}, "new_password"),
        ({"new_password": "ann@school.example", "new_password_confirm": "ann@school.example"}, "new_password"),
        ({"new_password": 12345, "new_password_confirm": 12345}, "new_password"),
        ({"new_password": ["a"]}, "new_password"),
        ({"new_password": "a\0" * 10, "new_password_confirm": "a\0" * 10}, "new_password"),
    ],
)
def test_it_names_what_is_wrong_and_changes_nothing(signed_in, ann, changes, field):
    response = signed_in.post(URL, {**GOOD, **changes})
    assert response.status_code == 400
    assert field in response.json()
    assert signed_in.get("/api/auth/me/").status_code == 200
    assert sign_in(APIClient(), ann.email).status_code == 200


def test_guessing_the_old_password_is_limited_like_signing_in(signed_in, ann, settings):
    settings.SIGN_IN_LIMIT_PER_ACCOUNT = 2
    statuses = [signed_in.post(URL, {**GOOD, "old_password": "wrong"}).status_code for _ in range(3)]
    assert statuses == [400, 400, 429]
    response = signed_in.post(URL, GOOD)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_it_is_for_whoever_is_signed_in(api, db):
    assert api.post(URL, GOOD).status_code == 401
