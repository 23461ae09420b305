from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from edukai.errors import Conflict
from edukai.jobs import runner
from edukai.jobs.control import cancel, enqueue, enqueue_each, replay, wake
from edukai.jobs.flow import Flow, Next, Stage, Wait
from edukai.jobs.models import MOVES, Job, Status
from edukai.jobs.reconcile import reconcile
from tests.jobs.conftest import do_nothing

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_publishes_after_commit_and_not_before(script, messages):
    with transaction.atomic():
        job = enqueue(script.flow)
        assert messages("default") == []
    assert messages("default") == [("scripted.first", str(job.pk))]


def test_it_publishes_nothing_when_the_transaction_is_undone(script, messages):
    with transaction.atomic():
        enqueue(script.flow)
        transaction.set_rollback(True)
    assert messages("default") == []
    assert not Job.objects.exists()


def test_it_returns_the_open_job_of_the_same_key_instead_of_a_second_one(script, messages):
    first = enqueue(script.flow, dedup_key="cv-1")
    assert enqueue(script.flow, dedup_key="cv-1").pk == first.pk
    assert enqueue(script.flow, dedup_key="cv-2").pk != first.pk
    assert len(messages("default")) == 2
    cancel(Job.objects.filter(pk=first.pk))
    assert enqueue(script.flow, dedup_key="cv-1").pk != first.pk


def test_it_leaves_what_is_to_be_done_much_later_to_the_rescuer(script, messages):
    job = enqueue(script.flow, after=timedelta(days=7))
    assert messages("default") == []
    assert job.dispatched_at is None
    assert reconcile() == {"freed": 0, "published": 0}
    Job.objects.update(not_before=timezone.now())
    assert reconcile() == {"freed": 0, "published": 1}
    assert messages("default") == [("scripted.first", str(job.pk))]


def test_it_survives_a_broker_that_is_away(script, settings, monkeypatch):
    monkeypatch.setattr("edukai.celery.app.conf.broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("edukai.celery.app.amqp._producer_pool", None)
    monkeypatch.setattr("edukai.celery.app._pool", None)
    began = timezone.now()
    job = enqueue(script.flow)
    assert (timezone.now() - began).total_seconds() < 3
    assert Job.objects.get(pk=job.pk).dispatched_at is None


def test_it_puts_many_in_with_one_insert(script, messages, django_assert_max_num_queries, django_user_model):
    users = [django_user_model.objects.create(email=f"{n}@example.com") for n in range(20)]
    with django_assert_max_num_queries(4):
        jobs = enqueue_each(script.flow, users)
    assert [job.subject_id for job in jobs] == [str(user.pk) for user in users]
    assert [job_id for _, job_id in messages("default")] == [str(job.pk) for job in jobs]


def test_it_cancels_only_what_is_open(script):
    one, two = enqueue(script.flow), enqueue(script.flow)
    Job.objects.filter(pk=two.pk).update(status=Status.COMPLETED)
    assert cancel(Job.objects.all()) == 1
    assert Job.objects.get(pk=one.pk).status == Status.CANCELLED
    assert Job.objects.get(pk=two.pk).status == Status.COMPLETED
    assert script.changes == [Status.CANCELLED]


def test_it_replays_failed_and_cancelled_jobs_where_they_stopped(script, messages):
    job = enqueue(script.flow)
    Job.objects.filter(pk=job.pk).update(status=Status.FAILED, stage="second", attempt=6, error="Away.", finished_at=timezone.now())
    assert replay(Job.objects.all()) == 1
    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.stage, job.attempt, job.error, job.finished_at) == (Status.PENDING, "second", 0, "", None)
    assert messages("pdf") == [("scripted.second", str(job.pk))]
    assert script.changes == [Status.PENDING]
    assert replay(Job.objects.all()) == 0, "it is open now"


def test_it_refuses_to_replay_beside_an_open_twin(script):
    old = enqueue(script.flow, dedup_key="cv-1")
    cancel(Job.objects.filter(pk=old.pk))
    enqueue(script.flow, dedup_key="cv-1")
    with pytest.raises(Conflict):
        replay(Job.objects.filter(pk=old.pk))
    assert Job.objects.get(pk=old.pk).status == Status.CANCELLED


@pytest.mark.parametrize("to", Status)
@pytest.mark.parametrize("origin", Status)
def test_a_status_changes_by_the_allowed_moves_alone(script, origin, to):
    job = enqueue(script.flow)
    Job.objects.filter(pk=job.pk).update(status=origin)
    moved = Job.objects.filter(pk=job.pk).move(to)
    assert moved == (origin in MOVES[to])
    assert Job.objects.get(pk=job.pk).status == (to if moved else origin)


def test_what_is_over_stays_over(script):
    for end in (Status.COMPLETED, Status.FAILED, Status.CANCELLED):
        assert Status.RUNNING not in {to for to, origins in MOVES.items() if end in origins}


def test_two_flows_cannot_share_a_name(script):
    with pytest.raises(ValueError, match="scripted"):
        Flow("scripted", [Stage("only", do_nothing)])


def test_of_single_ones_that_wait_somewhere_the_oldest_is_called_first(script, messages):
    script.first = lambda job, subject: Wait(600, at="the door")
    first, second, third = (enqueue(script.flow) for _ in range(3))
    for job in (first, second):
        runner.run(str(job.pk), "first")
    Job.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=1))
    assert wake(Job.objects.filter(waits_at="the door")) == 1
    first.refresh_from_db()
    assert (first.waits_at, first.not_before <= timezone.now()) == ("", True)
    assert messages("default").count(("scripted.first", str(first.pk))) == 2
    assert wake(Job.objects.filter(waits_at="the door"), 5) == 1
    assert wake(Job.objects.filter(waits_at="the door"), 5) == 0
    assert Job.objects.get(pk=third.pk).waits_at == ""


def test_whoever_comes_by_itself_waits_nowhere_any_more(script):
    script.first = lambda job, subject: Wait(0, at="the door")
    job = enqueue(script.flow)
    runner.run(str(job.pk), "first")
    script.first = lambda job, subject: Wait(0)
    runner.run(str(job.pk), "first")
    job.refresh_from_db()
    assert (job.status, job.waits_at) == (Status.PENDING, "")


def test_the_next_stage_may_be_due_later(script, messages):
    script.first = lambda job, subject: Next(after=30)
    job = enqueue(script.flow)
    runner.run(str(job.pk), "first")
    job.refresh_from_db()
    assert (job.stage, job.status) == ("second", Status.PENDING)
    assert 25 < (job.not_before - timezone.now()).total_seconds() <= 30
    assert messages("pdf") == [("scripted.second", str(job.pk))]
