"""The S3 server that files may lie on (storage.py), by two clients: one for work, one that signs for browsers."""

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import boto3
from boto3.exceptions import Boto3Error
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import add_expect_header
from django.conf import settings

from edukai.errors import PermanentError, TransientError

PARALLEL_PUTS = 8
MOST_DELETIONS = 1_000  # that one call takes
CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=PARALLEL_PUTS * settings.WEB_THREADS,
    retries={"mode": "standard", "total_max_attempts": 4},  # with waits that double, and jitter
    request_checksum_calculation="when_required",  # the newer checksums are AWS's own
    response_checksum_validation="when_required",
)


def put(key: str, file: Any) -> None:
    """`file` is read from where it stands."""
    with translated():
        work().put_object(Bucket=settings.MINIO_BUCKET_NAME, Key=key, Body=file)


def put_files(files: Iterable[tuple[str, Path]]) -> None:
    """Several at once."""
    with ThreadPoolExecutor(PARALLEL_PUTS) as pool:
        for done in [pool.submit(_put_file, *file) for file in files]:
            done.result()


def _put_file(key: str, path: Path) -> None:
    with path.open("rb") as file:  # `upload_file` starts threads for each, which pays for large files alone
        put(key, file)


def read_into(file: IO[bytes], key: str) -> None:
    with translated():
        shutil.copyfileobj(work().get_object(Bucket=settings.MINIO_BUCKET_NAME, Key=key)["Body"], file)


def delete_many(keys: Iterable[str]) -> None:
    pending = [{"Key": key} for key in keys]
    with translated():
        for start in range(0, len(pending), MOST_DELETIONS):
            listed = {"Objects": pending[start : start + MOST_DELETIONS], "Quiet": True}
            if work().delete_objects(Bucket=settings.MINIO_BUCKET_NAME, Delete=listed).get("Errors"):
                raise TransientError("The file store could not delete every file.", code="store")


def signed_url(key: str, *, filename: str, content_type: str, inner: bool) -> str:
    return (work() if inner else for_browsers()).generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings.MINIO_BUCKET_NAME,
            "Key": key,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f"inline; filename*=UTF-8''{quote(filename)}",
        },
        ExpiresIn=settings.PRESIGNED_URL_EXPIRE_SECONDS,
    )


def check() -> None:
    with translated():
        work().head_bucket(Bucket=settings.MINIO_BUCKET_NAME)


def load() -> None:
    """Make both clients, which takes a while: before a process forks, and before its threads would all make them at once."""
    work()
    for_browsers()


def work() -> Any:
    return client(settings.MINIO_ENDPOINT_URL)


def for_browsers() -> Any:
    """Signs for the address that browsers know the store by."""
    return client(settings.MINIO_PUBLIC_URL)


@cache
def client(endpoint: str, *, signs: bool = True) -> Any:
    made = boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        aws_access_key_id=settings.MINIO_ACCESS_KEY,
        aws_secret_access_key=settings.MINIO_SECRET_KEY,
        region_name=settings.MINIO_REGION,
        config=CONFIG if signs else CONFIG.merge(Config(signature_version=UNSIGNED)),
    )
    made.meta.events.unregister("before-call.s3", add_expect_header)  # else every file waits to be let in
    return made


@contextmanager
def translated() -> Iterator[None]:
    """What the client raises becomes TransientError or PermanentError."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey"}:
            raise PermanentError("The file is no longer there.", code="missing") from error
        raise TransientError("The file store refused the request.", code="store") from error
    except (Boto3Error, BotoCoreError) as error:
        raise TransientError("The file store is not reachable.", code="store") from error
