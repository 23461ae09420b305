"""Signed links to files of the local store: whoever has one may read, until it expires, and that file alone."""

from urllib.parse import unquote

import pytest
from django.core import signing
from rest_framework.test import APIClient

from edukai import storage
from edukai.errors import TransientError
from tests.factories import download, stored


def link(content: bytes = b"%PDF-1.4", *, filename: str = "Amy CV.pdf", content_type: str = "application/pdf") -> str:
    return storage.signed_url(stored("cvs", ".pdf", content), filename=filename, content_type=content_type)


def refusal(url: str) -> tuple[int, str]:
    answer = APIClient().get(url.removeprefix("http://127.0.0.1:8000"))
    return answer.status_code, answer.json()["detail"]


def test_it_shows_the_file_without_signing_in(settings):
    url = link()
    assert url.startswith(f"{settings.PUBLIC_URL}/files/")
    status, content, headers = download(url)
    assert (status, content) == (200, b"%PDF-1.4")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == "8"
    assert headers["Content-Disposition"] == 'inline; filename="Amy CV.pdf"'


def test_it_lets_the_file_do_nothing_and_nobody_keep_it():
    headers = download(link(b"<script>alert(1)</script>", filename="a.html", content_type="text/html"))[2]
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("Zoë.pdf", "inline; filename*=utf-8''Zo%C3%AB.pdf"),
        ("陈美玲.pdf", "inline; filename*=utf-8''%E9%99%88%E7%BE%8E%E7%8E%B2.pdf"),
        ('a".pdf', 'inline; filename="a\\".pdf"'),
        ("a\r\nSet-Cookie: x=1.pdf", "inline; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x%3D1.pdf"),
    ],
)
def test_it_names_the_file_without_breaking_the_header(filename, shown):
    status, _, headers = download(link(filename=filename))
    assert (status, headers["Content-Disposition"]) == (200, shown)
    assert "Set-Cookie" not in headers


def test_it_expires(settings):
    url = link()
    settings.PRESIGNED_URL_EXPIRE_SECONDS = -1
    assert refusal(url) == (403, "This link has expired.")


def forged(**options: str) -> str:
    return signing.dumps(["/etc/passwd", "passwd", "text/plain"], **options).replace(":", "?signature=", 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signed: signed[:-1] + ("A" if signed[-1] != "A" else "B"),
        lambda signed: "A" + signed[1:],
        lambda signed: signed.partition("?")[0],
        lambda signed: signed.replace("signature=", "signature=x"),
        lambda signed: signed + ":x",
        lambda signed: signed + "%00",
        lambda signed: signed + "&signature=x",
        lambda signed: signed.replace("?signature=", ":"),
        lambda signed: "nonsense",
        lambda signed: "%00",
        lambda signed: "x" * 5_000,
        lambda signed: "?signature=".join(["x" * 5_000] * 2),
        lambda signed: forged(),
        lambda signed: forged(key="guessed", salt=storage.SALT),
    ],
)
def test_it_refuses_what_was_tampered_with(spoil):
    head, _, signed = link().rpartition("/")
    assert refusal(f"{head}/{spoil(signed)}") == (403, "This link is not valid.")


def test_it_refuses_every_link_after_the_secret_changed(settings):
    url = link()
    settings.SECRET_KEY = "another secret of fifty characters, as it should be"
    assert refusal(url) == (403, "This link is not valid.")


def test_it_says_when_the_file_is_gone():
    key = stored("cvs", ".pdf")
    url = storage.signed_url(key, filename="a.pdf", content_type="application/pdf")
    storage.delete_many([key])
    assert refusal(url) == (404, "The file is no longer there.")


def test_it_says_that_the_store_is_down(monkeypatch):
    def down(key):
        raise TransientError("The file store is not reachable.", code="store")

    url = link()
    monkeypatch.setattr(storage, "open_file", down)
    assert refusal(url) == (503, "The file store is not reachable.")


def test_what_is_logged_of_a_link_that_failed_opens_nothing(settings, caplog):
    key = stored("cvs", ".pdf")
    url = storage.signed_url(key, filename="CV.pdf", content_type="application/pdf").removeprefix(settings.PUBLIC_URL)
    assert APIClient().post(url).status_code == 405
    assert APIClient().get(url.replace("?", "/more?")).status_code == 404
    storage.delete_many([key])
    assert APIClient().get(url).status_code == 404
    settings.PRESIGNED_URL_EXPIRE_SECONDS = -1
    assert APIClient().get(url).status_code == 403
    told = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert len(told) == 4
    signature = url.partition("?signature=")[2]
    assert len(signature) > 40
    assert not any("signature" in line or signature in line or unquote(signature) in line for line in told)


def test_it_only_reads():
    url = link().removeprefix("http://127.0.0.1:8000")
    assert {getattr(APIClient(), method)(url).status_code for method in ("post", "put", "delete")} == {405}
