import re

import pytest
from django.core.management import CommandError, call_command

from account.models import Role, User
from tests.account.helpers import NEW_PASSWORD, PASSWORD, sign_in


@pytest.fixture
def create(capsys, monkeypatch, db):
    def run(email: str = "", password: str = "") -> str:
        monkeypatch.setenv("EDUKAI_OPERATOR_EMAIL", email)
        monkeypatch.setenv("EDUKAI_OPERATOR_PASSWORD", password)
        call_command("create_operator")
        return capsys.readouterr().out

    return run


def test_it_makes_an_operator_with_a_random_password_shown_once(create, api):
    shown = create()
    password = re.search(r"the password (\S+) \(shown this once\)", shown).group(1)
    assert len(password) >= 20
    response = sign_in(api, "operator@edukai.example", password)
    assert response.json()["user"]["role"] == "superuser"
    assert password not in create()
    assert sign_in(api, "operator@edukai.example", password).status_code == 200


def test_it_takes_email_and_password_from_the_environment(create, api):
    shown = create(" Boss@Agency.Example", PASSWORD)
    assert PASSWORD not in shown
    assert sign_in(api, "boss@agency.example").status_code == 200
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == (Role.SUPERUSER, True, True)


def test_it_leaves_an_operator_alone_unless_a_password_is_given(create, api):
    create("boss@agency.example", PASSWORD)
    User.objects.update(first_name="Bo", is_active=False)
    create("boss@agency.example")
    user = User.objects.get()
    assert (user.first_name, user.is_active) == ("Bo", False)


def test_a_new_password_ends_the_operators_sessions_and_the_same_one_does_not(create, api):
    create("boss@agency.example", PASSWORD)
    sign_in(api, "boss@agency.example")
    create("boss@agency.example", PASSWORD)
    assert api.get("/api/auth/me/").status_code == 200
    create("boss@agency.example", NEW_PASSWORD)
    assert api.get("/api/auth/me/").status_code == 401
    assert sign_in(api, "boss@agency.example", NEW_PASSWORD).status_code == 200


def test_it_makes_an_operator_of_an_account_that_was_none(create, api, ann):
    create(ann.email, NEW_PASSWORD)
    ann.refresh_from_db()
    assert (ann.role, ann.is_staff, ann.is_active) == (Role.SUPERUSER, True, True)


def test_it_says_so_when_the_address_is_none(create):
    with pytest.raises(CommandError, match="EDUKAI_OPERATOR_EMAIL"):
        create("boss at agency")
    assert not User.objects.exists()
