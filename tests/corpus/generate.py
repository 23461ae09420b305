"""Makes the corpus: `python -m tests.corpus.generate [--out DIR] [--count N] [--seed S]`.

Each file gets a folder of its own with the CV, under the sort of name that people give it, and `truth.json`. The same seed gives the
same people, designs and traps everywhere; the bytes depend on the fonts and the browser of the machine.
"""

import argparse
import hashlib
import itertools
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.corpus import compose, invent, traps, writers
from tests.corpus.case import SUFFIXES, Case
from tests.corpus.designs import DESIGNS
from tests.corpus.others import others
from tests.corpus.truth import truth

HERE = Path(__file__).parent
DEFAULT_OUT = HERE.parents[1] / "var" / "corpus"
HARNESS = {"answers.py", "score.py", "accuracy.py"}  # what they say does not change the files
DEFAULT_COUNT, DEFAULT_SEED = 195, 20
PROCESSES = 2
PRODUCERS = Counter(  # how often each: about what arrives at an agency
    weasyprint=12, docx=8, reportlab=5, chromium=3, rtf=2, doc=2, odt=2, scan=2, txt=1, png=1, jpg=1
)
TRAPS_PER_FILE = (0, 1, 2, 2, 3, 3, 4)
FILENAMES = (
    "{given} {surname} CV",
    "CV",
    "{surname}_{given}_CV_2026",
    "resume (1)",
    "{given}-CV-updated",
    "cv_final_FINAL",
    "{headline} - {surname}",
    "Document1",
)


def deck[Card](cards: list[Card], dice: random.Random) -> Iterator[Card]:
    """All cards in random order, again and again."""
    while True:
        yield from dice.sample(cards, len(cards))


def cases(count: int, seed: int, without: frozenset[str] = frozenset()) -> Iterator[Case]:
    """Every file of the corpus, its sheet composed, its bytes not yet made; nothing by the producers in `without`."""
    dice = random.Random(seed)
    names, towns = deck(list(invent.lines_of("names.txt")), dice), deck(list(invent.lines_of("towns.txt")), dice)
    careers = {field: deck(list(invent.careers(field).values()), dice) for field in ("education", "trades")}
    used: Counter[str] = Counter()
    for number, producer in zip(range(count), deck([name for name in PRODUCERS.elements() if name not in without], dice), strict=False):
        design, field = DESIGNS[number % len(DESIGNS)], ("education", "trades")[number % 2]
        own = random.Random(f"{seed} {number}")
        person = invent.person(next(names), next(towns), next(careers[field]), own)
        filename = own.choice(FILENAMES).format(given=person.name.given, surname=person.name.surname, headline=person.headline)
        case = Case(own, field, producer, design, person, compose.choices(design, own), filename.replace("/", "-"))
        composed(case, _chosen(case, used, own.choice(TRAPS_PER_FILE)))
        used.update(case.traps)
        yield case


def composed(case: Case, chosen: list[str]) -> None:
    """Sets the traps and lays the sheet out."""
    if case.design.letter:
        chosen = [name for name in chosen if traps.TRAPS[name].group != "front"] + ["cover letter in front"]
    if case.design.letterhead:
        chosen = [name for name in chosen if traps.TRAPS[name].group != "front"] + ["letterhead of another agency"]
    traps.spring(chosen, case, "person")
    case.sheet = compose.compose(case.person, case.how, case.design)
    traps.spring(chosen, case, "sheet")


def _chosen(case: Case, used: Counter[str], count: int) -> list[str]:
    """The traps that fit and were set least often so far."""
    chosen: list[str] = []
    for name in sorted(traps.TRAPS, key=lambda name: (used[name], case.dice.random())):
        if len(chosen) < count and traps.fitting(name, case, chosen):
            chosen.append(name)
    return chosen


def save(numbered: tuple[int, tuple[Case, dict[str, Any]]], out: Path) -> None:
    """Writes a case's file and its truth."""
    number, (case, facts) = numbered
    folder = out / f"{number:03}"
    folder.mkdir(parents=True)
    path = folder / f"{case.filename}.{SUFFIXES[case.producer]}"
    path.write_bytes(writers.write(case))
    told = {"file": f"{folder.name}/{path.name}", **facts}
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def make(out: Path, count: int, seed: int) -> int:
    """Makes the corpus anew in `out`, which is emptied: so many CVs, and the documents that are none. Returns the number of files."""
    shutil.rmtree(out, ignore_errors=True)
    everything = [(case, truth(case)) for case in cases(count, seed)] + others()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        list(pool.map(save, enumerate(everything, 1), itertools.repeat(out)))
    return len(everything)


def ready(count: int, seed: int) -> Path:
    """A corpus that was made by this very generator; made first, when there is none. Returns its folder."""
    sources = (path for path in sorted(HERE.rglob("*.*")) if path.suffix != ".pyc" and path.name not in HARNESS)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources if path.is_file())).hexdigest()[:12]
    folder = DEFAULT_OUT / f"{count}-{seed}-{digest}"
    if not folder.exists():
        for old in DEFAULT_OUT.glob(f"{count}-{seed}-*"):
            shutil.rmtree(old)
        fresh = folder.with_suffix(f".{os.getpid()}")
        make(fresh, count, seed)
        fresh.rename(folder)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT / "latest", help="folder to write to; it is emptied first")
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    options = parser.parse_args()
    print(f"{make(options.out, options.count, options.seed)} files in {options.out}")


if __name__ == "__main__":
    main()
