"""What whole stories share: CVs to upload, and how one looks at what came out."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo_data import many

CV_BYTES = 60_000


@pytest.fixture
def cvs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], list[Path]]:
    """Makes that many CVs, each of a person with an e-mail address of their own."""

    def make(count: int) -> list[Path]:
        folder = tmp_path_factory.mktemp("cvs")
        many.make(folder, count, CV_BYTES)
        return sorted(folder.iterdir())

    return make


@pytest.fixture(autouse=True)
def _short_report() -> Iterator[None]:
    """Hundreds of polls would bury the logs of the processes."""
    logger = logging.getLogger("httpx")
    before = logger.level
    logger.setLevel(logging.WARNING)
    yield
    logger.setLevel(before)
