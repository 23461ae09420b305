"""Schools without coordinates get them."""

import pytest

from edukai.jobs.control import enqueue
from organization import placing as organization_placing
from organization.geo import nominatim as nominatim_client
from organization.models import Organization, Outcode, Postcode, Town
from organization.placing import placing
from tests.factories import a_school, work


def test_it_places_all_that_have_no_place_in_a_few_queries(db, django_assert_max_num_queries):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    Outcode.objects.create(code="LS1", latitude=53.8, longitude=-1.55)
    for number in range(20):
        a_school(name=f"School {number}", town="Ashford", postcode="TN23 1AA")
    a_school(name="Near", postcode="LS1 9ZZ")
    a_school(name="In town", town="Ashford", postcode="QQ9 9QQ")
    a_school(name="Nowhere", town="Atlantis")
    a_school(name="Known", latitude=1.0, longitude=2.0, precision="manual", postcode="TN23 1AA")
    enqueue(placing)
    with django_assert_max_num_queries(30):
        work()
    found = {row.name: (row.latitude, row.longitude, row.precision) for row in Organization.objects.all()}
    assert found["School 7"] == (51.15, 0.87, "postcode")
    assert found["Near"] == (53.8, -1.55, "outcode")
    assert found["In town"] == (pytest.approx(51.15), pytest.approx(0.87), "town")  # of the schools placed in the same go
    assert found["Nowhere"] == (None, None, "")
    assert found["Known"] == (1.0, 2.0, "manual")


def test_it_knows_places_better_once_postcodes_are_loaded(db):
    Outcode.objects.create(code="TN23", latitude=51.1, longitude=0.8)
    a_school(postcode="TN23 1AA")
    a_school(name="By hand", postcode="TN23 1AA", latitude=1.0, longitude=2.0, precision="manual")
    enqueue(placing)
    work()
    assert Organization.objects.get(name="Ash School").precision == "outcode"
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    enqueue(placing)
    work()
    assert Organization.objects.values_list("latitude", "precision").get(name="Ash School") == (51.15, "postcode")
    assert Organization.objects.get(name="By hand").latitude == 1.0


def test_towns_are_known_by_the_schools_that_were_placed(db):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    a_school(town="Ashford", postcode="TN23 1AA")
    enqueue(placing)
    work()
    ashford = Town.objects.get(name="ashford")
    assert (ashford.latitude, ashford.schools) == (51.15, 1)


def test_towns_are_known_behind_an_import_that_places_everything_itself(db):
    a_school(town="Ashford", latitude=51.15, longitude=0.87, precision="grid")
    enqueue(placing)
    work()
    assert Town.objects.get(name="ashford").schools == 1


def test_a_town_of_many_is_the_one_in_its_county(db):
    for number in range(3):
        a_school(name=f"Wight {number}", local_authority="Isle of Wight", town="Newport", latitude=50.7, longitude=-1.29, precision="grid")
        a_school(
            name=f"Salop {number}",
            local_authority="Telford and Wrekin",
            town="Newport",
            county="Shropshire",
            latitude=52.77,
            longitude=-2.38,
            precision="grid",
        )
    a_school(name="Here", local_authority="Telford and Wrekin", town="Newport")
    a_school(name="By county", county="Shropshire", town="Newport")
    a_school(name="Nobody knows", town="Newport")
    enqueue(placing)
    work()
    found = {row.name: row.latitude for row in Organization.objects.all()}
    assert (found["Here"], found["By county"], found["Nobody knows"]) == (pytest.approx(52.77), pytest.approx(52.77), None)


def test_it_asks_the_network_for_what_is_left_some_at_a_time(db, nominatim, monkeypatch):
    monkeypatch.setattr(nominatim_client, "SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr(organization_placing, "MOST_LOOK_UPS", 2)
    for number in range(3):
        a_school(name=f"School {number}", town=f"Atlantis {number}", county="Kent")
    a_school(name="Twin", town="Atlantis 1", county="Kent")
    enqueue(placing)
    work()
    assert {row.precision for row in Organization.objects.all()} == {"online"}
    assert sorted(query for query, *_ in nominatim.asked) == [f"atlantis {number} kent" for number in range(3)]


def test_it_keeps_what_was_placed_when_the_network_fails(db, nominatim):
    nominatim.status = 403
    Outcode.objects.create(code="LS1", latitude=53.8, longitude=-1.55)
    a_school(name="Near", postcode="LS1 9ZZ")
    a_school(name="Far", town="Atlantis")
    job = enqueue(placing)
    work()
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "geocoder_refused")
    assert Organization.objects.get(name="Near").precision == "outcode"


def test_it_writes_nothing_else_of_a_school(db):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    school = a_school(postcode="TN23 1AA", telephone="1")
    enqueue(placing)
    work()
    placed = Organization.objects.get()
    assert (placed.pk, placed.telephone, placed.updated_at) == (school.pk, "1", school.updated_at)
