import math
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from geopy.distance import great_circle

from organization.geo.distance import within
from organization.models import Organization, OrganizationContact, Precision

pytestmark = pytest.mark.django_db
LONDON = (51.5074, -0.1278)


def school(name: str, latitude: float | None, longitude: float | None) -> Organization:
    return Organization.objects.create(
        name=name, local_authority="Anywhere", latitude=latitude, longitude=longitude, precision=Precision.MANUAL if latitude else ""
    )


def names(latitude: float, longitude: float, km: float) -> list[str]:
    return [row.name for row in within(Organization.objects.all(), latitude, longitude, km)]


def test_it_finds_what_lies_within_nearest_first():
    school("Croydon", 51.3714, -0.0977)
    school("Camden", 51.5290, -0.1255)
    school("Leeds", 53.8008, -1.5491)
    school("Nowhere", None, None)
    found = list(within(Organization.objects.all(), *LONDON, 20))
    assert [row.name for row in found] == ["Camden", "Croydon"]
    assert found[1].distance_km == pytest.approx(great_circle(LONDON, (51.3714, -0.0977)).km, rel=1e-6)


def test_it_sorts_by_id_what_is_equally_far():
    ids = sorted(school(f"Twin {number}", *LONDON).pk for number in range(5))
    assert [row.pk for row in within(Organization.objects.all(), *LONDON, 1)] == ids


def test_it_finds_with_radius_0_what_lies_exactly_there():
    school("Here", *LONDON)
    school("A few metres off", LONDON[0] + 0.0001, LONDON[1])
    assert names(*LONDON, 0) == ["Here"]


@pytest.mark.parametrize("km", [0.5, 7, 120, 900, 5_000, 15_000])
def test_its_box_cuts_nothing_off(km):
    """Anywhere on earth, also across longitude 0, the antimeridian and the poles: the same as measuring every row."""
    chance = random.Random(7)
    points = [(chance.uniform(-90, 90), chance.uniform(-180, 180)) for _ in range(300)]
    centres = [(51.5, 0.001), (-17, 179.9), (65, -179.95), (89.5, 20), (-89.9, -170), (90, 0), (0, 180), (52, -1), (-90, 180)]
    for centre in centres:
        points += [
            (max(-90, min(90, centre[0] + chance.gauss(0, km / 150))), _wrapped(centre[1] + chance.gauss(0, km / 90))) for _ in range(60)
        ]
    Organization.objects.bulk_create(
        Organization(name=str(number), local_authority="Earth", latitude=latitude, longitude=longitude)
        for number, (latitude, longitude) in enumerate(points)
    )
    for centre in centres:
        distances = {str(number): _km(centre, point) for number, point in enumerate(points)}
        surely = {name for name, distance in distances.items() if distance <= km}
        assert set(names(*centre, km)) == surely


def test_it_finds_the_other_end_of_the_earth_without_a_limit():
    school("Antipodes", -LONDON[0], LONDON[1] + 180)
    school("Here", *LONDON)
    school("Nowhere", None, None)
    assert names(*LONDON, math.inf) == ["Here", "Antipodes"]
    assert names(*LONDON, 1e300) == ["Here", "Antipodes"]


def test_it_goes_through_a_relation():
    near, far = school("Near", *LONDON), school("Far", 53.8, -1.5)
    for organization in (near, far):
        OrganizationContact.objects.create(
            organization=organization, contact_person="Head", work_email=f"{organization.name}@school.example"
        )
    found = within(OrganizationContact.objects.all(), *LONDON, 5, prefix="organization__")
    assert [contact.work_email for contact in found] == ["Near@school.example"]
    assert found[0].distance_km == 0


def test_it_is_one_query_that_can_be_sliced_and_counted():
    school("Here", *LONDON)
    with CaptureQueriesContext(connection) as queries:
        assert len(within(Organization.objects.all(), *LONDON, 5)[:10]) == 1
    assert len(queries) == 1
    assert within(Organization.objects.all(), *LONDON, 5).count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small as a whole, whatever its indexes")
def test_it_uses_the_index_of_places():
    assert "(latitude>? AND latitude<?)" in within(Organization.objects.all(), *LONDON, 5).explain()


@pytest.mark.parametrize(
    ("latitude", "longitude", "km"),
    [(91, 0, 1), (-90.1, 0, 1), (0, 181, 1), (0, 0, -1), (math.nan, 0, 1), (0, math.nan, 1), (0, 0, math.nan), (math.inf, 0, 1)],
)
def test_it_refuses_what_is_not_on_earth(latitude, longitude, km):
    with pytest.raises(ValueError, match="not on earth"):
        within(Organization.objects.all(), latitude, longitude, km)


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """An independent way to the same distance: the angle between two vectors."""
    (x, y, z), (u, v, w) = _vector(*one), _vector(*other)
    cross = math.hypot(y * w - z * v, z * u - x * w, x * v - y * u)
    return 6371.0088 * math.atan2(cross, x * u + y * v + z * w)


def _vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    phi, theta = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)
