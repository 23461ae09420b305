from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import CVS, WITH_PHOTO
from tests.fakes.ai_service import AIService, ai_service

REGENERATION, REWRITE, TASKS = "/api/v1/regeneration/", "/api/v1/rewrite/", "/api/v1/tasks"


class Client(APIClient):
    """Another installation, as its HTTP client sees the service."""

    def hand_over(self, path: str, body: dict[str, Any], **headers: str) -> str:
        answer = self.post(path, body, headers=headers)
        assert answer.status_code == 202, answer.content
        return answer.json()["task_id"]

    def state(self, task: str) -> dict[str, Any]:
        answer = self.get(f"{TASKS}/{task}/")
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def client(db, settings) -> Client:
    settings.ROOT_URLCONF = "edukai.ai_urls"
    return Client()


@pytest.fixture
def store() -> Iterator[AIService]:
    """The file store of another installation."""
    with ai_service() as double:
        yield double


@pytest.fixture
def cv_url(store) -> str:
    return offered(store, WITH_PHOTO)


def offered(store: AIService, name: str) -> str:
    """The address at which the store has this CV of demo_data: it says nothing of whose it is."""
    kind = name.rpartition(".")[2]
    store.files["/cvs/5f"] = (200, {"Content-Disposition": f'inline; filename="Original CV.{kind}"'}, (CVS / name).read_bytes())
    return f"{store.url}/cvs/5f?signature=abc"
