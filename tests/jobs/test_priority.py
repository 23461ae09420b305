"""In which order messages leave the real broker: by the place in the batch, whatever has been waiting for longer."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from queue import Empty

import pytest
import redis
from django.utils import timezone

from account.models import User
from edukai.celery import app
from edukai.jobs import runner
from edukai.jobs.control import enqueue, enqueue_each, wake
from edukai.jobs.flow import Wait
from edukai.jobs.models import Job
from edukai.jobs.reconcile import reconcile

pytestmark = pytest.mark.django_db(transaction=True)

RESCUE = "jobs.reconcile"


@pytest.fixture
def batch(script) -> Callable[[int], list[str]]:
    """Puts in that many jobs at once; gives their ids."""
    people = iter(range(10_000))

    def put_in(count: int) -> list[str]:
        users = [User.objects.create(email=f"{next(people)}@example.com") for _ in range(count)]
        return [str(job.pk) for job in enqueue_each(script.flow, users)]

    return put_in


def taken(queue: str) -> list[str]:
    """All that lies in a queue, in the order in which a worker gets it: ids, or the name of what is no job."""
    found = []
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        while True:
            try:
                message = channel.Message(channel._get(queue), channel=channel)
            except Empty:
                return found
            arguments = message.payload[0]
            found.append(arguments[0] if arguments else message.headers["task"])


def take_one_stage(jobs: Sequence[str]) -> None:
    for job in jobs:
        runner.run(job, "first")


def test_the_first_of_a_batch_do_not_wait_behind_the_later_ones_of_another(batch):
    large, small, second = batch(100), batch(5), batch(20)
    expected = [*large[:8], *small, *second[:8], *large[8:16], *second[8:16], *large[16:32], *second[16:], *large[32:]]
    assert taken("default") == expected, "and nobody is left out"


def test_it_holds_for_the_stages_that_follow_and_for_what_the_rescuer_publishes_again(batch, settings):
    large, small = batch(40), batch(5)
    expected = [*large[:8], *small, *large[8:]]
    take_one_stage([*large, *small])
    assert taken("pdf") == expected
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    long_ago = timezone.now() - timedelta(seconds=60)
    Job.objects.update(not_before=long_ago, dispatched_at=long_ago)
    assert reconcile()["published"] == 45
    assert sorted(taken("pdf")[:13]) == sorted(expected[:13])


def test_it_holds_for_those_who_are_called(batch, script):
    script.first = lambda job, subject: Wait(600, at="the door")
    large, small = batch(20), batch(5)
    take_one_stage([*large, *small])
    taken("default")
    assert wake(Job.objects.filter(waits_at="the door"), 10) == 10
    assert sorted(taken("default")) == sorted([*large[:5], *small])


def test_whoever_has_waited_for_long_is_not_overtaken_for_ever(batch):
    large = batch(100)
    taken("default")
    hours_ago = timezone.now() - timedelta(hours=2)
    Job.objects.update(not_before=hours_ago, dispatched_at=hours_ago)
    reconcile()
    small = batch(5)
    order = taken("default")
    assert (sorted(order[:100]), order[100:]) == (sorted(large), small)


def test_the_rescuer_goes_before_all_of_them(script):
    job = enqueue(script.flow)
    entry = app.conf.beat_schedule["reconcile_jobs"]
    app.send_task(entry["task"], **entry["options"] | {"queue": "default"})
    assert taken("default") == [RESCUE, str(job.pk)]
