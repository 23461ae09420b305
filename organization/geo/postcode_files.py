"""Reads the open files of postcodes, OS Code-Point Open and the ONS Postcode Directory, as published. Knows no database.

Sources: https://osdatahub.os.uk/downloads/open/CodePointOpen, https://geoportal.statistics.gov.uk (ONSPD user guide).
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import IO

from organization.geo import postcodes
from organization.geo.grid import to_wgs84

ROWS_AT_ONCE = 50_000
_LONGEST_LINE = 64 * 1024
_MOST_BYTES = 8 * 1024**3  # unpacked; the ONS Postcode Directory has about 1.3 GB
_ONS_COLUMNS = ("pcds", "lat", "long", "doterm")
_IN_PARTS = "multi_csv/"  # the ONS's zip holds everything once more, by postcode area
_SOUTH, _NORTH, _WEST, _EAST = 48.0, 62.0, -10.0, 3.0  # ONS writes 99.999999, 0 for "not known"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, csv.Error, OSError)

type Row = tuple[str, float, float, bool]  # compact postcode, latitude, longitude (WGS84), whether it has ended
type Text = io.TextIOWrapper[IO[bytes]]
type Records = Iterable[list[str]]
type Reading = Callable[[Records], Iterator[Row]]


class UnreadableFile(Exception):
    """The file is none of those published. The message is one sentence for people."""


@dataclass(frozen=True)
class Chunk:
    """`rows` name no postcode twice; `lines` were read for it, `done` bytes of the whole file so far."""

    rows: list[Row]
    lines: int
    done: int


@dataclass(frozen=True)
class _Table:
    """One CSV of the file (its name in the zip) and how to read its records."""

    name: str
    size: int
    reading: Reading


class PostcodeFile:
    """`size` is in bytes, unpacked. Raises UnreadableFile, as `chunks` does where the file breaks off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _in_one_sentence(path):
            self._is_zip = zipfile.is_zipfile(path)
            self._tables = self._recognised()
        self.size = sum(table.size for table in self._tables)

    def chunks(self) -> Iterator[Chunk]:
        """All there is, 50,000 lines at once."""
        before = 0
        for table in self._tables:
            with _in_one_sentence(self._path), self._open(table.name) as text:
                for records in batched(_records(text), ROWS_AT_ONCE):
                    rows = {row[0]: row for row in table.reading(records)}
                    yield Chunk(list(rows.values()), len(records), before + text.buffer.tell())
            before += table.size

    def _recognised(self) -> list[_Table]:
        sizes = self._sizes()
        if sum(sizes.values()) > _MOST_BYTES:
            raise UnreadableFile(f"{self._path.name} is too large to be a file of postcodes.")
        tables = []
        for name, size in sizes.items():
            with self._open(name) as text:
                reading = _reading(next(_records(text), []))
            if reading:
                tables.append(_Table(name, size, reading))
        whole = [table for table in tables if _IN_PARTS not in table.name]
        if not tables:
            raise UnreadableFile(f"{self._path.name} is neither OS Code-Point Open nor the ONS Postcode Directory.")
        return whole or tables

    def _sizes(self) -> dict[str, int]:
        if not self._is_zip:
            return {self._path.name: self._path.stat().st_size}
        with zipfile.ZipFile(self._path) as archive:
            return {entry.filename: entry.file_size for entry in archive.infolist() if entry.filename.lower().endswith(".csv")}

    @contextmanager
    def _open(self, name: str) -> Iterator[Text]:
        with ExitStack() as stack:
            raw: IO[bytes]
            if self._is_zip:
                raw = stack.enter_context(stack.enter_context(zipfile.ZipFile(self._path)).open(name))
            else:
                raw = stack.enter_context(self._path.open("rb"))
            yield stack.enter_context(io.TextIOWrapper(raw, "utf-8-sig", newline=""))


@contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.") from None
    except _BROKEN as error:
        raise UnreadableFile(f"{path.name} is damaged, encrypted or not a file of postcodes.") from error


def _records(text: Text) -> Iterator[list[str]]:
    return csv.reader(_lines(text))


def _lines(text: Text) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("A line without an end.")
        yield line


def _reading(first: list[str]) -> Reading | None:
    """How to read the table that begins with this record; None when it is not one of postcodes."""
    names = [name.strip().lower() for name in first]
    if set(_ONS_COLUMNS) <= set(names):
        columns = tuple(names.index(name) for name in _ONS_COLUMNS)
        return lambda records: _directory(records, columns)
    if len(first) >= 4 and postcodes.normalise(first[0]) and all(cell.isdecimal() for cell in first[1:4]):
        return _code_point
    return None


def _code_point(records: Records) -> Iterator[Row]:
    """Postcode, quality, easting, northing; no header. Quality 90 means no place, and has 0, 0."""
    good = [
        (code, int(record[2]), int(record[3]))
        for record in records
        if len(record) >= 4
        and postcodes.is_compact(code := postcodes.compact(record[0]))
        and _is_metres(record[2])
        and _is_metres(record[3])
    ]
    if good:
        codes, eastings, northings = zip(*good, strict=True)
        latitudes, longitudes = to_wgs84(eastings, northings)
        for code, latitude, longitude in zip(codes, latitudes.tolist(), longitudes.tolist(), strict=True):
            if latitude == latitude:  # not NaN
                yield code, latitude, longitude, False


def _directory(records: Records, columns: tuple[int, ...]) -> Iterator[Row]:
    """The ONS's columns, wherever they stand. An ended postcode has the month it ended in."""
    code_at, latitude_at, longitude_at, ended_at = columns
    for record in records:
        try:
            code = postcodes.compact(record[code_at])
            latitude, longitude = float(record[latitude_at]), float(record[longitude_at])
            ended = bool(record[ended_at].strip())
        except (ValueError, IndexError):  # the header again, or a line cut short: counted as left out
            continue
        if _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST and postcodes.is_compact(code):
            yield code, latitude, longitude, ended


def _is_metres(cell: str) -> bool:
    return cell.isdecimal() and len(cell) <= 7
