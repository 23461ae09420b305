"""Rows that are wrong, hostile, or say again what is known: what becomes of them, and what is told."""

import csv
import io

import pytest

from organization.imports import Report, import_contacts, import_organizations, read_sheet
from organization.models import Organization, OrganizationContact
from tests.factories import a_contact, a_school
from tests.organization.sheets import CONTACTS, SCHOOLS, as_csv, contacts, schools

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & 'quotes\" {{ 7*7 }} %s \\x00 Robert'); DROP TABLE--"


def told(report: Report) -> list[tuple[int, str, str, bool]]:
    return [(problem.row, problem.column, problem.reason, problem.skipped) for problem in report.problems]


def test_it_takes_schools_that_differ_in_case_and_spaces_alone_for_the_same():
    rows = [
        ("", name, "Leeds")
        for name in ("St Mary\u2019s School", "ST MARY\u2019S SCHOOL", "St\u00a0Mary\u2019s\u200b School ", "St Mary\u2019s\tSchool")
    ]
    report = import_organizations(schools(*rows, ("", "St Mary\u2019s School", "LEEDS")))
    assert told(report) == [(number, "OrganizationName", "is the same school as in row 2", True) for number in range(3, 7)]
    assert Organization.objects.values_list("name", flat=True).get() == "St Mary\u2019s School"


def test_it_keeps_markup_as_text_and_control_characters_out():
    bell = "Park\x07 \x1b[31mSchool\u202e\u2028\ufeff"
    report = import_organizations(read_sheet(as_csv([SCHOOLS, (1, HOSTILE, "Leeds"), (2, bell, "Leeds")]), "a.csv"))
    assert (report.created, report.problems) == (2, [])
    assert set(Organization.objects.values_list("name", flat=True)) == {HOSTILE, "Park [31mSchool"}


def test_it_takes_no_value_that_is_too_long_and_shows_its_beginning():
    long = "x" * 100_000
    report = import_organizations(
        schools((1, "Park", "Leeds", "", "", "x" * 301, "x" * 201, long[:30_000], "1" * 400), (2, "Elm", "x" * 201))
    )
    assert told(report) == [
        (2, "Street", "is longer than 300 characters", False),
        (2, "Town", "is longer than 200 characters", False),
        (2, "Postcode", "is not a UK postcode", False),
        (2, "TelephoneNumber", "is not a telephone number", False),
        (3, "LocalAuthority", "is longer than 200 characters", True),
    ]
    assert max(len(problem.value) for problem in report.problems) == 200
    park = Organization.objects.get()
    assert (park.street, park.town, park.postcode, park.telephone) == ("", "", "", "")


@pytest.mark.parametrize("urn", ["12a", "-1", "1.5", "12345678901", "\u0661\u0662", "1e5"])
def test_it_takes_no_number_that_is_none(urn):
    report = import_organizations(read_sheet(as_csv([SCHOOLS, (urn, "Park", "Leeds")]), "a.csv"))
    assert told(report) == [(2, "URN", "is not a unique reference number: digits are expected", False)]
    assert Organization.objects.get().urn == ""


def test_a_school_keeps_its_number_when_a_sheet_does_not_know_it():
    a_school(name="Park", local_authority="Leeds", urn="100001")
    for urn in ("", "N/A", "0"):
        report = import_organizations(schools((urn, "Park", "Leeds")))
        assert (report.unchanged, report.problems) == (1, [])
    assert import_organizations(schools((100002, "Park", "Leeds"))).updated == 1
    assert Organization.objects.get().urn == "100002"


def test_a_number_is_worth_more_than_a_name():
    a_school(name="Park", local_authority="Leeds", urn="100001")
    a_school(name="Elm", local_authority="Leeds", urn="100002")
    report = import_organizations(schools((100001, "Elm", "Leeds"), (100003, "Park", "York")))
    assert told(report) == [(2, "OrganizationName", "is the name of another school of this local authority (URN 100002)", True)]
    assert dict(Organization.objects.values_list("urn", "name")) == {"100001": "Park", "100002": "Elm", "100003": "Park"}
    assert (report.created, report.updated, report.skipped) == (1, 0, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_may_go_from_one_school_to_another(order):
    a_school(name="Park", local_authority="Leeds", urn="100001")
    a_school(name="Elm", local_authority="Leeds", urn="100002")
    rows = [(100001, "Park Academy", "Leeds"), (100002, "Park", "Leeds"), (100003, "Elm", "Leeds")][::order]
    report = import_organizations(schools(*rows))
    assert (report.created, report.updated, report.problems) == (1, 2, [])
    assert dict(Organization.objects.values_list("urn", "name")) == {"100001": "Park Academy", "100002": "Park", "100003": "Elm"}
    again = import_organizations(schools(*rows))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


def test_names_that_change_places_are_left_alone():
    a_school(name="Park", local_authority="Leeds", urn="100001")
    a_school(name="Elm", local_authority="Leeds", urn="100002")
    report = import_organizations(schools((100001, "Elm", "Leeds"), (100002, "Park", "Leeds"), (100003, "Oak", "Leeds")))
    assert [(row, skipped) for row, _, _, skipped in told(report)] == [(2, True), (3, True)]
    assert dict(Organization.objects.values_list("urn", "name")) == {"100001": "Park", "100002": "Elm", "100003": "Oak"}


def test_it_tells_what_is_wrong_with_contacts():
    a_school(name="Park", local_authority="Leeds")
    amy, long = ("Leeds", "Park", "Amy", "Head"), "x" * 201
    rows = [
        (*amy, "amy@park.example"), (*amy, "AMY@Park.Example "), (*amy[:2], long, "", "long@park.example"),
        (*amy[:2], "Bo", long, "bo@park.example"), (*amy, f"{'x' * 310}@park.example"), (*amy, "a@park.example; b@park.example"),
        (*amy, "a@park.example\r\nBcc: all@park.example"), (*amy, "amy at park.example"), (*amy, "mailto:cy@park.example"),
        ("Leeds", "Atlantis", "Di", "", "di@park.example"), ("York", "Park", "Ed", "", "ed@park.example"),
        ("Leeds", "Park", HOSTILE, "", "hostile@park.example"),
    ]  # fmt: skip
    report = import_contacts(read_sheet(as_csv([CONTACTS, *rows]), "a.csv"))
    email = "is not an e-mail address"
    assert told(report) == [
        (3, "WorkEmail", "is the address of row 2 already", True),
        (4, "ContactPersonName", "is longer than 200 characters", True),
        (5, "JobTitle", "is longer than 200 characters", False),
        (6, "WorkEmail", email, True),
        (7, "WorkEmail", email, True),
        (8, "WorkEmail", email, True),
        (9, "WorkEmail", email, True),
        (11, "OrganizationName", "is no known school of this local authority", True),
        (12, "OrganizationName", "is no known school of this local authority", True),
    ]
    known = dict(OrganizationContact.objects.values_list("work_email", "contact_person"))
    assert known == {"amy@park.example": "Amy", "bo@park.example": "Bo", "cy@park.example": "Amy", "hostile@park.example": HOSTILE}


def test_it_knows_a_contact_whose_address_was_typed_in_capitals():
    a_contact(a_school(name="Park", local_authority="Leeds"), contact_person="Amy", job_title="Head", work_email="Amy@Park.example")
    report = import_contacts(contacts(("Leeds", "Park", "Amy", "Head", "amy@park.EXAMPLE")))
    assert (report.unchanged, report.created) == (1, 0)
    assert OrganizationContact.objects.get().work_email == "Amy@Park.example"


def test_the_whole_list_can_be_opened_in_a_spreadsheet():
    rows = [
        (1, "", "Leeds"),
        *[(number, "Park", place) for number, place in ((2, "=cmd|'/c calc'!A1" + "x" * 200), (3, "@SUM(A1)" + "x" * 200))],
    ]
    listed = import_organizations(read_sheet(as_csv([SCHOOLS, *rows]), "a.csv")).as_csv().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(listed)))
    assert lines[0] == ["Sheet", "Row", "Column", "Value", "Reason", "Skipped"]
    assert lines[1] == ["", "2", "OrganizationName", "", "is missing", "yes"]
    assert [line[3][:2] for line in lines[2:]] == ["'=", "'@"]


def test_contacts_of_a_school_survive_its_import():
    contact = a_contact(a_school(name="Park", local_authority="Leeds", urn="100001"))
    import_organizations(schools((100001, "Park Academy", "Leeds", "Primary")))
    contact.refresh_from_db()
    assert contact.organization.name == "Park Academy"
