"""From what people write to a point on the map: postcode, outward code, town, and only if switched on the network."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched

from django.conf import settings

from edukai.errors import TransientError
from organization.geo import gazetteer, nominatim, postcodes
from organization.models import OnlineAnswer, Outcode, Postcode, Precision

_MOST_CHARACTERS = 300
_AT_ONCE = 10_000  # keys in one query: below what SQLite takes


@dataclass(frozen=True)
class Place:
    """Degrees, WGS84, and how exactly they are known."""

    latitude: float
    longitude: float
    precision: Precision


class NotLookedUp(TransientError):
    """Nominatim alone may know the place, and has not been asked yet."""

    def __init__(self) -> None:
        super().__init__("The place is being looked up; please ask again in a moment.", code="not_looked_up")


def geocode(text: str, *, around: Iterable[str] = ()) -> Place | None:
    """The place that a text names ("SE26 4QH", "London SE26", "Croydon"); None when it is unknown. `around`: see `gazetteer.find`.

    The tables of this database answer. Only when they cannot and `GEOCODER_ONLINE` is on is Nominatim asked, which may take seconds and
    raises TransientError or PermanentError, and once for each text.
    """
    try:
        return known(text, around=around)
    except NotLookedUp:
        return _ask(text[:_MOST_CHARACTERS])


def known(text: str, *, around: Iterable[str] = ()) -> Place | None:
    """`geocode` for those who cannot wait: with what the tables know and what Nominatim has said before. Raises NotLookedUp."""
    text = text[:_MOST_CHARACTERS]
    place = _by_postcode(text) or _by_outcode(text) or _by_town(text, around)
    query = _query(text)
    if place or not (query and settings.GEOCODER_ONLINE):
        return place
    answer = OnlineAnswer.objects.filter(query=query).first()
    if answer is None:
        raise NotLookedUp
    return _place(answer)


def geocode_postcodes(codes: Iterable[str]) -> dict[str, Place]:
    """The places of many postcodes, by the text they were given as; those that are unknown are left out.

    A postcode that is not in the table has the place of its outward code. A few queries for a whole sheet.
    """
    normalised = {code: postcodes.compact(postcode) for code in codes if (postcode := postcodes.normalise(code))}
    exact = _stored(Postcode, set(normalised.values()), Precision.POSTCODE)
    missing = {postcodes.outcode(key) for key in normalised.values() if key not in exact}
    rough = _stored(Outcode, missing, Precision.OUTCODE)
    found = ((code, exact.get(key) or rough.get(postcodes.outcode(key))) for code, key in normalised.items())
    return {code: place for code, place in found if place}


def _by_postcode(text: str) -> Place | None:
    """Also of a postcode that is not in the table: by its outward code."""
    postcode = postcodes.find_postcode(text)
    return geocode_postcodes([postcode]).get(postcode) if postcode else None


def _by_outcode(text: str) -> Place | None:
    code = postcodes.find_outcode(text)
    return _stored(Outcode, {code}, Precision.OUTCODE).get(code) if code else None


def _by_town(text: str, around: Iterable[str]) -> Place | None:
    town = gazetteer.find(text, around=around)
    return Place(town.latitude, town.longitude, Precision.TOWN) if town else None


def _stored(table: type[Postcode | Outcode], codes: set[str], precision: Precision) -> dict[str, Place]:
    return {
        code: Place(latitude, longitude, precision)
        for some in batched(sorted(codes), _AT_ONCE)
        for code, latitude, longitude in table.objects.filter(code__in=some).values_list("code", "latitude", "longitude")
    }


def _ask(text: str) -> Place | None:
    latitude, longitude = nominatim.look_up(_query(text)) or (None, None)
    answer = OnlineAnswer(query=_query(text), latitude=latitude, longitude=longitude)
    OnlineAnswer.objects.bulk_create([answer], ignore_conflicts=True)  # another process may have asked meanwhile
    return _place(answer)


def _query(text: str) -> str:
    return gazetteer.fold(text)[:_MOST_CHARACTERS]


def _place(answer: OnlineAnswer) -> Place | None:
    if answer.latitude is None or answer.longitude is None:
        return None
    return Place(answer.latitude, answer.longitude, Precision.ONLINE)
