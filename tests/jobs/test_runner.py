import logging
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from account.models import User
from edukai.errors import PermanentError, TransientError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import cancel, enqueue, replay
from edukai.jobs.flow import FLOWS
from edukai.jobs.models import Job, Status
from edukai.jobs.runner import Superseded, claim, run, settle

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=timezone.now())


def test_it_goes_from_stage_to_stage_and_queue_to_queue(script, messages):
    job = enqueue(script.flow)
    assert messages("default") == [("scripted.first", str(job.pk))]
    run(str(job.pk), "first")
    assert (fresh(job).stage, fresh(job).status, fresh(job).attempt) == ("second", Status.PENDING, 0)
    assert messages("pdf") == [("scripted.second", str(job.pk))]
    run(str(job.pk), "second")
    job = fresh(job)
    assert (job.status, job.lease_token, job.lease_until) == (Status.COMPLETED, None, None)
    assert job.started_at <= job.finished_at
    assert script.changes == [Status.COMPLETED]


def test_it_goes_straight_on_where_the_queue_is_the_same_and_passes_by_what_has_no_work(messages):
    ran = []

    def noted(job, subject):
        ran.append((job.stage, job.attempt, Job.objects.get(pk=job.pk).status))
        return Next(lambda: ran.append("written"))

    flow = Flow(
        "chained",
        [
            Stage("one", noted),
            Stage("two", noted),
            Stage("none", noted, queue="polling", when=lambda job: False),
            Stage("three", noted, queue="pdf"),
        ],
    )
    try:
        job = enqueue(flow)
        run(str(job.pk), "one")
        assert ran == [("one", 1, "running"), "written", ("two", 1, "running"), "written"]
        assert messages("polling") == []
        assert messages("pdf") == [("chained.three", str(job.pk))]
        assert (fresh(job).stage, fresh(job).status, fresh(job).attempt) == ("three", Status.PENDING, 0)
    finally:
        FLOWS.pop("chained")


def test_new_args_come_with_what_is_written_or_not_at_all(script):
    def refuse():
        raise PermanentError("No.")

    script.first = lambda job, subject: Next(refuse, args={})
    job = enqueue(script.flow, args={"ids": [1]})
    run(str(job.pk), "first")
    assert (fresh(job).status, fresh(job).args) == (Status.FAILED, {"ids": [1]})
    script.first = lambda job, subject: Next(args={"ids": []})
    replay(Job.objects.all())
    run(str(job.pk), "first")
    assert (fresh(job).stage, fresh(job).args) == ("second", {"ids": []})
    script.second = lambda job, subject: Next(args={})
    run(str(job.pk), "second")
    assert (fresh(job).status, fresh(job).args) == (Status.COMPLETED, {})


def test_a_stage_reached_without_a_message_fails_and_is_cancelled_like_any_other(script):
    flow = Flow("chained", [Stage("one", lambda job, subject: Next()), Stage("two", lambda job, subject: script.first(job, subject))])
    try:

        def busy(job, subject):
            raise TransientError("Busy.")

        script.first = busy
        job = enqueue(flow)
        run(str(job.pk), "one")
        assert (fresh(job).stage, fresh(job).status, fresh(job).attempt, fresh(job).error) == ("two", Status.PENDING, 1, "Busy.")
        make_due(job)
        script.first = lambda job, subject: (cancel(Job.objects.filter(pk=job.pk)), Next(lambda: 1 / 0))[1]
        run(str(job.pk), "two")
        assert fresh(job).status == Status.CANCELLED
    finally:
        FLOWS.pop("chained")


def test_it_ends_early_with_a_result_when_a_stage_says_done(script):
    script.first = lambda job, subject: Done({"made": 3})
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    assert (fresh(job).status, fresh(job).result) == (Status.COMPLETED, {"made": 3})


def test_it_waits_without_counting_attempts(script, messages):
    script.first = lambda job, subject: Wait(45)
    job = enqueue(script.flow)
    for _ in range(12):
        make_due(job)
        run(str(job.pk), "first")
    job = fresh(job)
    assert (job.status, job.attempt) == (Status.PENDING, 0)
    assert 40 < (job.not_before - timezone.now()).total_seconds() <= 45
    run(str(job.pk), "first")
    assert fresh(job).not_before == job.not_before, "a message that comes too early does nothing"


def test_it_keeps_long_waits_out_of_the_broker(script, messages):
    script.first = lambda job, subject: Wait(61)
    job = enqueue(script.flow)
    before = messages("default")
    run(str(job.pk), "first")
    assert fresh(job).dispatched_at is None
    assert messages("default") == before


def test_it_keeps_what_a_stage_notes_in_its_arguments(script):
    def first(job, subject):
        job.args["ticket"] = "t-1"
        return Next()

    script.first = first
    job = enqueue(script.flow, args={"given": 1})
    run(str(job.pk), "first")
    assert fresh(job).args == {"given": 1, "ticket": "t-1"}


def test_it_writes_in_the_transaction_that_settles(script):
    def write():
        assert connection.in_atomic_block
        User.objects.create_user("a@example.com", "x")

    script.first = lambda job, subject: Next(write)
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    assert User.objects.count() == 1


def test_it_runs_stages_outside_any_transaction(script):
    seen = []
    script.first = lambda job, subject: (seen.append(connection.in_atomic_block), Next())[1]
    run(str(enqueue(script.flow).pk), "first")
    assert seen == [False]


def test_it_undoes_what_a_stage_wrote_when_the_write_fails(script, caplog):
    def write():
        User.objects.create_user("a@example.com", "x")
        raise ValueError("no")

    script.first = lambda job, subject: Next(write)
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    assert User.objects.count() == 0
    assert (fresh(job).status, fresh(job).stage, fresh(job).error_code) == (Status.PENDING, "first", "unexpected")
    assert "ValueError: no" in caplog.text


def test_one_message_delivered_three_times_at_once_has_one_effect(script):
    ran = []
    barrier = threading.Barrier(3)
    script.first = lambda job, subject: (ran.append(1), time.sleep(0.05), Next())[2]
    job = enqueue(script.flow)

    def worker():
        barrier.wait()
        run(str(job.pk), "first")
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == [1]
    assert fresh(job).stage == "second"


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"not_before": timezone.now() + timedelta(hours=1)}, "first"),
        ({}, "second"),
        ({"status": Status.RUNNING, "lease_until": timezone.now() + timedelta(hours=1)}, "first"),
        ({"status": Status.COMPLETED}, "first"),
        ({"status": Status.FAILED}, "first"),
        ({"status": Status.CANCELLED}, "first"),
    ],
)
def test_it_claims_nothing_that_is_not_due_here(script, changes, stage):
    job = enqueue(script.flow)
    Job.objects.filter(pk=job.pk).update(**changes)
    assert claim(str(job.pk), stage) is None


def test_it_claims_a_job_whose_lease_ran_out_with_a_new_token(script):
    job = enqueue(script.flow)
    dead = claim(str(job.pk), "first")
    assert claim(str(job.pk), "first") is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    alive = claim(str(job.pk), "first")
    assert alive.lease_token != dead.lease_token
    assert alive.attempt == 2
    with pytest.raises(Superseded):
        settle(dead, Status.COMPLETED, lambda: User.objects.create_user("a@example.com", "x"))
    assert User.objects.count() == 0
    settle(alive, Status.COMPLETED)
    assert fresh(job).status == Status.COMPLETED


def test_it_writes_nothing_when_cancelled_meanwhile(script):
    def first(job, subject):
        cancel(Job.objects.filter(pk=job.pk))
        return Next(lambda: User.objects.create_user("a@example.com", "x"))

    script.first = first
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    assert fresh(job).status == Status.CANCELLED
    assert User.objects.count() == 0
    assert script.changes == [Status.CANCELLED]


def test_it_tries_transient_errors_again_after_2_4_8_16_32_seconds_and_then_gives_up(script):
    def first(job, subject):
        raise TransientError("The store is away.", code="store")

    script.first = first
    job = enqueue(script.flow)
    waits = []
    for _ in range(5):
        run(str(job.pk), "first")
        now = fresh(job)
        assert (now.status, now.error, now.error_code) == (Status.PENDING, "The store is away.", "store")
        waits.append((now.not_before - timezone.now()).total_seconds())
        make_due(job)
    for wait, expected in zip(waits, (2, 4, 8, 16, 32), strict=True):
        assert 0.79 * expected - 0.5 < wait < 1.21 * expected
    assert script.changes == []
    run(str(job.pk), "first")
    assert (fresh(job).status, fresh(job).error) == (Status.FAILED, "The store is away.")
    assert script.changes == [Status.FAILED]


def test_it_waits_as_long_as_the_other_side_asks(script):
    def first(job, subject):
        raise TransientError("Too many requests.", retry_after=300)

    script.first = first
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    assert 295 < (fresh(job).not_before - timezone.now()).total_seconds() <= 300


def test_it_fails_at_once_when_trying_again_does_not_help(script):
    def first(job, subject):
        raise PermanentError("The file is encrypted.", code="encrypted")

    script.first = first
    job = enqueue(script.flow)
    run(str(job.pk), "first")
    job = fresh(job)
    assert (job.status, job.error, job.error_code, job.attempt) == (Status.FAILED, "The file is encrypted.", "encrypted", 1)
    assert job.finished_at is not None


def test_it_logs_a_bug_with_its_traceback_and_tries_again(script, caplog):
    script.first = lambda job, subject: 1 / 0
    job = enqueue(script.flow)
    with caplog.at_level(logging.ERROR):
        run(str(job.pk), "first")
    assert fresh(job).status == Status.PENDING
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivision" not in fresh(job).error, "exception text is not for people"


def test_it_forgets_the_error_once_it_goes_on(script):
    job = enqueue(script.flow)
    Job.objects.filter(pk=job.pk).update(error="was bad", error_code="bad", attempt=3)
    run(str(job.pk), "first")
    assert (fresh(job).error, fresh(job).error_code, fresh(job).attempt) == ("", "", 0)


def test_it_cancels_work_on_something_that_is_gone(script):
    user = User.objects.create_user("a@example.com", "x")
    script.first = lambda job, subject: pytest.fail("must not run")
    job = enqueue(script.flow, user)
    user.delete()
    run(str(job.pk), "first")
    assert (fresh(job).status, fresh(job).error_code) == (Status.CANCELLED, "gone")


def test_it_gives_the_stage_its_subject(script):
    user = User.objects.create_user("a@example.com", "x")
    seen = []
    script.first = lambda job, subject: (seen.append(subject), Next())[1]
    run(str(enqueue(script.flow, user).pk), "first")
    assert seen == [user]


def test_it_renews_the_lease_while_a_stage_runs(script, settings):
    settings.JOB_LEASE_SECONDS = 0.3
    script.first = lambda job, subject: (time.sleep(1), Next())[1]
    job = enqueue(script.flow)
    thread = threading.Thread(target=lambda: (run(str(job.pk), "first"), connection.close()))
    thread.start()
    time.sleep(0.7)
    assert claim(str(job.pk), "first") is None, "the lease would have run out twice by now"
    thread.join()
    assert (fresh(job).stage, fresh(job).status) == ("second", Status.PENDING)


@pytest.mark.parametrize("signal", [SystemExit, KeyboardInterrupt])
def test_it_hands_work_back_when_its_worker_is_stopped(script, signal):
    def first(job, subject):
        raise signal

    script.first = first
    job = enqueue(script.flow)
    with pytest.raises(signal):
        run(str(job.pk), "first")
    job = fresh(job)
    assert (job.status, job.attempt, job.lease_token, job.dispatched_at) == (Status.PENDING, 0, None, None)
    assert claim(str(job.pk), "first")
