"""A sheet of schools to the table of schools: what is new, what changed, what stays as it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isnan
from typing import Any
from uuid import UUID

from django.db import transaction

from organization.columns import ORGANIZATION, BadValue
from organization.geo.grid import to_wgs84
from organization.imports.bulk import AT_ONCE, refresh_statistics, uncollected
from organization.imports.report import Report
from organization.imports.rows import Progress, Row, clean_rows, no_progress
from organization.models import ADDRESS, Organization, Precision
from organization.sheets import Sheet

GRID = ("easting", "northing")

Key = tuple[str, str]


@dataclass(slots=True)
class OrganizationPlan:
    """What an import is going to do. `fields`: those that are not the same any more in one of the `changed`."""

    report: Report
    new: list[Organization] = field(default_factory=list)
    changed: list[Organization] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)

    def write(self) -> None:
        """All of it in one transaction. Raises IntegrityError when somebody else added one of the schools meanwhile."""
        with uncollected(), transaction.atomic():
            Organization.objects.bulk_create(
                self.changed,
                batch_size=AT_ONCE,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=sorted(self.fields | {"updated_at"}),
            )
            Organization.objects.bulk_create(self.new, batch_size=AT_ONCE)
            refresh_statistics(Organization, len(self.new))


class Known:
    """The schools that are there and those that the file adds, by URN and by name; `urns` of the whole file, `taken`: the rows that
    schools came from."""

    def __init__(self, schools: Iterable[Organization], urns: set[str]) -> None:
        self.urns = urns
        self.taken: dict[UUID, Row] = {}
        self.by_urn: dict[str, Organization] = {}
        self.by_name: dict[Key, Organization] = {}
        for school in schools:
            self.add(school)

    def add(self, school: Organization) -> None:
        self.by_name[key(school.name, school.local_authority)] = school
        if school.urn:
            self.by_urn[school.urn] = school

    def forget(self, school: Organization) -> None:
        self.by_name.pop(key(school.name, school.local_authority), None)
        self.by_urn.pop(school.urn, None)


def key(name: str, local_authority: str) -> Key:
    """What is unique: name and local authority without regard to case."""
    return name.lower(), local_authority.lower()


def import_organizations(sheet: Sheet, *, dry_run: bool = False, progress: Progress = no_progress) -> Report:
    """Add and update the schools of a sheet, all that can be taken or none. Raises PermanentError for a sheet without the columns."""
    plan = plan_organizations(sheet, progress)
    if not dry_run:
        plan.write()
    return plan.report


@uncollected()
def plan_organizations(sheet: Sheet, progress: Progress = no_progress) -> OrganizationPlan:
    """What importing a sheet would do; writes nothing. The URN is the key where there is one, else name and local authority."""
    plan = OrganizationPlan(Report("organizations"))
    rows = list(_open_schools(clean_rows(sheet, ORGANIZATION, plan.report, progress), plan.report))
    known = Known(Organization.objects.all(), {row.values.get("urn", "") for row in rows})
    refused = _take(rows, plan, known)
    while refused and len(refused) < len(rows):  # a name may be free now that a row behind has renamed its school
        rows = [row for row, _ in refused]
        refused = _take(rows, plan, known)
    plan.report.problems += [row.problem("OrganizationName", row.values["name"], reason) for row, reason in refused]
    _place([*plan.new, *plan.changed])
    plan.report.created, plan.report.updated = len(plan.new), len(plan.changed)
    return plan


def _take(rows: Iterable[Row], plan: OrganizationPlan, known: Known) -> list[tuple[Row, str]]:
    """Into the plan with those that can be taken. Returns the others, with the reason."""
    refused = []
    for row in rows:
        try:
            school = _match(row, known)
        except BadValue as error:
            refused.append((row, str(error)))
            continue
        if school is None:
            school = Organization(**row.values)
            plan.new.append(school)
            known.add(school)
        elif changes := _changes(school, row.values):
            known.forget(school)
            plan.fields |= _apply(school, changes, has_grid="easting" in row.values)
            plan.changed.append(school)
            known.add(school)
        else:
            plan.report.unchanged += 1
        known.taken[school.pk] = row
    return refused


def _open_schools(rows: Iterable[Row], report: Report) -> Iterator[Row]:
    for row in rows:
        if row.values.pop("is_open", True):
            yield row
        else:
            report.closed += 1


def _match(row: Row, known: Known) -> Organization | None:
    """The school of a row; None for a new one.

    A school of the same name whose own URN is nowhere in the file got a new one, as it does when it becomes an academy.
    Raises BadValue when the name belongs to another school, or the row says again what another one said.
    """
    urn = row.values.get("urn", "")
    namesake = known.by_name.get(key(row.values["name"], row.values["local_authority"]))
    school = (known.by_urn.get(urn) if urn else None) or namesake
    if school is None:
        return None
    if namesake and (namesake is not school or (urn and namesake.urn not in ("", urn) and namesake.urn in known.urns)):
        raise BadValue(f"is the name of another school of this local authority (URN {namesake.urn or 'unknown'})")
    if school.pk in known.taken:
        raise BadValue(f"is the same school as in row {known.taken[school.pk].number}")
    return school


def _changes(school: Organization, values: dict[str, Any]) -> dict[str, Any]:
    changes = {name: value for name, value in values.items() if getattr(school, name) != value}
    if not changes.get("urn", True):
        del changes["urn"]  # a sheet that does not know it says nothing about it
    return changes


def _apply(school: Organization, changes: dict[str, Any], *, has_grid: bool) -> set[str]:
    """The names of the fields that differ now. A school that moved has no place until it is found anew; its grid reference is
    good for the new address only when the sheet has one."""
    if not changes.keys().isdisjoint(ADDRESS + GRID):
        old_grid = {} if has_grid else dict.fromkeys(GRID)
        changes = {"latitude": None, "longitude": None, "precision": "", **old_grid, **changes}
    for name, value in changes.items():
        setattr(school, name, value)
    return set(changes)


def _place(schools: Iterable[Organization]) -> None:
    """Coordinates for those that have a grid reference and no place yet, all in one step."""
    placed = [school for school in schools if school.latitude is None and school.easting and school.northing]
    if not placed:
        return
    latitudes, longitudes = to_wgs84([school.easting or 0 for school in placed], [school.northing or 0 for school in placed])
    for school, latitude, longitude in zip(placed, latitudes.tolist(), longitudes.tolist(), strict=True):
        if not isnan(latitude):
            school.latitude, school.longitude, school.precision = latitude, longitude, Precision.GRID
