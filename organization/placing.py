"""Schools that have no coordinates get them: one, or all at once after an import. And look-ups for those who cannot wait for one."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace

from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job
from organization.geo import gazetteer
from organization.geo.places import NotLookedUp, Place, geocode, geocode_postcodes, known
from organization.models import Organization, Postcode, Precision

ROUGH = (Precision.OUTCODE, Precision.TOWN, Precision.ONLINE)
MOST_LOOK_UPS = 15  # in one go: each takes a second and more, and a worker that is told to stop should not have to wait


class Area(NamedTuple):
    """What a place is looked up by besides its postcode. Without the street: half of them bear the name of some other town."""

    town: str
    county: str
    local_authority: str

    @property
    def text(self) -> str:
        return ", ".join(part for part in (self.town, self.county) if part)


def by_postcode(job: Job, organization: Organization | None) -> Next:
    """Place one school by its postcode; without a subject all whose place is not known, or roughly. Then it is known where towns are."""
    exact = Postcode.objects.filter(code=Replace(OuterRef("postcode"), Value(" ")))
    rows = _of(organization, Organization.objects.filter(Q(latitude=None) | Q(precision__in=ROUGH)))

    def write() -> None:
        latitude, longitude = Subquery(exact.values("latitude")), Subquery(exact.values("longitude"))
        rows.filter(Exists(exact)).update(latitude=latitude, longitude=longitude, precision=Precision.POSTCODE)
        if organization is None:
            gazetteer.rebuild()

    return Next(write)


def by_area(job: Job, organization: Organization | None) -> Next:
    """Place what is left by outward code, else by what is known of its town."""
    left = list(_unplaced(organization))
    rough = geocode_postcodes(row.postcode for row in left)
    places, _ = _known({_area(row) for row in left if row.postcode not in rough})
    return Next(partial(_write, organization, rough, places))


def ask_around(job: Job, organization: Organization | None) -> Next | Wait:
    """Ask Nominatim for the towns that are still unknown, some at a time: its answers are kept."""
    _, unasked = _known({_area(row) for row in _unplaced(organization)})
    for area in unasked[:MOST_LOOK_UPS]:
        geocode(area.text, around=[area.local_authority])
    return Wait(0) if len(unasked) > MOST_LOOK_UPS else Next()


def look_up(text: str) -> None:
    """Have Nominatim asked in the background where a place is; `known` tells when it has answered."""
    enqueue(looking_up, args={"text": text}, dedup_key=f"look_up {text}"[:200])


def ask(job: Job, subject: None) -> Done:
    """Ask Nominatim where a place is."""
    geocode(job.args["text"])
    return Done()


def _of(organization: Organization | None, rows: QuerySet[Organization]) -> QuerySet[Organization]:
    return rows.filter(pk=organization.pk) if organization else rows


def _unplaced(organization: Organization | None) -> QuerySet[Organization]:
    return _of(organization, Organization.objects.filter(latitude=None))


def _area(row: Organization) -> Area:
    return Area(row.town, row.county, row.local_authority)


def _known(areas: Iterable[Area]) -> tuple[dict[Area, Place], list[Area]]:
    """Where they are; and those of which nobody but Nominatim may know that."""
    places, unasked = {}, []
    for area in areas:
        try:
            place = known(area.text, around=[area.local_authority]) if area.town else None
        except NotLookedUp:
            unasked.append(area)
        else:
            if place:
                places[area] = place
    return places, unasked


def _write(organization: Organization | None, by_code: Mapping[str, Place], by_area: Mapping[Area, Place]) -> None:
    rows = []
    for row in _unplaced(organization).select_for_update():  # as they stand now
        if place := by_code.get(row.postcode) or by_area.get(_area(row)):
            row.latitude, row.longitude, row.precision = place.latitude, place.longitude, place.precision
            rows.append(row)
    placed = ["latitude", "longitude", "precision"]
    Organization.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=placed, batch_size=1_000)


def _online(job: Job) -> bool:
    return settings.GEOCODER_ONLINE


placing = Flow(
    "placing",
    [
        Stage("postcodes", by_postcode),
        Stage("areas", by_area),
        Stage("ask", ask_around, when=_online),
        Stage("answers", by_area, when=_online),
    ],
)

looking_up = Flow("look_up", [Stage("ask", ask)])
