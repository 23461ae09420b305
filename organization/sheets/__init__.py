"""Files to tables of texts: workbooks (.xlsx, .xls, .ods) and .csv, opened in a child process of limited memory and time."""

from organization.sheets.failures import UNUSABLE
from organization.sheets.reader import Sheet, Table, check, read_sheet, tables

__all__ = ["UNUSABLE", "Sheet", "Table", "check", "read_sheet", "tables"]
