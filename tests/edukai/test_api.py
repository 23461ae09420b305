"""What every endpoint shares: errors are JSON, what nobody foresaw is logged with its traceback, bodies are what they claim to be."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404
from redis.exceptions import ConnectionError as RedisDown
from rest_framework import exceptions
from rest_framework.test import APIClient

from candidate.views import candidates as views
from edukai.errors import Conflict, PermanentError, TransientError
from tests.factories import client_of, operator

URL = "/api/candidates/"


@pytest.fixture
def api(db) -> APIClient:
    return client_of(operator(), raise_request_exception=False)


@pytest.fixture
def failing(api, monkeypatch):
    """Has the list of candidates fail with this error; gives the answer."""

    def ask(error: Exception):
        def fail(*args, **options):
            raise error

        monkeypatch.setattr(views.CandidateList, "get_queryset", fail)
        return api.get(URL)

    return ask


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (Conflict("It is over."), 409, {"detail": "It is over."}),
        (PermanentError("It cannot be."), 400, {"detail": "It cannot be."}),
        (TransientError("Later."), 503, {"detail": "Later."}),
        (RedisDown("10.0.0.1:6379"), 503, {"detail": "The service is busy with itself for a moment. Please try again."}),
        (OperationalError("10.0.0.1:5432"), 503, {"detail": "The service is busy with itself for a moment. Please try again."}),
        (RequestDataTooBig("x"), 413, {"detail": "The request is too large."}),
        (SuspiciousOperation("x"), 400, {"detail": "The request could not be read."}),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), 400, {"detail": "The request could not be read."}),
        (Http404("No such thing"), 404, None),
        (PermissionDenied("Not you"), 403, None),
        (exceptions.Throttled(7), 429, None),
        (exceptions.ValidationError(["a"]), 400, {"non_field_errors": ["a"]}),
        (exceptions.ValidationError({"name": ["a"]}), 400, {"name": ["a"]}),
        (ValidationError({"name": ["a"]}), 400, {"name": ["a"]}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_it_answers_errors_in_the_shapes_of_the_contract(failing, error, status, body):
    answer = failing(error)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    if body is None:
        assert list(answer.json()) == ["detail"]
    else:
        assert answer.json() == body


def test_it_sends_retry_after_with_429(failing):
    assert failing(exceptions.Throttled(7))["Retry-After"] == "7"


def test_what_nobody_foresaw_is_json_and_its_traceback_is_in_the_log(failing, caplog):
    answer = failing(ZeroDivisionError("amy@home.example"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert answer.json() == {"detail": "Something went wrong on our side. It has been logged."}
    (record,) = [record for record in caplog.records if record.name == "edukai.api"]
    assert record.levelname == "ERROR"
    assert record.exc_info[0] is ZeroDivisionError
    assert "CandidateList" in record.getMessage()


def test_an_error_before_any_view_is_json_too(api, monkeypatch, caplog):
    def fail(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(views.CandidateList, "dispatch", fail)
    answer = api.get(URL)
    assert (answer.status_code, answer.json()) == (500, {"detail": "Something went wrong on our side. It has been logged."})
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.records)


@pytest.mark.parametrize("path", ["/nothing", "/api/nothing/", "/api/candidates/a/b/c/", "/%00", "/%ff%fe", "/api/candidates/upload/x/"])
def test_an_unknown_path_is_json(api, path):
    answer = api.get(path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


def test_a_host_that_is_not_ours_is_json(api):
    answer = api.get(URL, HTTP_HOST="evil.example")
    assert (answer.status_code, answer.json()) == (400, {"detail": "The request could not be read."})


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense", ""])
def test_whoever_asks_for_something_else_gets_json(api, accept):
    answer = api.get(URL, HTTP_ACCEPT=accept)
    assert answer["Content-Type"] == "application/json"
    assert answer.status_code in (200, 406)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c", "\xff", "a b", "x" * 10_000, "\0"])
def test_a_token_that_is_none_is_401(db, token):
    answer = APIClient(HTTP_AUTHORIZATION=f"Bearer {token}").get(URL)
    assert (answer.status_code, list(answer.json())) == (401, ["detail"])
    assert answer["WWW-Authenticate"].startswith("Bearer")
