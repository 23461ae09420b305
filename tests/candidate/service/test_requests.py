"""What the service lets in: paths, tokens, bodies, and addresses of CVs."""

import uuid

import pytest
from rest_framework.test import APIClient

from candidate.service.fetching import is_allowed
from edukai.flows import files
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job
from tests.candidate.service.conftest import REGENERATION, REWRITE, TASKS
from tests.factories import content

DATA = content()["data_extracted"]
CV = "http://127.0.0.1:9/cv.pdf"


@pytest.mark.parametrize("slash", ["", "/"])
def test_paths_may_end_in_a_slash(client, slash):
    task = client.hand_over(f"/api/v1/rewrite{slash}", {"cv_data": DATA})
    client.hand_over(f"/api/v1/regeneration{slash}", {"cv_url": CV})
    assert client.get(f"{TASKS}/{task}{slash}").json() == {"status": "PENDING"}
    for path in ("/health", "/healthz", "/readyz"):
        assert client.get(path + slash).status_code == 200


def test_it_is_nothing_but_an_ai_service(client):
    for path in ("/api/auth/login/", "/api/candidates/", "/api/jobs/", "/admin/", "/api/docs/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Bearer s3cret2", "Basic s3cret", "s3cret"])
def test_without_the_token_only_its_health_is_told(client, settings, header):
    settings.AI_SERVICE_TOKEN = "s3cret"
    stranger = APIClient(headers={"Authorization": header} if header else {})
    for path in (REGENERATION, REWRITE):
        assert stranger.post(path, {}).status_code == 401
    for path in (f"{TASKS}/{uuid.uuid4()}/", "/files/abc?signature=a", "/readyz"):
        answer = stranger.get(path)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer.json() == {"detail": "The token is missing or wrong."}
    assert stranger.get("/health").json() == stranger.get("/healthz").json() == {"status": "ok"}
    assert Job.objects.count() == 0


@pytest.mark.parametrize("token", ["s3cret", "n\u00f6 s\u00e9cret"])
def test_the_token_opens_everything(client, settings, token):
    settings.AI_SERVICE_TOKEN = token
    friend = APIClient(headers={"Authorization": f"bearer {token}".encode().decode("latin-1")})
    assert friend.post(REWRITE, {"cv_data": DATA}).status_code == 202
    assert friend.get("/readyz").status_code == 200
    assert friend.get(f"{TASKS}/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("id", [uuid.uuid4(), "1", "..", "%00"])
def test_an_unknown_task_is_not_found(client, id):
    assert client.get(f"{TASKS}/{id}/").status_code == 404


def test_work_of_other_kinds_is_not_shown(client):
    job = enqueue(files, args={"keys": []})
    assert client.get(f"{TASKS}/{job.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "cv_url"),
        ({"cv_url": None}, "cv_url"),
        ({"cv_url": ["a"]}, "cv_url"),
        ({"cv_url": "cv.pdf"}, "cv_url"),
        ({"cv_url": "http://127.0.0.1/" + "a" * 2_000}, "cv_url"),
        ({"cv_url": "ftp://127.0.0.1/cv.pdf"}, "cv_url"),
        ({"cv_url": "file:///etc/passwd"}, "cv_url"),
        ({"cv_url": "http://elsewhere.example/cv.pdf"}, "cv_url"),
        ({"cv_url": CV, "additional_info": "maths"}, "additional_info"),
        ({"cv_url": CV, "additional_info": {"experience": 61}}, "additional_info"),
        ({"cv_url": CV, "additional_info": {"experience": "nan"}}, "additional_info"),
        ({"cv_url": CV, "additional_info": {"skills": "maths"}}, "additional_info"),
    ],
)
def test_it_refuses_a_cv_that_it_cannot_fetch(client, body, field):
    answer = client.post(REGENERATION, body)
    assert answer.status_code == 400
    assert set(answer.json()) == {field}
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "cv_data"),
        ({"cv_data": None}, "cv_data"),
        ({"cv_data": []}, "cv_data"),
        ({"cv_data": {"name": ["Amy"]}}, "cv_data"),
        ({"cv_data": DATA | {"professional_profile": "a" * 10_001}}, "cv_data"),
        ({"cv_data": DATA | {"employment_history": [{"start": "Secret Street"}]}}, "cv_data"),
        ({"cv_data": DATA, "instruction": "a" * 2_001}, "instruction"),
        ({"cv_data": DATA, "instruction": {"a": 1}}, "instruction"),
    ],
)
def test_it_refuses_what_is_no_cv(client, body, field):
    answer = client.post(REWRITE, body)
    assert answer.status_code == 400
    assert set(answer.json()) == {field}
    assert "Secret" not in answer.content.decode()
    assert Job.objects.count() == 0


@pytest.mark.parametrize("body", ["[]", "{", "null", '"a"'])
def test_it_refuses_what_is_no_object(client, body):
    answer = client.post(REWRITE, body, content_type="application/json")
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})


@pytest.mark.parametrize("path", [REGENERATION, REWRITE])
def test_it_refuses_other_methods(client, path):
    assert client.get(path).status_code == 405
    assert client.delete(path).status_code == 405


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://minio:9000/cvs/a.pdf?signature=b", True),
        ("https://MINIO:9000/a", True),
        ("http://minio/a", False),
        ("http://minio:9001/a", False),
        ("https://files.example/a", True),
        ("https://files.example:8443/a", True),
        ("http://[::1]/a", True),
        ("http://[::1]:81/a", False),
        ("http://files.example.evil.example/a", False),
        ("http://files.example@evil.example/a", False),
        ("http://evil.example#@files.example/a", False),
        ("http://evil.example\\@files.example/a", False),
        ("http://files.example\\@evil.example/a", False),
        ("http://evil.example/@files.example", False),
        ("http://169.254.169.254/latest/meta-data/", False),
        ("http:///a", False),
        ("//files.example/a", False),
        ("", False),
    ],
)
def test_it_asks_known_hosts_alone(settings, url, allowed):
    settings.AI_SERVICE_CV_HOSTS = ["minio:9000", "Files.example", "[::1]:80"]
    assert is_allowed(url) is allowed
