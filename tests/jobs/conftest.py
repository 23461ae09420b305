import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis

from edukai.jobs.flow import FLOWS, Flow, Next, Outcome, Stage
from edukai.jobs.models import Job


def do_nothing(job: Job, subject: Any) -> Outcome:
    return Next()


@dataclass
class Script:
    """A flow of two stages whose behaviour a test writes: `first` and `second` may be replaced at any time."""

    first: Callable[[Job, Any], Outcome] = do_nothing
    second: Callable[[Job, Any], Outcome] = do_nothing
    changes: list[str] = field(default_factory=list)
    flow: Flow = field(init=False)

    def __post_init__(self) -> None:
        stages = [
            Stage("first", lambda job, subject: self.first(job, subject), queue="default"),
            Stage("second", lambda job, subject: self.second(job, subject), queue="pdf"),
        ]
        self.flow = Flow("scripted", stages, changed=lambda job: self.changes.append(job.status))


@pytest.fixture
def script() -> Iterator[Script]:
    try:
        yield Script()
    finally:
        FLOWS.pop("scripted", None)


@pytest.fixture
def messages(settings) -> Callable[[str], list[tuple[str, str]]]:
    """What lies in a queue of the broker, in the order in which it is taken: (task name, job id)."""
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL)

    def look(queue: str) -> list[tuple[str, str]]:
        found = []
        for key in sorted(client.scan_iter(f"{queue}*")):  # a list for each priority
            for raw in reversed(client.lrange(key, 0, -1)):
                message = json.loads(raw)
                [job_id], *_ = json.loads(base64.b64decode(message["body"]))
                found.append((message["headers"]["task"], job_id))
        return found

    return look
