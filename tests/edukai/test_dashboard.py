"""The operators' dashboard: what each figure counts, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from account.models import User
from candidate.models import Campaign, Candidate, Delivery, DeliveryStatus, Purpose
from edukai.examples import DASHBOARD
from organization.models import Phase
from tests.factories import a_batch, a_candidate, a_contact, a_school, client_of, normal_user, operator

URL = "/api/auth/dashboard/"
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def olu(db) -> User:
    return operator()


@pytest.fixture
def api(olu) -> APIClient:
    return client_of(olu)


def shown(api) -> dict[str, Any]:
    """As of now."""
    cache.clear()
    answer = api.get(URL)
    assert answer.status_code == 200
    return answer.json()


def a_mail(candidate: Candidate, to: str = "", status: str = DeliveryStatus.SENT) -> None:
    about: dict[str, Any] = {"purpose": Purpose.AVAILABILITY}
    if to:
        about = {"purpose": Purpose.OUTREACH, "campaign": Campaign.objects.create(candidate=candidate, subject="A", body="B")}
    Delivery.objects.create(**about, candidate=candidate, recipient=to or candidate.email, status=status)


def fields(answer: Any) -> Any:
    """The names alone, as deep as they go."""
    if isinstance(answer, list):
        return [fields(answer[0])]
    return {name: fields(value) for name, value in answer.items()} if isinstance(answer, dict) else type(answer)


def test_it_shows_an_empty_house(api):
    assert shown(api) == {
        "summary": {
            "total_candidates": 0,
            "total_uploaded": 0,
            "total_processed": 0,
            "total_failed": 0,
            "success_rate": 0.0,
            "total_batches": 0,
            "emailed_candidates": 0,
            "total_emails_sent": 0,
            "total_organizations": 0,
            "total_contacts": 0,
        },
        "quality": {"passed": 0, "failed": 0, "pending": 0, "manual_review": 0},
        "ai_processing": {"completed": 0, "in_progress": 0, "failed": 0, "not_started": 0},
        "availability": {"available": 0, "not_available": 0, "open_to_offers": 0},
        "sources": {"local_upload": 0, "crm": 0, "previous_db": 0},
        "recent_activity": {"new_candidates_last_7_days": 0, "new_candidates_last_30_days": 0},
        "organizations": {
            "total": 0,
            "total_contacts": 0,
            "geocoded": 0,
            "not_geocoded": 0,
            "phase_breakdown": dict.fromkeys(Phase.values, 0),
        },
        "recent_batches": [],
    }


def test_it_counts_candidates_as_they_stand(api):
    a_candidate(quality_status="passed", availability_status="available", source="crm")
    a_candidate(quality_status="passed", availability_status="open_to_offers", source="previous_db")
    a_candidate(quality_status="manual", source="crm")
    a_candidate(quality_status="failed")
    for status in ("failed", "in_progress", "not_started"):
        a_candidate(ai_processing_status=status)
    now = shown(api)
    assert now["summary"]["total_candidates"] == 7
    assert now["quality"] == {"passed": 2, "failed": 1, "pending": 3, "manual_review": 1}
    assert now["ai_processing"] == {"completed": 4, "in_progress": 1, "failed": 1, "not_started": 1}
    assert now["availability"] == {"available": 1, "not_available": 5, "open_to_offers": 1}
    assert now["sources"] == {"local_upload": 4, "crm": 2, "previous_db": 1}


def test_it_counts_what_came_in_and_what_became_of_it(api):
    first, second = a_batch(5), a_batch(1)
    for status in ("completed", "completed", "failed", "in_progress"):  # and one that has been deleted
        a_candidate(batch=first, ai_processing_status=status)
    a_candidate(batch=second, ai_processing_status="not_started")
    told = {"total_uploaded": 6, "total_candidates": 5, "total_processed": 2, "total_failed": 1, "success_rate": 66.7, "total_batches": 2}
    assert told.items() <= shown(api)["summary"].items()
    first.delete()
    told = {"total_uploaded": 1, "total_candidates": 1, "total_processed": 0, "total_failed": 0, "success_rate": 0.0, "total_batches": 1}
    assert told.items() <= shown(api)["summary"].items()


def test_it_counts_who_is_new(api):
    for days in (0, 6.9, 7.1, 29.9, 30.1):
        candidate = a_candidate()
        Candidate.objects.filter(pk=candidate.pk).update(created_at=timezone.now() - timedelta(days=days))
    assert shown(api)["recent_activity"] == {"new_candidates_last_7_days": 2, "new_candidates_last_30_days": 4}


@pytest.mark.parametrize("status", DeliveryStatus)
def test_it_counts_the_mails_that_have_left(api, status):
    a_mail(a_candidate(), status=status)
    left = int(status in ("sent", "delivered", "bounced", "opened", "unsubscribed"))
    assert {"emailed_candidates": left, "total_emails_sent": left}.items() <= shown(api)["summary"].items()


def test_it_counts_candidates_once_however_many_mails_there_are(api):
    asked, sent, _ = a_candidate(), a_candidate(), a_candidate()
    a_mail(asked)
    for number in range(3):
        a_mail(sent, f"{number}@school.example")
    a_mail(asked, "one@school.example")
    assert {"emailed_candidates": 2, "total_emails_sent": 5}.items() <= shown(api)["summary"].items()
    sent.delete()
    assert {"emailed_candidates": 1, "total_emails_sent": 5}.items() <= shown(api)["summary"].items()


def test_it_counts_schools_and_those_on_the_map(api):
    a_contact(a_school(name="Greenwich School", phase="primary", latitude=51.5, longitude=0))
    a_contact(a_school(name="School at Sea", phase="primary", latitude=0, longitude=0), work_email="sea@school.example")
    a_school(name="Lost School", phase="16_plus")
    now = shown(api)
    assert {"total_organizations": 3, "total_contacts": 2}.items() <= now["summary"].items()
    phases = dict.fromkeys(Phase.values, 0) | {"primary": 2, "16_plus": 1}
    assert now["organizations"] == {"total": 3, "total_contacts": 2, "geocoded": 2, "not_geocoded": 1, "phase_breakdown": phases}


def test_it_shows_the_newest_batches_and_how_far_they_are(api):
    batches = [a_batch(4) for _ in range(7)]
    for status in ("completed", "failed", "in_progress", "in_progress"):
        a_candidate(batch=batches[-1], ai_processing_status=status)
    rows = shown(api)["recent_batches"]
    assert [row["id"] for row in rows] == [str(batch.pk) for batch in reversed(batches[2:])]
    assert set(rows[0]) == {"id", "total_count", "processed_count", "failed_count", "progress", "status", "created_at"}
    assert {"total_count": 4, "processed_count": 1, "failed_count": 1, "progress": 50, "status": "in_progress"}.items() <= rows[0].items()
    assert {"processed_count": 0, "progress": 100, "status": "empty"}.items() <= rows[1].items()


def test_it_shows_what_the_example_of_the_schema_shows(api):
    a_candidate(batch=a_batch())
    assert fields(shown(api)) == fields(DASHBOARD)


def test_it_needs_few_queries_however_much_there_is(api, django_assert_max_num_queries):
    for number in range(10):
        a_mail(a_candidate(batch=a_batch()))
        a_school(name=f"School {number}", phase=Phase.values[number % len(Phase)])
    with django_assert_max_num_queries(8):
        assert len(shown(api)["recent_batches"]) == 5


@pytest.mark.parametrize("caches", [None, LOCMEM])
def test_it_counts_anew_after_some_seconds(api, settings, caches, django_assert_max_num_queries):
    if caches:
        settings.CACHES = caches
    before = shown(api)
    a_candidate(batch=a_batch())
    with django_assert_max_num_queries(2):  # who asks
        assert api.get(URL).json() == before
    assert shown(api)["summary"]["total_candidates"] == 1


def test_it_is_forgotten_soon(api, settings):
    shown(api)
    left = redis.Redis.from_url(settings.REDIS_URL).pttl(cache.make_key("dashboard"))
    assert 0 < left <= 5_000


@pytest.mark.parametrize(("who", "status"), [(None, 401), (normal_user, 403), (operator, 200)])
def test_it_is_for_operators(db, who, status):
    assert client_of(who() if who else None).get(URL).status_code == status
