"""`/api/organizations/`, call by call."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organization.models import Gender, Organization, OrganizationContact, Phase, Postcode
from tests.factories import a_contact, a_school, work
from tests.organization.sheets import xlsx

URL = "/api/organizations/"
LISTED = {
    "id", "urn", "name", "local_authority", "phase", "gender", "town", "postcode", "telephone", "contact_count", "created_at",
}  # fmt: skip
WHOLE = {
    "name": "Elm School", "local_authority": "Kent", "urn": "100002", "phase": "primary", "gender": "girls", "telephone": "01304555000",
    "street": "High Street", "address_line_1": "The Lodge", "address_line_2": "Park", "town": "Deal", "county": "Kent",
    "postcode": "CT14 7AA", "latitude": 51.2, "longitude": 1.4,
}  # fmt: skip
UNPLACED = {name: value for name, value in WHOLE.items() if name not in {"latitude", "longitude"}}
CONTACT = {"id", "organization", "contact_person", "job_title", "work_email", "created_at", "updated_at"}
BO = {"contact_person": "Bo Ray", "work_email": "bo@elm.example"}


@pytest.fixture
def ash(db) -> Organization:
    """A school with a contact."""
    school = a_school(
        urn="100001", local_authority="Medway", town="Ashford", postcode="TN23 1AA", phase="secondary", gender="boys", latitude=51.1,
        longitude=0.9,
    )  # fmt: skip
    a_contact(school)
    return school


@pytest.fixture
def ann(ash) -> OrganizationContact:
    return OrganizationContact.objects.get()


def test_get_organizations(api, ash):
    answer = api.get(URL)
    assert (answer.status_code, set(answer.json())) == (200, {"pagination", "results"})
    assert [(set(row), row["contact_count"]) for row in answer.json()["results"]] == [(LISTED, 1)]


@pytest.mark.parametrize(
    ("fits", "fits_not"),
    [
        *((f"search={text}", "search=elm") for text in ("ASH", "medw", "ashf", "tn23 1aa", "100001")),
        ("name=sch", "name=college"),
        ("local_authority=medw", "local_authority=kent"),
        ("town=shfor", "town=deal"),
        ("postcode=TN23", "postcode=CT14"),
        ("phase=secondary", "phase=primary"),
        ("gender=boys", "gender=girls"),
        ("lat=51.1&lng=0.9&radius_km=1", "lat=51.1&lng=1.9&radius_km=1"),
    ],
)
def test_get_organizations_filtered(api, ash, fits, fits_not):
    assert [api.get(f"{URL}?{query}").json()["pagination"]["total"] for query in (fits, fits_not)] == [1, 0]


@pytest.mark.parametrize(
    "query", ["phase=x", "gender=x", "lat=51", "lat=51&lng=0", "lng=0&radius_km=1", "lat=x&lng=0&radius_km=1", "lat=91&lng=0&radius_km=1"]
)
def test_get_organizations_by_a_value_that_makes_no_sense(api, query):
    assert api.get(f"{URL}?{query}").status_code == 400


@pytest.mark.parametrize("field", [None, *list(UNPLACED)[2:]])
def test_post_organizations(api, field):
    sent = {"name": "Elm School", "local_authority": "Kent"} | ({field: WHOLE[field]} if field else {})
    answer = api.post(URL, sent)
    assert (answer.status_code, set(answer.json()) >= {*WHOLE, "id", "contacts", "created_at", "updated_at"}) == (201, True)
    assert answer.json().items() >= {"phase": "not_applicable", "gender": "mixed", **sent}.items()


@pytest.mark.parametrize("given", [True, False])
def test_post_organizations_geocodes_what_has_no_coordinates(api, given):
    Postcode.objects.create(code="CT147AA", latitude=51.22, longitude=1.39)
    address = f"{URL}{api.post(URL, WHOLE if given else UNPLACED).json()['id']}/"
    work()
    shown = api.get(address).json()
    assert (shown["latitude"], shown["longitude"]) == ((51.2, 1.4) if given else (51.22, 1.39))


def test_post_organizations_of_the_same_name_and_local_authority(api, ash):
    assert api.post(URL, {"name": "ASH school", "local_authority": "MEDWAY"}).status_code == 400
    assert api.post(URL, {"name": "Ash School", "local_authority": "Kent"}).status_code == 201


def test_get_organization(api, ash):
    answer = api.get(f"{URL}{ash.pk}/")
    assert (answer.status_code, set(answer.json()) >= {*WHOLE, "id", "contacts", "created_at", "updated_at"}) == (200, True)
    assert [set(contact) for contact in answer.json()["contacts"]] == [{"id", "contact_person", "job_title", "work_email"}]


@pytest.mark.parametrize("field", UNPLACED)
def test_patch_organization(api, ash, field):
    answer = api.patch(f"{URL}{ash.pk}/", {field: WHOLE[field]})
    assert (answer.status_code, answer.json()[field]) == (200, WHOLE[field])


@pytest.mark.parametrize("field", ["street", "address_line_1", "address_line_2", "town", "county", "postcode"])
def test_patch_organization_to_another_address_geocodes_it_anew(api, ash, field):
    Postcode.objects.bulk_create(Postcode(code=code, latitude=51.22, longitude=1.39) for code in ("CT147AA", "TN231AA"))
    shown = api.patch(f"{URL}{ash.pk}/", {field: WHOLE[field]}).json()
    assert (shown["latitude"], shown["longitude"]) == (None, None)
    work()
    shown = api.get(f"{URL}{ash.pk}/").json()
    assert (shown["latitude"], shown["longitude"]) == (51.22, 1.39)


def test_delete_organization(api, ash):
    answer = api.delete(f"{URL}{ash.pk}/")
    assert (answer.status_code, set(answer.json())) == (200, {"message"})
    assert not OrganizationContact.objects.exists()


def test_post_import(api, ash):
    head = ["URN", "Organization Name", "LOCAL AUTHORITY", "Phase", "Gender", "Street", "AddressLine1", "addressline2", "Town", "County"]
    cells = ["100002", "Elm School", "Kent", "Primary", "Girls", "High Street", "The Lodge", "Park", "Deal", "Kent"]
    table = [[*head, "Postcode", "TelephoneNumber"], [*cells, "CT14 7AA", "01304 555 000"], ["100001", "Ash School", "Medway"], ["100003"]]
    summary = imported(api, "import/", table)
    assert set(summary) >= {"total_rows", "organizations_created", "organizations_skipped", "errors"}
    assert (summary["total_rows"], summary["organizations_created"], len(summary["errors"])) == (3, 1, 1)
    shown = api.get(f"{URL}{Organization.objects.get(urn='100002').pk}/").json()
    assert shown.items() >= UNPLACED.items()


def test_post_import_contacts(api, ash):
    head = ["Local Authority", "OrganizationName", "contact person name", "JobTitle", "WorkEmail"]
    rows = [["Medway", "ASH SCHOOL", "Bo Ray", "Bursar", "bo@elm.example"], ["Medway", "Elm School", "Cy Moss", "", "cy@elm.example"]]
    summary = imported(api, "import/contacts/", [head, *rows])
    assert set(summary) >= {"total_rows", "contacts_created", "contacts_skipped", "errors"}
    assert (summary["total_rows"], summary["contacts_created"], summary["contacts_skipped"]) == (2, 1, 1)
    assert OrganizationContact.objects.get(work_email="bo@elm.example").organization == ash


@pytest.mark.parametrize("path", ["import/", "import/contacts/"])
def test_get_import_status(api, path):
    started = api.post(f"{URL}{path}", {"file": SimpleUploadedFile("sheet.xlsx", xlsx([["Colour"], ["Red"]]).read())}, format="multipart")
    url = f"{URL}import/status/{started.json()['task_id']}/"
    before = api.get(url)
    assert (before.status_code, before.json()["status"], set(before.json()["progress"])) == (200, "pending", {"done", "total"})
    work()
    after = api.get(url)
    assert (after.status_code, after.json()["status"], bool(after.json()["error"])) == (200, "failed", True)
    assert api.get(f"{URL}import/status/{uuid4()}/").status_code == 404


def imported(api, path: str, table: list[list[str]]) -> dict:
    """The summary of an import that is over."""
    answer = api.post(f"{URL}{path}", {"file": SimpleUploadedFile("sheet.xlsx", xlsx(table).read())}, format="multipart")
    assert (answer.status_code, set(answer.json())) == (202, {"message", "task_id", "note"})
    work()
    over = api.get(f"{URL}import/status/{answer.json()['task_id']}/").json()
    assert over["status"] == "completed"
    return over["summary"]


def test_get_contacts(api, ann):
    (row,) = api.get(f"{URL}contacts/").json()["results"]
    assert (set(row), set(row["organization"])) == (CONTACT, LISTED)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "contact_name=ray",
            "contact_email=bo@",
            "job_title=bursar",
            "org_name=elm",
            "local_authority=kent",
            "town=deal",
            "postcode=CT14",
        ),
        *("phase=primary", "gender=girls", "search=elm"),
    ],
)
def test_get_contacts_filtered(api, ann, query):
    elm = a_school(**WHOLE)
    a_contact(elm, **BO, job_title="Bursar")
    assert [row["contact_person"] for row in api.get(f"{URL}contacts/?{query}").json()["results"]] == ["Bo Ray"]


def test_get_organization_contacts(api, ann):
    a_contact(a_school(name="Elm School"), **BO)
    (row,) = api.get(f"{URL}{ann.organization_id}/contacts/").json()["results"]
    assert (set(row), row["id"], row["organization"]) == (CONTACT, str(ann.pk), str(ann.organization_id))


@pytest.mark.parametrize("also", [{}, {"job_title": "Bursar"}])
def test_post_organization_contacts(api, ash, also):
    answer = api.post(f"{URL}{ash.pk}/contacts/", BO | also)
    assert (answer.status_code, set(answer.json()), answer.json()["job_title"]) == (201, CONTACT, also.get("job_title", ""))


def test_post_organization_contacts_an_email_in_use(api, ann):
    answer = api.post(f"{URL}{ann.organization_id}/contacts/", BO | {"work_email": ann.work_email.upper()})
    assert (answer.status_code, list(answer.json())) == (400, ["work_email"])


def test_get_contact(api, ann):
    answer = api.get(f"{URL}contacts/{ann.pk}/")
    assert (answer.status_code, set(answer.json())) == (200, CONTACT)


@pytest.mark.parametrize("changes", [{"contact_person": "Bo Ray"}, {"work_email": "bo@elm.example"}, {"job_title": "Bursar"}], ids=str)
def test_patch_contact(api, ann, changes):
    answer = api.patch(f"{URL}contacts/{ann.pk}/", changes)
    assert (answer.status_code, set(answer.json()), answer.json().items() >= changes.items()) == (200, CONTACT, True)


def test_delete_contact(api, ann):
    assert api.delete(f"{URL}contacts/{ann.pk}/").status_code == 200
    assert (OrganizationContact.objects.count(), Organization.objects.count()) == (0, 1)


def test_the_choices_of_organizations():
    assert Phase.values == [
        "16_plus", "all_through", "middle_deemed_primary", "middle_deemed_secondary", "not_applicable", "nursery", "primary", "secondary",
    ]  # fmt: skip
    assert Gender.values == ["boys", "girls", "mixed", "not_applicable"]
