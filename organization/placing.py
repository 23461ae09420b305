"""Schools that have no coordinates get them: one, or all at once after an import."""

import functools
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from edukai.jobs import Done, Flow, Stage
from edukai.jobs.models import Job
from organization.geo import gazetteer
from organization.geo.places import Place, geocode, geocode_postcodes
from organization.models import Organization


class Address(NamedTuple):
    """What a place is looked up by. Without the street: half of them bear the name of some other town."""

    town: str
    county: str
    postcode: str


def place(job: Job, organization: Organization | None) -> Done:
    """Place one school; without a subject all that have no place."""
    places = _places({_address(row) for row in _unplaced(organization)})

    def write() -> None:
        rows = [row for row in _unplaced(organization).select_for_update() if _address(row) in places]  # as they stand now
        for row in rows:
            found = places[_address(row)]
            row.latitude, row.longitude, row.precision = found.latitude, found.longitude, found.precision
        placed = ["latitude", "longitude", "precision"]
        Organization.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=placed, batch_size=1_000)
        if organization is None:
            gazetteer.rebuild()

    return Done(write=write)


def _unplaced(organization: Organization | None) -> QuerySet[Organization]:
    rows = Organization.objects.filter(latitude=None)
    return rows.filter(pk=organization.pk) if organization else rows


def _address(row: Organization) -> Address:
    return Address(row.town, row.county, row.postcode)


def _places(addresses: Iterable[Address]) -> dict[Address, Place]:
    """Of those that can be found. Postcodes in bulk; then each town once."""
    by_postcode = geocode_postcodes({address.postcode for address in addresses})
    find = functools.cache(geocode)
    places = {}
    for address in addresses:
        found = by_postcode.get(address.postcode) or find(", ".join(part for part in (address.town, address.county) if part))
        if found:
            places[address] = found
    return places


placing = Flow("placing", [Stage("place", place)])
