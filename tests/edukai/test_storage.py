"""Files on disk and in an S3 bucket: the same behaviour behind the same functions."""

import re
from pathlib import Path
from urllib.parse import unquote

import boto3
import httpx
import pytest
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile

from edukai import s3, storage
from edukai.errors import PermanentError, TransientError
from tests.factories import download
from tests.processes import until
from tests.servers import free_port, s3_server, strict_s3_server

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def s3_address(tmp_path_factory):
    with strict_s3_server(tmp_path_factory.mktemp("s3"), "key", "secret") as address:
        boto3.client("s3", endpoint_url=address, **KEYS).create_bucket(Bucket="edukai-tests")
        yield address


@pytest.fixture(autouse=True)
def _clients_of_its_own():
    yield
    s3.client.cache_clear()


def use_s3(settings, address: str, public: str = "") -> None:
    settings.USE_S3 = True
    settings.MINIO_ENDPOINT_URL, settings.MINIO_PUBLIC_URL = address, public or address
    settings.MINIO_ACCESS_KEY, settings.MINIO_SECRET_KEY, settings.MINIO_BUCKET_NAME = "key", "secret", "edukai-tests"


@pytest.fixture(params=["disk", "s3"])
def store(request, settings):
    """Each kind of store in turn."""
    if request.param == "s3":
        use_s3(settings, request.getfixturevalue("s3_address"))
    return request.param


@pytest.fixture
def s3_down(settings):
    use_s3(settings, f"http://127.0.0.1:{free_port()}")


def files(folder: Path, count: int) -> list[tuple[str, Path]]:
    made = [(storage.random_key("cvs", ".pdf"), folder / f"{number}.pdf") for number in range(count)]
    for number, (_, path) in enumerate(made):
        path.write_bytes(b"%d" % number)
    return made


def test_a_file_does_not_wait_to_be_let_in(settings, s3_address):
    use_s3(settings, s3_address)
    sent = []
    s3.work().meta.events.register("before-send.s3.PutObject", lambda request, **_: sent.append(request.headers))
    storage.put(storage.random_key("cvs", ".pdf"), ContentFile(b"as a file"))
    assert [dict(headers).keys() & {"Expect"} for headers in sent] == [set()]


@pytest.mark.parametrize("content", [b"", b"\0\xff" * 100_000, ContentFile(b"as a file")])
def test_it_gives_back_what_was_put(store, content):
    key = storage.random_key("cvs", ".pdf")
    storage.put(key, content)
    expected = content if isinstance(content, bytes) else b"as a file"
    assert storage.read(key) == expected
    with storage.open_file(key) as handle:
        assert handle.read() == expected


def test_it_replaces_what_lies_under_the_same_key(store):
    key = storage.random_key("cvs", ".pdf")
    storage.put(key, b"long ago")
    storage.put(key, b"now")
    assert storage.read(key) == b"now"


def test_it_stores_many_files_at_once(store, tmp_path):
    made = files(tmp_path, 20)
    storage.put_files(made)
    assert [storage.read(key) for key, _ in made] == [b"%d" % number for number in range(20)]


def test_it_deletes_and_counts_what_is_gone_as_deleted(store, tmp_path):
    made = files(tmp_path, 3)
    storage.put_files(made)
    keys = [key for key, _ in made]
    storage.delete_many(keys[:2])
    storage.delete_many([*keys[:2], storage.random_key("cvs", ".pdf")])
    storage.delete_many([])
    assert storage.read(keys[2]) == b"2"
    for key in keys[:2]:
        with pytest.raises(PermanentError, match="no longer there"):
            storage.read(key)


def test_it_deletes_more_than_one_call_takes(settings, s3_address):
    """The server of the tests takes any number; others take 1,000."""
    use_s3(settings, s3_address)
    key, calls = storage.random_key("cvs", ".pdf"), []
    storage.put(key, b"x")
    events = s3.work().meta.events
    events.register("before-parameter-build.s3.DeleteObjects", lambda params, **_: calls.append(len(params["Delete"]["Objects"])))
    storage.delete_many([*(storage.random_key("cvs", ".pdf") for _ in range(1_200)), key])
    with pytest.raises(PermanentError):
        storage.open_file(key)
    s3.client.cache_clear()
    assert calls == [1_000, 201]


def test_it_says_when_a_file_is_missing(store):
    for ask in (storage.read, storage.open_file):
        with pytest.raises(PermanentError) as error:
            ask(storage.random_key("cvs", ".pdf"))
        assert error.value.code == "missing"


def test_it_checks_that_the_store_answers(store, settings):
    storage.check()
    assert store == "s3" or not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_its_keys_tell_nothing_and_never_repeat():
    keys = {storage.random_key("cvs", ".pdf") for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(key.startswith("cvs/") and key.endswith(".pdf") and len(key) == 43 for key in keys)


def test_a_key_for_an_owner_is_always_the_same_and_not_to_be_guessed(settings):
    key = storage.key_for("job 1", "photos", ".jpg")
    assert key == storage.key_for("job 1", "photos", ".jpg")
    others = {storage.key_for("job 2", "photos", ".jpg"), storage.key_for("job 1", "enhanced", ".jpg")}
    settings.SECRET_KEY = "another secret of fifty characters, as it should be"
    assert key not in others | {storage.key_for("job 1", "photos", ".jpg")}


def link(content: bytes = b"%PDF-1.4", **options: bool) -> str:
    key = storage.random_key("cvs/a b+ü", ".pdf")
    storage.put(key, content)
    return storage.signed_url(key, filename='Zoë "Z" CV.pdf', content_type="application/pdf", **options)


def status(url: str) -> int:
    """What is answered to somebody who has nothing but this link."""
    return httpx.get(url).status_code if settings.USE_S3 else download(url)[0]


def test_a_link_opens_without_signing_in_until_its_time_is_over(store, settings):
    assert status(link()) == 200
    settings.PRESIGNED_URL_EXPIRE_SECONDS = 1
    url = link()
    until(lambda: status(url) == 403, "the link has expired", seconds=10)


def test_an_s3_link_gives_the_file_as_what_it_is_and_by_its_name(settings, tmp_path):
    with s3_server(tmp_path) as address:
        use_s3(settings, address)
        s3.work().create_bucket(Bucket=settings.MINIO_BUCKET_NAME)
        answer = httpx.get(link(b"%PDF-1.7"))
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''Zo%C3%AB%20%22Z%22%20CV.pdf"


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("127.0.0.1", "localhost"),
        (r"/cvs/[^?]+", "/cvs/another.pdf"),
        ("application%2Fpdf", "text%2Fhtml"),
        ("inline", "attachment"),
        ("Zo%25C3%25AB", "Amy"),
        ("Credential=key", "Credential=another"),
        ("us-east-1", "eu-west-2"),
        (r"(Date=\w+)(\d)Z", lambda date: f"{date[1]}{9 - int(date[2])}Z"),
        ("Expires=900", "Expires=86400"),
        (r"Signature=\w+", f"Signature={'0' * 64}"),
        (r"\?.*", ""),
    ],
    ids=["host", "key", "type", "disposition", "name", "account", "region", "date", "expiry", "signature", "all of it"],
)
def test_nothing_in_an_s3_link_can_be_changed(settings, s3_address, said, forged):
    use_s3(settings, s3_address)
    storage.put("cvs/another.pdf", b"%PDF-1.4")
    url = link()
    changed = re.sub(said, forged, url)
    assert changed != url
    assert (status(url), status(changed)) == (200, 403)


def test_an_s3_link_that_another_secret_has_signed_opens_nothing(settings, s3_address):
    use_s3(settings, s3_address)
    key = storage.random_key("cvs", ".pdf")
    storage.put(key, b"%PDF-1.4")
    s3.client.cache_clear()
    settings.MINIO_SECRET_KEY = "guessed"
    assert status(storage.signed_url(key, filename="a.pdf", content_type="application/pdf")) == 403


def test_an_s3_link_is_signed_for_the_address_that_it_is_opened_at(settings, s3_address):
    browsers_know = s3_address.replace("127.0.0.1", "localhost")
    use_s3(settings, s3_address, public=browsers_know)
    for url, address in ((link(), browsers_know), (link(inner=True), s3_address)):
        assert url.startswith(f"{address}/edukai-tests/cvs/a%20b%2B%C3%BC/")
        assert status(url) == 200


def test_no_key_has_no_link(store):
    assert storage.signed_url("", filename="a.pdf", content_type="application/pdf") == ""


def test_a_store_that_is_down_is_a_transient_error(s3_down, tmp_path):
    calls = [
        lambda: storage.put("a", b"x"),
        lambda: storage.put_files(files(tmp_path, 2)),
        lambda: storage.read("a"),
        lambda: storage.delete_many(["a"]),
        storage.check,
    ]
    for call in calls:
        with pytest.raises(TransientError) as error:
            call()
        assert error.value.code == "store"


def test_a_bucket_that_is_not_there_is_noticed(settings, s3_address):
    use_s3(settings, s3_address)
    settings.MINIO_BUCKET_NAME = "nobody-made-this-one"
    with pytest.raises((TransientError, PermanentError)):
        storage.check()


def test_a_disk_that_cannot_be_written_is_a_transient_error(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file"
    for call in (lambda: storage.put("cvs/a", b"x"), lambda: storage.put_files(files(tmp_path, 1)), storage.check):
        with pytest.raises(TransientError):
            call()


@pytest.mark.parametrize("key", ["../outside.txt", "/etc/passwd", "cvs/../../outside.txt"])
def test_no_key_leads_out_of_the_folder(settings, tmp_path, key):
    (tmp_path / "outside.txt").write_text("secret")
    with pytest.raises(Exception, match=r"(?i)path|outside|traversal|joined"):
        storage.read(key)


def test_a_local_link_says_what_was_signed():
    url = storage.signed_url("cvs/a.pdf", filename="a.pdf", content_type="application/pdf")
    token, _, signature = url.rpartition("/")[2].partition("?signature=")
    assert storage.unsign(token, unquote(signature)) == ("cvs/a.pdf", "a.pdf", "application/pdf")
    token, _, signature = signing.dumps(["cvs/a.pdf", "a.pdf", "text/html"], salt="another purpose").partition(":")
    with pytest.raises(signing.BadSignature):
        storage.unsign(token, signature)
