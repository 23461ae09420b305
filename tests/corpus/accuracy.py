"""How well CVs are read: `make accuracy`, or `scripts/accuracy [--misses FIELD] [--held-out | --tuned] [--seed S]`.

Reads every file of the corpus (made first, when it is missing) in two processes and prints precision, recall and F1 of every field with
95 % intervals (bootstrap over files), then the macro average by design, producer and trap, and the time a page takes.
"""

import argparse
import json
import os
import random
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial, reduce
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import django

from tests.corpus import generate
from tests.corpus.answers import answer
from tests.corpus.dates import TODAY
from tests.corpus.score import FIELDS, FURTHER, Count, score

PROCESSES = 2
NOT_A_CV = "not_a_cv"  # the reason that the quality check gives
RESAMPLES = 400
FEWEST = 3  # files of a group that is shown


class Result(NamedTuple):
    """One file: what is true, what was answered, and the count of every field."""

    truth: dict[str, Any]
    answer: dict[str, Any]
    counts: dict[str, Count]


def run(corpus: Path, processes: int = PROCESSES) -> list[Result]:
    """Every file of the corpus, read and scored; 0 processes: in this one."""
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(corpus.glob("*/truth.json"))]
    files = [corpus / truth["file"] for truth in truths]
    if processes:
        with ProcessPoolExecutor(processes, get_context("spawn"), _ready) as pool:
            answers = list(pool.map(_answer, files, chunksize=4))
    else:
        answers = list(map(_answer, files))
    return [Result(truth, told, score(told, truth) if truth["is_cv"] else {}) for truth, told in zip(truths, answers, strict=True)]


def total(results: Sequence[Result], field: str) -> Count:
    """The counts of a field over these files."""
    return reduce(Count.__add__, (result.counts[field] for result in results), Count())


def f1(results: Sequence[Result], field: str) -> float:
    """F1 of a field; where none of these files has anything to find, the share of them where nothing was found."""
    count = total(results, field)
    if count.hits or count.missed:
        return count.f1
    return statistics.fmean(not result.counts[field].wrong for result in results)


def macro(results: Sequence[Result]) -> float:
    """The mean F1 of the fields that count."""
    return statistics.fmean(f1(results, field) for field in FIELDS)


def interval(results: Sequence[Result], figure: Callable[[Sequence[Result]], float]) -> tuple[float, float]:
    """The 95 % interval of a figure, by drawing the files anew with replacement."""
    dice = random.Random(1)
    drawn = sorted(figure(dice.choices(results, k=len(results))) for _ in range(RESAMPLES))
    return drawn[round(RESAMPLES * 0.025)], drawn[round(RESAMPLES * 0.975) - 1]


def table(title: str, results: Sequence[Result]) -> None:
    """Every field of these files."""
    low, high = interval(results, macro)
    print(f"\n{title}: {len(results)} files, macro F1 {macro(results):.3f} [{low:.3f} {high:.3f}]")
    print(f"  {'field':16} precision recall  F1     95 %")
    for field in (*FIELDS, *FURTHER):
        count = total(results, field)
        low, high = interval(results, partial(f1, field=field))
        print(f"  {field:16} {count.precision:9.3f} {count.recall:6.3f} {count.f1:6.3f}  [{low:.3f} {high:.3f}]")


def breakdown(title: str, results: Sequence[Result], keys: Callable[[Result], Sequence[str]]) -> None:
    """Macro F1 and the F1 of each field for every group, the worst first."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        for key in keys(result):
            groups.setdefault(key, []).append(result)
    print(f"\n{title:50} files macro  " + " ".join(f"{field[:6]:6}" for field in FIELDS))
    for name, members in sorted(groups.items(), key=lambda group: macro(group[1])):
        if len(members) < FEWEST:
            continue
        figures = " ".join(f"{f1(members, field):6.2f}" for field in FIELDS)
        print(f"  {name:48} {len(members):4}  {macro(members):.3f} {figures}")


def misses(results: Sequence[Result], field: str) -> None:
    """Every file where a field is not right, with what was wanted and what was found."""
    keys = {"town": "location", "years": "years_of_experience", "job dates": "jobs", "photo": "has_photo", "readable": "failure"}
    keys["hidden text"] = "hidden_text"
    key = keys.get(field, field)
    for result in (result for result in results if result.counts):
        if result.counts[field].wrong or result.counts[field].missed:
            wanted = result.truth.get("years_range" if field == "years" else key)
            if field == "qualifications":
                wanted = [item["text"] for item in result.truth[key]]
            print(f"{result.truth['file']} ({result.truth['design']}, {result.truth['producer']}; {', '.join(result.truth['traps'])})")
            print(f"  wanted {wanted!r}\n  found  {result.answer[key]!r} {result.answer['failure']}")


def speed(results: Sequence[Result]) -> None:
    """Seconds a page, text files and pictures apart."""
    for name, pictures in (("text", False), ("pictures", True)):
        chosen = [
            result for result in results if (result.truth["producer"] in {"scan", "png", "jpg"}) == pictures and result.answer["pages"]
        ]
        pages = sum(result.answer["pages"] for result in chosen)
        if pages:
            print(f"{name}: {sum(result.answer['seconds'] for result in chosen) / pages:.3f} s a page over {pages} pages")


def strangers(results: Sequence[Result]) -> None:
    """What the quality check says of documents that are no CVs, and of CVs that it takes for such."""
    others = [result for result in results if not result.truth["is_cv"]]
    manual = [result for result in others if result.answer["quality"] == "manual" or result.answer["failure"]]
    known = [result for result in others if NOT_A_CV in result.answer["reasons"]]
    taken = [result for result in results if result.truth["is_cv"] and NOT_A_CV in result.answer["reasons"]]
    print(f"\nNo CVs: {len(others)}; for a person to look at: {len(manual)}; told to be none: {len(known)}")
    for result in others:
        if result not in known:
            print(f"  not known: {result.truth['file']} ({result.truth['kind']}): {result.answer['quality']}, {result.answer['reasons']}")
    for result in taken:
        print(f"  a CV after all: {result.truth['file']} ({result.truth['design']}, {result.truth['producer']})")


def report(everything: Sequence[Result]) -> None:
    """All tables, the designs that are kept out of tuning apart."""
    results = [result for result in everything if result.truth["is_cv"]]
    table("Tuned on", [result for result in results if not result.truth["held_out"]])
    table("Held out", [result for result in results if result.truth["held_out"]])
    breakdown("Design (* held out)", results, lambda result: [result.truth["design"] + " *" * result.truth["held_out"]])
    breakdown("Producer", results, lambda result: [result.truth["producer"]])
    breakdown("Field of work", results, lambda result: [result.truth["field"]])
    breakdown("Origin of the name", results, lambda result: [result.truth["origin"]])
    breakdown("Trap", results, lambda result: result.truth["traps"] or ["none"])
    strangers(everything)
    speed(results)


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edukai.settings")
    django.setup()


def _answer(path: Path) -> dict[str, Any]:
    return answer(path, TODAY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder that `tests.corpus.generate` made; else one is made, and kept")
    parser.add_argument("--count", type=int, default=generate.DEFAULT_COUNT, help="CVs in the corpus that is made")
    parser.add_argument("--seed", type=int, default=generate.DEFAULT_SEED, help="another one gives other people, designs and traps")
    parser.add_argument("--misses", metavar="FIELD", choices=(*FIELDS, *FURTHER), help="list the files where this field is not right")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--tuned", action="store_true", help="only the designs that may be tuned on")
    part.add_argument("--held-out", action="store_true", help="only the designs that are kept out of tuning")
    options = parser.parse_args()
    results = run(options.corpus or generate.ready(options.count, options.seed))
    if options.tuned or options.held_out:
        results = [result for result in results if result.truth.get("held_out") == options.held_out]
    if options.misses:
        misses(results, options.misses)
    elif options.tuned or options.held_out:
        table("Held out" if options.held_out else "Tuned on", results)
    else:
        report(results)


if __name__ == "__main__":
    main()
