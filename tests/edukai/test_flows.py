"""Files that nobody needs any more."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from edukai import storage
from edukai.flows import forget_files
from edukai.jobs.models import Job, Status
from tests.factories import files_in, stored, time_passes, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(settings) -> list[str]:
    return [stored("cvs", ".pdf"), stored("photos", ".jpg")]


def left(settings) -> int:
    return len(files_in(Path(settings.MEDIA_ROOT)))


def test_it_deletes_files_in_the_background(settings, keys):
    forget_files([*keys, storage.random_key("cvs", ".pdf")])
    assert left(settings) == 2
    work()
    assert left(settings) == 0


def test_it_deletes_nothing_when_the_transaction_is_undone(settings, keys):
    with transaction.atomic():
        forget_files(keys)
        transaction.set_rollback(True)
    work()
    assert left(settings) == 2


def test_it_waits_as_long_as_it_is_told(settings, keys):
    forget_files(keys, after=timedelta(days=7))
    work()
    assert left(settings) == 2
    time_passes()
    work()
    assert left(settings) == 0


def test_it_deletes_once_more_what_a_worker_was_writing(settings, keys):
    forget_files(keys, still_written=True)
    work()
    assert left(settings) == 0
    storage.put(keys[0], b"written after all")
    time_passes()
    work()
    assert left(settings) == 0
    assert Job.objects.get().status == Status.COMPLETED


def test_it_has_no_work_without_files(db):
    forget_files([])
    assert not Job.objects.exists()
