"""From the national grid of Great Britain (OSGB36, EPSG:27700) to WGS84 (EPSG:4326)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

# Written out, so that every machine uses the same operation: the inverse of the grid's projection (EPSG:19916), then the Helmert
# shift with the seven parameters of EPSG:1314. It needs no grid file and no network, and is good to 5 m (Ordnance Survey).
_OPERATION = (
    "+proj=pipeline "
    "+step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+step +proj=push +v_3 "
    "+step +proj=cart +ellps=airy "
    "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
_TO_WGS84 = Transformer.from_pipeline(_OPERATION)
MOST_EASTING, MOST_NORTHING = 700_000, 1_300_000


def to_wgs84(
    eastings: Sequence[float] | NDArray[np.floating], northings: Sequence[float] | NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes (degrees, WGS84) of grid references (metres), as two arrays of the same length.

    NaN in both where there is no place: a NaN, a reference off the grid, or (0, 0), which registers write for "not known".
    Raises ValueError when the two have not the same length.
    """
    x, y = _floats(eastings), _floats(northings)
    if x.shape != y.shape:
        raise ValueError(f"{x.size} eastings, but {y.size} northings.")
    on_grid = (x >= 0) & (x <= MOST_EASTING) & (y >= 0) & (y <= MOST_NORTHING) & ((x > 0) | (y > 0))
    latitudes, longitudes = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    longitudes[on_grid], latitudes[on_grid] = _TO_WGS84.transform(x[on_grid], y[on_grid])
    return latitudes, longitudes


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))
