"""Batches: counts and status that are derived from their candidates, order, and deletion."""

import uuid

import pytest
from django.utils import timezone

from candidate.models import Batch, Candidate
from edukai.jobs.models import Job
from tests.factories import a_batch, a_candidate, files_in, small_pdf, stored, upload, work

URL = "/api/candidates/batches/"
FIELDS = {
    "id", "additional_info", "total_count", "processed_count", "failed_count", "active_count", "deleted_count",
    "progress_percentage", "status", "created_at", "updated_at", "ai_usage",
}  # fmt: skip


def batch_of(*statuses: str, total: int | None = None) -> Batch:
    batch = a_batch(len(statuses) if total is None else total)
    for status in statuses:
        a_candidate(batch=batch, ai_processing_status=status)
    return batch


@pytest.mark.parametrize(
    ("statuses", "total", "shown"),
    [
        (["in_progress", "in_progress"], 2, ("in_progress", 0, 0, 2, 0, 0)),
        (["completed", "in_progress", "not_started"], 3, ("in_progress", 1, 0, 3, 0, 33)),
        (["completed", "failed", "in_progress"], 3, ("in_progress", 1, 1, 3, 0, 66)),
        (["completed", "completed"], 2, ("completed", 2, 0, 2, 0, 100)),
        (["completed", "failed"], 2, ("partial", 1, 1, 2, 0, 100)),
        (["failed", "failed"], 2, ("failed", 0, 2, 2, 0, 100)),
        (["completed"], 4, ("completed", 1, 0, 1, 3, 100)),
        (["in_progress"], 4, ("in_progress", 0, 0, 1, 3, 75)),
        (["failed"], 2, ("failed", 0, 1, 1, 1, 100)),
        ([], 3, ("empty", 0, 0, 0, 3, 100)),
        ([], 0, ("empty", 0, 0, 0, 0, 0)),
    ],
)
def test_it_derives_counts_and_status_from_the_candidates(api, statuses, total, shown):
    batch = batch_of(*statuses, total=total)
    for answer in (api.get(f"{URL}{batch.pk}/").json(), api.get(URL).json()["results"][0]):
        assert set(answer) == FIELDS
        names = ("status", "processed_count", "failed_count", "active_count", "deleted_count", "progress_percentage")
        assert tuple(answer[name] for name in names) == shown
        assert (answer["id"], answer["total_count"]) == (str(batch.pk), total)


def test_it_says_when_something_last_changed(api):
    batch = batch_of("in_progress")
    assert api.get(f"{URL}{a_batch().pk}/").json()["updated_at"]
    before = api.get(f"{URL}{batch.pk}/").json()["updated_at"]
    batch.candidates.get().change(notes="new")
    assert api.get(f"{URL}{batch.pk}/").json()["updated_at"] > before


def test_it_lists_the_newest_first(api):
    batches = [a_batch() for _ in range(4)]
    assert [row["id"] for row in api.get(URL).json()["results"]] == [str(batch.pk) for batch in reversed(batches)]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("created_at", "abcd"),
        ("-created_at", "dcba"),
        ("total_count", "dcab"),
        ("-total_count", "bacd"),
        ("processed_count", "dbca"),
        ("-processed_count", "acbd"),
        ("failed_count", "dacb"),
        ("-failed_count", "bcad"),
    ],
)
def test_it_orders(api, ordering, expected):
    batches = {
        "a": batch_of(*["completed"] * 4, "failed", total=7),
        "b": batch_of("completed", *["failed"] * 3, total=9),
        "c": batch_of(*["completed"] * 2, *["failed"] * 2, total=5),
        "d": batch_of(total=1),
    }
    names = {str(batch.pk): name for name, batch in batches.items()}
    assert "".join(names[row["id"]] for row in api.get(URL, {"ordering": ordering}).json()["results"]) == expected


@pytest.mark.parametrize("ordering", ["status", "id", "-", "created_at,nonsense", "--created_at", "\0", "created_at\0", "?"])
def test_it_refuses_an_unknown_order(api, ordering):
    answer = api.get(URL, {"ordering": ordering})
    assert (answer.status_code, list(answer.json())) == (400, ["ordering"])


@pytest.mark.parametrize("ordering", ["", "total_count", "-failed_count", "created_at"])
def test_it_shows_each_batch_once_however_alike_they_are(api, ordering):
    Batch.objects.bulk_create(Batch(total_count=1) for _ in range(60))
    Batch.objects.update(created_at=timezone.now())
    pages = [api.get(URL, {"page": page, "ordering": ordering}).json()["results"] for page in (1, 2, 3)]
    assert len({row["id"] for rows in pages for row in rows}) == 60


@pytest.mark.parametrize("query", [{"page": 0}, {"page": 2}, {"page": "x"}])
def test_it_answers_404_to_a_page_that_is_not_there(api, query):
    assert api.get(URL, query).status_code == 404


def test_it_needs_few_queries(api, django_assert_max_num_queries):
    for _ in range(20):
        batch_of("completed", "failed")
    with django_assert_max_num_queries(4):
        assert len(api.get(URL).json()["results"]) == 20


def test_it_deletes_a_batch_with_its_candidates_jobs_and_files(api, media):
    kept = a_candidate(original_key=stored("cvs", ".pdf"))
    batch = api_batch(api, 3)
    answer = api.delete(f"{URL}{batch}/delete/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"message", "candidates_deleted", "files_queued"}
    assert (answer.json()["candidates_deleted"], answer.json()["files_queued"]) == (3, 3)
    assert list(Candidate.objects.all()) == [kept]
    assert api.get(f"{URL}{batch}/").status_code == 404
    assert not Job.objects.open().exclude(flow="files").exists()
    work()
    assert files_in(media) == [media / kept.original_key]


def test_it_shrinks_when_a_candidate_goes(api):
    batch = batch_of("completed", "failed", "in_progress")
    assert api.delete(f"/api/candidates/{batch.candidates.last().pk}/delete/").status_code == 200
    shown = api.get(f"{URL}{batch.pk}/").json()
    assert (shown["total_count"], shown["active_count"], shown["deleted_count"]) == (3, 2, 1)


def test_it_deletes_a_large_batch_with_few_queries(api, django_assert_max_num_queries):
    batch = api_batch(api, 300)
    with django_assert_max_num_queries(60):
        assert api.delete(f"{URL}{batch}/delete/").json()["candidates_deleted"] == 300
    assert not Candidate.objects.exists()


def api_batch(api, files: int) -> uuid.UUID:
    return upload(api, *(small_pdf(f"{number}.pdf") for number in range(files))).json()["batch"]["id"]
