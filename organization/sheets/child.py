"""The child process that opens sheets: `python -m organization.sheets.child MEMORY_MB SECONDS`.

Asked for columns, it answers with the tables that have them, and with nothing but the texts in these columns: of a register of 140
columns a dozen is needed.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from edukai.sealed import Refused, serve
from organization.sheets.cells import Cell, as_text, header_key
from organization.sheets.failures import MOST_ROWS
from organization.sheets.formats import Rows, pages

DEEPEST_HEADER = 30  # rows of titles and remarks that may stand above it

Wanted = Sequence[tuple[Sequence[str], bool]]  # the headers a column goes by, and whether the table must have it


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The tables; `columns` are places in the list of wanted ones, a row is its number from 1 and a text for each column."""
    found = (_table(title, rows, request["columns"]) for title, rows in pages(content))
    return {"tables": [table for table in found if table]}, b""


def _table(title: str, rows: Rows, wanted: Wanted) -> dict[str, Any] | None:
    numbered = enumerate(rows, 1)
    for _, header in islice(numbered, DEEPEST_HEADER):
        columns = _columns(header, wanted)
        if all(place in columns for place, (_, required) in enumerate(wanted) if required):
            break
    else:
        return None
    texts = list(islice(_texts(numbered, list(columns.values())), MOST_ROWS + 1))
    if len(texts) > MOST_ROWS:
        raise Refused("too_many_rows")
    return {"title": as_text(title), "columns": list(columns), "rows": texts}


def _columns(header: Sequence[Cell], wanted: Wanted) -> dict[int, int]:
    """Where the wanted columns stand. The header that comes first in a list of them wins: a register has several that would do."""
    places = {key: place for place in reversed(range(len(header))) if (key := header_key(as_text(header[place])))}
    known = ((number, next((places[key] for key in keys if key in places), None)) for number, (keys, _) in enumerate(wanted))
    return {number: place for number, place in known if place is not None}


def _texts(numbered: Iterable[tuple[int, Sequence[Cell]]], places: list[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something in one of the columns."""
    for number, cells in numbered:
        texts = [as_text(cells[place]) if place < len(cells) else "" for place in places]
        if any(texts):
            yield number, texts


if __name__ == "__main__":
    serve(answer, *map(int, sys.argv[1:]))
