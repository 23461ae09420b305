"""`python -m tests.bench [NAME...] [--json FILE]`: measures, and prints each figure beside its target."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from tests.bench import admin, answers, dashboard, engine, matching, outreach, page, reading, schools, sets, thousand, upload, way
from tests.bench.figures import Figure, table

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "page": page.measure,
    "reading": reading.measure,
    "upload": upload.measure,
    "way": way.measure,
    "thousand": thousand.measure,
    "sets": sets.measure,
    "answers": answers.measure,
    "engine": engine.measure,
    "matching": matching.measure,
    "schools": schools.measure,
    "outreach": outreach.measure,
    "admin": admin.measure,
    "dashboard": dashboard.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which figures; all when left out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    load = os.getloadavg()[0]
    console.print(f"{os.cpu_count()} cores, load average {load:.1f} before: what else runs here makes every time longer, ratios less so.")
    figures: list[Figure] = []
    for name in options.names or BENCHES:
        with console.status(f"Measuring: {name}"):
            figures += BENCHES[name]()
    console.print(table(figures))
    if options.json:
        measured = {"cores": os.cpu_count(), "load_before": load, "figures": [figure.to_json() for figure in figures]}
        options.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
