"""A whole upload as one batch of OpenAI."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from candidate.ai.base import Analyse
from candidate.ai.openai import batches
from candidate.flows import batching
from candidate.models import AiCall, Candidate
from edukai.errors import TransientError
from edukai.jobs import runner
from edukai.jobs.control import cancel
from edukai.jobs.models import Job, Status
from edukai.jobs.reconcile import release_lapsed
from tests.candidate.openai_stack import detail, model_engine, to_the_end
from tests.factories import BROKEN, CHOUDHURY, WHITLOCK, WITH_PHOTO, cv, upload, work
from tests.fakes.openai_server import Behaviour, OpenAIServer


@pytest.fixture
def openai(settings) -> Iterator[OpenAIServer]:
    settings.AI_BATCH = True
    with model_engine(settings) as server:
        yield server


def lines(server: OpenAIServer) -> list[dict]:
    return [body for body in server.accepted if body.get("_batch")]


def states(api) -> list[str]:
    return [detail(api, candidate)["ai_processing_status"] for candidate in Candidate.objects.order_by("original_name")]


def test_an_upload_goes_as_one_batch_at_half_the_price(api, openai, outbox):
    upload(api, cv(WHITLOCK), cv(CHOUDHURY), cv(WITH_PHOTO), cv(BROKEN))
    to_the_end()
    assert sorted(states(api)) == ["completed", "completed", "completed", "failed"]
    assert len(lines(openai)) == len(openai.accepted) == 3
    assert len({body["_batch"] for body in openai.accepted}) == 1
    call = AiCall.objects.filter(tier="batch").first()
    assert (call.spent > 0, call.expected) == (True, 0)
    assert len(list(outbox.iterdir())) == 3
    job = Job.objects.get(flow="ai_batch")
    assert (job.status, job.error) == (Status.COMPLETED, "")


def test_a_single_cv_does_not_wait_for_a_batch(api, openai):
    upload(api, cv(WHITLOCK))
    to_the_end()
    assert (lines(openai), len(openai.accepted)) == ([], 1)
    assert states(api) == ["completed"]


@pytest.mark.parametrize("fault", ["error", "refusal", "text:no json", "500"])
def test_each_line_is_settled_on_its_own(api, openai, fault):
    openai.batch_faults = {0: fault}
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert (len(lines(openai)), len(openai.accepted)) == (2, 3)  # the one that came to nothing goes once more by itself


def test_an_expired_batch_keeps_what_is_finished_and_submits_the_rest_again(api, openai):
    openai.batch_faults = {1: "expired"}
    upload(api, cv(WHITLOCK), cv(CHOUDHURY), cv(WITH_PHOTO))
    work()
    to_the_end(4)
    openai.batch_faults = {}
    to_the_end()
    assert states(api) == ["completed"] * 3
    batches = [body["_batch"] for body in lines(openai)]
    assert sorted(batches.count(batch) for batch in set(batches)) == [1, 3]


@pytest.mark.parametrize("noted", [True, False], ids=["with its ticket", "without"])
def test_a_worker_that_dies_after_the_batch_was_taken_finds_it_again(api, openai, noted):
    openai.batch_seconds = 3_600
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work(skip=["batch"])
    job = Job.objects.get(flow="ai_batch")
    claimed = runner.claim(str(job.pk), "batch")
    batching.run_batch(claimed, claimed.load_subject())  # and then it is killed
    if not noted:
        AiCall.objects.update(status="submitting", ticket="", submissions=0)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=99))
    assert release_lapsed() == 1
    to_the_end(2)
    openai.finish_batches()
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert len(openai.accepted) == 2


def test_an_outage_while_a_batch_runs_buys_nothing_twice(api, openai, monkeypatch):
    def down(*args):
        raise TransientError("OpenAI could not be reached.")

    openai.batch_seconds = 3_600
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end(3)
    with monkeypatch.context() as outage:
        outage.setattr(batches, "fetch", down)
        to_the_end(10)
    openai.finish_batches()
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert len(openai.accepted) == 2


def test_what_is_said_of_somebody_who_was_deleted_meanwhile_is_not_kept(api, openai):
    openai.batch_seconds = 3_600
    upload(api, cv(WHITLOCK), cv(CHOUDHURY), cv(WITH_PHOTO))
    to_the_end(3)
    api.delete(f"/api/candidates/{Candidate.objects.first().pk}/delete/")
    openai.finish_batches()
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert not AiCall.objects.exclude(answer=None).exists()


def test_a_cv_that_was_cancelled_is_not_sent(api, openai):
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work(skip=["batch"])
    cancel(Job.objects.filter(subject_id=str(Candidate.objects.first().pk)))
    to_the_end()
    assert len(openai.accepted) == 1


@pytest.mark.parametrize("fault", [Behaviour("429", retry_after=1), Behaviour("500"), Behaviour("cut_before")], ids=lambda each: each.kind)
def test_a_line_that_goes_by_itself_may_meet_trouble_too(api, openai, fault):
    openai.batch_faults = {0: "refusal"}
    openai.script.append(fault)
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end()
    assert states(api) == ["completed", "completed"]


def test_a_line_that_cannot_be_read_costs_the_others_nothing():
    good = '{"custom_id": "a", "response": {"status_code": 500, "body": {}}}'
    rows = ['{"custom_id": "b", "resp', "[]", "null", '{"response": {}}', good]
    assert list(dict(batches._outcomes(rows, Analyse))) == ["a"]


def test_nothing_is_left_with_the_provider(api, openai):
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end()
    assert openai.files_kept() == 0


def test_a_batch_that_is_not_taken_goes_cv_by_cv(api, openai):
    openai.batch_state = "failed"
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert set(AiCall.objects.filter(tier="batch").values_list("error", flat=True)) == {"OpenAI does not take the batch."}
