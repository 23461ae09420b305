"""The back office of an agency after some years: how long each of its lists, searches and filters takes, on either database."""

import re
import statistics
import time

from tests.bench.figures import Figure
from tests.bench.schools import DATABASES, database, inside
from tests.crowd import PAGES
from tests.processes import PROJECT
from tests.servers import temporary_folder
from tests.stack import OPERATOR, Stack, running_stack

WARM_UPS, REQUESTS = 3, 20
UNDER = 300  # ms


def measure() -> list[Figure]:
    """Milliseconds of whole requests of one operator, one after the other: of each page the time that 95 of 100 stay under."""
    figures: list[Figure] = []
    for name, title in DATABASES.items():
        with (
            database(name),
            temporary_folder() as folder,
            running_stack(folder / "stack", beat=False, workers=[], environment={"PYTHONPATH": str(PROJECT)}) as stack,
        ):
            ids = inside(stack, "crowd")
            _sign_in(stack)
            times = {page: _p95(stack, page.format(**ids)) for page in PAGES}
        worst = max(times, key=lambda page: times[page])
        figures.append(
            Figure(f"{title}: the slowest of {len(PAGES)} pages of the back office, p95: {worst}", times[worst], "ms", under=UNDER)
        )
        figures += [Figure(f"- {page or 'start page'}", took, "ms") for page, took in times.items()]
    return figures


def _sign_in(stack: Stack) -> None:
    login = "/admin/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', stack.client.get(login).text)
    assert token
    given = {"username": OPERATOR, "password": stack.environment["EDUKAI_OPERATOR_PASSWORD"], "csrfmiddlewaretoken": token[1]}
    assert stack.client.post(login, data=given, headers={"Referer": str(stack.client.base_url)}).status_code == 302


def _p95(stack: Stack, page: str) -> float:
    def milliseconds() -> float:
        began = time.perf_counter()
        answer = stack.client.get(f"/admin/{page}")
        took = time.perf_counter() - began
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        return took * 1000

    for _ in range(WARM_UPS):
        milliseconds()
    return statistics.quantiles([milliseconds() for _ in range(REQUESTS)], n=20)[-1]
