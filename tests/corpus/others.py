"""Documents that are no CVs: the quality check has to say so."""

import random
import tomllib
from typing import Any

from tests.corpus.case import Case
from tests.corpus.compose import choices
from tests.corpus.designs import BY_NAME
from tests.corpus.invent import DATA, careers, lines_of, person
from tests.corpus.sheet import Block, Section, Sheet


def others() -> list[tuple[Case, dict[str, Any]]]:
    """Each as a case that can be written, and its truth."""
    listed = tomllib.loads((DATA / "others.toml").read_text(encoding="utf-8"))["document"]
    return [(_case(item), {"is_cv": False, "kind": item["kind"], "producer": item["producer"]}) for item in listed]


def _case(item: dict[str, Any]) -> Case:
    dice, design = random.Random(item["filename"]), BY_NAME["single"]
    nobody = person(lines_of("names.txt")[0], lines_of("towns.txt")[0], next(iter(careers("trades").values())), dice)
    how = choices(design, dice)
    return Case(dice, "", item["producer"], design, nobody, how, item["filename"], Sheet(design, "", "", [], _sections(item["lines"])))


def _sections(lines: list[str]) -> list[Section]:
    found = [Section("other", lines[0], [])]
    for line in lines[1:]:
        if line.startswith("# "):
            found.append(Section("other", line[2:], []))
        elif line.startswith("- "):
            found[-1].blocks.append(Block(bullets=[line[2:]]))
        elif line.startswith("| "):
            if not (found[-1].blocks and found[-1].blocks[-1].grid):
                found[-1].blocks.append(Block())
            found[-1].blocks[-1].grid.append([cell.strip() for cell in line[2:].split("|")])
        else:
            found[-1].blocks.append(Block(text=line))
    return found
