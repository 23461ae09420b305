"""Lists of addresses that get no mail any more, as other systems write them: CSV files."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import IO, Any

from account.models import User
from candidate.models import Reason, Suppression, SuppressionSource
from candidate.suppressions import suppress_each
from edukai.errors import PermanentError
from edukai.text import clean, decoded
from organization.columns import BadValue, email
from organization.sheets.cells import header_key

MOST_BYTES = 5 * 1024 * 1024
MOST_SHOWN = 1_000  # errors in the report
MOST_NOTE = 300
HEADERS = {
    "address": {"address", "email", "emailaddress", "workemail", "mail", "recipient"},
    "reason": {"reason", "type"},
    "note": {"note", "notes", "comment"},
}
REASONS = {header_key(value): Reason(value) for value in Reason.values} | {
    "bounce": Reason.HARD_BOUNCE,
    "bounced": Reason.HARD_BOUNCE,
    "spam": Reason.COMPLAINT,
    "spamreport": Reason.COMPLAINT,
    "unsubscribed": Reason.UNSUBSCRIBE,
    "optout": Reason.UNSUBSCRIBE,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts as the file does, from 1."""

    row: int
    value: str
    reason: str


@dataclass(slots=True)
class Report:
    """`total_rows` = added + known + errors; rows without any text do not count."""

    total_rows: int = 0
    added: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Plain JSON, as the contract has it."""
        counts = {"total_rows": self.total_rows, "added": self.added, "known": self.known}
        return counts | {"errors": [asdict(problem) for problem in self.problems[:MOST_SHOWN]], "errors_total": len(self.problems)}


def import_csv(file: IO[bytes], user: User | None) -> Report:
    """Addresses in a column of that name, or in the first one; beside them a reason and a note. Raises PermanentError.

    A reason that is none of ours counts as `manual` and is kept as the note: whoever is on such a list is not mailed.
    """
    report, found = Report(), []
    for number, cells in _rows(_content(file)):
        report.total_rows += 1
        try:
            found.append(_suppression(cells, user))
        except BadValue as error:
            report.problems.append(Problem(number, cells["address"][:200], str(error)))
    report.added = suppress_each(found)
    report.known = len(found) - report.added
    return report


def _content(file: IO[bytes]) -> str:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PermanentError(f"The file is larger than {MOST_BYTES // 1024**2} MB.", code="too_large")
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise PermanentError("The file is not a .csv file.", code="unusable_file")
    return text


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that says something, by the names of HEADERS. Raises PermanentError."""
    head = text[:10_000]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names: list[str | None] = []
    try:
        for number, row in enumerate(reader, 1):
            cells = [clean(cell).replace("\n", " ") for cell in row]
            if not any(cells):
                continue
            if not names:
                names = _header(cells)
                if "address" in names:
                    continue
                names = list(HEADERS)
            yield number, dict.fromkeys(HEADERS, "") | {name: cell for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error:
        raise PermanentError("The file is damaged, or not a .csv file at all.", code="unusable_file") from None


def _header(cells: list[str]) -> list[str | None]:
    """Which column is what; of two of a kind the first one counts."""
    names: list[str | None] = []
    for cell in cells:
        name = next((name for name, spellings in HEADERS.items() if header_key(cell) in spellings), None)
        names.append(None if name in names else name)
    return names


def _suppression(cells: dict[str, str], user: User | None) -> Suppression:
    if not cells["address"]:
        raise BadValue("has no address")
    reason = REASONS.get(header_key(cells["reason"]))
    note = cells["note"] if reason else " ".join(filter(None, (cells["reason"], cells["note"])))
    return Suppression(
        address=email(cells["address"]),
        reason=reason or Reason.MANUAL,
        source=SuppressionSource.IMPORT,
        note=note[:MOST_NOTE],
        created_by=user,
    )
