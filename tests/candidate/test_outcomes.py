"""What the activity log tells of CVs and batches: each end once, whoever else ends something at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from account.models import Activity
from candidate import edits, outcomes
from candidate.models import Candidate, Processing
from edukai import storage
from edukai.jobs.control import cancel, replay
from edukai.jobs.models import Job
from tests.factories import BROKEN, CVS, WHITLOCK, a_batch, a_candidate, content, cv, small_pdf, upload, work

BATCHES = ("batch_uploaded", "batch_completed", "batch_failed")


def told(*events: str) -> list[str]:
    """The events in the log, oldest first: these, or all."""
    log = Activity.objects.order_by("created_at").values_list("event_type", flat=True)
    return list(log.filter(event_type__in=events) if events else log)


def the(event: str) -> Activity:
    return Activity.objects.get(event_type=event)


def under_way(count: int, **fields) -> list[Candidate]:
    """The candidates of a new batch."""
    batch = a_batch(fields.pop("total", count))
    return [a_candidate(batch=batch, ai_processing_status=Processing.IN_PROGRESS, **fields) for _ in range(count)]


def at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """`second` begins while `first` has done its part and not committed yet."""
    begun = threading.Event()

    def other() -> None:
        begun.set()
        second()
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        assert begun.wait(5)
        thread.join(0.2)  # as far as it gets
    thread.join(5)
    assert not thread.is_alive()


def settled(candidate: Candidate, status: Processing = Processing.COMPLETED) -> None:
    with transaction.atomic():
        outcomes.settle(candidate, status)


def test_it_tells_of_an_upload_its_cvs_and_its_end(api):
    answer = upload(api, cv(WHITLOCK), cv(BROKEN), small_pdf("a.txt")).json()
    assert told() == ["batch_uploaded"]
    work()
    assert sorted(told()[1:3]) == ["cv_failed", "cv_processed"]
    assert told()[3:] == ["batch_completed"]
    assert {str(entry.batch_id) for entry in Activity.objects.all()} == {answer["batch"]["id"]}
    assert the("batch_uploaded").message == "CVs taken in: 2, refused: 1."
    processed, failed, over = the("cv_processed"), the("cv_failed"), the("batch_completed")
    assert (processed.severity, processed.message) == ("success", "The quality check is passed.")
    assert (failed.severity, failed.message) == ("error", "The file is damaged and cannot be opened.")
    assert failed.candidate_id == Candidate.objects.get(original_name=BROKEN).pk
    assert (over.severity, over.message, over.candidate_id) == ("warning", "CVs processed: 1, failed: 1.", None)


def test_it_names_nobody(api):
    upload(api, cv(WHITLOCK), cv(BROKEN))
    work()
    texts = " ".join(f"{entry.title} {entry.message}" for entry in Activity.objects.all()).lower()
    assert not [name for name in ("tom", "whitlock", "daniel", "hartley", ".pdf", "@") if name in texts]


@pytest.mark.parametrize(
    ("statuses", "event", "severity"),
    [
        ("cc", "batch_completed", "success"),
        ("fc", "batch_completed", "warning"),
        ("cf", "batch_completed", "warning"),
        ("ff", "batch_failed", "error"),
    ],
)
def test_it_tells_how_a_batch_ended_with_its_last_cv(db, statuses, event, severity):
    ends = {"c": Processing.COMPLETED, "f": Processing.FAILED}
    first, second = under_way(2)
    settled(first, ends[statuses[0]])
    assert told(*BATCHES) == []
    settled(second, ends[statuses[1]])
    assert told(*BATCHES) == [event]
    assert (the(event).severity, the(event).batch_id) == (severity, first.batch_id)
    assert the(event).message == f"CVs processed: {statuses.count('c')}, failed: {statuses.count('f')}."


def test_it_tells_of_an_end_once_however_often_it_comes(db):
    [candidate] = under_way(1)
    settled(candidate)
    settled(candidate)
    assert told() == ["cv_processed", "batch_completed"]


def test_it_tells_nothing_when_nothing_is_written(db):
    [candidate] = under_way(1)
    with transaction.atomic():
        outcomes.settle(candidate, Processing.COMPLETED)
        transaction.set_rollback(True)
    assert told() == []


@pytest.mark.parametrize(("total", "events"), [(100, ["cv_processed", "cv_failed"]), (101, ["cv_failed"])])
def test_it_tells_of_successes_one_by_one_only_where_they_are_few(db, total, events):
    good, bad, _ = under_way(3, total=total)
    settled(good)
    settled(bad, Processing.FAILED)
    assert told() == events


def test_it_tells_of_the_first_failures_of_a_large_batch(db, monkeypatch):
    monkeypatch.setattr(outcomes, "FEW", 2)
    for candidate in under_way(4):
        settled(candidate, Processing.FAILED)
    assert told() == ["cv_failed", "cv_failed", "batch_failed"]
    assert the("batch_failed").message == "CVs processed: 0, failed: 4."


def test_it_tells_anew_when_a_failed_cv_is_taken_up_again(api):
    upload(api, cv(BROKEN))
    work()
    assert told() == ["batch_uploaded", "cv_failed", "batch_failed"]
    storage.put(Candidate.objects.get().original_key, (CVS / WHITLOCK).read_bytes())
    replay(Job.objects.all())
    work()
    assert told()[3:] == ["cv_processed", "batch_completed"]


def test_a_cv_mended_by_hand_is_told_but_its_batch_was_over_before(api):
    [candidate] = under_way(1, ai_enhanced_cv_content=content())
    settled(candidate, Processing.FAILED)
    edits.change(candidate, {"location": "Hull"}, None)
    work()
    candidate.refresh_from_db()
    assert candidate.ai_processing_status == Processing.COMPLETED
    assert told() == ["cv_failed", "batch_failed", "cv_processed"]


def test_it_tells_of_cancelled_cvs_and_of_the_batch_once(api):
    upload(api, small_pdf("a.pdf"), small_pdf("b.pdf"))
    cancel(Job.objects.all())
    assert told() == ["batch_uploaded", "cv_failed", "cv_failed", "batch_failed"]
    assert {entry.message for entry in Activity.objects.filter(event_type="cv_failed")} == {"Cancelled."}


def test_a_batch_is_over_when_the_last_cv_under_way_is_deleted(db):
    done, open_one, another = under_way(3)
    settled(done)
    edits.delete([open_one])
    assert told(*BATCHES) == []
    edits.delete([another])
    assert told(*BATCHES) == ["batch_completed"]
    edits.delete([done])
    assert told(*BATCHES) == ["batch_completed"]


def test_a_batch_that_is_deleted_is_not_told_as_over(db):
    candidates = under_way(2)
    settled(candidates[0])
    edits.delete_batch(candidates[0].batch)
    assert told(*BATCHES) == []


def test_it_counts_only_what_is_there(db):
    candidate = a_candidate(ai_processing_status=Processing.IN_PROGRESS)
    settled(candidate)
    assert told() == ["cv_processed"]
    assert the("cv_processed").batch_id is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time")
@pytest.mark.parametrize("by_deletion", [False, True])
def test_the_last_two_of_a_batch_may_end_at_the_same_moment(by_deletion):
    done, first, second = under_way(3)
    settled(done)
    end = (lambda: edits.delete([second])) if by_deletion else (lambda: settled(second))
    at_once(lambda: outcomes.settle(first, Processing.COMPLETED), end)
    assert told(*BATCHES) == ["batch_completed"]
    assert the("batch_completed").message == f"CVs processed: {2 if by_deletion else 3}, failed: 0."


def test_it_costs_a_cv_few_queries(db, django_assert_num_queries):
    first, _ = under_way(2)
    with transaction.atomic(), django_assert_num_queries(6):  # batch, candidate, its update, the entry, what it drives out, others
        outcomes.settle(first, Processing.COMPLETED)
