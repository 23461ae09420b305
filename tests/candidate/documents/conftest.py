from collections.abc import Iterator

import pytest

from candidate.documents.reader import sealed


@pytest.fixture
def fresh_reader() -> Iterator[None]:
    """No child, so that the next one starts under the test's settings; nothing of it is left behind."""
    sealed.close()
    yield
    sealed.close()
