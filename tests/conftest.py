from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import cache

pytest.register_assert_rewrite("tests.processes", "tests.stack", "tests.journeys.outcome")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Tests are called the same in each process that shares them, though the order in a set differs."""
    return "+".join(sorted(map(str, val))) or "none" if isinstance(val, set | frozenset) else None


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, settings) -> None:
    """No test sees another's limits, files, messages or mails."""
    cache.clear()
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MAIL_OUTBOX = tmp_path / "outbox"


@pytest.fixture
def outbox() -> Path:
    """Where mails land."""
    return Path(settings.MAIL_OUTBOX)
