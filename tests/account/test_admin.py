from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.core.checks import run_checks
from django.test import Client
from rest_framework.test import APIClient

from account.models import Role, User
from tests.account.helpers import NEW_PASSWORD, PASSWORD, sign_in

LOGIN = "/admin/login/"


def office(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(LOGIN, {"username": email, "password": password})
    return client


@pytest.fixture
def desk(operator) -> Client:
    return office(operator.email.upper())


def test_django_finds_nothing_wrong_with_it():
    """`manage.py check` looks before `urls.py` has found what is registered."""
    import_module(settings.ROOT_URLCONF)
    assert len(site._registry) > 10
    assert run_checks(tags=["admin"]) == []


def test_an_operator_gets_in_and_a_normal_user_does_not(desk, ann):
    assert desk.get("/admin/").status_code == 200
    assert office(ann.email).get("/admin/").status_code == 302


@pytest.mark.parametrize("page", ["user/", "user/add/", "usersession/", "user/?q=ann&role__exact=normaluser"])
def test_its_pages_open(desk, ann, page):
    sign_in(APIClient(), ann.email)
    assert desk.get(f"/admin/account/{page}").status_code == 200


def test_it_makes_users_by_email(desk):
    form = {
        "email": "New@School.Example",
        "first_name": "N",
        "last_name": "C",
        "role": "normaluser",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    assert desk.post("/admin/account/user/add/", {**form, "usable_password": "true"}).status_code == 302
    user = User.objects.get(email="new@school.example")
    assert user.check_password(NEW_PASSWORD)
    assert user.role == Role.NORMALUSER
    assert desk.get(f"/admin/account/user/{user.pk}/change/").status_code == 200


def test_it_refuses_an_address_in_use_in_another_case(desk, ann):
    form = {"email": "ANN@school.example", "role": "normaluser", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = desk.post("/admin/account/user/add/", {**form, "usable_password": "true"})
    assert response.status_code == 200
    assert b"There is an account with this e-mail address." in response.content


def test_a_password_set_here_ends_the_users_sessions(desk, ann):
    browser = APIClient()
    sign_in(browser, ann.email)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert desk.post(f"/admin/account/user/{ann.pk}/password/", form).status_code == 302
    assert browser.get("/api/auth/me/").status_code == 401


def test_a_session_deleted_here_is_signed_out(desk, ann):
    browser = APIClient()
    sign_in(browser, ann.email)
    session = ann.sessions.get()
    assert desk.post(f"/admin/account/usersession/{session.pk}/delete/", {"post": "yes"}).status_code == 302
    assert browser.get("/api/auth/me/").status_code == 401
    assert browser.post("/api/auth/token/refresh/").status_code == 401


def test_signing_in_here_is_limited_together_with_the_api(operator, settings):
    settings.SIGN_IN_LIMIT_PER_ACCOUNT = 2
    office(operator.email, "wrong")
    assert sign_in(APIClient(), operator.email, "wrong").status_code == 401
    response = Client().post(LOGIN, {"username": operator.email, "password": PASSWORD})
    assert response.status_code == 200
    assert b"Too many attempts" in response.content
    assert sign_in(APIClient(), operator.email).status_code == 429


def test_without_the_cache_the_door_is_closed(operator, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    response = Client().post(LOGIN, {"username": operator.email, "password": PASSWORD})
    assert response.status_code == 200
    assert b"not possible right now" in response.content
