import pytest
from rest_framework.test import APIClient

from account.models import User
from tests.factories import client_of, operator


@pytest.fixture
def olu(db) -> User:
    """The operator."""
    return operator()


@pytest.fixture
def api(olu) -> APIClient:
    """The operator's script."""
    return client_of(olu)
