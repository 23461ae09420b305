"""A pytest plugin (`-p tests.plugin`): starts the servers before Django reads its settings, and stops them at the end.

`EDUKAI_TEST_DATABASE=sqlite` (default) or `postgresql` chooses the database. Nothing of the developer's `.env` or data is used.
"""

import os
from contextlib import ExitStack

from tests.servers import postgresql, redis_server, temporary_folder

_stack = ExitStack()


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
