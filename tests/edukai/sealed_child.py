"""A child for tests/edukai/test_sealed.py, which does what it is told."""

import contextlib
import os
import sys
import time
from typing import Any

from edukai.errors import PermanentError
from edukai.sealed import serve


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    match request["do"]:
        case "echo":
            return {"said": request.get("say")}, content
        case "print":
            print(content.decode(), flush=True)
            print(content.decode(), file=sys.stderr, flush=True)
            return {}, b""
        case "sleep":
            time.sleep(request["seconds"])
            return {}, b""
        case "eat":
            return {"eaten": len(bytes(request["bytes"]))}, b""
        case "abort":
            os.abort()
        case "babble":
            for stream in range(3, 16):  # one of them is for our messages
                with contextlib.suppress(OSError):
                    os.write(stream, b"\xff" * 64)
        case "refuse":
            raise PermanentError("Nobody hears this sentence.", code="not_today")
    raise RuntimeError(content.decode())


if __name__ == "__main__":
    serve(answer, *map(int, sys.argv[1:]))
