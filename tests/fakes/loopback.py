"""What doubles that speak HTTP on loopback have in common: the answer to a request, the service that gives it, and who hears webhooks."""

import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

TICK = 0.02  # seconds between two looks at whether to stop


class Answer(NamedTuple):
    status: int
    body: dict[str, Any] | bytes
    headers: dict[str, str] = {}


class Double(Protocol):
    def answer_to(self, method: str, path: str, headers: Message, content: bytes) -> Answer | None:
        """What to say to a request; None hangs up."""


class Service(ThreadingHTTPServer):
    """HTTP/1.1, a thread for each connection, from `start` until `stop`, which also ends the connections that are open."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, double: Double, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.double = double
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.connections: set[socket.socket] = set()
        self.thread = threading.Thread(target=self.serve_forever, args=(TICK,))

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()
        for connection in self.connections.copy():
            with suppress(OSError):  # whoever asked may have hung up first
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # whoever asked may have stopped waiting
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Service
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        content = self.rfile.read(length)
        whole = len(content) == length  # else whoever asked has died while asking
        answer = self.server.double.answer_to(self.command, urlsplit(self.path).path, self.headers, content) if whole else None
        if answer is None:
            self.close_connection = True
            return
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        kind = "application/octet-stream" if body is answer.body else "application/json"
        self.send_response(answer.status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _handle

    def log_message(self, *args: object) -> None:
        """Not into the test's output."""


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[bytes, dict[str, str]]]]]:
    """A webhook: its URL, and the bodies and headers it was sent."""
    got: list[tuple[bytes, dict[str, str]]] = []

    class Webhook:
        def answer_to(self, method: str, path: str, headers: Message, content: bytes) -> Answer:
            got.append((content, dict(headers)))
            return Answer(204, b"")

    service = Service(Webhook(), 0)
    service.start()
    try:
        yield f"{service.url}/hook/", got
    finally:
        service.stop()
