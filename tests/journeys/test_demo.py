"""`make demo`, as a newcomer runs it."""

import json
import os
import subprocess

import pytest

from tests.processes import PROJECT

FOLDER = PROJECT / "var" / "demo"
SOMEBODYS = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PORT": "1", "AGENCY_COLOUR": "nonsense"}

pytestmark = pytest.mark.journey


def test_it_shows_every_cv_and_succeeds_whatever_the_settings_of_the_developer() -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    ended = subprocess.run(["scripts/demo"], cwd=PROJECT, env=kept | SOMEBODYS, capture_output=True, text=True, timeout=200)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    people = json.loads((PROJECT / "demo_data" / "truth.json").read_text(encoding="utf-8"))
    rows = [line for line in ended.stdout.splitlines() if line.startswith("│ ") and not line.startswith("│  ")]
    assert len(rows) == len(people)
    for file, person in people.items():
        row = next(row for row in rows if row.startswith(f"│ {person['full_name'] if person['failure'] is None else file} "))
        assert ("KB" in row, "not read" in row) == (person["failure"] is None, person["failure"] is not None)
    readable = [person for person in people.values() if person["failure"] is None]
    assert len(list((FOLDER / "pdfs").glob("*.pdf"))) == len(readable)
    assert len(list((FOLDER / "outbox").glob("*.eml"))) == sum(bool(person["email"]) for person in readable)
