from datetime import timedelta

import pytest
import redis
from django.utils import timezone

from edukai.jobs.control import enqueue
from edukai.jobs.models import Job, Status
from edukai.jobs.reconcile import reconcile
from edukai.jobs.runner import claim, run

pytestmark = pytest.mark.django_db(transaction=True)


def lose_messages(settings) -> None:
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()


def age(**fields: float) -> None:
    """Make these times of every job so many seconds older than now."""
    Job.objects.update(**{name: timezone.now() - timedelta(seconds=seconds) for name, seconds in fields.items()})


def test_it_publishes_what_was_never_published(script, messages):
    job = enqueue(script.flow)
    Job.objects.update(dispatched_at=None)
    before = len(messages("default"))
    assert reconcile() == {"freed": 0, "published": 1}
    assert len(messages("default")) == before + 1
    assert Job.objects.get(pk=job.pk).dispatched_at is not None
    assert reconcile() == {"freed": 0, "published": 0}


def test_it_publishes_again_what_got_lost(script, settings, messages):
    enqueue(script.flow)
    lose_messages(settings)
    assert reconcile()["published"] == 0, "it was published a moment ago"
    age(dispatched_at=21, not_before=21)
    assert reconcile()["published"] == 1
    assert len(messages("default")) == 1


def test_it_does_not_flood_a_queue_that_is_merely_long(script, messages):
    enqueue(script.flow)
    age(dispatched_at=500, not_before=500)
    assert reconcile()["published"] == 0
    age(dispatched_at=601, not_before=601)
    assert reconcile()["published"] == 1


def test_it_leaves_alone_what_is_not_due(script):
    enqueue(script.flow)
    Job.objects.update(not_before=timezone.now() + timedelta(minutes=5), dispatched_at=None)
    assert reconcile()["published"] == 0


def test_it_takes_back_what_a_dead_worker_held(script, messages):
    job = enqueue(script.flow)
    claim(str(job.pk), "first")
    assert reconcile()["freed"] == 0, "the worker may be alive"
    age(lease_until=1)
    assert reconcile() == {"freed": 1, "published": 1}
    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.attempt, job.lease_token) == (Status.PENDING, 1, None)
    run(str(job.pk), "first")
    assert Job.objects.get(pk=job.pk).stage == "second"


def test_it_gives_up_on_a_job_that_kills_every_worker(script):
    job = enqueue(script.flow)
    for _ in range(6):
        assert claim(str(job.pk), "first")
        age(lease_until=1)
        reconcile()
    job = Job.objects.get(pk=job.pk)
    assert (job.status, job.error_code) == (Status.FAILED, "worker_lost")
    assert script.changes == [Status.FAILED]


def test_it_goes_on_with_the_broker_away(script, monkeypatch):
    enqueue(script.flow)
    Job.objects.update(dispatched_at=None)
    monkeypatch.setattr("edukai.celery.app.conf.broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("edukai.celery.app.amqp._producer_pool", None)
    monkeypatch.setattr("edukai.celery.app._pool", None)
    assert reconcile()["published"] == 0
    assert Job.objects.get().dispatched_at is None, "the next run tries again"


@pytest.mark.parametrize("alien", [{"flow": "gone"}, {"stage": "gone"}])
def test_one_job_that_nobody_knows_any_more_does_not_stop_the_rest(script, alien):
    for status in ({"status": Status.PENDING, "dispatched_at": None}, {"status": Status.RUNNING}):
        stranger, known = enqueue(script.flow), enqueue(script.flow)
        Job.objects.filter(pk__in=[stranger.pk, known.pk]).update(**status, lease_until=timezone.now() - timedelta(seconds=1))
        Job.objects.filter(pk=stranger.pk).update(**alien)
        reconcile()
        assert Job.objects.get(pk=known.pk).dispatched_at is not None
        assert Job.objects.get(pk=known.pk).status == Status.PENDING


def test_a_hook_that_fails_does_not_stop_the_rest(script):
    def broken(job):
        raise ValueError("no")

    script.flow.changed = broken
    bad, good = enqueue(script.flow), enqueue(script.flow)
    Job.objects.update(status=Status.RUNNING, lease_until=timezone.now() - timedelta(seconds=1))
    Job.objects.filter(pk=bad.pk).update(attempt=99)
    assert reconcile()["freed"] == 1
    assert Job.objects.get(pk=good.pk).status == Status.PENDING
