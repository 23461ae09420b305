"""Organizations as the API shows and takes them."""

import uuid

import pytest

from edukai.jobs.models import Job
from organization import edits
from organization.models import Organization, OrganizationContact, Postcode, Town
from tests.factories import a_contact, a_school, client_of, normal_user, work

URL = "/api/organizations/"
SOME_ID = "3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11"
LISTED = {
    "id", "urn", "name", "local_authority", "phase", "gender", "town", "postcode", "telephone", "contact_count", "created_at",
}  # fmt: skip
TAKEN = {
    "name", "local_authority", "urn", "phase", "gender", "telephone", "street", "address_line_1", "address_line_2", "town", "county",
    "postcode", "latitude", "longitude",
}  # fmt: skip
ENDPOINTS = [
    ("get", ""),
    ("post", ""),
    ("get", f"{SOME_ID}/"),
    ("patch", f"{SOME_ID}/"),
    ("delete", f"{SOME_ID}/"),
    ("get", f"{SOME_ID}/contacts/"),
    ("post", f"{SOME_ID}/contacts/"),
    ("get", "contacts/"),
    ("get", f"contacts/{SOME_ID}/"),
    ("patch", f"contacts/{SOME_ID}/"),
    ("delete", f"contacts/{SOME_ID}/"),
]
NUMBERS_THAT_ARE_NONE = ["abc", "nan", "NaN", "inf", "-Infinity", "1e400", "-1e400", "9" * 5_000, "1,5", "\0"]


@pytest.fixture
def cast(db) -> dict[str, Organization]:
    """Four schools that differ in everything that can be filtered; the first three lie around London."""
    ash = a_school(
        name="Ash Primary", local_authority="Bromley", town="Croydon", postcode="SE26 4QH", urn="100001", phase="primary",
        latitude=51.4266, longitude=-0.0524,
    )  # fmt: skip
    birch = a_school(
        name="Birch Girls' School", local_authority="Camden", town="London", postcode="NW1 2DB", urn="100002", phase="secondary",
        gender="girls", latitude=51.5308, longitude=0.0,
    )  # fmt: skip
    cedar = a_school(
        name="Cedar 100% Nursery", local_authority="Kent", town="Élmsted", postcode="TN25 5JT", phase="nursery",
        latitude=51.1700, longitude=1.0200,
    )  # fmt: skip
    dogwood = a_school(name="Dogwood College", local_authority="Leeds", town="Leeds", postcode="", phase="16_plus")
    a_contact(ash, contact_person="Ann Lee", work_email="head@ash.example")
    a_contact(ash, contact_person="Bo Ray", work_email="cover@ash.example")
    a_contact(cedar, contact_person="Cy Moss", work_email="office@cedar.example")
    return {"Ash": ash, "Birch": birch, "Cedar": cedar, "Dogwood": dogwood}


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"].split()[0] for row in answer.json()["results"]]


def test_it_lists_organizations_by_name_with_their_contacts_counted(api, cast):
    rows = api.get(URL).json()["results"]
    assert [row["name"].split()[0] for row in rows] == ["Ash", "Birch", "Cedar", "Dogwood"]
    assert [row["contact_count"] for row in rows] == [2, 0, 1, 0]
    assert set(rows[0]) == LISTED
    assert {name: rows[0][name] for name in LISTED - {"created_at"}} == {
        "id": str(cast["Ash"].pk),
        "urn": "100001",
        "name": "Ash Primary",
        "local_authority": "Bromley",
        "phase": "primary",
        "gender": "mixed",
        "town": "Croydon",
        "postcode": "SE26 4QH",
        "telephone": "",
        "contact_count": 2,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "primary"}, ["Ash"]),
        ({"search": "CAMDEN"}, ["Birch"]),
        ({"search": "croy"}, ["Ash"]),
        ({"search": "se26"}, ["Ash"]),
        ({"search": "10000"}, ["Ash", "Birch"]),
        ({"search": "ÉLMSTED"}, ["Cedar"]),
        ({"search": "%"}, ["Cedar"]),
        ({"search": "primary bromley"}, []),
        ({"name": "GIRLS' s"}, ["Birch"]),
        ({"name": "'; DROP TABLE organization_organization; --"}, []),
        ({"local_authority": "KENT"}, ["Cedar"]),
        ({"town": "leeds"}, ["Dogwood"]),
        ({"town": "élm"}, ["Cedar"]),
        ({"postcode": "NW1"}, ["Birch"]),
        ({"postcode": "se264qh"}, ["Ash"]),
        ({"phase": "16_plus"}, ["Dogwood"]),
        ({"gender": "girls"}, ["Birch"]),
        ({"gender": "mixed", "phase": "primary"}, ["Ash"]),
        ({"unheard_of": "x"}, ["Ash", "Birch", "Cedar", "Dogwood"]),
    ],
    ids=str,
)
def test_it_filters(api, cast, query, found):
    assert names(api.get(URL, query)) == found


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius", "found"),
    [
        (51.5308, 0, 0, ["Birch"]),
        (51.53, 0, 15, ["Birch", "Ash"]),
        (51.42, -0.05, 15, ["Ash", "Birch"]),
        (51.42, -0.05, 1, ["Ash"]),
        (51.42, -0.05, 1_000, ["Ash", "Birch", "Cedar"]),
        (90, 180, 1_000, []),
        (-90, -180, 1_000, []),
    ],
)
def test_it_finds_what_lies_in_a_circle_nearest_first(api, cast, latitude, longitude, radius, found):
    assert names(api.get(URL, {"lat": latitude, "lng": longitude, "radius_km": radius})) == found


def test_it_joins_a_circle_with_other_filters(api, cast):
    assert names(api.get(URL, {"lat": 51.5, "lng": 0, "radius_km": 1_000, "phase": "nursery"})) == ["Cedar"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"lat": "51.5"}, {"lng", "radius_km"}),
        ({"lat": "51.5", "lng": "0"}, {"radius_km"}),
        ({"radius_km": "10"}, {"lat", "lng"}),
        ({"lat": "", "lng": "0", "radius_km": "10"}, {"lat"}),
        ({"lat": "90.01", "lng": "0", "radius_km": "10"}, {"lat"}),
        ({"lat": "51", "lng": "-180.5", "radius_km": "10"}, {"lng"}),
        ({"lat": "51", "lng": "0", "radius_km": "-0.1"}, {"radius_km"}),
        ({"lat": "51", "lng": "0", "radius_km": "1000.1"}, {"radius_km"}),
        *(
            ({"lat": "51", "lng": "0", "radius_km": "10", field: value}, {field})
            for field in ("lat", "lng", "radius_km")
            for value in NUMBERS_THAT_ARE_NONE
        ),
        ({"phase": "splendid"}, {"phase"}),
        ({"phase": "Primary"}, {"phase"}),
        ({"gender": "0"}, {"gender"}),
        *(({field: "a\0b"}, {field}) for field in ("search", "name", "local_authority", "town", "postcode", "phase", "gender")),
        ({"page_size": "0"}, {"page_size"}),
    ],
)
def test_it_refuses_a_query_that_makes_no_sense_and_names_the_parameters(api, cast, query, named):
    answer = api.get(URL, query)
    assert (answer.status_code, set(answer.json())) == (400, named)


def test_it_pages(api, cast):
    first = api.get(URL, {"page_size": 3}).json()
    assert [first["pagination"][name] for name in ("total", "total_pages", "has_next")] == [4, 2, True]
    second = api.get(first["pagination"]["next"]).json()
    assert [row["name"].split()[0] for row in second["results"]] == ["Dogwood"]
    assert api.get(URL, {"page": 3, "page_size": 3}).status_code == 404


def test_it_needs_the_same_few_queries_for_a_full_page(api, django_assert_max_num_queries):
    for number in range(100):
        a_contact(a_school(name=f"School {number}", latitude=51.5, longitude=0.0), work_email=f"{number}@school.example")
    for query in ({}, {"search": "school"}, {"lat": 51.5, "lng": 0, "radius_km": 1}):
        with django_assert_max_num_queries(5):  # session and user, count, ids, rows
            assert len(api.get(URL, {"page_size": 100, **query}).json()["results"]) == 100
    with django_assert_max_num_queries(6):
        assert len(api.get(f"{URL}contacts/", {"page_size": 100}).json()["results"]) == 100


def test_it_takes_a_new_one_with_all_that_is_known(api):
    given = {
        "name": " Elm\u00a0School ", "local_authority": "Kent", "urn": 123456, "phase": "secondary", "gender": "boys",
        "telephone": "01234 567890", "street": "1 High Street", "address_line_1": "Elm House", "address_line_2": "Elmside",
        "town": "Ashford", "county": "Kent", "postcode": "tn231aa", "latitude": 51.15, "longitude": 0,
    }  # fmt: skip
    answer = api.post(URL, given)
    assert answer.status_code == 201
    shown = answer.json()
    assert set(shown) >= TAKEN | {"id", "contacts", "created_at", "updated_at"}
    kept = given | {"name": "Elm School", "urn": "123456", "postcode": "TN23 1AA", "longitude": 0.0}
    assert {name: shown[name] for name in TAKEN} == kept
    assert (shown["precision"], shown["contacts"], shown["contact_count"]) == ("manual", [], 0)
    assert api.get(f"{URL}{shown['id']}/").json() == shown
    assert not Job.objects.exists()


def test_it_fills_in_what_a_new_one_leaves_out(api):
    shown = api.post(URL, {"name": "Elm School", "local_authority": "Kent"}).json()
    assert (shown["phase"], shown["gender"], shown["urn"]) == ("not_applicable", "mixed", "")
    assert (shown["latitude"], shown["longitude"], shown["precision"]) == (None, None, "")


def test_it_places_a_new_one_in_the_background(api):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    shown = api.post(URL, {"name": "Elm School", "local_authority": "Kent", "postcode": "TN23 1AA"}).json()
    assert shown["latitude"] is None
    assert work() == 1
    placed = api.get(f"{URL}{shown['id']}/").json()
    assert (placed["latitude"], placed["longitude"], placed["precision"]) == (51.15, 0.87, "postcode")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "\u200b"}, {"name"}),
        ({"name": None}, {"name"}),
        ({"name": ["Elm"]}, {"name"}),
        ({"name": "x" * 301}, {"name"}),
        ({"name": "a\0b"}, {"name"}),
        ({"name": "ASH primary", "local_authority": "bromley"}, {"name"}),
        ({"name": " Ash  Primary ", "local_authority": "Bromley"}, {"name"}),
        ({"urn": "100001"}, {"urn"}),
        ({"phase": "splendid"}, {"phase"}),
        ({"gender": "other"}, {"gender"}),
        ({"postcode": "x" * 11}, {"postcode"}),
        ({"latitude": 51}, {"longitude"}),
        ({"longitude": 0}, {"latitude"}),
        ({"latitude": 91, "longitude": 0}, {"latitude"}),
        ({"latitude": 51, "longitude": -180.1}, {"longitude"}),
        *(({"latitude": value, "longitude": 0}, {"latitude"}) for value in ("abc", "nan", "inf", "-inf", "1e999", [], "\0")),
    ],
    ids=str,
)
def test_it_refuses_a_new_one_that_makes_no_sense_and_names_the_field(api, cast, fields, named):
    answer = api.post(URL, {"name": "Elm School", "local_authority": "Kent", **fields})
    assert (answer.status_code, set(answer.json())) == (400, named)
    assert Organization.objects.count() == 4


def test_it_asks_for_a_name_and_a_local_authority(api):
    answer = api.post(URL, {})
    assert (answer.status_code, set(answer.json())) == (400, {"name", "local_authority"})


@pytest.mark.parametrize("body", ["[]", '"text"', "{", '{"latitude": NaN}', "null"])
def test_it_refuses_a_body_that_is_no_json_object(api, body):
    assert api.post(URL, body, content_type="application/json").status_code == 400


def test_it_knows_its_own_name_in_capitals_that_are_not_ascii(api):
    first = api.post(URL, {"name": "Ysgol T\u0177 (\u00c9mile's)", "local_authority": "Sir F\u00f4n"}).json()
    twin = {"name": "YSGOL T\u0176 (\u00c9MILE'S)", "local_authority": "sir f\u00d4n"}
    answer = api.post(URL, twin)
    assert (answer.status_code, set(answer.json())) == (400, {"name"})
    assert api.post(URL, {**twin, "name": "Ysgol T\u0177 (\u00c9mile_s)"}).status_code == 201
    assert api.patch(f"{URL}{first['id']}/", twin).json()["name"] == twin["name"]


def test_it_takes_the_same_name_in_another_local_authority(api, cast):
    assert api.post(URL, {"name": "Ash Primary", "local_authority": "Kent"}).status_code == 201


def test_it_says_400_to_whoever_was_slower_with_the_same_name(api, cast, monkeypatch):
    checks = iter([lambda row: None, edits._refuse_twins])  # the twin comes in between the first look and the writing
    monkeypatch.setattr(edits, "_refuse_twins", lambda row: next(checks)(row))
    answer = api.post(URL, {"name": "ash PRIMARY", "local_authority": "bromley"})
    assert (answer.status_code, set(answer.json())) == (400, {"name"})
    assert Organization.objects.count() == 4


def test_it_shows_all_of_an_organization(api, cast):
    shown = api.get(f"{URL}{cast['Ash'].pk}/").json()
    assert [(set(contact), contact["contact_person"]) for contact in shown["contacts"]] == [
        ({"id", "contact_person", "job_title", "work_email"}, name) for name in ("Ann Lee", "Bo Ray")
    ]


def test_it_places_a_changed_address_anew(api, cast):
    Town.objects.create(name="leeds", latitude=53.8, longitude=-1.55, schools=9)
    ash = cast["Ash"]
    Organization.objects.filter(pk=ash.pk).update(easting=535_000, northing=171_000, precision="grid")
    shown = api.patch(f"{URL}{ash.pk}/", {"town": "Leeds", "postcode": ""}).json()
    assert (shown["town"], shown["latitude"], shown["longitude"], shown["precision"]) == ("Leeds", None, None, "")
    work()
    ash.refresh_from_db()
    assert (ash.latitude, ash.longitude, ash.precision) == (53.8, -1.55, "town")
    assert (ash.easting, ash.northing) == (None, None)


@pytest.mark.parametrize("fields", [{"telephone": "1"}, {"town": "Croydon"}, {"postcode": "se26 4qh"}, {"name": "Ash"}, {}], ids=str)
def test_it_keeps_the_place_when_the_address_is_the_same(api, cast, fields):
    shown = api.patch(f"{URL}{cast['Ash'].pk}/", fields).json()
    assert (shown["latitude"], shown["longitude"]) == (51.4266, -0.0524)
    assert not Job.objects.exists()


def test_it_takes_a_place_that_an_operator_gives_with_a_new_address(api, cast):
    shown = api.patch(f"{URL}{cast['Ash'].pk}/", {"town": "York", "latitude": 53.96, "longitude": -1.08}).json()
    assert (shown["latitude"], shown["longitude"], shown["precision"]) == (53.96, -1.08, "manual")
    assert not Job.objects.exists()


def test_it_places_anew_what_an_operator_takes_off_the_map(api, cast):
    shown = api.patch(f"{URL}{cast['Ash'].pk}/", {"latitude": None, "longitude": None}).json()
    assert (shown["latitude"], shown["precision"]) == (None, "")
    assert [job.flow for job in Job.objects.all()] == ["placing"]


def test_a_place_found_for_an_address_that_has_changed_since_is_not_written(api, cast):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    url = f"{URL}{cast['Ash'].pk}/"
    api.patch(url, {"postcode": "TN23 1AA"})
    api.patch(url, {"latitude": 1, "longitude": 2})
    work()
    shown = api.get(url).json()
    assert (shown["latitude"], shown["longitude"], shown["precision"]) == (1.0, 2.0, "manual")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "BIRCH girls' SCHOOL", "local_authority": "camden"}, {"name"}),
        ({"urn": "100002"}, {"urn"}),
        ({"phase": ""}, {"phase"}),
        ({"latitude": None}, {"latitude"}),
        ({"latitude": "nan"}, {"latitude"}),
        ({"town": None}, {"town"}),
    ],
    ids=str,
)
def test_it_refuses_a_change_that_makes_no_sense(api, cast, fields, named):
    answer = api.patch(f"{URL}{cast['Ash'].pk}/", fields)
    assert (answer.status_code, set(answer.json())) == (400, named)
    unchanged = Organization.objects.get(pk=cast["Ash"].pk)
    assert (unchanged.name, unchanged.urn, unchanged.latitude) == ("Ash Primary", "100001", 51.4266)


def test_it_takes_back_its_own_name_in_another_case(api, cast):
    shown = api.patch(f"{URL}{cast['Ash'].pk}/", {"name": "ASH Primary", "urn": "100001"}).json()
    assert shown["name"] == "ASH Primary"


def test_it_deletes_an_organization_with_its_contacts(api, cast):
    answer = api.delete(f"{URL}{cast['Ash'].pk}/")
    assert (answer.status_code, list(answer.json())) == (200, ["message"])
    assert not Organization.objects.filter(pk=cast["Ash"].pk).exists()
    assert [contact.contact_person for contact in OrganizationContact.objects.all()] == ["Cy Moss"]


def test_work_on_an_organization_that_was_deleted_ends(api, cast):
    url = f"{URL}{cast['Ash'].pk}/"
    api.patch(url, {"town": "York"})
    api.delete(url)
    work()
    assert [job.status for job in Job.objects.all()] == ["cancelled"]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_it_is_for_operators_alone(db, method, path):
    anonymous = getattr(client_of(), method)(URL + path)
    assert (anonymous.status_code, list(anonymous.json())) == (401, ["detail"])
    signed_in = getattr(client_of(normal_user()), method)(URL + path)
    assert (signed_in.status_code, list(signed_in.json())) == (403, ["detail"])


@pytest.mark.parametrize(("method", "path"), [endpoint for endpoint in ENDPOINTS if SOME_ID in endpoint[1]])
@pytest.mark.parametrize("wrong", [str(uuid.UUID(int=7)), "1", "nonsense", SOME_ID + "0", "%00", "%ff%fe", "..", "%27%20OR%201=1"])
def test_it_answers_404_to_an_unknown_or_malformed_id(api, cast, method, path, wrong):
    answer = getattr(api, method)(URL + path.replace(SOME_ID, wrong))
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])
    assert (Organization.objects.count(), OrganizationContact.objects.count()) == (4, 3)
