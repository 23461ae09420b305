import uuid

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from account.models import Role, User
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job, Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator() -> APIClient:
    client = APIClient()
    client.force_authenticate(User.objects.create_user("op@example.com", "x", role=Role.SUPERUSER))
    return client


def test_it_lists_the_dead_letters(script, operator):
    good, bad = enqueue(script.flow), enqueue(script.flow)
    Job.objects.filter(pk=bad.pk).update(status=Status.FAILED, error="The store is away.", error_code="store")
    page = operator.get("/api/jobs/", {"status": "failed", "flow": "scripted"}).json()
    assert [(row["id"], row["error"]) for row in page["results"]] == [(str(bad.pk), "The store is away.")]
    assert operator.get("/api/jobs/", {"status": "nonsense"}).status_code == 400
    assert operator.get(f"/api/jobs/{good.pk}/").json()["stage"] == "first"


def test_it_replays_one_and_all(script, operator):
    one, two, other = (enqueue(script.flow) for _ in range(3))
    Job.objects.update(status=Status.FAILED, error_code="store")
    Job.objects.filter(pk=other.pk).update(error_code="encrypted")
    assert operator.post(f"/api/jobs/{one.pk}/replay/").json()["status"] == "pending"
    assert operator.post(f"/api/jobs/{one.pk}/replay/").status_code == 409
    assert operator.post("/api/jobs/replay/", {"error_code": "store"}).json()["replayed"] == 1
    assert Job.objects.get(pk=two.pk).status == Status.PENDING
    assert operator.post("/api/jobs/replay/").json()["replayed"] == 1


def test_it_cancels(script, operator):
    job = enqueue(script.flow)
    assert operator.post(f"/api/jobs/{job.pk}/cancel/").json()["status"] == "cancelled"
    assert operator.post(f"/api/jobs/{job.pk}/cancel/").status_code == 409


@pytest.mark.parametrize("job_id", ["nonsense", uuid.uuid4()])
@pytest.mark.parametrize(("method", "action"), [("get", ""), ("post", "replay/"), ("post", "cancel/")])
def test_an_unknown_job_is_404(operator, job_id, method, action):
    assert getattr(operator, method)(f"/api/jobs/{job_id}/{action}").status_code == 404


def test_it_is_for_operators(script):
    job = enqueue(script.flow)
    anyone, client = APIClient(), APIClient()
    client.force_authenticate(User.objects.create_user("a@example.com", "x"))
    for method, path in [
        ("get", ""),
        ("get", f"{job.pk}/"),
        ("post", f"{job.pk}/replay/"),
        ("post", f"{job.pk}/cancel/"),
        ("post", "replay/"),
    ]:
        assert getattr(anyone, method)(f"/api/jobs/{path}").status_code == 401
        assert getattr(client, method)(f"/api/jobs/{path}").status_code == 403


def test_the_admin_replays_and_cancels(script, client):
    client.force_login(User.objects.create_superuser("op@example.com", "x"))
    job = enqueue(script.flow)
    changelist = reverse("admin:jobs_job_changelist")
    assert client.get(changelist).status_code == 200
    client.post(changelist, {"action": "cancel", "_selected_action": [str(job.pk)]})
    assert Job.objects.get(pk=job.pk).status == Status.CANCELLED
    client.post(changelist, {"action": "replay", "_selected_action": [str(job.pk)]})
    assert Job.objects.get(pk=job.pk).status == Status.PENDING
    assert client.get(reverse("admin:jobs_job_change", args=[job.pk])).status_code == 200
