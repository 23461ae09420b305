"""Towns as the schools in them have it: finds the one that a text names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from geopy.distance import great_circle

from organization.geo import postcode_table
from organization.models import Postcode, Town

type Point = tuple[float, float]

_MOST_CHARACTERS = 300  # of a text that is searched: a place, not an essay
_MOST_WORDS = 5  # of a town's name: Stow on the Wold
_LONGEST_NAME = 200  # that the table takes; folding can lengthen a name
_FARTHEST_KM = 30  # two towns of one name lie farther apart; the largest one's schools hardly do
_OF_ROADS = {"street", "road", "lane", "avenue", "close", "drive", "way", "hill", "park", "green"}  # Street is a town as well
_BEHIND_OTHERS = {"london"}  # "Croydon, London" is Croydon


def fold(name: str) -> str:
    """A name as the gazetteer compares it: no case, accents or signs, one space between words ("St. Albans" is "st albans")."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain)))


def find(text: str) -> Town | None:
    """The town that a text like "Croydon", "Flat 2, Croydon" or "London SE26" names."""
    names = list(dict.fromkeys(_candidates(text[:_MOST_CHARACTERS])))
    names.sort(key=lambda name: name in _BEHIND_OTHERS)
    towns = Town.objects.in_bulk(names)
    return next((towns[name] for name in names if name in towns), None)


@transaction.atomic
def rebuild() -> int:
    """The towns made anew from the schools that have a place, and the outward codes as long as no postcodes are loaded, which know
    them better. Returns how many towns there are."""
    schools: dict[str, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    placed = postcode_table.placed_schools().exclude(town="").order_by("local_authority", "pk")
    for town, authority, latitude, longitude in placed.values_list("town", "local_authority", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            schools[fold(town)[:_LONGEST_NAME]][authority.casefold()].append((latitude, longitude))
    schools.pop("", None)
    towns = [_town(name, list(groups.values())) for name, groups in sorted(schools.items())]
    # Written over, not deleted and made: two at once then wait for each other instead of failing.
    Town.objects.bulk_create(
        towns, batch_size=1_000, update_conflicts=True, unique_fields=["name"], update_fields=["latitude", "longitude", "schools"]
    )
    Town.objects.exclude(name__in=schools).delete()
    if not Postcode.objects.exists():
        postcode_table.derive_outcodes()
    return len(schools)


def _candidates(text: str) -> Iterator[str]:
    """Names to look for, the likeliest first: whole parts between commas, then runs of words, long ones and those at the end first."""
    parts = [words for part in re.split(r"[,;/|()\n]", text) if (words := fold(part).split())]
    yield from (" ".join(words) for words in parts)
    for length in range(_MOST_WORDS, 0, -1):
        for words in parts:
            for start in range(len(words) - length, -1, -1):
                run = words[start : start + length]
                if run[0] not in _OF_ROADS:
                    yield " ".join(run)


def _town(name: str, groups: list[list[Point]]) -> Town:
    """Where several towns bear one name, the one with the most schools in one local authority is meant."""
    largest = max(groups, key=len)
    middle = _mean(largest)
    near = [point for group in groups for point in group if great_circle(middle, point).km <= _FARTHEST_KM] or largest
    latitude, longitude = _mean(near)
    return Town(name=name, latitude=latitude, longitude=longitude, schools=len(near))


def _mean(points: Iterable[Point]) -> Point:
    """Good for towns of the United Kingdom, which are small and far from the antimeridian."""
    latitudes, longitudes = zip(*points, strict=True)
    return sum(latitudes) / len(latitudes), sum(longitudes) / len(longitudes)
