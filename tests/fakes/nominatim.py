"""A small Nominatim on loopback: keeps what it was asked, and answers as a test wants it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CROYDON = [{"lat": "51.3714", "lon": "-0.0977", "display_name": "Croydon"}]


@dataclass
class Nominatim:
    """`delay` in seconds before an answer; `asked` holds (query, country codes, user agent, when)."""

    status: int = 200
    body: object = field(default_factory=lambda: CROYDON)
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    asked: list[tuple[str, str, str, float]] = field(default_factory=list)


@contextmanager
def geocoder(settings: Any) -> Iterator[Nominatim]:
    """The service, switched on in the settings of a test."""
    double = Nominatim()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            double.asked.append((asked["q"], asked["countrycodes"], self.headers["User-Agent"], time.monotonic()))
            time.sleep(double.delay)
            body = double.body if isinstance(double.body, bytes) else json.dumps(double.body).encode()
            with suppress(ConnectionError):  # whoever asked may have stopped waiting
                self.send_response(double.status)
                for name, value in ({"Content-Length": str(len(body))} | double.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Not into the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        settings.GEOCODER_ONLINE = True
        settings.NOMINATIM_URL = f"http://127.0.0.1:{server.server_address[1]}/nominatim"
        settings.GEOCODER_USER_AGENT = "EduKai tests (tests@edukai.example)"
        yield double
        server.shutdown()
        thread.join()
