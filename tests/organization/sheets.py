"""Sheets as people send them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from organization.imports import Sheet, read_sheet

SCHOOLS = ("URN", "OrganizationName", "LocalAuthority", "Phase", "Gender", "Street", "Town", "Postcode", "TelephoneNumber")
CONTACTS = ("LocalAuthority", "OrganizationName", "ContactPersonName", "JobTitle", "WorkEmail")


def xlsx(*tables: Iterable[Sequence[Any]]) -> io.BytesIO:
    """A workbook with a page for each table."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tables, 1):
        page = book.create_sheet(f"Page {number}")
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def as_csv(rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return io.BytesIO(out.getvalue().encode(encoding))


def sheet(header: Sequence[str], *rows: Sequence[Any]) -> Sheet:
    return read_sheet(xlsx([header, *rows]), "sheet.xlsx")


def schools(*rows: Sequence[Any]) -> Sheet:
    """URN, name, local authority, phase, gender, street, town, postcode, telephone; the last ones may be left out."""
    return sheet(SCHOOLS, *rows)


def contacts(*rows: Sequence[Any]) -> Sheet:
    return sheet(CONTACTS, *rows)
