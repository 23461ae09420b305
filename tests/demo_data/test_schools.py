import random
import zipfile
from pathlib import Path

import pytest

from demo_data import generate, schools, spelling
from organization.imports import import_contacts, import_organizations, read_sheet
from organization.models import Organization, OrganizationContact, Precision

SCHOOLS, CONTACTS = generate.HERE / "Organizations.xlsx", generate.HERE / "Contacts.xlsx"
LEAST_FOUND = 0.97


def sheet(path: Path):
    with path.open("rb") as file:
        return read_sheet(file, path.name)


def parts(workbook: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(workbook) as package:
        return {part.filename: package.read(part) + bytes(part.date_time[1:]) for part in package.infolist()}


def test_it_makes_the_committed_sheets_again(tmp_path):
    made = schools.make(tmp_path, generate.SCHOOLS, generate.CONTACTS)
    assert made == (generate.SCHOOLS, generate.CONTACTS) == (1_200, 2_000)
    for committed in (SCHOOLS, CONTACTS):
        assert parts(tmp_path / committed.name) == parts(committed)


@pytest.mark.django_db
def test_its_sheets_come_in_and_no_contact_goes_to_another_school():
    organizations = import_organizations(sheet(SCHOOLS))
    contacts = import_contacts(sheet(CONTACTS))
    assert (organizations.created, organizations.problems) == (1_200, [])
    assert Organization.objects.filter(precision=Precision.GRID).count() == 1_200
    assert LEAST_FOUND * 2_000 < contacts.created < 2_000
    assert contacts.created + len(contacts.problems) == 2_000
    assert all("closest:" in problem.reason for problem in contacts.problems)
    strayed = [contact.pk for contact in OrganizationContact.objects.select_related("organization") if not at_own_school(contact)]
    assert strayed == []


def at_own_school(contact: OrganizationContact) -> bool:
    return f"@school-{contact.organization.urn}." in contact.work_email


def test_it_never_names_two_schools_of_an_authority_alike():
    invented = list(schools.invent_schools(3_000))
    assert len({(school.authority, school.name.lower()) for school in invented}) == len({school.urn for school in invented}) == 3_000


def test_it_leaves_half_of_the_names_as_they_are_and_slips_in_a_few():
    dice = random.Random(5)
    written = [spelling.as_written(dice, "Featherstone High School") for _ in range(4_000)]
    changed = [name for name in written if name != "Featherstone High School"]
    slipped = [name for name in changed if not {"featherstone", "high"} <= set(name.lower().split())]
    assert 0.4 < len(changed) / len(written) < 0.55
    assert 0.03 < len(slipped) / len(written) < 0.06


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("St Mary's CofE Primary School", {"St Mary's Church of England Primary School", "St Marys CofE Primary School"}),
        ("Oak Lane Infants' School", {"Oak Lane Infant School", "Oak Lane Infants'", "OAK LANE INFANTS' SCHOOL"}),
        ("St Anne's Roman Catholic School", {"Saint Anne's Roman Catholic School", "St Anne's RC School"}),
    ],
)
def test_it_writes_names_as_people_do(name, expected):
    dice = random.Random(7)
    assert expected <= {spelling.as_written(dice, name) for _ in range(3_000)}
