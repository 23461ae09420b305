"""Thousands of rows at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

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


def refresh_statistics(model: type[Model], added: int) -> None:
    """After many rows were added: PostgreSQL would plan as for a small table until autovacuum comes by, perhaps a minute later."""
    if added > AT_ONCE and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
