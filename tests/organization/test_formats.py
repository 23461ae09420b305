"""Sheets as programs and people really write them."""

import io
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from organization.imports import Report, import_organizations, read_sheet
from organization.models import Organization, Precision
from tests.organization import register
from tests.organization.sheets import as_csv, schools, sheet, xlsx
from tests.organization.workbooks import Value, ods, xls, xlsx_with_results

pytestmark = pytest.mark.django_db

HEADER = ("URN", "OrganizationName", "LocalAuthority", "Town", "Postcode", "TelephoneNumber")
ROWS: list[tuple[Value, ...]] = [
    ("All schools of Powys, as of September",),
    (),
    HEADER,
    (100000, "Ysgol T\u0177 Ddu\u2019s", "Powys", "Y Drenewydd", "sy16 1aa", 1686622162.0),
    (None, None, None, None, None, None),
    ("100001", " Ysgol\u00a0Bryn ", "Powys", None, None, "+44 (0)1686 622163"),
]
OTHERS = [HEADER, (900000, "Draft School", "Powys", "", "", "")]


def imported(file: io.BytesIO, name: str) -> Report:
    return import_organizations(read_sheet(file, name))


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.total_rows, report.created, report.updated, report.skipped


def _xlsx(rows: list[tuple[Value, ...]], hidden: list[tuple[Value, ...]]) -> io.BytesIO:
    """With a merged title above the header, and a page that nobody sees."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.active["A1"].font = Font(bold=True)
    page = book.create_sheet("Drafts", 0)
    page.sheet_state = "hidden"
    for row in hidden:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


@pytest.mark.parametrize(
    ("file", "name"),
    [(_xlsx(ROWS, OTHERS), "a.xlsx"), (xls(ROWS, hidden=OTHERS), "a.xls"), (ods(ROWS, hidden=OTHERS), "a.ods")],
    ids=["xlsx", "xls", "ods"],
)
def test_it_reads_workbooks_of_every_kind(file, name):
    file.seek(0)
    report = imported(file, name)
    assert (counts(report), report.problems) == ((2, 2, 0, 0), [])
    first, second = Organization.objects.order_by("urn")
    assert (first.urn, first.name, first.town, first.postcode, first.telephone) == (
        "100000", "Ysgol T\u0177 Ddu\u2019s", "Y Drenewydd", "SY16 1AA", "01686622162",
    )  # fmt: skip
    assert (second.urn, second.name, second.town, second.telephone) == ("100001", "Ysgol Bryn", "", "01686622163")


def test_it_takes_what_formulas_came_to():
    book = Workbook()
    book.active.append(["URN", "OrganizationName", "LocalAuthority"])
    book.active.append(["=100000+1", '=CONCATENATE("Park"," Primary")', "Leeds"])
    report = imported(xlsx_with_results(book, {"A2": 100001, "B2": "Park Primary"}), "a.xlsx")
    assert (counts(report), report.problems) == ((1, 1, 0, 0), [])
    assert Organization.objects.values_list("urn", "name").get() == ("100001", "Park Primary")


def test_it_takes_errors_of_formulas_for_nothing():
    report = schools((100001, "Park", "Leeds", "#N/A", "#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!"), (100002, "#N/A", "Leeds"))
    report = import_organizations(report)
    assert counts(report) == (2, 1, 0, 1)
    assert [(problem.row, problem.column, problem.reason) for problem in report.problems] == [(3, "OrganizationName", "is missing")]
    park = Organization.objects.get()
    assert (park.phase, park.gender, park.street, park.town, park.postcode, park.telephone) == ("not_applicable", "mixed", "", "", "", "")


def test_it_takes_dates_and_truths_for_what_they_look_like():
    report = import_organizations(schools((100001, date(2026, 5, 1), "Leeds", "", "", True, time(9, 30), datetime(2026, 1, 2))))
    assert [(problem.column, problem.value[:10]) for problem in report.problems] == [("Postcode", "2026-01-02")]
    assert Organization.objects.values_list("name", "street", "town").get() == ("2026-05-01", "True", "09:30:00")


def test_it_takes_the_schools_of_every_page_that_has_them():
    report = imported(xlsx([HEADER, (1, "One", "Leeds")], [["Colour"], ["red"]], [("Notes",), HEADER[1:3], ("Two", "York")]), "a.xlsx")
    assert counts(report) == (2, 2, 0, 0)
    report = imported(xlsx([HEADER, (1, "One", "Leeds")], [HEADER, (1, "One", "Leeds"), (2, "", "York")]), "a.xlsx")
    assert [(problem.sheet, problem.row) for problem in report.problems] == [("Page 2", 3), ("Page 2", 2)]


def test_it_reads_phases_and_genders_in_every_wording():
    phases = register.PHASES | {
        "Primary School": "primary", "SECONDARY EDUCATION": "secondary", "Middle-deemed-Primary": "middle_deemed_primary",
        "All age": "all_through", "Post-16": "16_plus", "not recorded": "not_applicable", "First": "primary",
    }  # fmt: skip
    genders = register.GENDERS | {"Girls' School": "girls", "BOYS ONLY": "boys", "Co-educational": "mixed", "N/A": "mixed"}
    rows = [(number, phase, "Leeds", phase, "Mixed") for number, phase in enumerate(phases, 1)]
    rows += [(number, gender or "none", "York", "", gender) for number, gender in enumerate(genders, 100)]
    assert import_organizations(schools(*rows)).problems == []
    assert dict(Organization.objects.filter(local_authority="Leeds").values_list("name", "phase")) == phases
    found = dict(Organization.objects.filter(local_authority="York").values_list("name", "gender"))
    assert found == {gender or "none": kept for gender, kept in genders.items()}


def test_it_takes_a_download_of_the_register():
    rows = [
        register.row(URN="100000", EstablishmentName="St Brigid\u2019s \u2013 Coll\u00e8ge", Easting="533498", Northing="181201"),
        register.row(URN="100001", EstablishmentName="Ysgol Llanf\u00e2r", Postcode="", TelephoneNum="", Easting="0", Northing="0"),
        register.row(URN="100002", **{"EstablishmentName": "Going School", "EstablishmentStatus (name)": "Open, but proposed to close"}),
        register.row(URN="100003", **{"EstablishmentName": "Gone School", "EstablishmentStatus (name)": "Closed"}),
        register.row(URN="100004", **{"EstablishmentName": "Planned School", "EstablishmentStatus (name)": "Proposed to open"}),
        register.row(URN="100005", **{"EstablishmentName": "Special School", "PhaseOfEducation (name)": "Not applicable"}),
        register.row(
            URN="100006", **{"EstablishmentName": "Odd School", "Gender (name)": "Not applicable", "County (name)": "Not recorded"}
        ),
    ]
    report = imported(as_csv([register.COLUMNS, *rows], "cp1252"), "edubasealldata20261120.csv")
    assert (counts(report), report.closed, report.problems) == ((7, 5, 0, 2), 2, [])
    found = {school.urn: school for school in Organization.objects.all()}
    brigid, llanfar, odd = found["100000"], found["100001"], found["100006"]
    assert (brigid.name, brigid.local_authority, brigid.precision) == (
        "St Brigid\u2019s \u2013 Coll\u00e8ge",
        "City of London",
        Precision.GRID,
    )
    assert (brigid.street, brigid.address_line_1, brigid.address_line_2) == ("St James's Passage", "Duke's Place", "Aldgate")
    assert (brigid.latitude, brigid.longitude) == (pytest.approx(51.5140, abs=1e-3), pytest.approx(-0.0775, abs=1e-3))
    assert (llanfar.name, llanfar.postcode, llanfar.telephone, llanfar.latitude) == ("Ysgol Llanf\u00e2r", "", "", None)
    assert (found["100005"].phase, odd.gender, odd.county) == ("not_applicable", "not_applicable", "")
    again = imported(as_csv([register.COLUMNS, *rows], "cp1252"), "edubasealldata20261120.csv")
    assert (counts(again), again.unchanged) == ((7, 0, 0, 7), 5)


def test_it_reads_grid_references_and_numbers_however_they_are_stored():
    header = (*HEADER, "Easting", "Northing")
    rows = [(str(100000 + number), f"School {number}", "Leeds", "", "", "", *grid) for number, grid in enumerate(
        [(430000, 433500), ("430000", "433500"), (430000.4, 433500.2), ("430,000", "x"), (-5, 433500), (10**9, 433500), ("inf", "nan")]
    )]  # fmt: skip
    report = import_organizations(sheet(header, *rows))
    assert [problem.reason for problem in report.problems] == [
        "is not a number of metres", "is not a number of metres", "lies outside the national grid", "lies outside the national grid",
        "is not a number of metres",
    ]  # fmt: skip
    assert [school.precision for school in Organization.objects.order_by("urn")] == ["grid", "grid", "grid", "", "", "", ""]
