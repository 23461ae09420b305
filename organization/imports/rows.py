"""Tables to clean rows: every cell cleaned and checked, what is wrong with them in the report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from organization.columns import BadValue, Column, as_text
from organization.imports.report import Problem, Report
from organization.imports.sheets import Located, Sheet, locate

Progress = Callable[[int, int], object]  # rows done, rows in all
REPORT_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the file counts, from 1; `values` by field."""

    sheet: str
    number: int
    values: dict[str, Any]

    def problem(self, column: str, value: str, reason: str) -> Problem:
        return Problem(self.sheet, self.number, column, value, reason)


def no_progress(done: int, total: int) -> None:
    """For whoever does not care."""


def clean_rows(sheet: Sheet, columns: Sequence[Column], report: Report, progress: Progress = no_progress) -> Iterator[Row]:
    """The rows that can be taken, in the order of the file; empty ones do not count. Raises PermanentError without the columns."""
    tables = locate(sheet, columns)
    total, done = sum(len(located.table.rows) - located.first for located in tables), 0
    for located in tables:
        for number, cells in enumerate(located.table.rows[located.first :], located.first + 1):
            if done % REPORT_EVERY == 0:
                progress(done, total)
            done += 1
            if row := _cleaned(located, number, cells, report):
                yield row
    progress(done, total)


def _cleaned(located: Located, number: int, cells: Sequence[Any], report: Report) -> Row | None:
    texts = [as_text(cells[place]) if place < len(cells) else "" for place in located.columns]
    if not any(texts):
        return None
    report.total_rows += 1
    row = Row(located.table.title, number, {})
    for column, text in zip(located.columns.values(), texts, strict=True):
        try:
            if column.required and not text:
                raise BadValue("is missing")
            row.values[column.field] = column.clean(text)
        except BadValue as error:
            report.problems.append(Problem(row.sheet, number, column.title, text[:200], str(error), skipped=column.required))
            if column.required:
                return None
            row.values[column.field] = column.clean("")
    return row
