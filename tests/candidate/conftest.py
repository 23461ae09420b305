from pathlib import Path

import pytest
from django.test import Client
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


@pytest.fixture
def desk(olu) -> Client:
    """The operator's browser."""
    client = Client()
    client.force_login(olu)
    return client


@pytest.fixture
def media(settings) -> Path:
    """Where files are stored."""
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def uploads(settings, tmp_path) -> Path:
    """Where files lie while they come in."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return settings.UPLOAD_DIR
