"""The list of all traps, and the one way to set one."""

import dataclasses
from collections.abc import Callable
from typing import Literal

from tests.corpus.case import Case

Stage = Literal["person", "sheet"]


@dataclasses.dataclass(frozen=True, slots=True)
class Trap:
    """`apply` gives whether it found something to change. Of a group at most one is set in a file."""

    name: str
    stage: Stage
    group: str
    apply: Callable[[Case], bool]
    producers: frozenset[str]
    not_designs: frozenset[str]


TRAPS: dict[str, Trap] = {}


def trap(
    name: str, stage: Stage, group: str = "", producers: frozenset[str] = frozenset(), not_designs: frozenset[str] = frozenset()
) -> Callable[[Callable[[Case], bool]], Callable[[Case], bool]]:
    """Registers a trap; without `producers` it suits all of them."""

    def register(apply: Callable[[Case], bool]) -> Callable[[Case], bool]:
        TRAPS[name] = Trap(name, stage, group or name, apply, producers, not_designs)
        return apply

    return register


def fitting(name: str, case: Case, chosen: list[str]) -> bool:
    """Whether a trap suits the file and does not meet one of its own group."""
    item = TRAPS[name]
    if (item.producers and case.producer not in item.producers) or case.design.name in item.not_designs:
        return False
    return item.group not in {TRAPS[other].group for other in chosen}


def spring(names: list[str], case: Case, stage: Stage) -> None:
    """Sets the traps of one stage."""
    for name in names:
        if TRAPS[name].stage == stage and TRAPS[name].apply(case):
            case.traps.append(name)
