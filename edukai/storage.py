"""Files: the only module that knows whether they lie on disk or in an S3 bucket (bucket.py looks after that one).

Keys are random and say nothing about whose file it is; links are signed and expire. Errors of the store become TransientError,
a missing file PermanentError (code "missing").
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote, urlencode

import boto3
from boto3.exceptions import Boto3Error
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.crypto import salted_hmac

from edukai.errors import PermanentError, TransientError

SALT = "edukai.storage"
PARALLEL_PUTS = 8
MAX_IN_MEMORY = 1024 * 1024  # of a file read from S3
S3 = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 4},  # with waits that double, and jitter
    request_checksum_calculation="when_required",  # the newer checksums are AWS's own
    response_checksum_validation="when_required",
)


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
            s3().put_object(Bucket=settings.MINIO_BUCKET_NAME, Key=key, Body=file)
        else:
            default_storage.save(key, file)


def put_files(files: Iterable[tuple[str, Path]]) -> None:
    """Store (key, file on this machine) pairs. A disk takes the files over (no copy), an S3 store gets several at once."""
    with translated():
        if not settings.USE_S3:
            for key, path in files:
                target = settings.MEDIA_ROOT / key
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, target)
            return
        with ThreadPoolExecutor(PARALLEL_PUTS) as pool:
            for done in [pool.submit(_put_file, *file) for file in files]:
                done.result()


def _put_file(key: str, path: Path) -> None:
    with path.open("rb") as file:  # `upload_file` starts threads for each, which pays for large files alone
        s3().put_object(Bucket=settings.MINIO_BUCKET_NAME, Key=key, Body=file)


def read(key: str) -> bytes:
    with open_file(key) as handle:
        return handle.read()


def open_file(key: str) -> IO[bytes]:
    with translated(), ExitStack() as when_it_fails:
        if not settings.USE_S3:
            return cast(IO[bytes], default_storage.open(key))
        content = when_it_fails.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        shutil.copyfileobj(s3().get_object(Bucket=settings.MINIO_BUCKET_NAME, Key=key)["Body"], content)
        content.seek(0)
        when_it_fails.pop_all()
        return cast(IO[bytes], content)


def delete_many(keys: Iterable[str]) -> None:
    """Delete files; those already gone count as deleted."""
    with translated():
        if not settings.USE_S3:
            for key in keys:
                default_storage.delete(key)
            return
        pending = [{"Key": key} for key in keys]
        for start in range(0, len(pending), 1_000):  # the most that one call takes
            answer = s3().delete_objects(
                Bucket=settings.MINIO_BUCKET_NAME, Delete={"Objects": pending[start : start + 1_000], "Quiet": True}
            )
            if answer.get("Errors"):
                raise TransientError("The file store could not delete every file.", code="store")


def signed_url(key: str, *, filename: str, content_type: str, inner: bool = False) -> str:
    """An address that a browser can open without signing in, for PRESIGNED_URL_EXPIRE_SECONDS; '' for no key.

    `inner`: at the store's address for work instead of the one for browsers.
    `filename` stands in the address, and so in logs: nothing personal.
    """
    if not key:
        return ""
    if settings.USE_S3:
        return client(settings.MINIO_ENDPOINT_URL if inner else settings.MINIO_PUBLIC_URL).generate_presigned_url(
            "get_object",
            Params={
                "Bucket": settings.MINIO_BUCKET_NAME,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": f"inline; filename*=UTF-8''{quote(filename)}",
            },
            ExpiresIn=settings.PRESIGNED_URL_EXPIRE_SECONDS,
        )
    return settings.PUBLIC_URL + own_link(key, filename=filename, content_type=content_type)


def own_link(key: str, *, filename: str, content_type: str) -> str:
    """The same below our own address, whatever the store: path and parameters."""
    # The signature is a parameter, as in S3's links: Django logs the path alone, and that opens nothing.
    token, _, signature = signing.dumps([key, filename, content_type], salt=SALT).partition(":")
    return f"{reverse('file', args=[token])}?{urlencode({'signature': signature})}"


def unsign(token: str, signature: str) -> tuple[str, str, str]:
    """Key, file name and content type of a link to a local file. Raises django.core.signing.BadSignature."""
    signed = signing.loads(f"{token}:{signature}", salt=SALT, max_age=settings.PRESIGNED_URL_EXPIRE_SECONDS)
    key, filename, content_type = signed
    return key, filename, content_type


def check() -> None:
    """Raises TransientError when the store cannot be written or reached."""
    with translated():
        if settings.USE_S3:
            s3().head_bucket(Bucket=settings.MINIO_BUCKET_NAME)
        else:
            probe = default_storage.save(random_key("probe", ""), ContentFile(b""))
            default_storage.delete(probe)


def s3() -> Any:
    """The client for work; the one that signs for browsers knows another address."""
    return client(settings.MINIO_ENDPOINT_URL)


@cache
def client(endpoint: str, *, signs: bool = True) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        aws_access_key_id=settings.MINIO_ACCESS_KEY,
        aws_secret_access_key=settings.MINIO_SECRET_KEY,
        region_name=settings.MINIO_REGION,
        config=S3 if signs else S3.merge(Config(signature_version=UNSIGNED)),
    )


@contextmanager
def translated() -> Iterator[None]:
    """What a store raises becomes TransientError or PermanentError."""
    try:
        yield
    except FileNotFoundError:
        raise PermanentError("The file is no longer there.", code="missing") from None
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey"}:
            raise PermanentError("The file is no longer there.", code="missing") from error
        raise TransientError("The file store refused the request.", code="store") from error
    except (OSError, Boto3Error, BotoCoreError) as error:
        raise TransientError("The file store is not reachable.", code="store") from error
