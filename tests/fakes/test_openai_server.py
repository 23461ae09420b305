"""The double of OpenAI, as the official client sees it."""

import base64
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types import Batch, FileObject, Model
from openai.types.responses import Response

from tests.fakes.loopback import receiver
from tests.fakes.openai_server import Behaviour, OpenAIServer, fitting, openai_server, signed_event, text_of

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests").decode()
CV = "Zoë Example\nTeacher of £ and maths\nzoe@example.org"
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "email": {"type": ["string", "null"]},
        "person": {"$ref": "#/$defs/Person"},
        "jobs": {"type": "array", "items": {"$ref": "#/$defs/Person"}},
        "level": {"enum": ["basic", "enhanced"]},
        "years": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "count": {"type": "integer"},
        "qts": {"type": "boolean"},
    },
    "$defs": {"Person": {"type": "object", "properties": {"full_name": {"type": "string"}, "email": {"type": "string"}}}},
}


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with openai_server() as double:
        yield double


@pytest.fixture
def client(server: OpenAIServer) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.url, api_key="sk-test", max_retries=0, webhook_secret=SECRET) as client:
        yield client


def submit(client: OpenAI, key: str = "", **more) -> Response:
    more = {"background": True, "metadata": {"submission": key}} | more
    return client.responses.create(model="gpt-5-mini", input=[{"role": "user", "content": CV}], **more)


def outcome(client: OpenAI) -> str:
    try:
        submit(client)
    except openai.APIStatusError as error:
        return f"{error.status_code} after {error.response.headers.get('retry-after')}"
    return "taken"


def until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)


def strictly(body: Response | Batch | FileObject | Model) -> dict:
    """The client itself takes objects that lack fields; this does not."""
    return type(body).model_validate(body.to_dict(), strict=False).to_dict()


def test_it_takes_a_background_response_through_its_states(server, client):
    server.seconds = 0.4
    response = submit(client, instructions="Read it.", service_tier="flex", max_output_tokens=900)
    seen = [strictly(response)["status"]]
    while seen[-1] not in ("completed", "failed"):
        response = client.responses.retrieve(response.id)
        if response.status != seen[-1]:
            seen.append(response.status)
    assert seen == ["queued", "in_progress", "completed"]
    assert strictly(response)["usage"]["total_tokens"] > 0
    assert (response.service_tier, response.background, response.metadata) == ("flex", True, {"submission": ""})
    assert response.output_text == "Zoë Example"
    assert server.polls > 2


def test_it_answers_in_the_foreground(server, client):
    server.seconds = 0.2
    begun = time.monotonic()
    response = submit(client, background=False, reasoning={"effort": "low"})
    assert strictly(response)["status"] == "completed"
    assert time.monotonic() - begun >= 0.2
    assert [item.type for item in response.output] == ["reasoning", "message"]


def test_it_fills_the_schema_that_is_asked_for(server, client):
    form = {"type": "json_schema", "name": "profile", "strict": True, "schema": SCHEMA}
    answer = json.loads(submit(client, background=False, text={"format": form}).output_text)
    person = {"full_name": "Zoë Example", "email": "zoe@example.org"}
    assert answer == {
        "name": "Zoë", "email": None, "person": person, "jobs": [], "level": "basic", "years": None, "count": 0, "qts": False,
    }  # fmt: skip
    assert fitting(SCHEMA, SCHEMA)["person"] == {"full_name": "", "email": ""}


def test_it_says_what_a_test_wants(server, client):
    server.answer = lambda request: f"{request['model']}: {text_of(request)}"
    parts = [{"role": "system", "content": "be brief"}, {"role": "user", "content": [{"type": "input_text", "text": CV}]}]
    assert client.responses.create(model="gpt-5-mini", input=parts).output_text == f"gpt-5-mini: {CV}"


def test_it_refuses_an_unknown_key(server):
    with OpenAI(base_url=server.url, api_key="sk-other", max_retries=0) as stranger, pytest.raises(openai.AuthenticationError) as caught:
        submit(stranger)
    assert caught.value.code == "invalid_api_key"
    assert server.accepted == []


def test_it_knows_its_models(server, client):
    assert [model.id for model in client.models.list()] == ["gpt-5-mini"]
    assert strictly(client.models.retrieve("gpt-5-mini"))["object"] == "model"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-none")
    assert caught.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError):
        client.responses.create(model="gpt-none", input="x")


def test_it_cancels_and_deletes(server, client):
    server.seconds = 60
    response = submit(client)
    assert client.responses.cancel(response.id).status == "cancelled"
    assert client.responses.cancel(response.id).status == "cancelled"
    client.responses.delete(response.id)
    for call in (client.responses.retrieve, client.responses.cancel):
        with pytest.raises(openai.NotFoundError):
            call(response.id)


@pytest.mark.parametrize(
    ("behaviour", "code", "wait"),
    [
        (Behaviour("429", retry_after=2), "rate_limit_exceeded", "2"),
        (Behaviour("429", code="insufficient_quota"), "insufficient_quota", None),
        (Behaviour("429", code="resource_unavailable", retry_after=0.5), "resource_unavailable", "0.5"),
    ],
)
def test_it_refuses_for_now(server, client, behaviour, code, wait):
    server.headers = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1s"}
    server.script.append(behaviour)
    with pytest.raises(openai.RateLimitError) as caught:
        submit(client)
    assert (caught.value.code, caught.value.response.headers.get("retry-after")) == (code, wait)
    assert caught.value.response.headers["x-ratelimit-reset-requests"] == "1s"
    submit(client)
    assert (server.refused, len(server.accepted)) == (1, 1)


def test_it_breaks(server, client):
    server.script += [Behaviour("500"), Behaviour("cut_before"), Behaviour("cut")]
    with pytest.raises(openai.InternalServerError):
        submit(client, "a")
    with pytest.raises(openai.APIConnectionError):
        submit(client, "b")
    with pytest.raises(openai.APIConnectionError):
        submit(client, "c")
    assert [server.submissions(key) for key in "abc"] == [0, 0, 1]
    assert server.broken == 1


def test_it_answers_too_late(server, client):
    server.script.append(Behaviour("slow", seconds=0.5))
    with pytest.raises(openai.APITimeoutError):
        submit(client, "a", timeout=0.2)
    submit(client, "a", extra_headers={"Idempotency-Key": "k"})
    assert (server.submissions("a"), server.submissions("k")) == (2, 1)
    assert server.accepted[0]["_arrived"] < server.accepted[1]["_arrived"]


def test_it_ends_badly(server, client):
    ends = [Behaviour("failed"), Behaviour("failed", code="rate_limit_exceeded"), Behaviour("incomplete"), Behaviour("cancelled")]
    server.script += [*ends, Behaviour("refusal"), Behaviour("text", text='{"name": '), Behaviour(seconds=60)]
    responses = [client.responses.retrieve(submit(client).id) for _ in range(7)]
    assert [strictly(response)["status"] for response in responses] == [
        "failed", "failed", "incomplete", "cancelled", "completed", "completed", "queued",
    ]  # fmt: skip
    assert [response.error.code for response in responses[:2]] == ["server_error", "rate_limit_exceeded"]
    assert (responses[2].incomplete_details.reason, responses[2].output_text) == ("max_output_tokens", "Zoë E")
    assert responses[4].output[0].content[0].type == "refusal"
    assert responses[5].output_text == '{"name": '


def test_it_breaks_a_poll(server, client):
    response = submit(client)
    server.poll_script += [Behaviour("500"), Behaviour("429", retry_after=1), Behaviour("cut"), Behaviour("slow", seconds=0.1)]
    for error in (openai.InternalServerError, openai.RateLimitError, openai.APIConnectionError):
        with pytest.raises(error):
            client.responses.retrieve(response.id)
    assert client.responses.retrieve(response.id).status == "completed"
    assert (server.polls, server.refused, server.broken) == (4, 1, 1)


def test_it_breaks_by_chance_and_the_same_way_each_time(server, client):
    server.refuse, server.breaks = 0.3, 0.2
    ends = [outcome(client) for _ in range(40)]
    assert (ends.count("429 after 1"), ends.count("500 after None"), ends.count("taken")) == (server.refused, server.broken, 14)
    assert (server.refused, server.broken, len(server.accepted)) == (17, 9, 14)


def test_it_takes_only_so_many_at_once(server, client):
    server.seconds, server.most_at_once = 60, 2
    first = submit(client)
    submit(client)
    with pytest.raises(openai.RateLimitError) as caught:
        submit(client)
    assert caught.value.response.headers["retry-after"] == "1"
    client.responses.cancel(first.id)
    submit(client)
    assert (server.peak, len(server.accepted)) == (2, 3)


def test_it_serves_many(server):
    body = {"model": "gpt-5-mini", "input": CV, "background": True}
    with httpx.Client(base_url=server.url, headers={"Authorization": "Bearer sk-test"}, trust_env=False) as http:
        for _ in range(300):
            http.post("/responses", json=body)
    assert len(server.accepted) == 300


def test_it_goes_away_and_comes_back(client):
    with openai_server() as server, OpenAI(base_url=server.url, api_key="sk-test", max_retries=0) as client:
        response = submit(client)
    with OpenAI(base_url=server.url, api_key="sk-test", max_retries=0) as client:
        with pytest.raises(openai.APIConnectionError):
            client.responses.retrieve(response.id)
        with openai_server(server, server.port):
            assert client.responses.retrieve(response.id).status == "completed"


def start_batch(client: OpenAI, count: int = 4) -> Batch:
    request = {"model": "gpt-5-mini", "input": CV}
    lines = [{"custom_id": f"cv-{n}", "method": "POST", "url": "/v1/responses", "body": request} for n in range(count)]
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    file = client.files.create(file=("cvs.jsonl", content), purpose="batch")
    assert strictly(file) | {"bytes": len(content), "filename": "cvs.jsonl", "purpose": "batch"} == strictly(file)
    assert client.files.content(file.id).content == content
    return client.batches.create(input_file_id=file.id, endpoint="/v1/responses", completion_window="24h", metadata={"submission": "b-1"})


def results(client: OpenAI, file_id: str | None) -> dict[str, dict]:
    content = client.files.content(file_id).text if file_id else ""
    return {line["custom_id"]: line for line in map(json.loads, content.splitlines())}


def test_it_takes_a_batch_through_its_states(server, client):
    server.batch_seconds = 0.4
    batch = start_batch(client)
    seen = [strictly(batch)["status"]]
    while seen[-1] != "completed":
        batch = client.batches.retrieve(batch.id)
        if batch.status != seen[-1]:
            seen.append(batch.status)
    assert seen == ["validating", "in_progress", "finalizing", "completed"]
    assert strictly(batch)["request_counts"] == {"total": 4, "completed": 4, "failed": 0}
    assert batch.error_file_id is None
    lines = results(client, batch.output_file_id)
    assert sorted(lines) == ["cv-0", "cv-1", "cv-2", "cv-3"]
    assert Response.model_validate(lines["cv-3"]["response"]["body"]).output_text == "Zoë Example"
    assert [found.id for found in client.batches.list()] == [batch.id]
    assert server.submissions("cv-2") == 1


def test_it_breaks_lines_of_a_batch(server, client):
    server.batch_faults = {"cv-0": "error", 1: "refusal", "cv-2": "text:not json", 3: "400"}
    batch = client.batches.retrieve(start_batch(client, 5).id)
    assert (batch.status, batch.request_counts.to_dict()) == ("completed", {"total": 5, "completed": 3, "failed": 2})
    done, failed = results(client, batch.output_file_id), results(client, batch.error_file_id)
    assert Response.model_validate(done["cv-1"]["response"]["body"]).output[0].content[0].type == "refusal"
    assert Response.model_validate(done["cv-2"]["response"]["body"]).output_text == "not json"
    assert (failed["cv-0"]["response"], failed["cv-0"]["error"]["code"]) == (None, "server_error")
    assert (failed["cv-3"]["response"]["status_code"], failed["cv-3"]["error"]) == (400, None)


def test_it_lets_a_batch_expire(server, client):
    server.batch_faults = {2: "expired"}
    batch = client.batches.retrieve(start_batch(client).id)
    assert (batch.status, batch.expired_at is None) == ("expired", False)
    assert len(results(client, batch.output_file_id)) == 3
    assert results(client, batch.error_file_id)["cv-2"]["error"]["code"] == "batch_expired"
    server.batch_state = "expired"
    batch = client.batches.retrieve(start_batch(client).id)
    assert (batch.status, batch.output_file_id, len(results(client, batch.error_file_id))) == ("expired", None, 4)


def test_it_fails_and_cancels_a_batch(server, client):
    server.batch_state = "failed"
    batch = client.batches.retrieve(start_batch(client).id)
    assert (batch.status, batch.errors.data[0].line) == ("failed", 1)
    assert server.submissions("cv-0") == 0
    server.batch_state, server.batch_seconds = "completed", 60
    batch = start_batch(client)
    assert client.batches.cancel(batch.id).status == "cancelling"
    assert strictly(client.batches.retrieve(batch.id))["status"] == "cancelled"


def test_it_deletes_files(server, client):
    file = client.files.create(file=b"{}", purpose="batch")
    assert client.files.retrieve(file.id).id == file.id
    assert client.files.delete(file.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.content(file.id)


def test_it_announces_what_ends(server, client):
    with receiver() as (url, got):
        server.webhook_url, server.webhook_secret = url, SECRET
        server.script += [Behaviour("completed"), Behaviour("failed"), Behaviour("incomplete"), Behaviour("cancelled")]
        ids = [submit(client).id for _ in range(4)] + [start_batch(client).id]
        until(lambda: len(server.announced) == 5)
    events = [client.webhooks.unwrap(body, headers) for body, headers in got]
    names = ["response.completed", "response.failed", "response.incomplete", "response.cancelled", "batch.completed"]
    assert sorted((event.type, event.data.id) for event in events) == sorted(zip(names, ids, strict=True))
    assert {status for _, _, status in server.announced} == {204}


def test_it_outlives_a_webhook_that_is_away(server, client):
    server.webhook_url, server.webhook_secret = "http://127.0.0.1:9/", SECRET
    response = submit(client)
    until(lambda: server.announced)
    assert server.announced == [("response.completed", response.id, 0)]


def test_it_signs_events_for_tests_that_post_themselves(client):
    body, headers = signed_event(SECRET, "batch.failed", "batch_1", event_id="evt_1")
    event = client.webhooks.unwrap(body, headers)
    assert (event.type, event.data.id, event.id) == ("batch.failed", "batch_1", "evt_1")
    old = signed_event(SECRET, "batch.failed", "batch_1", timestamp=int(time.time()) - 3600)
    forged = signed_event("whsec_" + base64.b64encode(b"other").decode(), "batch.failed", "batch_1")
    for body, headers in (old, forged):
        with pytest.raises(openai.InvalidWebhookSignatureError):
            client.webhooks.unwrap(body, headers)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_by_hand(ending):
    command = [sys.executable, "-m", "tests.fakes.openai_server", "--seconds", "0", "--seed", "2", "--webhook", "http://127.0.0.1:9/"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = "".join(process.stdout.readline() for _ in range(3))
        environment = dict(re.findall(r"(OPENAI_\w+)=(\S+)", said))
        with OpenAI(base_url=environment["OPENAI_BASE_URL"], api_key=environment["OPENAI_API_KEY"], max_retries=0) as client:
            submit(client)
        process.send_signal(ending)
        counts = json.loads(process.stdout.read())
    assert process.returncode == 0
    assert (counts["accepted"], counts["peak"]) == (1, 1)
    assert environment["OPENAI_WEBHOOK_SECRET"].startswith("whsec_")
