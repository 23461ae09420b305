"""What may go wrong around a call that is answered later, and must cost neither a CV nor money twice."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import httpx
import openai as client
import pytest
from django.utils import timezone

from candidate import calls
from candidate.ai import engine
from candidate.ai.base import Analyse, Ticket
from candidate.ai.openai import engine as adapter
from candidate.ai.service import ServiceEngine
from candidate.models import AiCall, AiGate, Candidate
from candidate.service.flows import service_rewrite
from edukai.jobs.control import cancel, enqueue, replay
from edukai.jobs.models import Job, Status
from tests.candidate.openai_stack import detail, model_engine, to_the_end
from tests.factories import CHOUDHURY, WHITLOCK, cv, time_passes, upload, work
from tests.fakes.openai_server import Behaviour, OpenAIServer

FAR_AWAY = 3_600
REFUSED_TWICE = (Behaviour("refusal"), Behaviour("refusal"))


@pytest.fixture
def openai(settings) -> Iterator[OpenAIServer]:
    with model_engine(settings) as server:
        yield server


def replay_all() -> None:
    replay(Job.objects.filter(status=Status.FAILED))
    to_the_end()


@pytest.mark.parametrize("fault", [Behaviour("429", retry_after=1), Behaviour("500"), Behaviour("cut_before")], ids=lambda each: each.kind)
def test_a_replay_may_meet_trouble_too(api, openai, fault):
    openai.script += [*REFUSED_TWICE, fault]
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "failed"
    replay_all()
    assert (detail(api)["ai_processing_status"], detail(api)["ai_failure_reason"]) == ("completed", "")


@pytest.mark.parametrize("fault", [Behaviour("429", retry_after=1), Behaviour("500")], ids=lambda each: each.kind)
def test_a_minute_of_trouble_with_polls_fails_nothing(api, openai, fault):
    openai.seconds = FAR_AWAY
    upload(api, cv(WHITLOCK))
    work()
    openai.poll_script += [fault] * 8
    to_the_end(8)
    assert detail(api)["ai_processing_status"] == "in_progress"


def test_a_wrong_key_loses_no_answer_that_is_under_way(api, openai):
    openai.seconds = FAR_AWAY
    upload(api, cv(WHITLOCK))
    work()
    openai.keys = {"another"}
    to_the_end(3)
    assert detail(api)["ai_failure_reason"].startswith("OpenAI refuses the key")
    openai.keys = {"sk-test"}
    openai.finish_all()
    replay_all()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(openai.accepted) == 1


def test_another_engine_may_be_chosen_after_an_outage(api, openai, settings):
    openai.script += [Behaviour("500")] * 6
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "failed"
    settings.AI_ENGINE, settings.OPENAI_API_KEY = "local", ""
    replay_all()
    assert (detail(api)["ai_processing_status"], detail(api)["ai_failure_reason"]) == ("completed", "")


def test_a_ticket_belongs_to_the_engine_that_gave_it(api, openai, settings, monkeypatch):
    openai.script += [Behaviour("500")] * 6
    upload(api, cv(WHITLOCK))
    to_the_end()
    settings.AI_ENGINE = "service"
    monkeypatch.setattr(ServiceEngine, "submit", lambda *args: Ticket("task-1"))
    replay(Job.objects.filter(status=Status.FAILED))
    work()
    call = AiCall.objects.order_by("-created_at").first()
    assert (call.engine, call.ticket) == ("service", "task-1")


def test_our_own_engine_steps_in_also_when_mending_is_impossible(api, openai, settings):
    settings.AI_FALLBACK = "local"
    openai.script += [Behaviour("refusal"), Behaviour("429", code="insufficient_quota")]
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"


def test_it_may_break_down_again_after_a_replay(api, openai):
    openai.script += [Behaviour("failed", code="server_error")] * 3
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert detail(api)["ai_processing_status"] == "failed"
    openai.script.append(Behaviour("failed", code="server_error"))
    replay_all()
    assert detail(api)["ai_processing_status"] == "completed"


def test_each_answer_is_paid_once(api, openai):
    upload(api, cv(CHOUDHURY))
    to_the_end()
    plain = AiCall.objects.get()
    openai.script += [Behaviour("refusal"), *[Behaviour("500")] * 3]
    upload(api, cv(CHOUDHURY))
    to_the_end()
    mended = AiCall.objects.order_by("-created_at").first()
    assert 1.5 < mended.input_tokens / plain.input_tokens < 2.5
    assert mended.spent > plain.spent
    assert mended.expected == 0


def test_the_gate_opens_again_in_time(api, openai):
    openai.headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6s"}
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    waits = Job.objects.get(flow="cv", stage="analyse").not_before - timezone.now()
    assert 4 < waits.total_seconds() < 8


def test_whoever_begins_to_wait_when_a_place_gets_free_is_called(api, openai, settings, monkeypatch):
    settings.AI_CONCURRENCY = 1
    admit, seen = calls.admit, []

    def admit_while_another_worker_is_done(*args, **options):
        answer = admit(*args, **options)
        if isinstance(answer, calls.Wait) and not seen:
            call = AiCall.objects.open().get()
            seen.append(call)
            calls.answered(call, engine("openai").fetch(Ticket(call.ticket), Analyse))
        return answer

    monkeypatch.setattr(calls, "admit", admit_while_another_worker_is_done)
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    assert seen
    assert len(openai.accepted) == 2


def test_a_deleted_candidate_makes_room(api, openai, settings):
    settings.AI_CONCURRENCY = 1
    openai.seconds = FAR_AWAY
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    api.delete(f"/api/candidates/{AiCall.objects.get().candidate_id}/delete/")
    work()
    assert len(openai.accepted) == 2


def test_several_refusals_at_one_moment_count_once(db):
    waits = [calls.turned_away(AiCall.objects.create(job_id=Job().pk, engine="openai", task="analyse"), None) for _ in range(8)]
    assert max(wait.seconds for wait in waits) < 2


def test_nobody_shuts_the_gate_for_days(api, openai):
    openai.script.append(Behaviour("429", retry_after=999_999))
    upload(api, cv(WHITLOCK))
    work()
    assert AiGate.objects.get().closed_until < timezone.now() + timedelta(hours=2)


def test_the_budget_says_nothing_of_candidates_that_are_done(api, openai, settings):
    upload(api, cv(WHITLOCK))
    to_the_end()
    before = detail(api)["cv_status_message"]
    settings.AI_DAILY_BUDGET = Decimal("0.000001")
    api.post(f"/api/candidates/{Candidate.objects.get().pk}/feedback/")
    work()
    assert detail(api)["cv_status_message"] == before
    assert len(openai.accepted) == 1


def test_what_is_said_while_somebody_is_deleted_is_not_kept(api, openai, monkeypatch):
    fetch = adapter.OpenAIEngine.fetch

    def fetch_while_an_operator_deletes(self, ticket, kind):
        api.delete(f"/api/candidates/{Candidate.objects.get().pk}/delete/")
        return fetch(self, ticket, kind)

    monkeypatch.setattr(adapter.OpenAIEngine, "fetch", fetch_while_an_operator_deletes)
    upload(api, cv(WHITLOCK))
    work()
    time_passes()
    work()
    assert not Candidate.objects.exists()
    assert AiCall.objects.get().answer is None


def test_jobs_keep_nothing_of_who_has_been_deleted(api, settings):
    upload(api, cv(WHITLOCK))
    to_the_end(3)
    tom = Candidate.objects.get()
    api.post(f"/api/candidates/{tom.pk}/rewrite/", {"instruction": "Tom hates shouting"}, format="json")
    to_the_end(3)
    assert tom.email_body[:40] not in json.dumps([job.args for job in Job.objects.all()])
    api.delete(f"/api/candidates/{tom.pk}/delete/")
    assert "shouting" not in json.dumps([[job.args, job.result] for job in Job.objects.all()])


def test_the_service_forgets_what_its_engine_said(api, openai):
    data = {"name": "Tom", "professional_profile": "Tom teaches."}
    openai.answer = lambda request: json.dumps(data)
    job = enqueue(service_rewrite, args={"cv_data": data})
    work()
    time_passes()
    work(skip=["check"])
    assert AiCall.objects.get().answer
    cancel(Job.objects.filter(pk=job.pk))
    to_the_end(4)
    assert AiCall.objects.get().answer is None


def test_nothing_is_left_with_the_provider(api, openai):
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert openai.responses_kept() == 0


def test_a_tier_that_a_model_does_not_know_is_left_out(settings):
    request = httpx.Request("POST", "http://far.example")
    told = {"message": "Invalid service_tier argument", "type": "invalid_request_error", "param": "service_tier", "code": None}
    error = client.BadRequestError("No.", response=httpx.Response(400, request=request), body=told)
    with pytest.raises(adapter._FlexUnavailable), adapter.translated("flex"):
        raise error
