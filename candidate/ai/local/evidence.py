"""How sure the engine is of what it found, and where it read it."""

import dataclasses
from collections.abc import Iterable

from candidate.documents.model import Box, Line


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """A line that a fact was read from. `page` counts from 1, 0 when not known; `box` in PDF points, None for formats without pages."""

    page: int
    box: Box | None
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Found[T]:
    """A fact. `confidence` from 0 (nothing was found) to 1 (the CV says so in as many words)."""

    value: T
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def seen(*lines: Line) -> tuple[Evidence, ...]:
    """The lines as evidence."""
    return tuple(Evidence(line.page, line.box, line.text) for line in lines)


def values[T](found: Iterable[Found[T]]) -> tuple[T, ...]:
    """The facts alone."""
    return tuple(item.value for item in found)
