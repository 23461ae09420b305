"""What became of the rows of a sheet."""

import csv
import io
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_SHOWN = 1_000  # problems in the summary; `as_csv` has them all
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts as the file does, from 1. The row is `skipped`, or went in without this value."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str
    skipped: bool = True


@dataclass(slots=True)
class Report:
    """`total_rows` = created + updated + skipped. Among the skipped are the `unchanged`, that were there already just so, and the
    `closed`: schools that the register says teach no more, or not yet."""

    kind: str
    total_rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        return self.total_rows - self.created - self.updated

    def summary(self) -> dict[str, Any]:
        """Plain JSON, as the contract has it."""
        counts = {name: getattr(self, name) for name in ("created", "updated", "skipped", "unchanged", "closed")}
        return {
            "total_rows": self.total_rows,
            **{f"{self.kind}_{name}": count for name, count in counts.items()},
            "errors": [asdict(problem) for problem in self.problems[:MOST_SHOWN]],
            "errors_total": len(self.problems),
        }

    def as_csv(self) -> bytes:
        """All problems, in UTF-8 that spreadsheets recognise; what would be taken for a formula is made text."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["Sheet", "Row", "Column", "Value", "Reason", "Skipped"])
        for problem in self.problems:
            cells = (problem.sheet, problem.row, problem.column, problem.value, problem.reason, "yes" if problem.skipped else "no")
            writer.writerow([f"'{cell}" if str(cell).startswith(FORMULA) else cell for cell in cells])
        return out.getvalue().encode("utf-8-sig")
