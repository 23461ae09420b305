"""/healthz says that the process answers, /readyz whether what it needs answers too."""

import pytest
from celery import current_app
from django.db import OperationalError
from rest_framework.test import APIClient

from edukai import views
from tests.servers import free_port


@pytest.fixture
def anybody() -> APIClient:
    return APIClient()


def test_it_is_alive_without_asking_anything(anybody, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = anybody.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_ready(anybody, db):
    answer = anybody.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "down": []})
    assert anybody.head("/readyz").status_code == 200


def assert_down(answer, *names: str) -> None:
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "down": list(names)})


def test_it_names_a_broker_that_is_down(anybody, db, monkeypatch):
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(current_app.conf, "broker_url", nowhere)
    monkeypatch.setattr(current_app.conf, "broker_write_url", nowhere)
    assert_down(anybody.get("/readyz"), "broker")


def test_it_names_a_cache_that_is_down(anybody, db, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{free_port()}/1"}}
    assert_down(anybody.get("/readyz"), "cache")


def test_it_names_a_store_that_is_down(anybody, db, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert_down(anybody.get("/readyz"), "store")


def test_it_names_a_database_that_is_down_and_logs_why(anybody, db, monkeypatch, caplog):
    def gone() -> None:
        raise OperationalError("no such host")

    monkeypatch.setitem(views.PROBES, "database", gone)
    answer = anybody.get("/readyz")
    assert_down(answer, "database")
    assert "no such host" not in answer.content.decode()
    assert any(record.exc_info and "database" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_changes_nothing(anybody, path):
    assert anybody.post(path).status_code == 405
