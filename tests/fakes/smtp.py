"""A small SMTP server on loopback: keeps the mails it takes, and refuses or breaks off where a test wants it to. Source: RFC 5321."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    """`mails` are the raw messages taken; `answers` says what to reply to a command ("RCPT": "550 unknown"), "" hangs up instead.

    A list holds the replies to the first ones of its kind. `connections` counts them.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[bytes] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str | list[str]] = {}
        self.connections = 0

    def answer(self, verb: str, otherwise: str) -> str:
        told = self.answers.get(verb, otherwise)
        if isinstance(told, str):
            return told
        return told.pop(0) if told else otherwise

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 test ready")
        while line := self.rfile.readline():
            verb = line.split(None, 1)[0].upper().decode() if line.split() else ""
            if not self._reply(verb, line.decode()):
                return

    def _reply(self, verb: str, line: str) -> bool:
        answer = self.server.answer(verb, {"QUIT": "221 bye", "DATA": "354 go on"}.get(verb, "250 ok"))
        if answer:
            self._say(answer)
        if verb == "RCPT" and answer.startswith("2"):
            self.server.recipients.append(line.partition("<")[2].partition(">")[0])
        if verb == "DATA" and answer.startswith("3"):
            return self._take()
        return bool(answer) and verb != "QUIT"

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        answer = self.server.answer("END", "250 taken")
        if answer:
            self._say(answer)
        return bool(answer)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
