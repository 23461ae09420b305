import pytest

from account import sessions
from account.models import User
from tests.contract.described import Described
from tests.factories import operator


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def olu(db) -> User:
    """The operator."""
    return operator()


@pytest.fixture
def api(olu) -> Described:
    """The operator's script."""
    client = Described()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {sessions.start(olu).access}")
    return client


@pytest.fixture
def browser(db) -> Described:
    """Keeps its cookies, and is not signed in yet."""
    return Described()


def pytest_itemcollected(item: pytest.Item) -> None:
    """An address of its own for each call: schemathesis gives all of them the same one, of which xdist would run one alone."""
    item._id = item.parent.id.child(item.name)
