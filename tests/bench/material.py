"""The sheets and postcodes that are measured with: public data when they lie beside the project, else invented ones."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from demo_data.schools import CONTACT_HEADER, ORGANIZATION_HEADER, School, invent_contacts, invent_schools
from tests.bench import FOLDER

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
REGISTER, CODE_POINT = SHARED / "schools.xlsx", SHARED / "codepo_gb.zip"
SCHOOLS, CONTACTS = 25_000, 26_000
GRID = ("Easting", "Northing")
NO_PLACE = "90"  # of Code-Point Open's quality


@dataclass(frozen=True, slots=True)
class Material:
    """`schools` is a sheet without grid references; `people` work at its schools, whose names they write as people do."""

    label: str
    schools: Path
    contacts: Path
    postcodes: Path
    people: list[tuple[str, ...]]
    cast: list[School]

    def sample(self, count: int) -> dict[str, tuple[int, int]]:
        """Easting and northing (metres) of `count` postcodes, as the file of postcodes has them."""
        lines = [line for line in _lines(self.postcodes) if line[1] != NO_PLACE]
        return {line[0]: (int(line[2]), int(line[3])) for line in random.Random(count).sample(lines, count)}


@cache
def material() -> Material:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if REGISTER.exists() and CODE_POINT.exists():
        cast, label, schools, postcodes = list(_register()), "register", REGISTER, CODE_POINT
    else:
        cast, label = list(invent_schools(SCHOOLS)), "invented"
        schools, postcodes = FOLDER / "schools-invented.xlsx", FOLDER / "postcodes-invented.csv"
        kept = [place for place, title in enumerate(ORGANIZATION_HEADER) if title not in GRID]
        _write(schools, (tuple(row[place] for place in kept) for row in (ORGANIZATION_HEADER, *(school.row for school in cast))))
        places = {re.sub(r"\s", "", school.postcode).upper(): school for school in cast}
        with postcodes.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([code, 10, school.easting, school.northing] for code, school in places.items())
    people = list(invent_contacts(cast, CONTACTS))
    contacts = FOLDER / f"contacts-{label}.xlsx"
    _write(contacts, (CONTACT_HEADER, *people))
    return Material(label, schools, contacts, postcodes, people, cast)


def _register() -> Iterator[School]:
    """The schools of the register, each name of a local authority once, as far as the inventor of contacts wants to know them."""
    header, *rows = CalamineWorkbook.from_path(REGISTER).get_sheet_by_index(0).to_python()
    urn, authority, name = (header.index(title) for title in ("URN", "LocalAuthority", "OrganizationName"))
    blank = replace(next(invent_schools(1)), street="", locality="", town="", county="", postcode="", telephone="", easting=0, northing=0)
    for row in {(str(row[authority]).lower(), str(row[name]).lower()): row for row in reversed(rows)}.values():
        yield replace(blank, urn=int(float(str(row[urn]))), authority=str(row[authority]), name=str(row[name]))


def _write(file: Path, rows: Iterable[tuple[object, ...]]) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("Sheet")
    for row in rows:
        page.append(list(row))
    book.save(file)


def _lines(postcodes: Path) -> Iterator[list[str]]:
    """Of Code-Point Open's CSVs: postcode, quality, easting, northing and more."""
    if postcodes.suffix == ".csv":
        yield from csv.reader(io.StringIO(postcodes.read_text(encoding="utf-8")))
        return
    with zipfile.ZipFile(postcodes) as archive:
        for name in sorted(archive.namelist()):
            if "/CSV/" in name and name.endswith(".csv"):
                yield from csv.reader(io.StringIO(archive.read(name).decode("utf-8")))
