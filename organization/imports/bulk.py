"""Thousands of rows at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2_000  # rows in one statement, where the database takes as many


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: among a million values that all stay it finds nothing, and takes half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
