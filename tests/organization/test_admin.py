"""Schools and contacts in the back office."""

import pytest
from django.test import Client
from django.urls import reverse

from edukai.jobs.models import Job
from organization.models import Organization, OrganizationContact
from tests.factories import a_contact, a_school

INLINE = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}


@pytest.fixture
def desk(olu) -> Client:
    """The operator in the back office."""
    client = Client()
    client.force_login(olu)
    return client


def form(**fields: str) -> dict[str, str]:
    known = {"name": "Ash School", "local_authority": "Kent", "phase": "primary", "gender": "mixed", "latitude": "", "longitude": ""}
    return {**known, **INLINE, **fields}


@pytest.mark.parametrize(
    ("query", "seen"), [({"q": "kent"}, True), ({"q": "TN23"}, True), ({"q": "x"}, False), ({"phase": "primary"}, False)]
)
def test_it_searches_and_filters(desk, query, seen):
    a_school(name="Ash School", postcode="TN23 1AA", phase="nursery")
    page = desk.get(reverse("admin:organization_organization_changelist"), query)
    assert (page.status_code, b"Ash School" in page.content) == (200, seen)


def test_it_adds_a_school_and_places_it(desk):
    answer = desk.post(reverse("admin:organization_organization_add"), form(postcode="tn231aa"))
    assert answer.status_code == 302
    school = Organization.objects.get()
    assert (school.name, school.postcode, school.phase) == ("Ash School", "TN23 1AA", "primary")
    assert [(job.flow, job.subject_id) for job in Job.objects.all()] == [("placing", str(school.pk))]


def test_another_address_ends_what_was_known_of_the_place(desk):
    school = a_school(town="Ashford", latitude=51.0, longitude=0.5, precision="grid", phase="primary")
    url = reverse("admin:organization_organization_change", args=[school.pk])
    assert desk.post(url, form(town="York", latitude="51.0", longitude="0.5")).status_code == 302
    school.refresh_from_db()
    assert (school.town, school.latitude, school.precision) == ("York", None, "")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "ASH school"},
        {"name": "\u00c9COLE"},
        {"latitude": "91", "longitude": "0"},
        {"latitude": "51"},
        {"latitude": "nan", "longitude": "0"},
    ],
    ids=str,
)
def test_it_refuses_what_the_api_refuses(desk, fields):
    a_school()
    a_school(name="\u00c9cole")
    answer = desk.post(reverse("admin:organization_organization_add"), form(**{"name": "Elm", **fields}))
    assert (answer.status_code, Organization.objects.count()) == (200, 2)


def test_it_shows_contacts(desk):
    contact = a_contact(a_school())
    page = desk.get(reverse("admin:organization_organizationcontact_changelist"), {"q": "ash"})
    assert b"Ann Lee" in page.content
    assert desk.get(reverse("admin:organization_organizationcontact_change", args=[contact.pk])).status_code == 200
    assert OrganizationContact.objects.count() == 1
