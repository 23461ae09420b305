from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from account import password_reset
from account.models import User
from tests.account.helpers import PASSWORD, code_in, sign_in


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def api() -> APIClient:
    """A browser: keeps its cookies."""
    return APIClient()


@pytest.fixture
def ann(db) -> User:
    return User.objects.create_user("ann@school.example", PASSWORD, first_name="Ann", last_name="Lee")


@pytest.fixture
def operator(db) -> User:
    return User.objects.create_superuser("op@agency.example", PASSWORD, first_name="Olu", last_name="Ray")


@pytest.fixture
def signed_in(api, ann) -> APIClient:
    """Ann's browser."""
    assert sign_in(api, ann.email).status_code == 200
    return api


@pytest.fixture
def code_of(outbox) -> Callable[[str], str]:
    """Has a code mailed to an address and reads it there."""

    def mailed(address: str) -> str:
        password_reset.send_code(address)
        return code_in(outbox)

    return mailed
