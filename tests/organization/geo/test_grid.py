import math

import numpy as np
import pytest
from geopy.distance import geodesic

from organization.geo.grid import to_wgs84

# Ordnance Survey's test points for OSTN15: easting, northing, latitude, longitude.
POINTS = [
    (91492.146, 11318.804, 49.92226394, -6.29977752),
    (170370.718, 11572.405, 49.96006138, -5.20304610),
    (250359.811, 62016.569, 50.43885826, -4.10864564),
    (449816.371, 75335.861, 50.57563665, -1.29782277),
    (639821.835, 169565.858, 51.37447026, 1.44454730),
    (530624.974, 178388.464, 51.48936565, -0.11992557),
]


def test_it_is_within_5_metres_of_the_surveys_own_points():
    eastings, northings, *_ = zip(*POINTS, strict=True)
    latitudes, longitudes = to_wgs84(eastings, northings)
    for latitude, longitude, point in zip(latitudes, longitudes, POINTS, strict=True):
        assert geodesic((latitude, longitude), point[2:]).meters < 5


def test_it_takes_arrays_and_sequences_alike():
    listed = to_wgs84([530624, 449816], [178388, 75335])
    arrays = to_wgs84(np.array([530624, 449816]), np.array([178388, 75335]))
    assert np.array_equal(listed, arrays)
    assert len(listed[0]) == 2
    assert [len(part) for part in to_wgs84([], [])] == [0, 0]


@pytest.mark.parametrize(
    ("easting", "northing"),
    [(0, 0), (math.nan, 178388), (530624, math.nan), (-1, 178388), (530624, 1_300_001), (math.inf, 1), (1e300, 1e300)],
)
def test_it_knows_no_place_off_the_grid_and_leaves_the_neighbours_alone(easting, northing):
    latitudes, longitudes = to_wgs84([530624, easting], [178388, northing])
    assert math.isnan(latitudes[1])
    assert math.isnan(longitudes[1])
    assert latitudes[0] == pytest.approx(51.4894, abs=1e-4)


def test_it_refuses_lists_of_different_lengths():
    with pytest.raises(ValueError, match="2 eastings, but 1 northings"):
        to_wgs84([1, 2], [1])
