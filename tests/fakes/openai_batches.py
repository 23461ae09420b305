"""The objects of the OpenAI double (responses, and the files and batches that hold many), without HTTP and without a clock that runs."""

import base64
import email
import hmac
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DAY = 86_400
LOST = {"expired": "batch_expired", "error": "server_error"}  # faults that leave a line without a response, and their codes


def new_id(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex}"


@dataclass(frozen=True)
class Behaviour:
    """What one request meets.

    Refusals: "429" (`code`, `retry_after` in seconds) and "500". Connections: "cut" (taken, then closed without an answer),
    "cut_before" (closed without being taken), "slow" (taken, answered after `seconds`). Ends of a response, `seconds` after it
    was taken: "completed", "text" (says `text`), "refusal", "incomplete" and "failed" (with `code`), "cancelled".
    """

    kind: str = "completed"
    seconds: float | None = None
    retry_after: float | None = None
    code: str = ""
    text: str = ""


def signed_event(
    secret: str, type: str, data_id: str, *, timestamp: int | None = None, event_id: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a webhook. `secret` is whsec_ and base64. Source: https://www.standardwebhooks.com."""
    timestamp, event_id = timestamp or int(time.time()), event_id or new_id("evt")
    body = json.dumps({"id": event_id, "object": "event", "type": type, "created_at": timestamp, "data": {"id": data_id}}).encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, "sha256")).decode()
    signed = {"webhook-id": event_id, "webhook-timestamp": str(timestamp), "webhook-signature": f"v1,{signature}"}
    return body, {"Content-Type": "application/json"} | signed


def text_of(request: dict[str, Any]) -> str:
    """What the user's messages of a request say."""
    said = request.get("input", "")
    if isinstance(said, str):
        return said
    contents = [item.get("content", "") for item in said if item.get("role") == "user"]
    return "\n".join(c if isinstance(c, str) else "\n".join(part.get("text", "") for part in c) for c in contents)


def fitting(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    """The plainest value that fits a JSON schema: null, "", [], 0, False, the first of an enum. `root` holds the $defs."""
    if "$ref" in schema:
        target: Any = root
        for name in schema["$ref"].split("/")[1:]:
            target = target[name]
        return fitting(target, root)
    options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if options:
        return None if {"type": "null"} in options else fitting(options[0], root)
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else kind[0]
    if kind == "object":
        return {name: fitting(inner, root) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [fitting(schema["items"], root) for _ in range(schema.get("minItems", 0))]
    return {"string": "", "integer": schema.get("minimum", 0), "number": schema.get("minimum", 0), "boolean": False, "null": None}[kind]


def plausible(request: dict[str, Any]) -> str:
    """JSON that fits the schema asked for, with the name and the e-mail address of the CV in it; without a schema its first line."""
    text = text_of(request).strip()
    first = text.partition("\n")[0].strip()[:80]
    form = request.get("text", {}).get("format", {})
    if "schema" not in form:
        return first
    address = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text)
    known = {"full_name": first, "name": first.partition(" ")[0], "email": address[0] if address else ""}
    return json.dumps(_filled(fitting(form["schema"], form["schema"]), known))


def _filled(value: Any, known: dict[str, str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: known.get(name, "") if inner == "" else _filled(inner, known) for name, inner in value.items()}


def response_object(request: dict[str, Any]) -> dict[str, Any]:
    """The Response object of a request that was just taken."""
    plain = {"instructions": None, "metadata": {}, "model": "", "temperature": 1.0, "top_p": 1.0, "tools": [], "tool_choice": "auto"}
    plain |= {"parallel_tool_calls": True, "max_output_tokens": None, "previous_response_id": None, "truncation": "disabled"}
    plain |= {"reasoning": None, "text": {"format": {"type": "text"}}, "user": None, "background": False, "store": True}
    plain |= {"prompt_cache_key": None, "safety_identifier": None}
    body = {"id": new_id("resp"), "object": "response", "created_at": int(time.time()), "status": "queued", "output": [], "usage": None}
    body |= {"error": None, "incomplete_details": None, "service_tier": request.get("service_tier", "auto").replace("auto", "default")}
    return body | plain | {name: request[name] for name in plain.keys() & request.keys()}


def ending(request: dict[str, Any], plan: Behaviour, text: str) -> dict[str, Any]:
    """What changes in a Response object when it ends as planned; `text` is what the model said."""
    if plan.kind == "cancelled":
        return {"status": "cancelled"}
    if plan.kind == "failed":
        return {"status": "failed", "error": {"code": plan.code or "server_error", "message": "The model could not answer."}}
    status, details = "completed", None
    if plan.kind == "incomplete":
        status, details, text = "incomplete", {"reason": plan.code or "max_output_tokens"}, text[: len(text) // 2]
    said: dict[str, Any] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if plan.kind == "refusal":
        said = {"type": "refusal", "refusal": plan.text or "I'm sorry, but I cannot assist with that request."}
    message = {"id": new_id("msg"), "type": "message", "role": "assistant", "status": status, "content": [said]}
    thought = [{"id": new_id("rs"), "type": "reasoning", "summary": []}] if request.get("reasoning") else []
    asked, answered = len(text_of(request)) // 4 + 1, len(text) // 4 + 1
    usage = {"input_tokens": asked, "output_tokens": answered, "total_tokens": asked + answered}
    usage |= {"input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    return {"status": status, "incomplete_details": details, "output": [*thought, message], "usage": usage}


@dataclass
class Plan:
    """How a batch goes: through its states in `seconds`, to `state` ("completed", "failed" or "expired").

    `faults` by custom_id or by number of the line: "error" (line in the error file, without a response), digits (line in the error
    file, with a response of this HTTP status), "expired" (the batch ends `expired` without this line), else what `respond` knows.
    """

    seconds: float = 0
    state: str = "completed"
    faults: dict[str | int, str] = field(default_factory=dict)


@dataclass
class _Batch:
    body: dict[str, Any]
    lines: list[dict[str, Any]]
    plan: Plan
    starts: float = field(default_factory=time.monotonic)

    def fault(self, number: int, line: dict[str, Any]) -> str:
        """Of this line, "" for none."""
        lost = "expired" if self.plan.state == "expired" else ""
        return self.plan.faults.get(line["custom_id"], self.plan.faults.get(number, lost))


class Batches:
    """`respond(request, fault)` gives the Response object for the body of a line. No lock: whoever owns it holds one around each call.

    `files`: (File object, content) by id. `ended` collects (event, id) of the batches that are over; whoever announces them empties it.
    """

    def __init__(self, respond: Callable[[dict[str, Any], str], dict[str, Any]]) -> None:
        self._respond = respond
        self.files: dict[str, tuple[dict[str, Any], bytes]] = {}
        self._batches: dict[str, _Batch] = {}
        self._open: set[str] = set()
        self.ended: list[tuple[str, str]] = []

    def upload(self, content_type: str, body: bytes) -> dict[str, Any]:
        """The File object for a multipart form with `purpose` and `file`. Raises ValueError when it is no such form."""
        form = _form(content_type, body)
        if not {"purpose", "file"} <= form.keys():
            raise ValueError("a file needs purpose and file")
        filename, content = form["file"]
        return self._store(filename, content, form["purpose"][1].decode())

    def create(self, request: dict[str, Any], plan: Plan) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The Batch object and the lines of its file. Raises ValueError without such a file and on lines that are no requests."""
        if request.get("input_file_id") not in self.files:
            raise ValueError("input_file_id is not the id of a file")
        lines = [json.loads(line) for line in self.files[request["input_file_id"]][1].splitlines() if line.strip()]
        if any(not isinstance(line, dict) or not {"custom_id", "method", "url", "body"} <= line.keys() for line in lines):
            raise ValueError("each line needs custom_id, method, url and body")
        now = int(time.time())
        body = {name: request.get(name) for name in ("input_file_id", "endpoint", "completion_window", "metadata")}
        body |= {"id": new_id("batch"), "object": "batch", "status": "validating", "created_at": now, "expires_at": now + DAY}
        body |= dict.fromkeys(("errors", "output_file_id", "error_file_id", "completed_at", "failed_at", "expired_at", "cancelled_at"))
        body["request_counts"] = {"total": len(lines), "completed": 0, "failed": 0}
        self._batches[body["id"]] = _Batch(body, lines, plan)
        self._open.add(body["id"])
        return body, lines

    def view(self, id: str) -> dict[str, Any] | None:
        """The Batch object as it stands now."""
        self.settle()
        if id not in self._batches:
            return None
        batch = self._batches[id]
        if id not in self._open:
            return batch.body
        stages = ["validating"] if batch.plan.state == "failed" else ["validating", "in_progress", "finalizing"]
        share = (time.monotonic() - batch.starts) / batch.plan.seconds
        return batch.body | {"status": stages[min(int(share * len(stages)), len(stages) - 1)]}

    def all(self) -> list[dict[str, Any]]:
        """Newest first."""
        return [body for id in reversed(self._batches) if (body := self.view(id))]

    def cancel(self, id: str) -> dict[str, Any] | None:
        """The Batch object, `cancelling` when it was not over; it is `cancelled` from the next look on."""
        body = self.view(id)
        if body is None or id not in self._open:
            return body
        self._batches[id].plan = Plan(state="cancelled")
        return body | {"status": "cancelling", "cancelling_at": int(time.time())}

    def finish(self) -> None:
        """Those that are under way are due."""
        for id in self._open:
            self._batches[id].starts = float("-inf")

    def settle(self) -> None:
        """Ends what is due."""
        due = [id for id in self._open if time.monotonic() >= self._batches[id].starts + self._batches[id].plan.seconds]
        for id in due:
            self._open.remove(id)
            self._end(self._batches[id])

    def _end(self, batch: _Batch) -> None:
        state = batch.plan.state
        done, failed = self._run(batch) if state in ("completed", "expired") else ([], [])
        if any(line["error"] and line["error"]["code"] == "batch_expired" for line in failed):
            state = "expired"
        batch.body = batch.body | {
            "status": state,
            f"{state}_at": int(time.time()),
            "request_counts": {"total": len(batch.lines), "completed": len(done), "failed": len(failed)},
            "output_file_id": self._results("output.jsonl", done),
            "error_file_id": self._results("error.jsonl", failed),
        }
        if state == "failed":
            problem = {"code": "invalid_json_line", "message": "This line is not parseable as valid JSON.", "line": 1, "param": None}
            batch.body["errors"] = {"object": "list", "data": [problem]}
        self.ended.append((f"batch.{state}", batch.body["id"]))

    def _run(self, batch: _Batch) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The lines of the output file and of the error file."""
        done, failed = [], []
        for number, line in enumerate(batch.lines):
            fault = batch.fault(number, line)
            result = {"id": new_id("batch_req"), "custom_id": line["custom_id"], "response": None, "error": None}
            if fault in LOST:
                failed.append(result | {"error": {"code": LOST[fault], "message": "This request could not be executed."}})
            elif fault.isdigit():
                problem = {"message": "It was not taken.", "type": "invalid_request_error", "param": None, "code": None}
                failed.append(result | {"response": _response(int(fault), {"error": problem})})
            else:
                done.append(result | {"response": _response(200, self._respond(line["body"], fault))})
        return done, failed

    def _results(self, filename: str, lines: list[dict[str, Any]]) -> str | None:
        """The id of a file of these lines; None when there are none, as OpenAI does."""
        if not lines:
            return None
        return self._store(filename, "".join(json.dumps(line) + "\n" for line in lines).encode(), "batch_output")["id"]

    def _store(self, filename: str, content: bytes, purpose: str) -> dict[str, Any]:
        body = {"id": new_id("file"), "object": "file", "bytes": len(content), "created_at": int(time.time()), "filename": filename}
        body |= {"purpose": purpose, "status": "processed", "expires_at": None, "status_details": None}
        self.files[body["id"]] = (body, content)
        return body


def listed(data: list[dict[str, Any]]) -> dict[str, Any]:
    ids = [item["id"] for item in data]
    return {"object": "list", "data": data, "has_more": False, "first_id": ids[0] if ids else None, "last_id": ids[-1] if ids else None}


def model_object(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_750_000_000, "owned_by": "openai"}


def _response(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"status_code": status, "request_id": new_id("req"), "body": body}


def _form(content_type: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """(file name, content) of each part of a multipart form."""
    message = email.message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = message.get_payload() if message.is_multipart() else []
    named = [(part.get_param("name", "", "content-disposition"), part) for part in parts]
    return {name: (part.get_filename(""), part.get_payload(decode=True)) for name, part in named}
