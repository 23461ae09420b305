"""A small AI service on loopback, as the contract describes one: keeps what it was asked, and answers as a test wants it to.

By hand: `python -m tests.fakes.ai_service [port]`, then AI_ENGINE=service AI_BASE_URL=http://127.0.0.1:8100.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

PROFILE: dict[str, Any] = {
    "quality_check": "pass",
    "extracted_photo_url": None,
    "personal_info": {"full_name": "Amy Okafor", "email": "amy@home.example", "skill": ["Algebra"], "job_role": ["Maths Teacher"]},
    "data_extracted": {
        "name": "Amy",
        "role": ["Maths Teacher"],
        "professional_profile": "A maths teacher with five years in secondary schools.",
        "employment_history": [{"role": "Maths Teacher", "company": "Park Secondary School", "start": "2020-09", "end": "present"}],
    },
}
CUT = "cut"  # instead of a status: the connection ends within the answer


@dataclass
class Asked:
    method: str
    path: str
    body: Any
    headers: dict[str, str]


@dataclass
class AIService:
    """`states`: what a task answers in turn, the last one for ever. `faults`: statuses (or CUT) that go before, one a request,
    with `headers` and the body `refusal`.

    `slash`: True = paths end in one, False = in none, None = as one likes; the other form is 404, or with `redirects` led to the right one.
    `files`: path to (status, headers, content).
    """

    states: list[dict[str, Any]] = field(default_factory=lambda: [{"status": "PENDING"}, {"status": "completed", "result": PROFILE}])
    faults: list[int | str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    refusal: dict[str, Any] = field(default_factory=lambda: {"detail": "Not now."})
    slash: bool | None = None
    redirects: bool = False
    token: str = ""
    delay: float = 0
    submitted: dict[str, Any] | bytes = field(
        default_factory=lambda: {"status": "processing", "task_id": "task-1", "message": "On its way."}
    )
    knows_tasks: bool = True
    files: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> tuple[int | str, dict[str, str], Any]:
        """Status, headers and body (bytes, or what becomes JSON)."""
        path = asked.path.rstrip("/")
        if self.faults:
            return self.faults.pop(0), self.headers, self.refusal
        if path in self.files:
            return self.files[path]
        if self.slash is not None and asked.path.endswith("/") != self.slash:
            right = path + "/" * self.slash
            return (307, {"Location": f"{self.url}{right}"}, {}) if self.redirects else (404, {}, {"detail": "Not found."})
        if path == "/health":
            return 200, {}, b"OK"  # the contract does not say what
        if self.token and asked.headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {}, {"detail": "The token is missing or wrong."}
        if asked.method == "POST" and path in ("/api/v1/regeneration", "/api/v1/rewrite"):
            return 202, {}, self.submitted
        if asked.method == "GET" and path == "/api/v1/tasks/task-1" and self.knows_tasks:
            return 200, {}, self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return 404, {}, {"detail": "Not found."}


@contextmanager
def ai_service(port: int = 0) -> Iterator[AIService]:
    double = AIService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            asked = Asked(self.command, urlsplit(self.path).path, body, dict(self.headers.items()))
            double.asked.append(asked)
            time.sleep(double.delay)
            status, headers, content = double.answer(asked)
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            cut = status == CUT
            with suppress(ConnectionError):  # whoever asked may have stopped waiting
                self.send_response(200 if cut else int(status))
                for name, value in ({"Content-Length": str(len(sent) + cut)} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(sent)
            self.close_connection = cut

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            """Not into the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True  # connections are kept open by whoever asked
        server.block_on_close = False
        double.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield double
        server.shutdown()
        thread.join()


def main() -> None:
    with ai_service(int(sys.argv[1]) if len(sys.argv) > 1 else 8100) as double:
        print(f"An AI service that knows one candidate, at {double.url}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
