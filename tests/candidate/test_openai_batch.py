"""A whole upload as one batch of OpenAI."""

from collections.abc import Iterator

import pytest

from candidate.models import AiCall, Candidate
from edukai.jobs.models import Job, Status
from tests.candidate.openai_stack import detail, model_engine, to_the_end
from tests.factories import BROKEN, CHOUDHURY, WHITLOCK, WITH_PHOTO, cv, upload, work
from tests.fakes.openai_server import OpenAIServer


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
    assert call.cost > 0
    assert len(list(outbox.iterdir())) == 3
    assert Job.objects.get(flow="ai_batch").status == Status.COMPLETED


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


def test_a_worker_that_dies_after_the_batch_was_taken_finds_it_again(api, openai):
    openai.batch_seconds = 3_600
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end(3)
    job = Job.objects.get(flow="ai_batch")
    AiCall.objects.update(status="submitting", ticket="")
    Job.objects.filter(pk=job.pk).update(stage="gather", args={})
    to_the_end(2)
    assert len(lines(openai)) == 2


def test_a_batch_that_is_not_taken_goes_cv_by_cv(api, openai):
    openai.batch_state = "failed"
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    to_the_end()
    assert states(api) == ["completed", "completed"]
    assert Job.objects.get(flow="ai_batch").error == "OpenAI does not take the batch."
