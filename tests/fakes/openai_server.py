"""A small OpenAI on loopback: responses (background too), models, files, batches and webhooks, as the official client expects them.

    with openai_server() as server:
        server.script.append(Behaviour("429", retry_after=2))
        client = OpenAI(base_url=server.url, api_key="sk-test", max_retries=0)

By hand: `python -m tests.fakes.openai_server --seconds 5 --refuse 0.02`. Source: https://platform.openai.com/docs/api-reference.
"""

import argparse
import base64
import heapq
import http.client
import json
import secrets
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from random import Random
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.loopback import TICK, Answer, Service
from tests.fakes.openai_batches import (
    Batches,
    Behaviour,
    Plan,
    ending,
    fitting,
    listed,
    model_object,
    new_id,
    plausible,
    response_object,
    signed_event,
    text_of,
)

__all__ = ["Behaviour", "OpenAIServer", "fitting", "openai_server", "plausible", "signed_event", "text_of"]


@dataclass
class _Run:
    """A response that was taken: `body` as it stands, and what it `becomes` when `due`."""

    body: dict[str, Any]
    becomes: dict[str, Any]
    starts: float
    due: float


def error(status: int, message: str, code: str | None = None, kind: str = "invalid_request_error") -> Answer:
    return Answer(status, {"error": {"message": message, "type": kind, "param": None, "code": code}})


@dataclass
class OpenAIServer:
    """What the service does (settings, free to change while it runs) and what was asked of it (records). Times in seconds.

    A script is consumed by the requests that come next, one each; after it, `refuse` and `breaks` are the shares of posts that
    `random` answers with 429 and 500. `accepted` holds the bodies taken, lines of batches too, with `_idempotency_key` and
    `_arrived` (monotonic). `refused` counts the answers 429, `broken` the answers 500. `announced`: (type, id, status got).
    """

    url: str = ""
    seconds: float = 0
    keys: set[str] = field(default_factory=lambda: {"sk-test"})
    models: set[str] = field(default_factory=lambda: {"gpt-5-mini"})
    answer: Callable[[dict[str, Any]], str] = plausible
    script: MutableSequence[Behaviour] = field(default_factory=deque)
    poll_script: MutableSequence[Behaviour] = field(default_factory=deque)
    refuse: float = 0
    breaks: float = 0
    random: Random = field(default_factory=lambda: Random(1))
    most_at_once: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    batch_seconds: float = 0
    batch_state: str = "completed"
    batch_faults: dict[str | int, str] = field(default_factory=dict)
    webhook_url: str = ""
    webhook_secret: str = ""
    accepted: list[dict[str, Any]] = field(default_factory=list)
    announced: list[tuple[str, str, int]] = field(default_factory=list)
    polls: int = 0
    refused: int = 0
    broken: int = 0
    peak: int = 0

    def __post_init__(self) -> None:
        self.closing = threading.Event()
        self.lock = threading.RLock()
        self._runs: dict[str, _Run] = {}
        self._open: set[str] = set()
        self._due: list[tuple[float, str]] = []
        self._batches = Batches(self._line)

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def submissions(self, key: str) -> int:
        """How often something was accepted under this idempotency key, value in the metadata, or custom_id."""
        with self.lock:
            names = [{body["_idempotency_key"], body.get("_custom_id"), *(body.get("metadata") or {}).values()} for body in self.accepted]
            return sum(key in known for known in names)

    def counts(self) -> dict[str, int]:
        with self.lock:
            self._settle()
            records = {"accepted": len(self.accepted), "polls": self.polls, "refused": self.refused, "broken": self.broken}
            return records | {"open": len(self._open), "peak": self.peak, "announced": len(self.announced)}

    def answer_to(self, method: str, path: str, headers: Message, content: bytes) -> Answer | None:
        """What to say to a request; None hangs up."""
        answer = None if self.closing.is_set() else self._route(method, path.split("/")[2:], headers, content)
        if answer is None or self.closing.is_set():
            return None
        with self.lock:
            self.refused += answer.status == 429
            self.broken += answer.status == 500
        headers = {"x-request-id": new_id("req")} | (self.headers if method == "POST" else {})
        return answer._replace(headers=headers | answer.headers)

    def announce(self) -> None:
        """Tells the webhook of what has ended, until the server closes."""
        with ThreadPoolExecutor(8) as pool:
            while not self.closing.wait(TICK):
                with self.lock:
                    self._settle()
                    ended, self._batches.ended[:] = list(self._batches.ended), []
                if self.webhook_url and self.webhook_secret:
                    pool.map(self._tell, ended)

    def _tell(self, event: tuple[str, str]) -> None:
        address, status = urlsplit(self.webhook_url), 0
        with suppress(OSError), closing(http.client.HTTPConnection(address.netloc, timeout=10)) as connection:
            connection.request("POST", address.path or "/", *signed_event(self.webhook_secret, *event))
            status = connection.getresponse().status
        with self.lock:
            self.announced.append((*event, status))

    def _route(self, method: str, parts: list[str], headers: Message, content: bytes) -> Answer | None:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.keys:
            return error(401, "Incorrect API key provided.", "invalid_api_key")
        try:
            asked = json.loads(content) if content and headers.get_content_type() == "application/json" else {}
        except ValueError:
            return error(400, "We could not parse the JSON body of your request.")
        match method, parts:
            case "POST", ["responses"]:
                return self._create(asked, headers.get("Idempotency-Key", ""))
            case "GET", ["responses", id]:
                return self._poll(id)
            case "POST", ["files"]:
                asked = {"content_type": headers.get("Content-Type", ""), "body": content}
        with self.lock:
            self._settle()
            try:
                body = self._look(method, parts, asked)
            except ValueError as problem:
                return error(400, str(problem))
        return _missing(parts) if body is None else Answer(200, body)

    def _look(self, method: str, parts: list[str], asked: dict[str, Any]) -> dict[str, Any] | bytes | None:
        """What needs no waiting. Raises ValueError on what OpenAI would not take."""
        files = self._batches.files
        match method, parts:
            case "POST", ["responses", id, "cancel"] if id in self._runs:
                self._end(id, {"status": "cancelled"})
                return self._runs[id].body
            case "DELETE", ["responses", id] if self._runs.pop(id, None):
                self._open.discard(id)
                return {"id": id, "object": "response", "deleted": True}
            case "POST", ["files"]:
                return self._batches.upload(**asked)
            case "GET", ["files", id] if id in files:
                return files[id][0]
            case "GET", ["files", id, "content"] if id in files:
                return files[id][1]
            case "DELETE", ["files", id] if files.pop(id, None):
                return {"id": id, "object": "file", "deleted": True}
            case "POST", ["batches"]:
                return self._batch(asked)
            case "GET", ["batches"]:
                return listed(self._batches.all())
            case "GET", ["batches", id]:
                return self._batches.view(id)
            case "POST", ["batches", id, "cancel"]:
                return self._batches.cancel(id)
            case "GET", ["models"]:
                return listed([model_object(name) for name in sorted(self.models)])
            case "GET", ["models", name] if name in self.models:
                return model_object(name)
        return None

    def _create(self, request: dict[str, Any], key: str) -> Answer | None:
        if request.get("model") not in self.models:
            return error(400, f"The requested model '{request.get('model')}' does not exist.", "model_not_found")
        plan = self._next(self.script) or self._luck()
        if plan.kind in ("429", "500"):
            return _refusal(plan)
        if plan.kind == "cut_before":
            return None
        text = plan.text or self.answer(request)  # not under the lock: a test's answer may wait for something
        with self.lock:
            self._settle()
            if self.most_at_once is not None and len(self._open) >= self.most_at_once:
                return _refusal(Behaviour("429", retry_after=1))
            run = self._take(request, key, plan, text)
        self.closing.wait(plan.seconds or 0 if plan.kind == "slow" else 0)
        if not request.get("background"):
            self.closing.wait(max(0, run.due - time.monotonic()))
        if plan.kind == "cut":
            return None
        return Answer(200, run.body) if request.get("background") else self._view(run.body["id"])

    def _take(self, request: dict[str, Any], key: str, plan: Behaviour, text: str) -> _Run:
        seconds = self.seconds if plan.seconds is None or plan.kind == "slow" else plan.seconds
        now, body = time.monotonic(), response_object(request)
        run = self._runs[body["id"]] = _Run(body, ending(request, plan, text), now, now + seconds)
        self._open.add(body["id"])
        heapq.heappush(self._due, (run.due, body["id"]))
        self.accepted.append(request | {"_idempotency_key": key, "_arrived": now})
        self.peak = max(self.peak, len(self._open))
        return run

    def _poll(self, id: str) -> Answer | None:
        with self.lock:
            self.polls += 1
        plan = self._next(self.poll_script) or Behaviour()
        if plan.kind in ("429", "500"):
            return _refusal(plan)
        self.closing.wait(plan.seconds or 0 if plan.kind == "slow" else 0)
        return None if plan.kind == "cut" else self._view(id)

    def _view(self, id: str) -> Answer:
        with self.lock:
            self._settle()
            run = self._runs.get(id)
            if run is None:
                return _missing(["responses", id])
            begun = id in self._open and time.monotonic() - run.starts > (run.due - run.starts) / 4
            return Answer(200, run.body | {"status": "in_progress"} if begun else run.body)

    def _batch(self, request: dict[str, Any]) -> dict[str, Any]:
        body, lines = self._batches.create(request, Plan(self.batch_seconds, self.batch_state, self.batch_faults))
        taken = {"_idempotency_key": "", "_arrived": time.monotonic()}
        if self.batch_state != "failed":
            self.accepted += [line["body"] | taken | {"_custom_id": line["custom_id"], "_batch": body["id"]} for line in lines]
        return body

    def _line(self, request: dict[str, Any], fault: str) -> dict[str, Any]:
        kind, _, text = fault.partition(":")
        plan = Behaviour(kind or "completed", text=text)
        return response_object(request) | ending(request, plan, text or self.answer(request))

    def _next(self, script: MutableSequence[Behaviour]) -> Behaviour | None:
        with self.lock:
            if not script:
                return None
            first = script[0]
            del script[0]
            return first

    def _luck(self) -> Behaviour:
        with self.lock:
            drawn = self.random.random()
        if drawn < self.refuse:
            return Behaviour("429", retry_after=1)
        return Behaviour("500" if drawn < self.refuse + self.breaks else "completed")

    def finish_all(self) -> None:
        """What is under way is done now."""
        with self.lock:
            self._due = [(0.0, id) for _, id in self._due]

    def finish_batches(self) -> None:
        """Those under way are done now."""
        with self.lock:
            self._batches.finish()

    def responses_kept(self) -> int:
        return len(self._runs)

    def files_kept(self) -> int:
        return len(self._batches.files)

    def _settle(self) -> None:
        """Ends what is due; under the lock."""
        while self._due and self._due[0][0] <= time.monotonic():
            id = heapq.heappop(self._due)[1]
            if id in self._open:
                self._end(id, self._runs[id].becomes)
        self._batches.settle()

    def _end(self, id: str, becomes: dict[str, Any]) -> None:
        """Unless it was over before."""
        if id not in self._open:
            return
        self._open.remove(id)
        run = self._runs[id]
        run.body = run.body | becomes  # a new one: whoever answers may be writing the old one
        if run.body["background"]:
            self._batches.ended.append((f"response.{run.body['status']}", id))


def _missing(parts: list[str]) -> Answer:
    if parts[:1] == ["models"]:
        return error(404, "The model does not exist or you do not have access to it.", "model_not_found")
    return error(404, f"Nothing found at {'/'.join(parts)}.")


def _refusal(plan: Behaviour) -> Answer:
    """The answer to a planned "429" or "500"."""
    if plan.kind == "500":
        return error(500, "The server had an error while processing your request.", plan.code or "server_error", "server_error")
    code = plan.code or "rate_limit_exceeded"
    wait = {} if plan.retry_after is None else {"Retry-After": f"{plan.retry_after:g}"}
    return error(429, "Not now.", code, "requests" if code == "rate_limit_exceeded" else code)._replace(headers=wait)


@contextmanager
def openai_server(double: OpenAIServer | None = None, port: int = 0) -> Iterator[OpenAIServer]:
    """The service, until the block ends. `openai_server(server, server.port)` starts one again that was away, with all it knew."""
    double = double or OpenAIServer()
    double.closing.clear()
    service, announcing = Service(double, port), threading.Thread(target=double.announce)
    double.url = f"{service.url}/v1"
    service.start()
    announcing.start()
    try:
        yield double
    finally:
        double.closing.set()
        service.stop()
        announcing.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=5, help="from a request to its answer")
    parser.add_argument("--refuse", type=float, default=0, help="share of posts answered 429")
    parser.add_argument("--break", type=float, default=0, dest="breaks", help="share of posts answered 500")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--webhook", default="", help="URL to announce ends to")
    asked = parser.parse_args()
    double = OpenAIServer(seconds=asked.seconds, refuse=asked.refuse, breaks=asked.breaks, random=Random(asked.seed))
    double.batch_seconds, double.webhook_url = asked.seconds, asked.webhook
    double.webhook_secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))  # before the threads, which inherit it
    with openai_server(double, asked.port):
        print(f"OPENAI_BASE_URL={double.url}\nOPENAI_API_KEY=sk-test", flush=True)
        if asked.webhook:
            print(f"OPENAI_WEBHOOK_SECRET={double.webhook_secret}", flush=True)
        signal.sigwait((signal.SIGINT, signal.SIGTERM))
    print(json.dumps(double.counts()))


if __name__ == "__main__":
    main()
