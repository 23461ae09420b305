"""The CVs that are measured with: the demo's, and plain ones of 200 KB, made once and kept."""

import json
from itertools import cycle, islice
from pathlib import Path

from demo_data import many
from tests.bench import FOLDER

DEMO = Path(__file__).resolve().parents[2] / "demo_data"
ONE_PAGE_WITH_PHOTO = DEMO / "cvs" / "Siobhan O'Connor CV.pdf"
EACH_IS_ASKED = {"AVAILABILITY_REPEAT_DAYS": "0"}  # a setting of the stack: `mixed` has the same people more than once


def plain(count: int) -> list[Path]:
    """`count` PDFs of 200 KB, at most 1,000, each of a person of its own."""
    folder = FOLDER / "plain"
    if not folder.is_dir():
        unfinished = folder.with_suffix(".unfinished")
        unfinished.mkdir(parents=True, exist_ok=True)
        many.make(unfinished, 1_000, 200 * 1024)
        unfinished.rename(folder)
    return sorted(folder.iterdir())[:count]


def mixed(count: int) -> list[Path]:
    """Half of them demo CVs, over and over; half of them plain ones. Every one can be read and names an e-mail address."""
    facts = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
    demo = [DEMO / "cvs" / name for name, truth in sorted(facts.items()) if truth.get("email") and not truth["failure"]]
    pairs = zip(islice(cycle(demo), count - count // 2), [*plain(count // 2), None], strict=False)
    return [path for pair in pairs for path in pair if path]
