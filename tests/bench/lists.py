"""Lists of 25,000 schools and 26,000 contacts: how long a whole request takes."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.bench.figures import Figure
from tests.stack import Stack

WARM_UPS, REQUESTS = 20, 100
CENTRE = {"lat": 51.5074, "lng": -0.1278, "radius_km": 10}  # Charing Cross
SCHOOLS, CONTACTS = "organizations/", "organizations/contacts/"


def figures(stack: Stack, candidate: str) -> list[Figure]:
    """Milliseconds in which 95 of 100 requests are answered; one client, signed in, one request after the other."""
    near = f"candidates/{candidate}/nearby-contacts/"
    wanted: list[tuple[str, float, str, dict[str, Any]]] = [
        ("schools within 10 km of Charing Cross", 30, SCHOOLS, CENTRE),
        ("schools, ?search=primary", 60, SCHOOLS, {"search": "primary"}),
        ("schools, last page", 60, SCHOOLS, {"page": _last(stack, SCHOOLS)}),
        ("contacts, ?search=primary", 60, CONTACTS, {"search": "primary"}),
        ("contacts, last page", 60, CONTACTS, {"page": _last(stack, CONTACTS)}),
        ("contacts within 10 km of a candidate", 60, near, {"radius_km": 10}),
        ("contacts near a candidate, however far", 60, near, {}),
        ("the same, ?search=primary", 60, near, {"search": "primary"}),
        ("the same, last page", 60, near, {"page": _last(stack, near)}),
    ]
    return [figure(f"- {what}", milliseconds(stack, path, query), under) for what, under, path, query in wanted]


def figure(what: str, times: list[float], under: float | None = None) -> Figure:
    return Figure(f"{what}, p95 (median {statistics.median(times):.0f} ms)", statistics.quantiles(times, n=20)[-1], "ms", under=under)


def _last(stack: Stack, path: str) -> int:
    return int(stack.get(path)["pagination"]["total_pages"])


def milliseconds(stack: Stack, path: str, query: dict[str, Any], before: Callable[[], object] = lambda: None) -> list[float]:
    """Of each request after the warm-up, without what is done `before` it."""

    def once() -> float:
        before()
        began = time.perf_counter()
        stack.get(path, **query)
        return (time.perf_counter() - began) * 1000

    for _ in range(WARM_UPS):
        once()
    return [once() for _ in range(REQUESTS)]
