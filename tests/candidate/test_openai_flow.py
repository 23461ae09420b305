"""A CV's way with a model that answers later: the real client against a server that speaks OpenAI's HTTP."""

import json
from collections.abc import Iterator

import pytest

from candidate.models import AiCall, AiGate, CallStatus, Candidate
from edukai.jobs.control import replay
from edukai.jobs.models import Job, Status
from tests.factories import WHITLOCK, cv, time_passes, upload, work
from tests.fakes.openai_server import Behaviour, OpenAIServer, openai_server, plausible


@pytest.fixture
def openai(settings) -> Iterator[OpenAIServer]:
    """The engine, and the far end that it talks to."""
    settings.AI_ENGINE = "openai"
    settings.OPENAI_API_KEY = "sk-test"
    with openai_server() as server:
        settings.OPENAI_BASE_URL = server.url
        server.answer = lambda request: plausible(server.accepted[0] if server.accepted else request)  # a complaint has no CV in it
        yield server


def to_the_end(rounds: int = 12) -> None:
    for _ in range(rounds):
        work()
        time_passes()
        AiGate.objects.update(closed_until=None)


def detail(api) -> dict:
    return api.get(f"/api/candidates/{Candidate.objects.get().pk}/").json()


def test_it_goes_the_whole_way(api, openai, outbox):
    upload(api, cv(WHITLOCK))
    work()
    call = AiCall.objects.get()
    assert (call.status, call.engine, call.model, call.cost > 0) == (CallStatus.WAITING, "openai", "gpt-5-mini", True)
    assert detail(api)["ai_processing_status"] == "in_progress"
    to_the_end()
    shown, call = detail(api), AiCall.objects.get()
    assert (shown["ai_processing_status"], shown["ai_failure_reason"]) == ("completed", "")
    assert (call.status, call.answer) == (CallStatus.ANSWERED, None)
    assert call.prompt.startswith("analyse 1 ")
    assert shown["ai_task_id"] == call.ticket
    assert shown["ai_usage"]["calls"] == 1
    assert float(shown["ai_usage"]["cost_usd"]) == pytest.approx(float(call.cost))
    assert shown["ai_enhanced_cv_content"]["written_by"] == {"engine": "openai", "model": "gpt-5-mini", "prompt": call.prompt}
    assert len(list(outbox.iterdir())) == 1
    (body,) = openai.accepted
    assert (body["background"], body["store"], body["service_tier"], body["text"]["format"]["strict"]) == (True, True, "flex", True)
    assert "Whitlock" in json.dumps(body["input"])
    assert openai.submissions(str(call.pk)) == 1


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
    assert second["previous_response_id"]
    assert "cannot be used" in json.dumps(second["input"])


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
