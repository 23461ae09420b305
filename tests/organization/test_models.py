"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from organization.models import Organization

pytestmark = pytest.mark.django_db
NOT_ON_EARTH = [
    {"latitude": 51.5, "longitude": None},
    {"latitude": None, "longitude": 0.0},
    {"latitude": 90.1, "longitude": 0.0},
    {"latitude": 0.0, "longitude": -180.1},
    {"latitude": float("inf"), "longitude": 0.0},
]


@pytest.mark.parametrize("place", NOT_ON_EARTH, ids=str)
def test_it_keeps_no_school_that_is_not_on_earth(place):
    school = Organization(name="Ash", local_authority="Kent", **place)
    with pytest.raises(IntegrityError, match="organization_on_earth"), transaction.atomic():
        Organization.objects.bulk_create([school])
    school.latitude = school.longitude = None
    school.save()
    with pytest.raises(IntegrityError, match="organization_on_earth"), transaction.atomic():
        Organization.objects.update(**place)


@pytest.mark.parametrize("place", [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0), (None, None)], ids=str)
def test_it_keeps_what_is_on_earth_or_nowhere(place):
    Organization.objects.create(name="Ash", local_authority="Kent", latitude=place[0], longitude=place[1])
    assert Organization.objects.values_list("latitude", "longitude").get() == place


@pytest.mark.parametrize("twin", [{"name": "ASH"}, {"name": "Elm", "urn": "1"}], ids=str)
def test_it_keeps_no_twins(twin):
    Organization.objects.create(name="Ash", local_authority="Kent", urn="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(**{"local_authority": "kent", **twin})
