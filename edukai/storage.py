"""Files: the only module that knows whether they lie on disk or in an S3 bucket (s3.py; bucket.py looks after that one).

Keys are random and say nothing about whose file it is; links are signed and expire. Errors of the store become TransientError,
a missing file PermanentError (code "missing").
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.crypto import salted_hmac

from edukai.errors import PermanentError, TransientError
from edukai.lazy import lazy_module

if TYPE_CHECKING:
    from edukai import s3
else:
    s3 = lazy_module("edukai.s3")  # boto3 takes 10 MB

SALT = "edukai.storage"
FILE_URLS = "edukai.file_urls"
MAX_IN_MEMORY = 1024 * 1024  # of a file read from S3


def load() -> None:
    """What a process would otherwise wait for at its first file: before it forks."""
    if settings.USE_S3:
        s3.load()


def random_key(folder: str, suffix: str) -> str:
    """A key that nobody can guess, e.g. "cvs/5f/5fd2...e1.pdf"."""
    name = secrets.token_hex(16)
    return f"{folder}/{name[:2]}/{name}{suffix}"


def key_for(owner: object, folder: str, suffix: str) -> str:
    """Like `random_key`, but always the same for this owner: what is stored twice, since a stage ran twice, lies there once."""
    name = salted_hmac(SALT, f"{folder}/{owner}", algorithm="sha256").hexdigest()[:32]
    return f"{folder}/{name[:2]}/{name}{suffix}"


def put(key: str, content: bytes | File) -> None:
    """Store `content` under `key`; the same key again replaces it."""
    file = ContentFile(content) if isinstance(content, bytes) else content
    with translated():
        if settings.USE_S3:
            file.seek(0)
            s3.put(key, file)
        else:
            default_storage.save(key, file)


def put_files(files: Iterable[tuple[str, Path]]) -> None:
    """Store (key, file on this machine) pairs. A disk takes the files over (no copy), an S3 store gets several at once."""
    with translated():
        if settings.USE_S3:
            s3.put_files(files)
            return
        for key, path in files:
            target = settings.MEDIA_ROOT / key
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def read(key: str) -> bytes:
    with open_file(key) as handle:
        return handle.read()


def open_file(key: str) -> IO[bytes]:
    with translated(), ExitStack() as when_it_fails:
        if not settings.USE_S3:
            return cast(IO[bytes], default_storage.open(key))
        content = when_it_fails.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        s3.read_into(content, key)
        content.seek(0)
        when_it_fails.pop_all()
        return cast(IO[bytes], content)


def delete_many(keys: Iterable[str]) -> None:
    """Delete files; those already gone count as deleted."""
    with translated():
        if settings.USE_S3:
            s3.delete_many(keys)
            return
        for key in keys:
            default_storage.delete(key)


def signed_url(key: str, *, filename: str, content_type: str, inner: bool = False) -> str:
    """An address that a browser can open without signing in, for PRESIGNED_URL_EXPIRE_SECONDS; '' for no key.

    `inner`: at the store's address for work instead of the one for browsers.
    `filename` stands in the address, and so in logs: nothing personal.
    """
    if not key:
        return ""
    if settings.USE_S3:
        return s3.signed_url(key, filename=filename, content_type=content_type, inner=inner)
    return settings.PUBLIC_URL + own_link(key, filename=filename, content_type=content_type)


def own_link(key: str, *, filename: str, content_type: str) -> str:
    """The same below our own address, whatever the store: path and parameters."""
    # The signature is a parameter, as in S3's links: Django logs the path alone, and that opens nothing.
    token, _, signature = signing.dumps([key, filename, content_type], salt=SALT).partition(":")
    return f"{reverse('file', FILE_URLS, args=[token])}?{urlencode({'signature': signature})}"


def unsign(token: str, signature: str) -> tuple[str, str, str]:
    """Key, file name and content type of a link to a local file. Raises django.core.signing.BadSignature."""
    signed = signing.loads(f"{token}:{signature}", salt=SALT, max_age=settings.PRESIGNED_URL_EXPIRE_SECONDS)
    key, filename, content_type = signed
    return key, filename, content_type


def check() -> None:
    """Raises TransientError when the store cannot be written or reached."""
    with translated():
        if settings.USE_S3:
            s3.check()
        else:
            probe = default_storage.save(random_key("probe", ""), ContentFile(b""))
            default_storage.delete(probe)


@contextmanager
def translated() -> Iterator[None]:
    """What a store raises becomes TransientError or PermanentError."""
    try:
        yield
    except FileNotFoundError:
        raise PermanentError("The file is no longer there.", code="missing") from None
    except OSError as error:
        raise TransientError("The file store is not reachable.", code="store") from error
