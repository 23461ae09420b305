"""Whom a candidate is sent to: the request only takes note of it, and its job finds out once, whatever happens in between."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from account.models import Activity, EventType
from candidate import campaigns, edits
from candidate.flows import outreach
from candidate.models import Campaign, Delivery, DeliveryStatus
from edukai.errors import PermanentError
from edukai.jobs import runner
from edukai.jobs.control import cancel, enqueue, replay
from edukai.jobs.models import Job, Status
from edukai.jobs.reconcile import release_lapsed
from tests.candidate.mails import a_campaign, mails_of
from tests.candidate.sendgrid_stack import contacts, planned, ready_candidate, send, to_the_end
from tests.factories import time_passes, work


@pytest.fixture
def amy(db):
    return ready_candidate()


def status(api, task: str) -> dict:
    return api.get(f"/api/candidates/send-status/{task}/").json()


def figures(api, task: str) -> tuple[str, int, int, int]:
    told = status(api, task)
    return told["status"], told["summary"]["total"], told["waiting"], told["cancelled"]


def log() -> list[tuple[str, str]]:
    return list(Activity.objects.filter(event_type=EventType.EMAILS_SENT).values_list("severity", "message"))


def left() -> int:
    """How many mails have left."""
    return sum(1 for _ in settings.MAIL_OUTBOX.glob("*"))


def act(api, task: str, action: str) -> None:
    assert api.post(f"/api/candidates/send-status/{task}/{action}/").status_code == 200


def asked_for(*about: Any) -> str:
    """The task of a sending of which nothing is planned yet."""
    return str(send(*about).json()["task_id"])


def plan(task: str) -> None:
    """In a thread of its own."""
    try:
        runner.run(task, "plan")
    finally:
        connection.close()


def lapse() -> None:
    """Whoever had a job is taken for dead."""
    Job.objects.filter(status=Status.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=9))
    release_lapsed()


def test_the_request_takes_as_few_queries_for_a_thousand_contacts_as_for_one(api, amy):
    people, queries = contacts(1_000), []
    for some in (people[:1], people[:1], people):  # the first is not like the others: it signs in
        with CaptureQueriesContext(connection) as asked:
            assert send(api, amy, some).json()["contact_count"] == len(some)
        queries.append(len(asked))
    assert queries[1] == queries[2] <= 9
    assert not Delivery.objects.exists()


def test_the_answer_says_how_many_it_was_asked_for_and_each_counts_once(api, amy):
    [ann] = contacts(1)
    told = send(api, amy, [ann, ann]).json()
    assert (told["contact_count"], told["message"], "refused" in told) == (1, "The profile is being sent to 1 contact.", False)


def test_until_the_mails_are_planned_those_that_were_asked_for_wait(api, amy):
    people = contacts(3)
    planned(api, amy, people[:1])
    task = asked_for(api, amy, people)
    assert (figures(api, task), status(api, task)["refused"]) == (("pending", 3, 3, 0), [])
    work()
    assert (figures(api, task), len(status(api, task)["refused"])) == (("pending", 2, 2, 0), 1)
    assert Job.objects.get(pk=task).args == {}


@pytest.mark.parametrize(("gone", "rest"), [(0, 60), (40, 20), (70, 0)])
def test_the_first_mail_leaves_a_while_after_the_request_however_long_the_planning_took(api, amy, gone, rest):
    task = asked_for(api, amy, contacts(2))
    Campaign.objects.update(created_at=timezone.now() - timedelta(seconds=gone))
    work()
    job = Job.objects.get(pk=task)
    waits = (job.not_before - timezone.now()).total_seconds() if job.status == Status.PENDING else 0
    assert (rest - 15 < waits <= rest, left()) == (True, 0 if rest else 2)


def test_a_contact_that_has_been_deleted_meanwhile_is_refused(api, amy):
    people = contacts(3)
    task = asked_for(api, amy, people)
    gone = str(people[1].pk)
    people[1].delete()
    to_the_end()
    told = status(api, task)
    assert (told["summary"]["sent"], told["refused"]) == (2, [{"contact_id": gone, "reason": "This contact has been deleted."}])


class Killed(BaseException):
    """A worker has no time to clean up."""


@pytest.mark.parametrize(("place", "name"), [(runner, "settle"), (Campaign, "save")])
def test_a_worker_that_dies_as_it_plans_has_planned_nothing_and_another_does(api, amy, monkeypatch, place, name):
    def die(*args, **options):
        raise Killed

    task = asked_for(api, amy, contacts(3))
    with monkeypatch.context() as patched:
        patched.setattr(place, name, die)
        with pytest.raises(Killed):
            work()
    assert (figures(api, task), Delivery.objects.count()) == (("pending", 3, 3, 0), 0)
    lapse()
    to_the_end()
    assert (figures(api, task), left()) == (("completed", 3, 0, 0), 3)


def test_of_two_workers_that_plan_the_same_one_does(api, amy):
    """One that was thought dead and was not."""
    task = asked_for(api, amy, contacts(3))
    job = runner.claim(task, "plan")
    outcome = outreach.plan(job, Campaign.objects.get())
    lapse()
    work()
    with pytest.raises(runner.Superseded):
        runner.settle(job, Status.PENDING, outcome.write)
    assert Delivery.objects.count() == 3


def test_what_was_asked_for_is_there_still_when_the_planning_goes_wrong(api, amy, monkeypatch):
    def fail(*args, **options):
        raise OSError

    task = asked_for(api, amy, contacts(3))
    with monkeypatch.context() as patched:
        patched.setattr(Campaign, "save", fail)
        work()
    assert (Job.objects.get(pk=task).error_code, Delivery.objects.count()) == ("unexpected", 0)
    to_the_end()
    assert left() == 3


def test_of_two_sendings_at_the_same_moment_the_second_sees_the_first(api, transactional_db, monkeypatch):
    amy, people = ready_candidate(), contacts(3)
    tasks = [asked_for(api, amy, people) for _ in range(2)]
    had = campaigns._had

    def looked_up_slowly(*args):
        found = had(*args)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(campaigns, "_had", looked_up_slowly)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(plan, tasks))
    told = [status(api, task) for task in tasks]
    assert sorted((each["summary"]["total"], len(each["refused"])) for each in told) == [(0, 3), (3, 0)]
    assert Delivery.objects.count() == 3


def test_one_that_is_cancelled_while_it_is_planned_does_not_wait_for_its_time(api, transactional_db, monkeypatch):
    """Whoever cancels waits for the planning, and finds the job held back."""
    task = asked_for(api, ready_candidate(), contacts(3))
    had, planning = campaigns._had, threading.Event()

    def looked_up_slowly(*args):
        planning.set()
        time.sleep(0.3)
        return had(*args)

    monkeypatch.setattr(campaigns, "_had", looked_up_slowly)
    with ThreadPoolExecutor(1) as threads:
        planner = threads.submit(plan, task)
        assert planning.wait(10)
        act(api, task, "cancel")
        planner.result()
    work()
    assert (figures(api, task), Delivery.objects.count()) == (("completed", 3, 0, 3), 3)


@pytest.mark.parametrize(("start", "rows"), [(asked_for, 0), (planned, 3)])
def test_one_that_is_cancelled_before_its_time_is_over_at_once(api, amy, start, rows):
    task = start(api, amy, contacts(3))
    act(api, task, "cancel")
    work()
    assert (figures(api, task), Delivery.objects.count()) == (("completed", 3, 0, 3), rows)
    assert log() == [("warning", "Mails sent: 0 of 3, cancelled: 3.")]


def test_one_that_is_deleted_before_has_nothing_planned(api, amy):
    task = asked_for(api, amy, contacts(3))
    edits.delete([amy])
    work()
    assert (figures(api, task), Delivery.objects.count()) == (("completed", 3, 0, 3), 0)


@pytest.fixture
def as_it_is_settled(monkeypatch):
    """Something happens when the stage has run and before what it leaves is written, the first time."""

    def happens(what) -> None:
        settle = runner.settle

        def settle_later(*args, **changes):
            monkeypatch.undo()
            what()
            return settle(*args, **changes)

        monkeypatch.setattr(runner, "settle", settle_later)

    return happens


@pytest.mark.parametrize("what", ["cancel", "delete"])
def test_one_that_is_cancelled_or_deleted_as_it_is_planned_has_nothing_planned(api, amy, as_it_is_settled, what):
    task = asked_for(api, amy, contacts(3))
    as_it_is_settled(lambda: act(api, task, "cancel") if what == "cancel" else edits.delete([amy]))
    work()
    assert (figures(api, task), Delivery.objects.count()) == (("pending", 3, 3, 0), 0)
    time_passes()
    work()
    assert (figures(api, task), Delivery.objects.count(), left()) == (("completed", 3, 0, 3), 0, 0)


@pytest.mark.parametrize("start", [asked_for, planned])
def test_whoever_cancels_the_job_cancels_the_sending_and_taking_it_up_again_sends_nothing(api, amy, start):
    task = start(api, amy, contacts(3))
    cancel(Job.objects.filter(pk=task))
    assert figures(api, task) == ("failed", 3, 0, 3)
    replay(Job.objects.filter(pk=task))
    to_the_end()
    assert (figures(api, task), left()) == (("completed", 3, 0, 3), 0)
    assert log() == [("warning", "Mails sent: 0 of 3, cancelled: 3.")]


def test_a_planning_that_has_failed_can_be_taken_up_again(api, amy, monkeypatch):
    def fail(*args, **options):
        raise PermanentError("It cannot be.", code="x")

    task = asked_for(api, amy, contacts(3))
    with monkeypatch.context() as patched:
        patched.setattr(campaigns, "plan", fail)
        work()
    assert (figures(api, task), log()) == (("failed", 3, 3, 0), [("error", "Mails sent: 0 of 3. It cannot be.")])
    replay(Job.objects.filter(pk=task))
    to_the_end()
    assert (figures(api, task), left()) == (("completed", 3, 0, 0), 3)


def test_one_that_is_paused_is_planned_and_goes_on_when_it_is_resumed(api, amy):
    task = asked_for(api, amy, contacts(3))
    act(api, task, "pause")
    to_the_end()
    assert (figures(api, task), Delivery.objects.count(), left()) == (("pending", 3, 3, 0), 3, 0)
    act(api, task, "resume")
    work()
    assert (figures(api, task), left()) == (("completed", 3, 0, 0), 3)


def test_a_job_of_a_release_that_planned_in_the_request_goes_on(api, amy):
    campaign = a_campaign(amy)
    mails_of(campaign, 3, DeliveryStatus.PLANNED)
    job = enqueue(outreach.sending, campaign)
    Job.objects.filter(pk=job.pk).update(stage="send")
    assert figures(api, str(job.pk)) == ("pending", 3, 3, 0)
    to_the_end()
    assert (figures(api, str(job.pk)), left()) == (("completed", 3, 0, 0), 3)


def test_a_candidate_who_is_deleted_during_the_request_is_404(api, transactional_db, monkeypatch):
    amy = ready_candidate()
    monkeypatch.setattr(campaigns, "check", lambda candidate, contact_ids: edits.delete([amy]))
    assert send(api, amy, contacts(1)).status_code == 404
    assert not Campaign.objects.exists()
    assert not Job.objects.filter(flow="outreach").exists()
