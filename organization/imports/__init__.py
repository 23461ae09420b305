"""Sheets of schools and contacts come in: columns, then clean rows, then one transaction, then a report for each row."""

from organization.imports.contacts import import_contacts, plan_contacts
from organization.imports.organizations import import_organizations, plan_organizations
from organization.imports.report import Report
from organization.sheets import Sheet, read_sheet

__all__ = ["Report", "Sheet", "import_contacts", "import_organizations", "plan_contacts", "plan_organizations", "read_sheet"]
