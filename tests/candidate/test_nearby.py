"""Schools near a candidate, and their contacts."""

import pytest
from django.db import IntegrityError, transaction

from candidate.models import Candidate
from organization.models import Organization, Outcode, Postcode, Town
from tests.factories import a_candidate, a_contact, a_school, client_of, content, normal_user, work
from tests.fakes.nominatim import geocoder

SOME_ID = "3f0e2f0c-52a9-4f3c-9c0e-0d6c6f1c2b11"
CONTACT = {
    "contact_id", "contact_person", "contact_email", "contact_job_title", "organization_id", "organization_name", "organization_phase",
    "organization_gender", "organization_town", "organization_county", "organization_postcode", "organization_local_authority",
    "organization_telephone", "distance_km",
}  # fmt: skip
BOTH = ("organizations", "contacts")


@pytest.fixture
def amy(db) -> Candidate:
    Town.objects.create(name="croydon", latitude=51.3762, longitude=-0.0982, schools=90)
    return a_candidate(location="Croydon")


@pytest.fixture
def cast(amy) -> dict[str, Organization]:
    """Schools 0, 7.6, 21 and 280 km away, and one that is not on the map; a contact in each."""
    schools = {
        "Elm": a_school(name="Elm", latitude=51.5308, longitude=0.0, phase="secondary", town="London", local_authority="Camden"),
        "Ash": a_school(name="Ash", latitude=51.3762, longitude=-0.0982, phase="primary", town="Croydon", postcode="CR0 1AA"),
        "Fir": a_school(name="Fir", latitude=53.8, longitude=-1.55, phase="primary", town="Leeds"),
        "Box": a_school(name="Box", latitude=51.4266, longitude=-0.0224, phase="nursery", town="London"),
        "Oak": a_school(name="Oak", town="Nowhere"),
    }
    for name, school in schools.items():
        a_contact(school, contact_person=f"Head of {name}", work_email=f"head@{name.lower()}.example", job_title="Head teacher")
    return schools


def near(api, what: str, candidate: Candidate, **query):
    return api.get(f"/api/candidates/{candidate.pk}/nearby-{what}/", query)


def schools(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["organization"]["name"] for row in answer.json()["organizations"]]


def people(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["organization_name"] for row in answer.json()["results"]]


def test_it_shows_the_schools_within_10_km_nearest_first(api, amy, cast):
    answer = near(api, "organizations", amy).json()
    assert {name: answer[name] for name in answer.keys() - {"organizations"}} == {
        "candidate": "Amy Okafor",
        "candidate_id": str(amy.pk),
        "candidate_location": "Croydon",
        "candidate_lat": 51.3762,
        "candidate_lng": -0.0982,
        "radius_km": 10,
        "total_found": 2,
    }
    nearest, next_one = answer["organizations"]
    assert (nearest["distance_km"], nearest["organization"]["name"], nearest["organization"]["contact_count"]) == (0, "Ash", 1)
    assert next_one["distance_km"] == pytest.approx(7.67, abs=0.05)
    assert set(next_one) == {"distance_km", "organization"}
    assert set(next_one["organization"]) == {
        "id", "urn", "name", "local_authority", "phase", "gender", "town", "postcode", "telephone", "contact_count", "created_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("radius", "found"),
    [("0", ["Ash"]), ("", ["Ash", "Box"]), ("25", ["Ash", "Box", "Elm"]), ("1000", ["Ash", "Box", "Elm", "Fir"]), ("7.0", ["Ash"])],
)
def test_it_takes_a_radius(api, amy, cast, radius, found):
    assert schools(near(api, "organizations", amy, radius_km=radius)) == found


def test_it_pages_schools_when_asked_to(api, amy, cast):
    first = near(api, "organizations", amy, radius_km=1000, page_size=3)
    assert (schools(first), first.json()["total_found"]) == (["Ash", "Box", "Elm"], 4)
    following = first.json()["pagination"]["next"]
    second = api.get(following)
    assert (schools(second), second.json()["pagination"]["page"]) == (["Fir"], 2)
    assert near(api, "organizations", amy, page=3).status_code == 404
    assert near(api, "organizations", amy, page_size="nan").status_code == 400


def test_it_shows_at_most_1000_schools_when_no_page_is_asked_for(api, amy):
    here = {"local_authority": "Kent", "latitude": 51.3762, "longitude": -0.0982}
    Organization.objects.bulk_create(Organization(name=f"School {number}", **here) for number in range(1_005))
    answer = near(api, "organizations", amy).json()
    assert (len(answer["organizations"]), answer["total_found"]) == (1_000, 1_005)
    assert len({row["organization"]["id"] for row in answer["organizations"]}) == 1_000


def test_it_shows_contacts_nearest_first_however_far(api, amy, cast):
    answer = near(api, "contacts", amy)
    assert people(answer) == ["Ash", "Box", "Elm", "Fir"]
    shown = answer.json()
    assert {name: shown[name] for name in shown.keys() - {"results", "pagination"}} == {
        "candidate": "Amy Okafor",
        "candidate_id": str(amy.pk),
        "candidate_location": "Croydon",
        "radius_km": None,
    }
    assert shown["pagination"]["total"] == 4
    nearest = shown["results"][0]
    assert set(nearest) == CONTACT
    assert (nearest["contact_email"], nearest["organization_postcode"]) == ("head@ash.example", "CR0 1AA")
    assert (nearest["organization_id"], nearest["distance_km"]) == (str(cast["Ash"].pk), 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"radius_km": "10"}, ["Ash", "Box"]),
        ({"radius_km": "0"}, ["Ash"]),
        ({"radius_km": ""}, ["Ash", "Box", "Elm", "Fir"]),
        ({"phase": "primary"}, ["Ash", "Fir"]),
        ({"phase": "primary", "radius_km": "100"}, ["Ash"]),
        ({"town": "london"}, ["Box", "Elm"]),
        ({"postcode": "cr01aa"}, ["Ash"]),
        ({"job_title": "head"}, ["Ash", "Box", "Elm", "Fir"]),
        ({"org_name": "FIR"}, ["Fir"]),
        ({"contact_name": "of elm"}, ["Elm"]),
        ({"contact_email": "@box"}, ["Box"]),
        ({"search": "camden"}, ["Elm"]),
        ({"search": "nowhere"}, []),
        ({"page_size": "2", "page": "2"}, ["Elm", "Fir"]),
    ],
    ids=str,
)
def test_it_filters_contacts(api, amy, cast, query, found):
    assert people(near(api, "contacts", amy, **query)) == found


@pytest.mark.parametrize("what", BOTH)
@pytest.mark.parametrize("radius", ["abc", "nan", "inf", "-inf", "-1", "1000.5", "1e400", "9" * 5_000, "1,5", "\0"])
def test_it_refuses_a_radius_that_makes_no_sense(api, amy, cast, what, radius):
    answer = near(api, what, amy, radius_km=radius)
    assert (answer.status_code, list(answer.json())) == (400, ["radius_km"])


@pytest.mark.parametrize(("query", "named"), [({"phase": "x"}, "phase"), ({"search": "a\0b"}, "search"), ({"page_size": "0"}, "page_size")])
def test_it_refuses_a_filter_of_contacts_that_makes_no_sense(api, amy, cast, query, named):
    answer = near(api, "contacts", amy, **query)
    assert (answer.status_code, list(answer.json())) == (400, [named])


@pytest.mark.parametrize("what", BOTH)
@pytest.mark.parametrize("location", ["", "Atlantis"])
def test_it_says_so_when_nobody_knows_where_a_candidate_lives(api, cast, what, location):
    answer = near(api, what, a_candidate(location=location))
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


def test_it_goes_by_the_postcode_on_the_cv(api, cast):
    Postcode.objects.create(code="SE264QH", latitude=51.4266, longitude=-0.0224)
    known = content()
    known["personal_info"]["postcode"] = "SE26 4QH"
    ben = a_candidate(location="Croydon", ai_enhanced_cv_content=known)
    assert schools(near(api, "organizations", ben, radius_km=1)) == ["Box"]
    api.patch(f"/api/candidates/{ben.pk}/update/", {"location": "Central Croydon"})
    assert schools(near(api, "organizations", ben, radius_km=1)) == ["Ash"]


def test_it_keeps_the_place_until_the_address_changes(api, amy, cast, django_assert_max_num_queries):
    before = Candidate.objects.get(pk=amy.pk).updated_at
    near(api, "organizations", amy)
    Town.objects.all().delete()
    with django_assert_max_num_queries(5):  # session and user, candidate, schools, their number
        assert schools(near(api, "organizations", amy)) == ["Ash", "Box"]
    assert Candidate.objects.get(pk=amy.pk).updated_at == before
    Outcode.objects.create(code="LS1", latitude=53.8, longitude=-1.55)
    amy.change(location="Leeds LS1")
    assert schools(near(api, "organizations", amy)) == ["Fir"]


def test_it_waits_for_no_network_and_has_the_answer_a_moment_later(api, cast, settings):
    ben = a_candidate(location="Thornton Heath")
    with geocoder(settings) as nominatim:
        for what in BOTH:
            answer = near(api, what, ben)
            assert (answer.status_code, list(answer.json())) == (503, ["detail"])
            assert "being looked up" in answer.json()["detail"]
        assert nominatim.asked == []
        assert work() == 1
        assert schools(near(api, "organizations", ben)) == ["Ash", "Box"]
        assert [query for query, *_ in nominatim.asked] == ["thornton heath"]
    settings.GEOCODER_ONLINE = False
    assert schools(near(api, "organizations", ben)) == ["Ash", "Box"]


def test_it_says_so_when_the_network_knows_no_place_either(api, cast, settings):
    ben = a_candidate(location="Atlantis")
    with geocoder(settings) as nominatim:
        nominatim.body = []
        near(api, "organizations", ben)
        work()
        answer = near(api, "organizations", ben)
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


@pytest.mark.parametrize("place", [{"latitude": 51.5}, {"longitude": 0.0}, {"latitude": 91.0, "longitude": 0.0}], ids=str)
def test_it_keeps_no_candidate_who_is_not_on_earth(db, place):
    with pytest.raises(IntegrityError, match="candidate_on_earth"), transaction.atomic():
        a_candidate(**place)


def test_it_needs_the_same_few_queries_for_a_full_page(api, amy, django_assert_max_num_queries):
    for number in range(100):
        school = a_school(name=f"School {number}", latitude=51.4, longitude=0.0)
        a_contact(school, work_email=f"{number}@school.example")
    near(api, "contacts", amy)
    with django_assert_max_num_queries(6):
        assert len(people(near(api, "contacts", amy, page_size=100))) == 100
    with django_assert_max_num_queries(5):
        assert len(schools(near(api, "organizations", amy))) == 100


@pytest.mark.parametrize("what", BOTH)
def test_it_is_for_operators_alone(db, what):
    url = f"/api/candidates/{SOME_ID}/nearby-{what}/"
    assert client_of().get(url).status_code == 401
    assert client_of(normal_user()).get(url).status_code == 403


@pytest.mark.parametrize("what", BOTH)
@pytest.mark.parametrize("wrong", [SOME_ID, "1", "%00", "nonsense"])
def test_it_answers_404_to_an_unknown_or_malformed_id(api, what, wrong):
    answer = api.get(f"/api/candidates/{wrong}/nearby-{what}/")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])
