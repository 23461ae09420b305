"""`make demo`, as a newcomer runs it."""

import csv
import json
import os
import re
import subprocess
from math import dist
from statistics import fmean
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.processes import PROJECT

FOLDER = PROJECT / "var" / "demo"
DATA = PROJECT / "demo_data"
SOMEBODYS = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PORT": "1", "AGENCY_COLOUR": "nonsense"}
DISTRICT = "CR0"  # of the candidate whose schools are shown
SHOWN_KM = 0.1  # distances are shown as exactly as that

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


def test_it_shows_every_cv_and_the_nearest_schools_whatever_the_settings_of_the_developer() -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    ended = subprocess.run(["scripts/demo"], cwd=PROJECT, env=kept | SOMEBODYS, capture_output=True, text=True, timeout=200)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    lines = [line.rstrip() for line in ended.stdout.splitlines()]
    assert_every_cv(lines)
    assert_sheets_came_in(lines)
    assert_nearest_schools(lines[next(number for number, line in enumerate(lines) if line.startswith("The 5 schools nearest")) :])


def assert_every_cv(lines: list[str]) -> None:
    people = json.loads((DATA / "truth.json").read_text(encoding="utf-8"))
    assert len([line for line in lines if " KB " in line or "not read" in line]) == len(people)
    for file, person in people.items():
        row = next(line for line in lines if line.startswith(f"{person['full_name'] if person['failure'] is None else file}  "))
        assert ("KB" in row, "not read" in row) == (person["failure"] is None, person["failure"] is not None)
    readable = [person for person in people.values() if person["failure"] is None]
    assert len(list((FOLDER / "pdfs").glob("*.pdf"))) == len(readable)
    assert len(list((FOLDER / "outbox").glob("*.eml"))) == sum(bool(person["email"]) for person in readable)


def assert_sheets_came_in(lines: list[str]) -> None:
    schools, contacts = len(rows("Organizations.xlsx")), len(rows("Contacts.xlsx"))
    assert f"Organizations.xlsx: {schools:,} of {schools:,} rows are in, 0 skipped." in lines
    assert any(re.fullmatch(rf"Contacts.xlsx +\S+ {contacts}/{contacts} +\d:\d\d:\d\d", line) for line in lines)
    with (FOLDER / "skipped-contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        skipped = len(list(csv.DictReader(file)))
    assert f"Contacts.xlsx: {contacts - skipped:,} of {contacts:,} rows are in, {skipped} skipped." in lines


def assert_nearest_schools(lines: list[str]) -> None:
    """The distances are those from the middle of the candidate's postcode district, reckoned on the national grid."""
    schools = {(row["OrganizationName"], compact(row["Postcode"])): row for row in rows("Organizations.xlsx")}
    place = {key: (row["Easting"] / 1000, row["Northing"] / 1000) for key, row in schools.items()}
    middle = tuple(map(fmean, zip(*(at for (_, postcode), at in place.items() if postcode[:-3] == DISTRICT), strict=True)))
    nearest = sorted(dist(at, middle) for at in place.values())[:5]
    shown = re.findall(r"^(\d+\.\d)  (.+?)  +\S.*\n +\w+, (\w+ \w+)", "\n".join(lines), re.MULTILINE)
    keys = [(name, compact(postcode)) for _, name, postcode in shown]
    assert [float(km) for km, _, _ in shown] == pytest.approx(nearest, abs=SHOWN_KM)
    assert [dist(place[key], middle) for key in keys] == pytest.approx(nearest, abs=SHOWN_KM)
    urns = re.findall(r"@school-(\d+)\.example\.com", "\n".join(lines))
    assert len(urns) >= 5
    assert {int(urn) for urn in urns} <= {int(schools[key]["URN"]) for key in keys}


def compact(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def rows(sheet: str) -> list[dict[str, Any]]:
    header, *body = CalamineWorkbook.from_path(DATA / sheet).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in body]
