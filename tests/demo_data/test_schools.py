from pathlib import Path

import pytest

from demo_data import schools
from organization.imports import import_contacts, import_organizations, read_sheet
from organization.models import Organization, OrganizationContact, Precision

HERE = Path(schools.__file__).parent


def sheet(folder: Path, name: str):
    with (folder / name).open("rb") as file:
        return read_sheet(file, name)


def test_it_makes_the_committed_files_again(tmp_path):
    assert schools.make(tmp_path, 500, 800) == (500, 800)
    for name in ("Organizations.xlsx", "Contacts.xlsx"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes()


@pytest.mark.django_db
def test_its_sheets_come_in_whole_and_every_contact_finds_its_own_school():
    organizations = import_organizations(sheet(HERE, "Organizations.xlsx"))
    contacts = import_contacts(sheet(HERE, "Contacts.xlsx"))
    assert (organizations.created, organizations.problems) == (500, [])
    assert (contacts.created, contacts.problems) == (800, [])
    assert Organization.objects.filter(precision=Precision.GRID).count() == 500
    strayed = [contact.pk for contact in OrganizationContact.objects.select_related("organization") if not at_own_school(contact)]
    assert strayed == []


def at_own_school(contact: OrganizationContact) -> bool:
    return f"@school-{contact.organization.urn}." in contact.work_email
