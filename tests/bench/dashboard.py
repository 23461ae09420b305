"""The dashboard of an agency after two years, on either database: how long a whole request takes."""

import redis

from tests.bench import lists
from tests.bench.figures import Figure
from tests.bench.schools import DATABASES, database
from tests.bench.within import within
from tests.servers import temporary_folder
from tests.stack import Stack, running_stack

DASHBOARD = "auth/dashboard/"
LEAST = {"total_candidates": 10_000, "total_organizations": 25_000, "total_contacts": 26_000, "total_emails_sent": 90_000}


def measure() -> list[Figure]:
    """Counted anew for each request, and out of the cache; one client, signed in, one request after the other."""
    figures = []
    for name, title in DATABASES.items():
        with database(name), temporary_folder() as folder, running_stack(folder / "stack", beat=False, workers=[]) as stack:
            _fill(stack)
            cache = redis.Redis(port=stack.redis_port, db=1)
            figures += [
                lists.figure(f"{title}: dashboard, counted anew", lists.milliseconds(stack, DASHBOARD, {}, cache.flushdb), under=60),
                lists.figure("- out of the cache", lists.milliseconds(stack, DASHBOARD, {})),
            ]
    return figures


def _fill(stack: Stack) -> None:
    within(stack, "crowd")
    told = stack.get(DASHBOARD)["summary"]
    if missing := {name: told[name] for name, least in LEAST.items() if told[name] < least}:
        raise RuntimeError(f"Too little to count: {missing}")
