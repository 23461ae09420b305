"""What lies around a point. The one place that knows how far apart two points are."""

import math
from typing import cast

from django.db.models import ExpressionWrapper, F, FloatField, Model, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from organization.models import Organization

EARTH_RADIUS_KM = 6371.0088  # the mean radius of the IUGG
FARTHEST_KM = math.pi * EARTH_RADIUS_KM
_MILLIMETRE = 1e-6  # in km: rounding never leaves out what lies exactly on the circle


def within[M: Model](queryset: QuerySet[M], latitude: float, longitude: float, km: float, *, prefix: str = "") -> QuerySet[M]:
    """The rows at most `km` from a point (degrees, WGS84), nearest first, then by id; each has `distance_km`.

    `prefix` leads to the model with the `latitude` and `longitude`: "organization__" for contacts. Rows without a place are
    never among them. `math.inf` sets no limit. One query: a bounding box on the index, then the great circle (haversine).
    Raises ValueError for a point that is not on earth and a radius below 0 or NaN.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and km >= 0):
        raise ValueError("The point is not on earth, or the radius is not a number from 0 up.")
    measured = queryset.annotate(distance_km=_great_circle_km(latitude, longitude, prefix))
    everywhere = km + _MILLIMETRE >= FARTHEST_KM
    inside = measured.filter(_on_the_map(prefix) if everywhere else circle(latitude, longitude, km, prefix=prefix))
    return cast("QuerySet[M]", inside.order_by("distance_km", "pk"))


def circle(latitude: float, longitude: float, km: float, *, prefix: str = "") -> Q:
    """Among the rows that `within` gave for this point and prefix: those at most `km` away."""
    reach = km + _MILLIMETRE
    return _box(latitude, longitude, reach, prefix) & Q(distance_km__lte=reach)


def _on_the_map(prefix: str) -> Q:
    """Through a relation it names the few schools that have no place: contacts are then counted without a look at each one's school."""
    return ~Q(**{f"{prefix}pk__in": Organization.objects.filter(latitude=None)}) if prefix else Q(latitude__isnull=False)


def _box(latitude: float, longitude: float, km: float, prefix: str) -> Q:
    """The smallest box of latitudes and longitudes around the circle; it may lie across the antimeridian or over a pole."""
    angle = km / EARTH_RADIUS_KM
    south, north = latitude - math.degrees(angle), latitude + math.degrees(angle)
    band = Q(**{f"{prefix}latitude__gte": max(south, -90), f"{prefix}latitude__lte": min(north, 90)})
    if south <= -90 or north >= 90:
        return band  # over a pole: every longitude
    # The meridians that touch the circle do so nearer to the pole than its centre: wider than a parallel would have it.
    half = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude)))))
    west, east = longitude - half, longitude + half
    if west < -180:
        return band & _longitudes(prefix, west + 360, 180) | band & _longitudes(prefix, -180, east)
    if east > 180:
        return band & _longitudes(prefix, west, 180) | band & _longitudes(prefix, -180, east - 360)
    return band & _longitudes(prefix, west, east)


def _longitudes(prefix: str, west: float, east: float) -> Q:
    return Q(**{f"{prefix}longitude__gte": west, f"{prefix}longitude__lte": east})


def _great_circle_km(latitude: float, longitude: float, prefix: str) -> ExpressionWrapper:
    """Haversine: exact for near points too. Between opposite ends of the earth rounding may pass 1, which ASIN refuses."""
    there = Radians(F(f"{prefix}latitude"))
    north_south = Power(Sin((there - math.radians(latitude)) / 2), 2)
    east_west = Power(Sin((Radians(F(f"{prefix}longitude")) - math.radians(longitude)) / 2), 2)
    haversine = north_south + east_west * Cos(there) * math.cos(math.radians(latitude))
    half_angle = ASin(Least(Sqrt(haversine), Value(1.0)))
    return ExpressionWrapper(half_angle * (2 * EARTH_RADIUS_KM), output_field=FloatField())
