"""A CV's way with a model that answers later: the real client against a server that speaks OpenAI's HTTP."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from candidate import calls
from candidate.models import AiCall, AiGate, CallStatus, Candidate
from edukai.jobs.control import replay
from edukai.jobs.models import Job, Status
from tests.candidate.openai_stack import detail, model_engine, to_the_end
from tests.factories import CHOUDHURY, WHITLOCK, WITH_PHOTO, cv, time_passes, upload, work
from tests.fakes.openai_server import Behaviour, OpenAIServer, signed_event

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="


@pytest.fixture
def openai(settings) -> Iterator[OpenAIServer]:
    with model_engine(settings) as server:
        yield server


def test_it_goes_the_whole_way(api, openai, outbox):
    upload(api, cv(WHITLOCK))
    work()
    call = AiCall.objects.get()
    assert (call.status, call.engine, call.model, call.expected > 0) == (CallStatus.WAITING, "openai", "gpt-5-mini", True)
    assert detail(api)["ai_processing_status"] == "in_progress"
    to_the_end()
    shown, call = detail(api), AiCall.objects.get()
    assert (shown["ai_processing_status"], shown["ai_failure_reason"]) == ("completed", "")
    assert (call.status, call.answer) == (CallStatus.ANSWERED, None)
    assert call.prompt.startswith("analyse 1 ")
    assert shown["ai_task_id"] == call.ticket
    assert shown["ai_usage"]["calls"] == 1
    assert float(shown["ai_usage"]["cost_usd"]) == pytest.approx(float(call.spent))
    assert shown["ai_enhanced_cv_content"]["written_by"] == {"engine": "openai", "model": "gpt-5-mini", "prompt": call.prompt}
    assert len(list(outbox.iterdir())) == 1
    (body,) = openai.accepted
    assert (body["background"], body["store"], body["service_tier"], body["text"]["format"]["strict"]) == (True, True, "flex", True)
    assert "Whitlock" in json.dumps(body["input"])
    assert openai.submissions(f"{call.pk}-0") == 1


def test_a_worker_that_dies_between_submit_and_poll_submits_nothing_again(api, openai):
    upload(api, cv(WHITLOCK))
    work(skip=["collect"])
    Job.objects.filter(flow="cv").update(stage="analyse", args={})
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 1


@pytest.mark.parametrize("fault", [Behaviour("429", retry_after=1), Behaviour("429"), Behaviour("500"), Behaviour("cut_before")])
def test_a_fault_costs_nothing_but_time(api, openai, fault):
    openai.script.append(fault)
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 1


@pytest.mark.parametrize(
    "useless", [Behaviour("text", text="no json"), Behaviour("refusal"), Behaviour("incomplete"), Behaviour("text", text="[]")]
)
def test_an_answer_of_no_use_is_mended_once(api, openai, useless):
    openai.script.append(useless)
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    _, second = openai.accepted
    told = json.dumps(second["input"])
    assert "cannot be used" in told
    assert "Whitlock" in told


def test_what_cannot_be_mended_fails_with_a_reason_and_can_be_replayed(api, openai):
    openai.script += [Behaviour("refusal"), Behaviour("refusal")]
    upload(api, cv(WHITLOCK))
    to_the_end()
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["ai_failure_reason"]) == ("failed", "The model refused to work on this CV.")
    assert replay(Job.objects.filter(status=Status.FAILED)) == 1
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"


def test_our_own_engine_steps_in_when_it_may(api, openai, settings):
    settings.AI_FALLBACK = "local"
    openai.script += [Behaviour("refusal"), Behaviour("refusal")]
    upload(api, cv(WHITLOCK))
    to_the_end()
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["name_without_surname"]) == ("completed", "Tom")
    assert shown["ai_enhanced_cv_content"]["written_by"]["engine"] == "local"


def test_a_key_that_is_refused_fails_at_once(api, openai):
    openai.keys = {"sk-other"}
    upload(api, cv(WHITLOCK))
    work()
    assert detail(api)["ai_failure_reason"] == "OpenAI refuses the key: set OPENAI_API_KEY to one that is valid."


def test_an_answer_that_never_comes_is_asked_for_again_when_the_job_is_replayed(api, openai, settings):
    settings.AI_POLL_MAX_RETRIES = 3
    openai.seconds = 3_600
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_failure_reason"] == "The AI has not answered in time."
    openai.seconds = 0
    replay(Job.objects.filter(status=Status.FAILED))
    openai.finish_all()
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 1


@pytest.mark.parametrize("end", [Behaviour("failed", code="server_error"), Behaviour("cancelled")], ids=lambda end: end.kind)
def test_a_response_that_the_engine_broke_down_on_is_submitted_again(api, openai, end):
    openai.script.append(end)
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 2


def test_it_is_asked_again_sooner_at_first(api, openai):
    openai.seconds = 3_600
    upload(api, cv(WHITLOCK))
    waits = []
    for _ in range(6):
        work()
        job = Job.objects.get(flow="cv")
        waits.append(round((job.not_before - timezone.now()).total_seconds()))
        time_passes()
    assert waits == [2, 4, 8, 16, 30, 30]


def test_all_together_keep_to_the_limit_and_whoever_is_done_calls_the_next(api, openai, settings):
    settings.AI_CONCURRENCY = 2
    openai.seconds = 3_600
    upload(api, cv(WHITLOCK), cv(CHOUDHURY), cv(WITH_PHOTO))
    work()
    assert len(openai.accepted) == 2
    assert Job.objects.filter(waits_at=calls.GATE).count() == 1
    assert openai.peak == 2
    openai.finish_all()
    Job.objects.filter(stage="collect").update(not_before=timezone.now())
    work()
    assert (len(openai.accepted), Job.objects.filter(waits_at=calls.GATE).count()) == (3, 0)


def test_headers_that_count_what_is_left_shut_the_gate(api, openai):
    openai.headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"}
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    assert len(openai.accepted) == 1
    closed = AiGate.objects.get().closed_until - timezone.now()
    assert 80 < closed.total_seconds() <= 90
    waits = Job.objects.get(flow="cv", stage="analyse").not_before - timezone.now()
    assert 80 < waits.total_seconds() <= 92


def test_calls_wait_when_the_budget_of_the_day_is_used_up(api, openai, settings):
    settings.AI_DAILY_BUDGET = Decimal("0.0001")
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    assert len(openai.accepted) == 1
    assert Candidate.objects.filter(cv_status_message="Waits for its turn: today's budget for AI is used up.").count() == 1
    to_the_end()
    assert len(openai.accepted) == 1
    AiCall.objects.update(created_at=timezone.now() - timedelta(days=1))
    to_the_end()
    assert len(openai.accepted) == 2
    assert not Candidate.objects.filter(cv_status_message__contains="budget").exists()


def test_flex_gives_way_to_the_standard_tier_when_there_is_no_room(api, openai):
    openai.script.append(Behaviour("429", code="resource_unavailable"))
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert [body["service_tier"] for body in openai.accepted] == ["default"]
    assert detail(api)["ai_processing_status"] == "completed"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Behaviour("429", code="insufficient_quota"), "The quota at OpenAI is used up: look at the account's billing."),
        (Behaviour("failed", code="invalid_prompt"), "OpenAI could not deal with this CV."),
    ],
    ids=["quota", "prompt"],
)
def test_what_waiting_does_not_help_fails_at_once(api, openai, fault, reason):
    openai.script.append(fault)
    upload(api, cv(WHITLOCK))
    to_the_end(3)
    assert detail(api)["ai_failure_reason"] == reason


def test_an_address_of_something_else_is_named(api, openai, settings):
    settings.OPENAI_BASE_URL = f"{openai.url}/elsewhere"
    upload(api, cv(WHITLOCK))
    work()
    assert detail(api)["ai_failure_reason"] == "There is no Responses API at OPENAI_BASE_URL."


def test_an_unknown_model_is_named(api, openai, settings):
    settings.OPENAI_MODEL = "gpt-nonsense"
    upload(api, cv(WHITLOCK))
    work()
    assert detail(api)["ai_failure_reason"] == "OpenAI does not know the model gpt-nonsense: set OPENAI_MODEL."


def test_an_event_makes_the_job_look_at_once(api, openai, settings):
    settings.OPENAI_WEBHOOK_SECRET = SECRET
    upload(api, cv(WHITLOCK))
    work()
    ticket = AiCall.objects.get().ticket
    for _ in range(3):  # the same one comes again
        body, headers = signed_event(SECRET, "response.completed", ticket)
        assert post_event(body, headers).status_code == 204
    work()
    assert detail(api)["ai_processing_status"] == "completed"


def test_events_that_are_not_signed_or_too_old_are_refused(api, openai, settings):
    body, headers = signed_event(SECRET, "response.completed", "resp_1")
    assert post_event(body, headers).status_code == 400  # no secret is set
    settings.OPENAI_WEBHOOK_SECRET = SECRET
    assert post_event(body, headers).status_code == 204
    assert post_event(body.replace(b"resp_1", b"resp_2"), headers).status_code == 400
    assert post_event(body, {}).status_code == 400
    old = signed_event(SECRET, "response.completed", "resp_1", timestamp=int(time.time()) - 600)
    assert post_event(*old).status_code == 400


def test_what_was_spent_stays_known_when_the_candidate_goes(api, openai):
    upload(api, cv(WHITLOCK))
    work(skip=["check"])
    Job.objects.update(not_before=timezone.now())
    work(skip=["check"])
    assert AiCall.objects.get().answer
    api.delete(f"/api/candidates/{Candidate.objects.get().pk}/delete/")
    call = AiCall.objects.get()
    assert (call.candidate, call.answer, call.spent > 0) == (None, None, True)
    batch = api.get("/api/candidates/batches/").json()["results"][0]
    assert batch["ai_usage"]["calls"] == 1
    assert Decimal(batch["ai_usage"]["cost_usd"]) == call.spent


def post_event(body: bytes, headers: dict[str, str]):
    return APIClient().post("/api/ai/events/", body, content_type="application/json", headers=headers)


def test_an_answer_that_is_too_slow_is_asked_for_again(api, openai, settings):
    settings.OPENAI_TIMEOUT_SECONDS = 1
    openai.script.append(Behaviour("slow", seconds=3))
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"


def test_who_never_hears_that_it_was_taken_submits_it_again_under_the_same_key(api, openai):
    openai.script.append(Behaviour("cut"))
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len({body["_idempotency_key"] for body in openai.accepted}) == 1


@pytest.mark.parametrize("fault", ["500", "429", "cut", "slow"])
def test_a_poll_that_goes_wrong_is_made_again(api, openai, settings, fault):
    settings.OPENAI_TIMEOUT_SECONDS = 1
    openai.poll_script.append(Behaviour(fault, seconds=2))
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 1
