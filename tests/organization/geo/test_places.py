import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from geopy.distance import great_circle

from edukai.errors import PermanentError, TransientError
from organization.geo import gazetteer, places, postcode_table
from organization.geo import nominatim as nominatim_client
from organization.models import OnlineAnswer, Organization, Outcode, Precision, Town

pytestmark = pytest.mark.django_db
SYDENHAM = (51.4268, -0.0553)


@pytest.fixture
def tables() -> None:
    postcode_table.upsert([("SE264QH", *SYDENHAM, False), ("SE265AA", 51.43, -0.06, True), ("LS61AA", 53.82, -1.57, False)])
    postcode_table.derive_outcodes()
    for name, latitude, longitude in [
        ("croydon", 51.37, -0.1),
        ("london", 51.51, -0.12),
        ("street", 51.13, -2.74),
        ("st albans", 51.75, -0.34),
    ]:
        Town.objects.create(name=name, latitude=latitude, longitude=longitude, schools=3)


def school(name: str, town: str, authority: str, latitude: float, longitude: float, **more: str) -> Organization:
    precision = more.pop("precision", Precision.GRID)
    return Organization.objects.create(
        name=name, town=town, local_authority=authority, latitude=latitude, longitude=longitude, precision=precision, **more
    )


@pytest.mark.parametrize(
    ("text", "precision", "latitude"),
    [
        ("SE26 4QH", Precision.POSTCODE, SYDENHAM[0]),
        ("12 High Street, London se264qh", Precision.POSTCODE, SYDENHAM[0]),
        ("SE26 5AA", Precision.POSTCODE, 51.43),
        ("SE26 9ZZ", Precision.OUTCODE, (SYDENHAM[0] + 51.43) / 2),
        ("London SE26", Precision.OUTCODE, (SYDENHAM[0] + 51.43) / 2),
        ("Croydon", Precision.TOWN, 51.37),
        ("Church Street, Croydon, London", Precision.TOWN, 51.37),
        ("south croydon london", Precision.TOWN, 51.37),
        ("12 High Street Croydon", Precision.TOWN, 51.37),
        ("Croydon CR0 1AA", Precision.TOWN, 51.37),
        ("Unit B1, St. Alban's", Precision.TOWN, 51.75),
        ("Street", Precision.TOWN, 51.13),
        ("Greater London", Precision.TOWN, 51.51),
    ],
)
def test_it_asks_postcodes_then_outward_codes_then_towns(tables, text, precision, latitude):
    place = places.geocode(text)
    assert place is not None
    assert (place.precision, place.latitude) == (precision, pytest.approx(latitude))


@pytest.mark.parametrize("text", ["", "  ", "Atlantis", "\x00\ud800", "ZZ99 9ZZ", "," * 5_000, "a " * 5_000, "ﷺ" * 300])
def test_it_says_when_it_knows_no_place(tables, text):
    assert places.geocode(text) is None


def test_it_places_many_postcodes_in_a_few_queries(tables):
    codes = ["se264qh", "SE26 9ZZ", "LS6 1AA", "N/A", "", "M1 1AE"] + [f"LS6 {number % 10}A{'ABDEF'[number % 5]}" for number in range(500)]
    with CaptureQueriesContext(connection) as queries:
        found = places.geocode_postcodes(codes)
    assert len(queries) == 2
    assert found["se264qh"] == places.Place(*SYDENHAM, Precision.POSTCODE)
    assert found["SE26 9ZZ"].precision == Precision.OUTCODE
    assert found["LS6 1AA"].precision == Precision.POSTCODE
    assert found["LS6 3AE"] == places.Place(53.82, -1.57, Precision.OUTCODE)
    assert found.keys().isdisjoint({"N/A", "", "M1 1AE"})


def test_it_makes_towns_from_the_schools_in_them():
    school("One", "Croydon", "Croydon", 51.36, -0.10)
    school("Two", "CROYDON ", "Croydon", 51.38, -0.12)
    school("Three", "St. Albans", "Hertfordshire", 51.75, -0.34)
    school("Placed by its town", "Croydon", "Croydon", 50.0, -5.0, precision=Precision.TOWN)
    Organization.objects.create(name="Nowhere", town="Erehwon", local_authority="Croydon")
    assert gazetteer.rebuild() == gazetteer.rebuild() == 2
    assert set(Town.objects.exclude(rank=0).values_list("name", "schools")) == {("croydon", 2), ("st albans", 1)}
    place = places.geocode("croydon")
    assert (place.latitude, place.longitude) == pytest.approx((51.37, -0.11))


def test_it_forgets_towns_without_schools():
    one = school("One", "Croydon", "Surrey", 51.36, -0.10)
    school("Two", "Leeds", "Leeds", 53.8, -1.55)
    gazetteer.rebuild()
    one.town = "Purley"
    one.save()
    gazetteer.rebuild()
    assert places.geocode("Croydon") is None
    assert places.geocode("Purley").latitude == 51.36
    assert places.geocode("Leeds").latitude == 53.8


@pytest.mark.django_db(transaction=True)
def test_it_makes_the_gazetteer_twice_at_once_without_harm():
    for number in range(50):
        school(f"School {number}", f"Town {number}", "Anywhere", 51 + number / 100, -0.1)

    def rebuild(_: int) -> int:
        try:
            return gazetteer.rebuild()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(rebuild, range(6))) == [50] * 6
    assert Town.objects.exclude(rank=0).count() == 50


@pytest.fixture
def namesakes() -> None:
    """Towns as they lie: Newport twice, about as large; Ashford twice, one of them large; and what their counties reach over."""
    places_of = [
        ("Newport", "Isle of Wight", 50.70, -1.29, 3),
        ("Newport", "Telford and Wrekin", 52.77, -2.38, 2),
        ("Shrewsbury", "Shropshire", 52.71, -2.75, 2),
        ("Ludlow", "Shropshire", 52.37, -2.72, 2),
        ("Ashford", "Kent", 51.146, 0.87, 5),
        ("Dover", "Kent", 51.13, 1.31, 4),
        ("Dartford", "Kent", 51.44, 0.21, 2),
        ("Ashford", "Surrey", 51.43, -0.46, 2),
        ("Guildford", "Surrey", 51.24, -0.57, 2),
        ("Croydon", "Croydon", 51.37, -0.10, 4),
        ("London", "Lewisham", 51.44, -0.02, 5),
        ("Kent", "Kent", 51.27, 0.52, 1),
        ("Bristol", "Bristol, City of", 51.46, -2.59, 4),
        ("Whitchurch", "Shropshire", 52.97, -2.68, 2),
        ("Southend-on-Sea", "Essex", 51.54, 0.71, 2),
        ("York", "York", 53.96, -1.08, 3),
    ]
    for town, authority, latitude, longitude, number in places_of:
        for count in range(number):
            school(f"{town} {authority} {count}", town, authority, latitude + count / 1000, longitude)
    gazetteer.rebuild()


@pytest.mark.parametrize(
    ("text", "middle"),
    [
        ("Newport, Isle of Wight", (50.70, -1.29)),
        ("Newport, Shropshire", (52.77, -2.38)),
        ("Flat 2, Newport (Telford and Wrekin)", (52.77, -2.38)),
        ("Ashford", (51.148, 0.87)),
        ("Ashford, Kent", (51.148, 0.87)),
        ("Ashford, Surrey", (51.43, -0.46)),
        ("Croydon, Surrey", (51.37, -0.10)),
        ("Croydon / Bristol", (51.37, -0.10)),
        ("South London", (51.44, -0.02)),
        ("Lewisham, London", (51.44, -0.02)),
        ("Whitchurch, Bristol", (51.46, -2.59)),
        ("Whitchurch", (52.97, -2.68)),
        ("Southend", (51.54, 0.71)),
        ("York Road, Croydon", (51.37, -0.10)),
    ],
)
def test_it_tells_towns_of_one_name_apart_by_what_is_said_around_them(namesakes, text, middle):
    place = places.geocode(text)
    assert place.precision == Precision.TOWN
    assert great_circle((place.latitude, place.longitude), middle).km < 1


@pytest.mark.parametrize(
    "text", ["Newport", "Newport, England", "Newport, Bristol Road", "Kent", "Shropshire", "Croydon, Shropshire", "New York"]
)
def test_it_does_not_guess_where_a_name_means_several_towns_or_none(namesakes, text):
    assert places.geocode(text) is None


def test_it_goes_by_a_county_that_is_said_apart(namesakes):
    assert gazetteer.find("Newport", around=["", "Shropshire"]).latitude == pytest.approx(52.77, abs=0.01)
    assert gazetteer.find("Shropshire", around=["Shropshire"]) is None


def test_one_school_in_the_wrong_place_moves_no_town():
    for number in range(9):
        school(f"Kent {number}", "Ashford", "Kent", 51.146 + number / 1000, 0.87)
    school("Typing error", "Ashford", "Kent", 57.1, -2.1)
    gazetteer.rebuild()
    place = places.geocode("Ashford, Kent")
    assert great_circle((place.latitude, place.longitude), (51.15, 0.87)).km < 0.1


def test_it_takes_outward_codes_from_schools_until_postcodes_are_loaded():
    school("One", "London", "Lewisham", 51.42, -0.05, postcode="SE26 4QH")
    school("Two", "London", "Lewisham", 51.44, -0.07, postcode="SE26 5AA")
    school("No postcode", "London", "Lewisham", 51.44, -0.07, postcode="")
    school("Odd", "London", "Lewisham", 51.44, -0.07, postcode="X")
    gazetteer.rebuild()
    assert list(Outcode.objects.values_list("code", "latitude")) == [("SE26", pytest.approx(51.43))]
    postcode_table.upsert([("SE264QH", 51.40, -0.05, False)])
    postcode_table.derive_outcodes()
    gazetteer.rebuild()
    assert Outcode.objects.get().latitude == pytest.approx(51.40)


def test_it_makes_no_network_call_unless_told_to(nominatim, settings):
    settings.GEOCODER_ONLINE = False
    assert places.geocode("Croydon") is None
    assert nominatim.asked == []


def test_it_asks_nominatim_last_and_once(nominatim, tables):
    assert places.geocode("Croydon").precision == Precision.TOWN
    assert nominatim.asked == []
    first, again = places.geocode("Ynys Môn"), places.geocode(" ynys  môn ")
    assert first == again == places.Place(51.3714, -0.0977, Precision.ONLINE)
    [(query, countries, agent, _)] = nominatim.asked
    assert (query, countries, agent) == ("ynys mon", "gb", "EduKai tests (tests@edukai.example)")


def test_it_never_waits_for_nominatim_where_nobody_can_wait(nominatim, tables):
    assert places.known("Croydon").precision == Precision.TOWN
    assert places.known("?") is None
    with pytest.raises(places.NotLookedUp):
        places.known("Ynys Môn")
    assert nominatim.asked == []
    assert places.geocode("Ynys Môn") == places.known("YNYS MÔN") == places.Place(51.3714, -0.0977, Precision.ONLINE)


def test_it_keeps_that_nominatim_knows_nothing(nominatim):
    nominatim.body = []
    assert places.geocode("Atlantis") is places.geocode("ATLANTIS") is None
    assert len(nominatim.asked) == 1
    assert OnlineAnswer.objects.get().latitude is None


def test_it_asks_once_a_second_however_many_ask(nominatim):
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(nominatim_client.look_up, ["one", "two", "three"]))
    assert answers == [(51.3714, -0.0977)] * 3
    times = sorted(when for *_, when in nominatim.asked)
    assert all(later - earlier > 0.9 for earlier, later in pairwise(times))


def test_it_does_not_queue_for_ever(nominatim, monkeypatch):
    monkeypatch.setattr(nominatim_client, "_LONGEST_QUEUE_SECONDS", 0.1)
    nominatim_client.look_up("one")
    with pytest.raises(TransientError) as refused:
        nominatim_client.look_up("two")
    assert refused.value.retry_after == 1
    assert len(nominatim.asked) == 1


@pytest.mark.parametrize(
    ("status", "headers", "error", "retry_after"),
    [
        (429, {"Retry-After": "30"}, TransientError, 30),
        (500, {}, TransientError, None),
        (503, {}, TransientError, None),
        (403, {}, PermanentError, None),
        (400, {}, PermanentError, None),
    ],
)
def test_it_says_whether_asking_again_helps(nominatim, status, headers, error, retry_after):
    nominatim.status, nominatim.headers = status, headers
    with pytest.raises(error) as failed:
        places.geocode("Somewhere")
    assert getattr(failed.value, "retry_after", None) == retry_after
    assert OnlineAnswer.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"<html>busy</html>",
        b"",
        b"\xff\xfe",
        "text",
        [1],
        [{"lat": "north"}],
        [{"lat": "nan", "lon": "0"}],
        [{"lat": "91", "lon": "0"}],
        [{}],
    ],
)
def test_it_takes_no_nonsense_from_nominatim(nominatim, body):
    nominatim.body = body
    with pytest.raises(TransientError):
        places.geocode("Somewhere")
    assert OnlineAnswer.objects.count() == 0


def test_it_does_not_wait_for_ever(nominatim, settings):
    settings.GEOCODER_TIMEOUT_SECONDS, nominatim.delay = 0.2, 3
    began = time.monotonic()
    with pytest.raises(TransientError):
        places.geocode("Somewhere")
    assert time.monotonic() - began < 2.5


def test_it_says_when_nobody_is_there(nominatim, settings):
    settings.NOMINATIM_URL = "http://127.0.0.1:1"
    with pytest.raises(TransientError, match="cannot be reached"):
        places.geocode("Somewhere")


def test_it_takes_longitude_0_for_a_place(nominatim):
    nominatim.body = [{"lat": 51.5, "lon": 0, "display_name": "Greenwich"}]
    assert places.geocode("Meridian") == places.Place(51.5, 0.0, Precision.ONLINE)
