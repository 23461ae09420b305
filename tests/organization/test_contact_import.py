import pytest

from organization.imports import import_contacts, import_organizations
from organization.models import OrganizationContact
from tests.organization.sheets import contacts, schools

pytestmark = pytest.mark.django_db

AMY = ("Leeds", "St Mary's C of E Primary School", "Amy Okafor", "Head teacher", "amy@marys.example")
BEN = ("Leeds", "Hill High School", "Ben Ray", "", "Ben@Hill.example")


@pytest.fixture(autouse=True)
def _schools() -> None:
    import_organizations(schools((1, "St Mary's C of E Primary School", "Leeds"), (2, "Hill High School", "Leeds")))


def counts(report) -> tuple[int, int, int, int]:
    return report.total_rows, report.created, report.updated, report.skipped


def test_it_creates_contacts_at_their_schools():
    assert counts(import_contacts(contacts(AMY, BEN))) == (2, 2, 0, 0)
    ben = OrganizationContact.objects.select_related("organization").get(work_email="ben@hill.example")
    assert (ben.contact_person, ben.job_title, ben.organization.urn) == ("Ben Ray", "", "2")


def test_it_creates_nothing_the_second_time():
    import_contacts(contacts(AMY, BEN))
    report = import_contacts(contacts(AMY, BEN))
    assert (*counts(report), report.unchanged) == (2, 0, 0, 2, 2)


def test_it_updates_by_address_and_moves_who_changed_schools():
    import_contacts(contacts(AMY))
    assert counts(import_contacts(contacts(("Leeds", "Hill High School", "Amy Okafor-Ray", "Head", "AMY@marys.example")))) == (1, 0, 1, 0)
    amy = OrganizationContact.objects.select_related("organization").get()
    assert (amy.contact_person, amy.job_title, amy.organization.urn) == ("Amy Okafor-Ray", "Head", "2")


def test_it_finds_schools_as_people_write_them():
    report = import_contacts(contacts(("Leeds City Council", "St. Marys CE Primary", *AMY[2:])))
    assert counts(report) == (1, 1, 0, 0)


def test_it_reports_what_it_cannot_place_with_the_closest_schools():
    report = import_contacts(contacts(("Leeds", "St Mark's C of E Primary School", *AMY[2:])))
    assert counts(report) == (1, 0, 0, 1)
    [problem] = report.problems
    assert (problem.column, problem.value) == ("OrganizationName", "St Mark's C of E Primary School")
    assert problem.reason.endswith("closest: St Mary's C of E Primary School")


def test_it_skips_bad_addresses_and_second_ones():
    report = import_contacts(contacts(AMY, (*BEN[:4], "not an address"), (*BEN[:4], "amy@MARYS.example"), (*BEN[:4], "")))
    assert counts(report) == (4, 1, 0, 3)
    reasons = [(problem.row, problem.reason) for problem in report.problems]
    assert reasons == [(3, "is not an e-mail address"), (4, "is the address of row 2 already"), (5, "is missing")]


def test_it_writes_nothing_on_a_dry_run():
    assert counts(import_contacts(contacts(AMY, BEN), dry_run=True)) == (2, 2, 0, 0)
    assert not OrganizationContact.objects.exists()
