"""A sheet of contacts to the table of contacts; each finds its school by name."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from organization.columns import CONTACT
from organization.imports.bulk import AT_ONCE, refresh_statistics, uncollected
from organization.imports.report import Report
from organization.imports.rows import Progress, Row, clean_rows, no_progress
from organization.matching import Answer, Matcher, School
from organization.models import Organization, OrganizationContact
from organization.sheets import Sheet

FIELDS = ("organization_id", "contact_person", "job_title")


@dataclass(slots=True)
class ContactPlan:
    """What an import is going to do."""

    report: Report
    new: list[OrganizationContact] = field(default_factory=list)
    changed: list[OrganizationContact] = field(default_factory=list)

    def write(self) -> None:
        """All of it in one transaction. Raises IntegrityError when somebody else took one of the addresses, or a school went."""
        with uncollected(), transaction.atomic():
            OrganizationContact.objects.bulk_create(
                self.changed,
                batch_size=AT_ONCE,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["organization", "contact_person", "job_title", "updated_at"],
            )
            OrganizationContact.objects.bulk_create(self.new, batch_size=AT_ONCE)
            refresh_statistics(OrganizationContact, len(self.new))


def import_contacts(sheet: Sheet, *, dry_run: bool = False, progress: Progress = no_progress) -> Report:
    """Add and update the contacts of a sheet, all that can be taken or none. Raises PermanentError for a sheet without the columns."""
    plan = plan_contacts(sheet, progress)
    if not dry_run:
        plan.write()
    return plan.report


@uncollected()
def plan_contacts(sheet: Sheet, progress: Progress = no_progress) -> ContactPlan:
    """What importing a sheet would do; writes nothing. The e-mail address is the key: who changed schools goes along."""
    plan = ContactPlan(Report("contacts"))
    matcher = Matcher(School(*row) for row in Organization.objects.values_list("id", "name", "local_authority"))
    known = {contact.work_email.lower(): contact for contact in OrganizationContact.objects.all()}
    taken: dict[str, Row] = {}
    for row in clean_rows(sheet, CONTACT, plan.report, progress):
        email = row.values["work_email"]
        if email in taken:
            plan.report.problems.append(row.problem("WorkEmail", email, f"is the address of row {taken[email].number} already"))
            continue
        answer = matcher.find(row.values["name"], row.values["local_authority"])
        if answer.school is None:
            plan.report.problems.append(row.problem("OrganizationName", row.values["name"], _why(answer)))
            continue
        taken[email] = row
        _add(plan, known.get(email), _values(row, answer.school))
    plan.report.created, plan.report.updated = len(plan.new), len(plan.changed)
    return plan


def _values(row: Row, school: School) -> dict[str, Any]:
    own = {name: value for name, value in row.values.items() if name not in ("name", "local_authority")}
    return {**own, "organization_id": school.id}


def _add(plan: ContactPlan, contact: OrganizationContact | None, values: dict[str, Any]) -> None:
    if contact is None:
        plan.new.append(OrganizationContact(**values))
        return
    changes = {name: value for name in FIELDS if name in values and getattr(contact, name) != (value := values[name])}
    if not changes:
        plan.report.unchanged += 1
        return
    for name, value in changes.items():
        setattr(contact, name, value)
    plan.changed.append(contact)


def _why(answer: Answer) -> str:
    closest = "; ".join(answer.closest)
    if answer.ambiguous:
        return f"may be more than one school: {closest}"
    if closest:
        return f"is no known school of this local authority; closest: {closest}"
    return "is no known school of this local authority"
