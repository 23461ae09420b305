"""Which schools and which of their contacts are near a candidate."""

import math

from django.db.models import Q, QuerySet

from candidate.models import Candidate
from edukai.errors import PermanentError
from organization import queries
from organization.geo.distance import circle, within
from organization.geo.places import NotLookedUp, known
from organization.models import Organization, OrganizationContact
from organization.placing import look_up

type Point = tuple[float, float]  # latitude and longitude in degrees

CLOSE_KM = 25


def organizations(point: Point, radius_km: float) -> QuerySet[Organization]:
    """Schools as lists show them, with their `distance_km`, nearest first."""
    return within(queries.listed_organizations(), *point, radius_km)


def contacts(point: Point, radius_km: float | None) -> QuerySet[OrganizationContact]:
    """Contacts with their school and its `distance_km`, nearest first; None sets no limit."""
    rows = OrganizationContact.objects.select_related("organization")
    return within(rows, *point, math.inf if radius_km is None else radius_km, prefix="organization__")


def closest(point: Point) -> Q:
    """Which of the `contacts` of a point are so near that they fill the first pages in most parts of the country."""
    return circle(*point, CLOSE_KM, prefix="organization__")


def point_of(candidate: Candidate) -> Point:
    """Where the candidate lives: looked up when it is first asked for, then kept for as long as the address stays the same.

    Raises PermanentError when that is not known, or not on the map; NotLookedUp while the network is being asked for it.
    """
    address = _address(candidate)
    if candidate.latitude is not None and candidate.longitude is not None and candidate.placed_by == address:
        return candidate.latitude, candidate.longitude
    try:
        place = known(address) if address else None
    except NotLookedUp:
        look_up(address)
        raise
    if place is None:
        raise PermanentError("Where this candidate lives is not known, or not on the map.", code="no_place")
    # By the id: the candidate has not changed, and `updated_at` stays as it is.
    Candidate.objects.filter(pk=candidate.pk).update(latitude=place.latitude, longitude=place.longitude, placed_by=address)
    return place.latitude, place.longitude


def _address(candidate: Candidate) -> str:
    """The location; behind it the postcode on the CV, unless an operator has said since where the candidate lives."""
    as_on_cv = candidate.ai_enhanced_cv_content is not None and "location" not in candidate.edited
    postcode = candidate.profile.personal_info.postcode if as_on_cv else ""
    return ", ".join(part for part in (candidate.location, postcode) if part)
