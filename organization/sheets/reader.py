"""Sheets are opened in a sealed child process (child.py), one for each: imports are rare, and what one leaves in memory is much."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

from django.conf import settings

from edukai.errors import PermanentError
from edukai.sealed import CORRUPT, Limits, Refused, Sealed
from organization.sheets.failures import MOST_BYTES, UNUSABLE, refusal
from organization.sheets.formats import OLE, ZIP

sealed = Sealed("organization.sheets.child", lambda: Limits(settings.SHEET_MEMORY_MB, settings.SHEET_SECONDS))


class Heading(Protocol):
    """A column as far as finding it goes: `title` for people, the `header_key`s it goes by, whether a table must have it."""

    @property
    def title(self) -> str: ...
    @property
    def keys(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that may hold tables, still closed."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Table[H: Heading]:
    """The `columns` that were found on one page ('' for that of a .csv); each row with its number, as the file counts from 1, and a
    clean text for each column. Rows without any text are left out."""

    title: str
    columns: list[H]
    rows: list[tuple[int, list[str]]]


def check(head: bytes, size: int, name: str) -> None:
    """What the first bytes and the size tell, before anything is stored. Raises PermanentError (code UNUSABLE)."""
    if not size:
        raise refusal("empty")
    if size > MOST_BYTES:
        raise refusal("too_large")
    if not head.startswith((ZIP, OLE)) and not name.lower().endswith((".csv", ".txt")):
        raise refusal("unsupported")


def read_sheet(file: IO[bytes], name: str) -> Sheet:
    """A file from outside; `name` says whether it may be a .csv. Raises PermanentError (code UNUSABLE), in one sentence."""
    content = file.read(MOST_BYTES + 1)
    check(content[:8], len(content), name)
    return Sheet(content)


def tables[H: Heading](sheet: Sheet, columns: Sequence[H]) -> list[Table[H]]:
    """The tables that have all the required columns. Raises PermanentError (code UNUSABLE) when there is none, or the file cannot
    be read; TransientError when no child process can be started."""
    try:
        answer, _ = sealed.ask({"columns": [(column.keys, column.required) for column in columns]}, sheet.content)
        found = [_checked(table, columns) for table in answer["tables"]]
    except Refused as error:
        raise refusal(error.code) from error
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise refusal(CORRUPT) from error
    finally:
        sealed.close()
    if not found:
        needed = ", ".join(column.title for column in columns if column.required)
        raise PermanentError(f"The file has no table with the columns {needed}.", code=UNUSABLE)
    return found


def _checked[H: Heading](table: dict[str, Any], columns: Sequence[H]) -> Table[H]:
    """What the child says is from outside too. Raises one of the errors of a wrong shape."""
    found, rows = [columns[place] for place in table["columns"]], [(int(number), texts) for number, texts in table["rows"]]
    if not all(len(texts) == len(found) and "".join(texts).isprintable() for _, texts in rows):
        raise ValueError("rows that are none")
    return Table("".join(table["title"]), found, rows)
