"""Tables to clean rows: every cell cleaned and checked, what is wrong with them in the report."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from organization.columns import BadValue, Column
from organization.imports.report import Problem, Report
from organization.sheets import Sheet, Table, tables

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
    """The rows that can be taken, in the order of the file; empty ones do not count. Raises PermanentError without the columns.

    `progress` never hears that all is done: what is read has to be written yet.
    """
    found = tables(sheet, columns)
    total, done = sum(len(table.rows) for table in found), 0
    for table in found:
        for number, texts in table.rows:
            if done % REPORT_EVERY == 0:
                progress(done, total)
            done += 1
            if row := _cleaned(table, number, texts, report):
                yield row


def _cleaned(table: Table[Column], number: int, texts: Sequence[str], report: Report) -> Row | None:
    report.total_rows += 1
    row = Row(table.title, number, {})
    for column, text in zip(table.columns, texts, strict=True):
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
