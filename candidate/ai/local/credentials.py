"""What the candidate may show: teacher status, DBS certificate, right to work. Only what the CV states, in as many words."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from candidate.ai.local import clearance, statements, teacher_status
from candidate.ai.local.evidence import Found
from candidate.ai.local.jobs import Job
from candidate.ai.local.qualifications import Qualification
from candidate.ai.local.sections import OF_OTHERS, Section
from candidate.ai.local.statements import Statement
from candidate.profile import Dbs
from candidate.taxonomy import Status


@dataclasses.dataclass(frozen=True, slots=True)
class Credentials:
    """`dbs` None where no certificate is stated; `right_to_work` None where nothing is, False where a sponsor is needed."""

    statuses: tuple[Found[Status], ...] = ()
    dbs: Found[Dbs | None] = dataclasses.field(default_factory=lambda: Found(None))
    right_to_work: Found[bool | None] = dataclasses.field(default_factory=lambda: Found(None))

    @property
    def qts(self) -> bool:
        """Stated as held: a PGCE or an induction year alone is no statement of it."""
        return any(found.value == Status.QTS for found in self.statuses)


def read(
    parts: Sequence[Section], jobs: Sequence[Job], qualifications: Sequence[Qualification], today: date, *, teaches: bool
) -> Credentials:
    """`teaches`: whether the CV tells of school work."""
    told = statements.of_sections(part for part in parts if part.kind not in OF_OTHERS)
    return Credentials(
        teacher_status.read(_with_dates(told, qualifications), jobs, today, teaches=teaches),
        clearance.dbs(told, today),
        clearance.right_to_work(told),
    )


def _with_dates(told: Sequence[Statement], qualifications: Sequence[Qualification]) -> list[Statement]:
    """Qualifications as whole entries: 'PGCE with QTS' and 'Sept 2026 - July 2027' may stand in two cells."""
    entries = {line: held for held in qualifications for line in held.evidence}
    found: dict[str, Statement] = {}
    for number, statement in enumerate(told):
        if not all(line in entries for line in statement.evidence):
            found[f"{number}"] = statement
        for held in (entries[line] for line in statement.evidence if line in entries):
            found.setdefault(f"entry {held.text}", Statement(held.text, statement.kind, held.evidence, after=statement.after))
    return list(found.values())
