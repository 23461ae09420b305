"""Towns as the schools in them have it: finds the one that a text names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from django.db import transaction
from numpy.typing import NDArray
from pyproj import Geod

from organization.geo import postcode_table
from organization.models import Postcode, Town

type Points = NDArray[np.float64]  # of latitudes and longitudes, a row for each school

_MOST_CHARACTERS = 300  # of a text that is searched: a place, not an essay
_MOST_WORDS = 5  # of a town's name: Stow on the Wold
_LONGEST_NAME = 200  # that the table takes; folding can lengthen a name
_FARTHEST_KM = 30  # two towns of one name lie farther apart; the largest one's schools hardly do
_SMALL_KM = 15  # what reaches no farther is a place: Lewisham and Leeds, not Kent
_CLEARLY = 2  # times as many schools as in its namesakes has the town that is meant when nothing else tells
_FEW = 10  # times as many schools has a county than the "town" that somebody wrote it down as
_NEARLY_ALL = 95  # of 100 schools: the others may have been put in the wrong place
_OF_ROADS = {"street", "road", "lane", "avenue", "close", "drive", "way", "hill", "park", "green"}  # Street is a town as well
_BY_WATER = re.compile(" (?:upon|on|under|in|super) ")  # Newcastle upon Tyne, and under Lyme, are Newcastle to those who live there
_BEHIND_OTHERS = {"london"}  # "Croydon, London" is Croydon
_EARTH = Geod(ellps="WGS84")


class _Naming(NamedTuple):
    """What may be the name of a town in a text, and what is said behind it of where that lies: addresses go from small to large."""

    name: str
    around: tuple[str, ...]


def fold(name: str) -> str:
    """A name as the gazetteer compares it: no case, accents or signs, one space between words ("St. Albans" is "st albans")."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", plain)))


def find(text: str, *, around: Iterable[str] = ()) -> Town | None:
    """The town that a text like "Croydon", "Flat 2, Croydon" or "Newport, Isle of Wight" names; `around`: names of counties and the like.

    It is never one that lies far from what is named behind it. Of several towns of one name it is the one that is much larger than the
    others, or none.
    """
    namings = list(dict.fromkeys(_namings(text[:_MOST_CHARACTERS], tuple(map(fold, around)))))
    namings.sort(key=lambda naming: naming.name in _BEHIND_OTHERS)
    known: dict[str, list[Town]] = defaultdict(list)
    for town in Town.objects.filter(name__in={name for naming in namings for name in (naming.name, *naming.around)}).order_by("rank"):
        known[town.name].append(town)
    for name, around_it in namings:
        found = _meant(known.get(name, []), [known[other] for other in around_it if other != name and other in known])
        if found:
            return found
    return None


@transaction.atomic
def rebuild() -> int:
    """The towns made anew from the schools that have a place, and the outward codes as long as no postcodes are loaded, which know
    them better. Returns how many towns there are."""
    towns = {(town.name, town.rank): town for town in _towns()}
    # Written over, not deleted and made: two at once then wait for each other instead of failing.
    Town.objects.bulk_create(
        [towns[key] for key in sorted(towns)],
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["name", "rank"],
        update_fields=["latitude", "longitude", "schools", "reach_km"],
    )
    known = Town.objects.values_list("pk", "name", "rank")
    Town.objects.filter(pk__in=[pk for pk, *key in known if tuple(key) not in towns]).delete()
    if not Postcode.objects.exists():
        postcode_table.derive_outcodes()
    return sum(rank > 0 for _, rank in towns)


def _namings(text: str, further: tuple[str, ...]) -> Iterator[_Naming]:
    """Names to look for, the likeliest first: whole parts between commas, then runs of words, long ones and those at the end first."""
    for choice in re.split(r"[;/|]", text):  # "Leeds / York": either of them
        parts = [words for part in re.split(r"[,()\n]", choice) if (words := fold(part).split())]
        behind = [tuple(" ".join(words) for words in parts[place + 1 :]) + further for place in range(len(parts))]
        yield from (_Naming(" ".join(words), others) for words, others in zip(parts, behind, strict=True))
        for length in range(_MOST_WORDS, 0, -1):
            for words, others in zip(parts, behind, strict=True):
                for start in range(len(words) - length, -1, -1):
                    run, rest = words[start : start + length], words[start + length :]
                    # New York is not York, and York Road not there.
                    if _OF_ROADS.isdisjoint((run[0], *rest[:1])) and words[max(start - 1, 0) : start] != ["new"]:
                        yield _Naming(" ".join(run), (" ".join(rest), *others))


def _meant(namesakes: Sequence[Town], around: Iterable[Sequence[Town]]) -> Town | None:
    """The one of the towns of a name that lies in all the regions around it, each of which may have namesakes as well."""
    region = next((town for town in namesakes if not town.rank), None)
    towns = [town for town in namesakes if town.rank and (region is None or town.schools * _FEW >= region.schools)]
    if not towns and region and region.reach_km <= _SMALL_KM:
        towns = [region]
    for regions in around:
        towns = [town for town in towns if any(_km(town, region) <= region.reach_km + _FARTHEST_KM for region in regions)]
    if len(towns) > 1 and towns[0].schools < _CLEARLY * towns[1].schools:
        return None
    return towns[0] if towns else None


def _towns() -> Iterator[Town]:
    """Made of the schools as they are now."""
    towns: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    regions: dict[str, list[tuple[float, float]]] = defaultdict(list)
    key = cache(lambda name: fold(name)[:_LONGEST_NAME])
    placed = postcode_table.placed_schools().order_by("local_authority", "pk")
    for town, county, authority, latitude, longitude in placed.values_list("town", "county", "local_authority", "latitude", "longitude"):
        point = latitude or 0.0, longitude or 0.0
        for called in {key(town), _BY_WATER.split(key(town))[0]}:
            towns[called][key(authority)].append(point)
        for region in {key(county), key(authority)}:
            regions[region].append(point)
    for name, groups in towns.items():
        clusters = sorted(_clusters([np.array(points) for points in groups.values()]), key=len, reverse=True) if name else []
        yield from (_town(name, rank, points) for rank, points in enumerate(clusters, 1))
    yield from (_town(name, 0, np.array(points)) for name, points in regions.items() if name)


def _clusters(groups: Iterable[Points]) -> Iterator[Points]:
    """The schools of one name, those of each local authority together, parted where they lie too far apart to be one town's."""
    left = sorted(groups, key=len, reverse=True)
    while left:
        middle = np.median(left[0], axis=0)
        near = [_km_from(middle, points) <= _FARTHEST_KM for points in left]
        cluster = np.concatenate([points[inside] for points, inside in zip(left, near, strict=True)])
        if not len(cluster):  # halves of the largest group lie on either side of nothing
            cluster, near[0] = left[0], np.full(len(left[0]), True)
        yield cluster
        left = sorted((points[~inside] for points, inside in zip(left, near, strict=True) if not inside.all()), key=len, reverse=True)


def _town(name: str, rank: int, points: Points) -> Town:
    """The mean is good for places of the United Kingdom, which are far from the antimeridian."""
    middle = points.mean(axis=0)
    reach = float(np.percentile(_km_from(middle, points), _NEARLY_ALL))
    return Town(name=name, rank=rank, latitude=float(middle[0]), longitude=float(middle[1]), schools=len(points), reach_km=reach)


def _km(one: Town, other: Town) -> float:
    return float(_km_from(np.array([one.latitude, one.longitude]), np.array([[other.latitude, other.longitude]]))[0])


def _km_from(middle: NDArray[np.float64], points: Points) -> NDArray[np.float64]:
    latitudes, longitudes = np.broadcast_to(middle, points.shape).T
    _, _, metres = _EARTH.inv(longitudes, latitudes, points[:, 1], points[:, 0])
    return np.asarray(metres) / 1000
