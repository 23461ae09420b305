import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from account import urls
from account.auth import SessionTokenAuthentication
from account.permissions import IsOperator
from tests.account.helpers import sign_in

CALLS = {
    "register": "post", "login": "post", "logout": "post", "token/refresh": "post", "me": "get", "profile/update": "patch",
    "password/update": "post", "forgot-password": "post", "verify-otp": "post", "reset-password": "post",
    "activity": "get", "activity/mark-read": "post",
}  # fmt: skip


def test_what_says_nothing_else_is_for_operators():
    assert APIView.permission_classes == [IsOperator]
    assert APIView.authentication_classes == [SessionTokenAuthentication]


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("ann", 403), ("operator", 405)])
def test_nobody_else_gets_in(who, status, request, db):
    client = APIClient()
    if who:
        sign_in(client, request.getfixturevalue(who).email)
    asked = APIRequestFactory().get("/")
    asked.COOKIES.update({name: cookie.value for name, cookie in client.cookies.items()})
    assert APIView.as_view()(asked).status_code == status


@pytest.fixture(scope="module")
def schema() -> dict:
    GENERATOR_STATS.reset()
    return SchemaGenerator(patterns=urls.urlpatterns).get_schema(request=None, public=True)


def test_the_schema_is_made_without_warnings(schema):
    assert not GENERATOR_STATS


@pytest.mark.parametrize(("path", "method"), CALLS.items())
def test_every_call_is_described_with_what_goes_in_and_comes_out(schema, path, method):
    call = schema["paths"][f"/{path}/"][method]
    assert call["description"]
    success = next(answer for status, answer in call["responses"].items() if status.startswith("2"))
    assert "$ref" in success["content"]["application/json"]["schema"]
    assert ("requestBody" in call) == (path not in {"logout", "token/refresh", "me", "activity"})


def test_the_schema_knows_both_ways_to_sign_in(schema):
    assert set(schema["components"]["securitySchemes"]) == {"cookie", "bearer"}


def test_passwords_are_never_in_an_answer(schema):
    for name, component in schema["components"]["schemas"].items():
        if not name.endswith("Request"):
            assert not any("password" in field for field in component.get("properties", {}))
