from collections.abc import Iterator

import pytest

from candidate.documents.reader import Reader, reader


@pytest.fixture
def fresh_reader() -> Iterator[Reader]:
    """The reader without a child, so that the next one starts under the test's settings; nothing of it is left behind."""
    reader.close()
    yield reader
    reader.close()
