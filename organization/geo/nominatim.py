"""Single look-ups at Nominatim, OpenStreetMap's geocoder. Its rules: one request a second, a user agent of one's own, answers kept.

Rules: https://operations.osmfoundation.org/policies/nominatim/
"""

import math
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from geopy.adapters import URLLibAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeopyError,
)
from geopy.geocoders import Nominatim
from redis.exceptions import RedisError

from edukai.errors import PermanentError, TransientError

SECONDS_BETWEEN = 1
_LONGEST_QUEUE_SECONDS = 10
_REFUSALS = (ConfigurationError, GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQueryError)


def look_up(query: str) -> tuple[float, float] | None:
    """Latitude and longitude (degrees, WGS84) of a place in the United Kingdom; None when Nominatim knows none.

    Waits for its turn: all processes together ask once a second. Raises TransientError when it is not to be had now (`retry_after`
    when a time is known), PermanentError when it refuses.
    """
    _take_turn()
    address = urlsplit(settings.NOMINATIM_URL)
    try:
        geocoder = Nominatim(
            scheme=address.scheme,
            domain=address.netloc + address.path,
            user_agent=settings.GEOCODER_USER_AGENT,
            timeout=settings.GEOCODER_TIMEOUT_SECONDS,
            adapter_factory=URLLibAdapter,  # geopy's own choice depends on what else is installed
        )
        found = geocoder.geocode(query, country_codes="gb")
    except GeocoderRateLimited as error:
        raise TransientError("The geocoder asks to wait.", code="geocoder_busy", retry_after=error.retry_after) from error
    except _REFUSALS as error:
        raise PermanentError("The geocoder refuses the request.", code="geocoder_refused") from error
    except GeopyError as error:
        raise TransientError("The geocoder cannot be reached.", code="geocoder_down") from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:  # geopy reads what it gets without checking it
        raise TransientError("The geocoder answered with something else.", code="geocoder_answer") from error
    if found is None:
        return None
    return _checked(found.latitude, found.longitude)


def _checked(latitude: float, longitude: float) -> tuple[float, float]:
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise TransientError("The geocoder answered with something else.", code="geocoder_answer")
    return latitude, longitude


def _take_turn() -> None:
    """`add` is atomic: of all processes one gets the second, the others try for the next."""
    end = time.monotonic() + _LONGEST_QUEUE_SECONDS
    try:
        while not cache.add("geocoder-turn", 1, timeout=SECONDS_BETWEEN):
            if time.monotonic() > end:
                raise TransientError("Others are asking the geocoder.", code="geocoder_busy", retry_after=SECONDS_BETWEEN)
            time.sleep(0.05)
    except RedisError as error:
        raise TransientError("The cache that keeps the geocoder's pace cannot be reached.", code="cache_down") from error
