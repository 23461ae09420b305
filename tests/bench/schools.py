"""Schools from the sheet to the map to the list, on either database, through the stack as `make up` starts it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyproj import Geod, Transformer

from demo_data.schools import invent_schools
from organization.geo.grid import to_wgs84
from tests.bench import lists
from tests.bench.figures import Figure
from tests.bench.material import Material, material
from tests.bench.within import within
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import Stack, blank_stack, running_stack

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HERE = Path(__file__).parent
GRID_REFERENCES, POSTCODES = 25_000, 1_000
POLL_SECONDS = 0.02
MOST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Run:
    """What one stack did. Times in seconds."""

    rows: int
    first: float
    second: float
    placing: float
    placed: int
    farthest_metres: float
    lists: list[Figure]
    steps_to_network: int


def measure() -> list[Figure]:
    """Each database, and each round of the bare loop, with fresh data; the loop before and after, since the machine has moods."""
    sheets = material()
    figures = [Figure(f"Coordinates of {GRID_REFERENCES:,} schools from grid references", _grid_seconds(), "s", under=1)]
    for name, title in DATABASES.items():
        with database(name):
            before = _bare_seconds(sheets)
            run = _run(sheets)
            bare = (before + _bare_seconds(sheets)) / 2
        figures += [
            Figure(f"{title}: {run.rows:,} schools ({sheets.label}), file to committed rows", run.rows / run.first, "rows/s", least=8_000),
            Figure("- in times of bare reading and writing", run.first / bare, "times", under=2.5),
            Figure("- speed of the same sheet once more, against the first", run.first / run.second, "times", least=1),
            Figure(f"- coordinates of {run.placed:,} of them from the table of postcodes", run.placing, "s", under=5),
            Figure(f"- farthest of {POSTCODES:,} postcodes from its grid reference", run.farthest_metres, "m", under=100),
            *run.lists,
            Figure("- steps towards the network in all of this", run.steps_to_network, under=1),
        ]
    return figures


def _grid_seconds() -> float:
    """In one step, as an import does it."""
    schools = list(invent_schools(GRID_REFERENCES))
    began = time.perf_counter()
    to_wgs84([school.easting for school in schools], [school.northing for school in schools])
    return time.perf_counter() - began


def _run(sheets: Material) -> Run:
    with (
        temporary_folder() as folder,
        running_stack(folder / "stack", concurrency={"default": 1}, environment=_guarded(folder), beat=False, workers=["default"]) as stack,
    ):
        stack.manage("load_postcodes", str(sheets.postcodes))
        _import(stack, "import/?dry_run=true", sheets.schools)  # so that the worker has read a sheet before
        first, rows = _import(stack, "import/", sheets.schools)
        placing = _seconds_until_placed(stack)
        placed = int(within(stack, "placed"))
        second, _ = _import(stack, "import/", sheets.schools)
        farthest = _farthest_metres(stack, sheets)
        _import(stack, "import/contacts/", sheets.contacts)
        requests = lists.figures(stack, _candidate(stack))
        return Run(rows, first, second, placing, placed, farthest, requests, len(_log(folder).read_text().splitlines()))


def _import(stack: Stack, path: str, sheet: Path) -> tuple[float, int]:
    """Seconds from sending a sheet until its rows are committed, and how many rows it has."""
    began = time.perf_counter()
    with sheet.open("rb") as file:
        job = stack.client.post(f"/api/organizations/{path}", files={"file": (sheet.name, file)}).raise_for_status().json()["task_id"]

    status: dict[str, Any] = {"status": "pending"}
    while status["status"] in ("pending", "progress"):
        time.sleep(POLL_SECONDS)
        status = stack.get(f"organizations/import/status/{job}/")
    if status["status"] != "completed":
        raise RuntimeError(f"The import failed: {status['error']}")
    return time.perf_counter() - began, int(status["summary"]["total_rows"])


def _seconds_until_placed(stack: Stack) -> float:
    """The placing follows the import at once."""
    began = time.perf_counter()
    until(lambda: _statuses_of_placing(stack) == {"completed"}, "everything is placed", MOST_SECONDS, every=POLL_SECONDS)
    return time.perf_counter() - began


def _statuses_of_placing(stack: Stack) -> set[str]:
    return {job["status"] for job in stack.get("jobs/", flow="placing")["results"]}


def _farthest_metres(stack: Stack, sheets: Material) -> float:
    """Between what the product says and what PROJ, asked for the two systems by their EPSG codes, makes of the file."""
    truth = sheets.sample(POSTCODES)
    places = within(stack, "geocode", given=list(truth))
    if None in places.values():
        raise RuntimeError("A postcode of the file is not found.")
    eastings, northings = zip(*truth.values(), strict=True)
    longitudes, latitudes = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True).transform(eastings, northings)
    found_latitudes, found_longitudes = zip(*(places[code] for code in truth), strict=True)
    return float(max(Geod(ellps="WGS84").inv(longitudes, latitudes, found_longitudes, found_latitudes)[2]))


def _bare_seconds(sheets: Material) -> float:
    with temporary_folder() as folder, blank_stack(folder / "stack", _guarded(folder)) as stack:
        stack.manage("migrate", "--verbosity=0")
        return float(within(stack, "upsert", str(sheets.schools)))


def _candidate(stack: Stack) -> str:
    """The id of one who lives where the school nearest to Charing Cross is."""
    nearest = stack.get(lists.SCHOOLS, **lists.CENTRE)["results"][0]
    return str(within(stack, "candidate", nearest["postcode"]))


def _guarded(folder: Path) -> dict[str, str]:
    """What makes every Python process of a stack write its steps towards the network down."""
    _log(folder).touch()
    return {"PYTHONPATH": str(HERE / "guard"), "EDUKAI_NETWORK_LOG": str(_log(folder))}


def _log(folder: Path) -> Path:
    return folder / "network.log"


@contextmanager
def database(name: str) -> Iterator[None]:
    """Stacks that start meanwhile have one of this kind, each its own."""
    before = {variable: os.environ.pop(variable, None) for variable in ("EDUKAI_TEST_DATABASE", "DATABASE_URL")}
    os.environ["EDUKAI_TEST_DATABASE"] = name
    try:
        yield
    finally:
        del os.environ["EDUKAI_TEST_DATABASE"]
        os.environ |= {variable: value for variable, value in before.items() if value is not None}
