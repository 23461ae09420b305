"""Failed jobs in the back office: why, how many, and once more."""

import pytest
from django.test import Client

from edukai.jobs.models import Job
from tests.factories import operator

FAILURES = "/admin/jobs/job/failures/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, script) -> Client:
    client.force_login(operator())
    return client


def a_failure(code: str, **fields) -> Job:
    known = {"flow": "scripted", "stage": "second", "status": "failed", "error": f"Because of {code}.", "error_code": code, "attempt": 5}
    return Job.objects.create(**known | fields)


def statuses() -> list[str]:
    return list(Job.objects.order_by("error_code", "status").values_list("status", flat=True))


def test_it_counts_them_by_reason(desk):
    for code in ("corrupt", "timeout", "corrupt", "corrupt"):
        a_failure(code)
    a_failure("gone", status="cancelled")
    page = desk.get(FAILURES)
    assert [(row["count"], row["error"]) for row in page.context["rows"]] == [(3, "Because of corrupt."), (1, "Because of timeout.")]
    listed = desk.get(page.context["rows"][0]["url"]).context["cl"]
    assert listed.result_count == 3


def test_it_replays_all_of_one_reason_and_then_all(desk, messages, django_capture_on_commit_callbacks):
    corrupt = [a_failure("corrupt") for _ in range(2)]
    late = a_failure("timeout")
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(FAILURES, {"flow": "scripted", "error_code": "corrupt"}, follow=True)
    assert b"2 jobs are taken up again." in answer.content
    assert {job_id for _, job_id in messages("pdf")} == {str(job.pk) for job in corrupt}
    assert Job.objects.get(pk=late.pk).status == "failed"
    assert b"1 jobs are taken up again." in desk.post(FAILURES, follow=True).content
    assert set(statuses()) == {"pending"}
    assert b"No job has failed." in desk.get(FAILURES).content


def test_it_replays_those_that_are_chosen(desk):
    chosen, other = a_failure("corrupt"), a_failure("corrupt")
    desk.post("/admin/jobs/job/", {"action": "replay", "_selected_action": [chosen.pk]})
    assert [Job.objects.get(pk=job.pk).status for job in (chosen, other)] == ["pending", "failed"]


def test_it_says_when_the_same_work_is_under_way(desk):
    a_failure("timeout", dedup_key="x")
    a_failure("", status="pending", dedup_key="x")
    assert b"already under way in another job" in desk.post(FAILURES, follow=True).content
    assert sorted(Job.objects.values_list("status", flat=True)) == ["failed", "pending"]
