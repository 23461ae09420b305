"""What the tests of the paid engine share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from candidate.models import AiGate, Candidate
from tests.factories import time_passes, work
from tests.fakes.openai_server import OpenAIServer, openai_server, plausible


@contextmanager
def model_engine(settings: Any) -> Iterator[OpenAIServer]:
    """The settings of a test name the engine, and the far end that it talks to."""
    settings.AI_ENGINE = "openai"
    settings.OPENAI_API_KEY = "sk-test"
    with openai_server() as server:
        settings.OPENAI_BASE_URL = server.url
        server.answer = lambda request: plausible(server.accepted[0] if server.accepted else request)  # a complaint has no CV in it
        yield server


def to_the_end(rounds: int = 12) -> None:
    """Whatever waits, and for whatever, gets its turn."""
    for _ in range(rounds):
        work()
        time_passes()
        AiGate.objects.update(closed_until=None)


def detail(api: Any, candidate: Candidate | None = None) -> dict[str, Any]:
    return api.get(f"/api/candidates/{(candidate or Candidate.objects.get()).pk}/").json()
