"""Cells and headers as text."""

import unicodedata
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta


def header_key(header: str) -> str:
    """What is left of a header when case, spaces and punctuation do not matter: 'LA (name)' is 'laname'."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", header).casefold()))


def as_text(cell: Cell) -> str:
    """A cell on one line: no control or invisible characters, no spaces at the ends, single ones within; 1.0 is '1'."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if not isinstance(cell, str):
        return str(cell)
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell)
    if not cell.isprintable():
        cell = "".join(character for character in cell if character.isprintable() or character.isspace())
    return " ".join(cell.split())
