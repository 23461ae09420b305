"""A pytest plugin (`-p tests.plugin`): starts the servers before Django reads its settings, and stops them at the end.

`EDUKAI_TEST_DATABASE=sqlite` (default) or `postgresql` chooses the database. Nothing of the developer's `.env` or data is used.
"""

import os
from contextlib import ExitStack

import pytest

from tests.servers import postgresql, redis_server, temporary_folder

_stack = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only what needs a database: the rest is the same on each of them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--with-database"):
        config.hook.pytest_deselected(items=[item for item in items if not _needs_database(item)])
        items[:] = [item for item in items if _needs_database(item)]


def _needs_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "journey"))


def pytest_unconfigure() -> None:
    _stack.close()


def _start() -> None:
    folder = _stack.enter_context(temporary_folder())
    port = _stack.enter_context(redis_server(folder / "redis"))
    os.environ |= {
        "EDUKAI_DOTENV": str(folder / "none"),
        "EDUKAI_DATA_DIR": str(folder / "var"),
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0",
        "REDIS_URL": f"redis://127.0.0.1:{port}/1",
        "DEBUG": "true",
    }
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("EDUKAI_TEST_DATABASE", "sqlite") == "postgresql":
        os.environ["DATABASE_URL"] = _stack.enter_context(postgresql(folder / "postgresql"))


_start()
