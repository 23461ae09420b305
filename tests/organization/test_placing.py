"""Schools without coordinates get them."""

from edukai.jobs.control import enqueue
from organization.models import Organization, Outcode, Postcode, Town
from organization.placing import placing
from tests.factories import a_school, work


def test_it_places_all_that_have_no_place_in_a_few_queries(db, django_assert_max_num_queries):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    Outcode.objects.create(code="LS1", latitude=53.8, longitude=-1.55)
    Town.objects.create(name="ashford", latitude=51.1, longitude=0.8, schools=2)
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
    assert found["In town"] == (51.1, 0.8, "town")
    assert found["Nowhere"] == (None, None, "")
    assert found["Known"] == (1.0, 2.0, "manual")


def test_towns_are_known_by_the_schools_that_were_placed(db):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    a_school(town="Ashford", postcode="TN23 1AA")
    enqueue(placing)
    work()
    assert (Town.objects.get(name="ashford").latitude, Town.objects.get(name="ashford").schools) == (51.15, 1)


def test_it_writes_nothing_else_of_a_school(db):
    Postcode.objects.create(code="TN231AA", latitude=51.15, longitude=0.87)
    school = a_school(postcode="TN23 1AA", telephone="1")
    enqueue(placing)
    work()
    placed = Organization.objects.get()
    assert (placed.pk, placed.telephone, placed.updated_at) == (school.pk, "1", school.updated_at)
