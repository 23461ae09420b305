"""The back office of an agency after some years: how long each of its lists, searches and filters takes, on either database."""

import re
import time

from tests.bench import lists
from tests.bench.figures import Figure
from tests.bench.schools import DATABASES, database
from tests.bench.within import within
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
            ids = within(stack, "crowd")
            _sign_in(stack)
            pages = [lists.figure(f"- {page or 'start page'}", _milliseconds(stack, page.format(**ids))) for page in PAGES]
        slowest = max(pages, key=lambda page: page.value)
        what = f"{title}: the slowest of {len(pages)} pages of the back office: {slowest.what.removeprefix('- ')}"
        figures += [Figure(what, slowest.value, "ms", under=UNDER), *pages]
    return figures


def _sign_in(stack: Stack) -> None:
    login = "/admin/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', stack.client.get(login).text)
    assert token
    given = {"username": OPERATOR, "password": stack.environment["EDUKAI_OPERATOR_PASSWORD"], "csrfmiddlewaretoken": token[1]}
    assert stack.client.post(login, data=given, headers={"Referer": str(stack.client.base_url)}).status_code == 302


def _milliseconds(stack: Stack, page: str) -> list[float]:
    """Of each request after the warm-up."""

    def once() -> float:
        began = time.perf_counter()
        answer = stack.client.get(f"/admin/{page}")
        took = time.perf_counter() - began
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        return took * 1000

    for _ in range(WARM_UPS):
        once()
    return [once() for _ in range(REQUESTS)]
