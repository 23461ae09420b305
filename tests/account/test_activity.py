"""The activity log: what stays in it, how it is read, filtered and marked."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from rest_framework.test import APIClient

from account import activity
from account.models import MOST_ACTIVITY, Activity, EventType, Severity
from tests.account.test_admin import office
from tests.factories import client_of
from tests.processes import until

URL = "/api/auth/activity/"
MARK = f"{URL}mark-read/"
FIELDS = {
    "id", "event_type", "severity", "title", "message", "is_read", "candidate_id", "batch_id", "organization_id", "created_at",
}  # fmt: skip


@pytest.fixture
def api(operator) -> APIClient:
    """The operator's script."""
    return client_of(operator)


def tell(title: str = "CV processed", **about) -> Activity:
    activity.log(EventType.CV_PROCESSED, title, **about)
    return Activity.objects.latest("created_at")


def yesterdays(number: int) -> None:
    Activity.objects.bulk_create(Activity(event_type=EventType.CV_PROCESSED, title="Yesterday") for _ in range(number))
    Activity.objects.update(created_at=F("created_at") - timedelta(days=1))


def titles(answer) -> list[str]:
    return [entry["title"] for entry in answer.json()["results"]]


def test_it_shows_entries_newest_first_with_all_that_they_tell(api):
    candidate, batch, school = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    tell("First")
    about = {"candidate_id": candidate, "batch_id": batch, "organization_id": school}
    activity.log(EventType.CV_FAILED, "Second", "The file is empty.", severity=Severity.ERROR, **about)
    answer = api.get(URL)
    assert titles(answer) == ["Second", "First"]
    second, first = answer.json()["results"]
    assert set(second) == FIELDS
    assert (second["event_type"], second["severity"], second["message"]) == ("cv_failed", "error", "The file is empty.")
    assert {name: second[name] for name in about} == {name: str(value) for name, value in about.items()}
    assert (first["severity"], first["is_read"], first["message"], first["candidate_id"]) == ("info", False, "", None)


def test_it_counts_what_nobody_has_read_beside_the_pages_whatever_is_shown(api):
    tell(severity=Severity.ERROR)
    tell()
    tell()
    Activity.objects.filter(pk=Activity.objects.first().pk).update(is_read=True)
    for query in ({}, {"severity": "warning"}, {"page_size": 1, "page": 2}):
        answer = api.get(URL, query).json()
        assert set(answer) == {"pagination", "unread_count", "results"}
        assert answer["unread_count"] == 2
    assert api.get(URL, {"page": 2}).status_code == 404


@pytest.mark.parametrize("severity", Severity.values)
def test_it_filters_by_severity(api, severity):
    for each in Severity:
        tell(each.value, severity=each)
    assert titles(api.get(URL, {"severity": severity})) == [severity]


@pytest.mark.parametrize(("unread", "shown"), [("true", ["new"]), ("True", ["new"]), ("false", ["new", "seen"]), ("", ["new", "seen"])])
def test_it_filters_by_what_is_unread(api, unread, shown):
    tell("seen")
    Activity.objects.update(is_read=True)
    tell("new")
    assert titles(api.get(URL, {"unread": unread})) == shown


@pytest.mark.parametrize("query", [{"severity": "fatal"}, {"severity": "\0"}, {"unread": "perhaps"}, {"unread": "2"}, {"page_size": "x"}])
def test_it_refuses_filters_that_make_no_sense(api, query):
    answer = api.get(URL, query)
    assert (answer.status_code, list(answer.json())) == (400, list(query))


def test_it_marks_entries_as_read_once(api):
    one, two, three = tell("1"), tell("2"), tell("3")
    answer = api.post(MARK, {"ids": [str(one.pk), str(two.pk)]})
    assert (answer.status_code, answer.json()["updated"]) == (200, 2)
    assert "2" in answer.json()["message"]
    assert api.post(MARK, {"ids": [str(two.pk), str(three.pk)]}).json()["updated"] == 1
    assert not Activity.objects.filter(is_read=False).exists()


@pytest.mark.parametrize("body", [{}, None])
def test_it_marks_all_when_no_ids_are_named(api, body):
    tell()
    tell()
    answer = api.post(MARK, body)
    assert (answer.status_code, answer.json()["updated"]) == (200, 2)
    assert api.get(URL).json()["unread_count"] == 0


def test_it_marks_nothing_when_the_list_is_empty_or_its_entries_are_gone(api):
    tell()
    assert api.post(MARK, {"ids": []}).json()["updated"] == 0
    assert api.post(MARK, {"ids": [str(uuid.uuid4())]}).json()["updated"] == 0
    assert api.get(URL).json()["unread_count"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"ids": ["x"]}, {"ids": "x"}, {"ids": None}, {"ids": [None]}, {"ids": [[]]}, {"ids": {"a": 1}}, {"ids": 5}, {"ids": [7]},
        {"ids": [str(uuid.uuid4()), "\0"]}, {"ids": [str(uuid.uuid4()) for _ in range(MOST_ACTIVITY + 1)]},
    ],
)  # fmt: skip
def test_it_refuses_bad_ids_and_marks_nothing(api, body):
    tell()
    answer = api.post(MARK, body)
    assert (answer.status_code, list(answer.json())) == (400, ["ids"])
    assert api.get(URL).json()["unread_count"] == 1


def test_it_refuses_a_body_that_is_no_object(api):
    assert api.post(MARK, [str(uuid.uuid4())], format="json").status_code == 400


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("ann", 403), ("operator", 200)])
def test_it_is_for_operators(who, status, request, db):
    client = client_of(request.getfixturevalue(who) if who else None)
    assert (client.get(URL).status_code, client.post(MARK).status_code) == (status, status)


def test_it_keeps_a_thousand_and_lets_the_oldest_go(db):
    yesterdays(MOST_ACTIVITY)
    oldest = list(Activity.objects.order_by("created_at", "id").values_list("pk", flat=True)[:2])
    tell("Today")
    tell("Today")
    assert Activity.objects.count() == MOST_ACTIVITY
    assert Activity.objects.filter(title="Today").count() == 2
    assert not Activity.objects.filter(pk__in=oldest).exists()


def test_it_makes_up_for_many_that_are_too_much_in_one_statement(db, django_assert_num_queries):
    yesterdays(MOST_ACTIVITY + 30)
    with django_assert_num_queries(2), transaction.atomic(savepoint=False):
        activity.log(EventType.CV_PROCESSED, "Today")
    assert Activity.objects.count() == MOST_ACTIVITY


def test_it_never_shows_more_than_a_thousand(api):
    yesterdays(MOST_ACTIVITY + 5)
    answer = api.get(URL, {"page_size": 100, "page": 10}).json()
    assert (answer["pagination"]["total"], answer["pagination"]["total_pages"]) == (MOST_ACTIVITY, 10)
    assert answer["unread_count"] == MOST_ACTIVITY
    assert api.post(MARK).json()["updated"] == MOST_ACTIVITY


@pytest.mark.django_db(transaction=True)
def test_it_is_there_exactly_when_the_thing_happened():
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not Activity.objects.exists()
    with transaction.atomic():
        tell()
    assert Activity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time")
def test_workers_do_not_wait_for_each_other():
    yesterdays(MOST_ACTIVITY)
    told = threading.Event()

    def another() -> None:
        tell("Two")
        told.set()
        connection.close()

    with transaction.atomic():
        tell("One")
        thread = threading.Thread(target=another)
        thread.start()
        assert told.wait(5)
    thread.join()
    assert Activity.objects.count() == MOST_ACTIVITY + 1
    tell("Three")
    assert Activity.objects.count() == MOST_ACTIVITY


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time")
@pytest.mark.parametrize("some", [True, False])
def test_operators_who_mark_the_same_entries_do_not_wait_for_each_other_for_ever(some):
    ids = [uuid.UUID(int=number) for number in (3, 1, 2)]
    for pk in ids:
        Activity.objects.create(pk=pk, event_type=EventType.CV_PROCESSED, title="CV processed")
    marked: list[int] = []

    def another() -> None:
        marked.append(activity.mark_read(ids if some else None))
        connection.close()

    with transaction.atomic():
        Activity.objects.filter(pk=min(ids)).update(is_read=True)
        thread = threading.Thread(target=another)
        thread.start()
        until(_somebody_waits_for_us, "the other one waits for the first entry", seconds=10)
        assert len(Activity.objects.exclude(pk=min(ids)).select_for_update(nowait=True)) == 2  # it holds none of them
    thread.join()
    assert (marked, Activity.objects.filter(is_read=True).count()) == ([2], 3)


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return bool(cursor.fetchone()[0])


def test_it_needs_few_queries(api, django_assert_max_num_queries):
    for _ in range(30):
        tell()
    with django_assert_max_num_queries(4):
        assert len(api.get(URL, {"page_size": 30}).json()["results"]) == 30


def test_the_back_office_shows_it_and_changes_nothing(operator):
    entry, desk = tell("CV processed", batch_id=uuid.uuid4()), office(operator.email)
    page = "/admin/account/activity/"
    assert b"CV processed" in desk.get(f"{page}?q={entry.batch_id}&severity__exact=info").content
    shown = desk.get(f"{page}{entry.pk}/change/")
    assert (shown.status_code, b'name="_save"' in shown.content) == (200, False)
    assert desk.get(f"{page}add/").status_code == 403
    assert desk.post(f"{page}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
