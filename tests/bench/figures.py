"""A measured value beside its target."""

import dataclasses
from typing import Any

from rich.table import Table


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`. The target is to stay under `under`, or to reach `least`; neither: for information."""

    what: str
    value: float
    unit: str = ""
    under: float | None = None
    least: float | None = None

    @property
    def target(self) -> str:
        if self.under is not None:
            return f"under {_number(self.under)} {self.unit}"
        return "" if self.least is None else f"at least {_number(self.least)} {self.unit}"

    @property
    def verdict(self) -> str:
        if self.under is not None:
            return "met" if self.value < self.under else "missed"
        if self.least is not None:
            return "met" if self.value >= self.least else "missed"
        return ""

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self) | {"verdict": self.verdict}


def table(figures: list[Figure]) -> Table:
    shown = Table("What", "Target", "Measured", "Verdict")
    for figure in figures:
        colour = {"met": "green", "missed": "bold red"}.get(figure.verdict, "dim")
        shown.add_row(figure.what, figure.target, f"{_number(figure.value)} {figure.unit}", f"[{colour}]{figure.verdict}[/]")
    return shown


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
