from collections.abc import Iterator

import pytest
from rest_framework.test import APIClient

from account.models import User
from tests.factories import client_of, operator
from tests.fakes.nominatim import Nominatim, geocoder


@pytest.fixture
def olu(db) -> User:
    """The operator."""
    return operator()


@pytest.fixture
def api(olu) -> APIClient:
    """The operator's script."""
    return client_of(olu)


@pytest.fixture
def nominatim(settings) -> Iterator[Nominatim]:
    """The geocoder on the network, switched on."""
    with geocoder(settings) as double:
        yield double
