"""Contacts as the API shows and takes them."""

import pytest

from organization import edits
from organization.models import Organization, OrganizationContact
from tests.factories import a_contact, a_school

URL = "/api/organizations/contacts/"
ORGANIZATION = {
    "id", "urn", "name", "local_authority", "phase", "gender", "town", "postcode", "telephone", "contact_count", "created_at",
}  # fmt: skip
CONTACT = {"id", "organization", "contact_person", "job_title", "work_email", "created_at", "updated_at"}


@pytest.fixture
def ash(db) -> Organization:
    return a_school(name="Ash Primary", local_authority="Bromley", town="Croydon", postcode="SE26 4QH", phase="primary", gender="girls")


@pytest.fixture
def cast(ash) -> dict[str, OrganizationContact]:
    """Three contacts that differ in everything that can be filtered."""
    elm = a_school(name="Elm College", local_authority="Kent", town="Ashford", postcode="TN23 1AA", phase="16_plus")
    return {
        "Ann": a_contact(ash, contact_person="Ann Lee", job_title="Head teacher", work_email="head@ash.example"),
        "Bo": a_contact(ash, contact_person="Bo Éluard", job_title="Cover manager", work_email="Cover@ash.example"),
        "Cy": a_contact(elm, contact_person="Cy Moss", job_title="", work_email="office@elm.example"),
    }


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["contact_person"].split()[0] for row in answer.json()["results"]]


def of(organization: Organization) -> str:
    return f"/api/organizations/{organization.pk}/contacts/"


def test_it_lists_contacts_by_name_with_their_organization(api, cast, ash):
    answer = api.get(URL)
    assert names(answer) == ["Ann", "Bo", "Cy"]
    ann = answer.json()["results"][0]
    assert set(ann) == CONTACT
    assert set(ann["organization"]) == ORGANIZATION
    assert (ann["organization"]["id"], ann["organization"]["contact_count"]) == (str(ash.pk), 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"contact_name": "LEE"}, ["Ann"]),
        ({"contact_name": "élu"}, ["Bo"]),
        ({"contact_email": "COVER@"}, ["Bo"]),
        ({"job_title": "head"}, ["Ann"]),
        ({"org_name": "ash"}, ["Ann", "Bo"]),
        ({"local_authority": "kent"}, ["Cy"]),
        ({"town": "croy"}, ["Ann", "Bo"]),
        ({"postcode": "tn231aa"}, ["Cy"]),
        ({"postcode": "se26"}, ["Ann", "Bo"]),
        ({"phase": "16_plus"}, ["Cy"]),
        ({"gender": "girls"}, ["Ann", "Bo"]),
        ({"search": "manager"}, ["Bo"]),
        ({"search": "elm.example"}, ["Cy"]),
        ({"search": "bromley"}, ["Ann", "Bo"]),
        ({"search": "%"}, []),
        ({"search": "ash", "job_title": "head"}, ["Ann"]),
    ],
    ids=str,
)
def test_it_filters(api, cast, query, found):
    assert names(api.get(URL, query)) == found


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"phase": "Primary"}, "phase"),
        ({"gender": "x"}, "gender"),
        *(
            ({field: "a\0b"}, field)
            for field in ("contact_name", "contact_email", "job_title", "org_name", "local_authority", "town", "postcode", "search")
        ),
        ({"page_size": "nan"}, "page_size"),
    ],
    ids=str,
)
def test_it_refuses_a_query_that_makes_no_sense(api, cast, query, named):
    answer = api.get(URL, query)
    assert (answer.status_code, list(answer.json())) == (400, [named])


def test_it_shows_the_contacts_of_one_organization(api, cast, ash):
    answer = api.get(of(ash))
    assert names(answer) == ["Ann", "Bo"]
    ann = answer.json()["results"][0]
    assert (set(ann), ann["organization"]) == (CONTACT, str(ash.pk))
    assert api.get(of(ash), {"page_size": 1}).json()["pagination"]["total_pages"] == 2


def test_it_adds_a_contact(api, ash):
    answer = api.post(of(ash), {"contact_person": " Ann\n Lee ", "work_email": "head@ash.example"})
    assert answer.status_code == 201
    shown = answer.json()
    assert {field: shown[field] for field in CONTACT - {"id", "created_at", "updated_at"}} == {
        "organization": str(ash.pk),
        "contact_person": "Ann Lee",
        "job_title": "",
        "work_email": "head@ash.example",
    }
    assert api.get(f"{URL}{shown['id']}/").json() == shown


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"contact_person": ""}, "contact_person"),
        ({"contact_person": None}, "contact_person"),
        ({"contact_person": "x" * 201}, "contact_person"),
        ({"job_title": "a\0b"}, "job_title"),
        ({"work_email": ""}, "work_email"),
        ({"work_email": "nonsense"}, "work_email"),
        ({"work_email": "a@b.example\nBcc: all@b.example"}, "work_email"),
        ({"work_email": "HEAD@Ash.Example"}, "work_email"),
        ({"work_email": f"{'x' * 310}@ash.example"}, "work_email"),
    ],
    ids=str,
)
def test_it_refuses_a_contact_that_makes_no_sense(api, cast, ash, fields, named):
    whole = {"contact_person": "Di Ray", "work_email": "di@ash.example", **fields}
    answer = api.post(of(ash), whole)
    assert (answer.status_code, list(answer.json())) == (400, [named])
    answer = api.patch(f"{URL}{cast['Cy'].pk}/", fields)
    assert (answer.status_code, list(answer.json())) == (400, [named])
    assert OrganizationContact.objects.count() == 3
    assert OrganizationContact.objects.get(pk=cast["Cy"].pk).work_email == "office@elm.example"


def test_it_asks_for_a_person_and_an_address(api, ash):
    assert set(api.post(of(ash), {}).json()) == {"contact_person", "work_email"}


def test_it_changes_a_contact(api, cast, ash):
    changed = {"job_title": "Head", "work_email": "HEAD@ash.example", "organization": str(cast["Cy"].organization_id)}
    shown = api.patch(f"{URL}{cast['Ann'].pk}/", changed).json()
    assert (shown["job_title"], shown["work_email"], shown["contact_person"]) == ("Head", "HEAD@ash.example", "Ann Lee")
    assert shown["organization"] == str(ash.pk)


def test_it_says_400_to_whoever_was_slower_with_the_same_address(api, cast, ash, monkeypatch):
    checks = iter([lambda row: None, edits._refuse_twins])  # the twin comes in between the first look and the writing
    monkeypatch.setattr(edits, "_refuse_twins", lambda row: next(checks)(row))
    answer = api.post(of(ash), {"contact_person": "Ann", "work_email": "HEAD@ash.example"})
    assert (answer.status_code, list(answer.json())) == (400, ["work_email"])
    assert OrganizationContact.objects.count() == 3


def test_it_deletes_a_contact_alone(api, cast, ash):
    answer = api.delete(f"{URL}{cast['Ann'].pk}/")
    assert (answer.status_code, list(answer.json())) == (200, ["message"])
    assert names(api.get(of(ash))) == ["Bo"]
