"""Messages to a child process and back: a JSON header and a body of bytes, each preceded by its length.

JSON and not pickle: a child that a hostile file has taken over must not be able to run code in the parent.
"""

import json
import struct
from typing import IO, Any

TOO_COMPLEX = "too_complex"  # it took too much time or memory, or ended the child
CORRUPT = "corrupt"  # the library that opens it stumbled

MOST_BYTES = 256 * 1024 * 1024
_LENGTHS = struct.Struct("!II")


class Refused(Exception):
    """The file cannot be read. `code`: TOO_COMPLEX, CORRUPT, or what the child said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write_frame(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message. Raises OSError when the other side is gone."""
    head = json.dumps(header).encode()
    stream.write(_LENGTHS.pack(len(head), len(body)) + head)
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Receive one message. Raises EOFError when the other side is gone, ValueError when it sends nonsense."""
    head_length, body_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head_length + body_length > MOST_BYTES:
        raise ValueError("message too long")
    header = json.loads(_exactly(stream, head_length))
    if not isinstance(header, dict):
        raise ValueError("message without a header")
    return header, _exactly(stream, body_length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
