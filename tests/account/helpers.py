"""What the account tests do again and again."""

import email
import io
import re
from email.policy import default
from pathlib import Path

from PIL import Image
from rest_framework.test import APIClient

PASSWORD = "correct horse battery"
NEW_PASSWORD = "staple of another kind"


def sign_in(api: APIClient, email: str, password: str = PASSWORD, **headers):
    return api.post("/api/auth/login/", {"email": email, "password": password}, **headers)


def bearer(token: str) -> APIClient:
    """A script: no cookies, only the header."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **options) -> io.BytesIO:
    file = io.BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", "teal")).save(file, kind, **options)
    file.seek(0)
    file.name = f"me.{kind.lower()}"
    return file


def code_in(outbox: Path) -> str:
    """The code in the newest mail."""
    newest = max(outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    text = email.message_from_bytes(newest.read_bytes(), policy=default).get_body(["plain"]).get_content()
    return re.search(r"^Your code: (\d{6})$", text, re.MULTILINE).group(1)
