"""CVs come in: each file is looked at, stored under a random key, and becomes a candidate with a job. All or nothing."""

import dataclasses
import logging
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError, transaction

from account import activity
from account.models import EventType, User
from candidate.documents import sniff
from candidate.models import Batch, Candidate, Processing
from edukai import storage
from edukai.errors import EduKaiError, PermanentError, TransientError
from edukai.jobs import Flow
from edukai.jobs.control import enqueue_each

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """A file that did not go in, and why, in one sentence."""

    file: str
    reason: str


class NothingToDo(EduKaiError):
    """No file of the upload can be taken."""

    code = "nothing_to_do"

    def __init__(self, message: str, rejected: Sequence[Rejected] = ()) -> None:
        super().__init__(message)
        self.rejected = list(rejected)


class Received(UploadedFile):
    """A file that came in: on disk at `path` and closed, so that a thousand of them cost no file descriptors."""

    def __init__(self, path: Path, name: str, content_type: str, size: int) -> None:
        super().__init__(None, name, content_type, size)
        self.path = path

    def close(self) -> None:
        """Nothing is open; Django closes every file of a request that it gives up."""


class ReceivingHandler(FileUploadHandler):
    """Streams each file to disk. Of one that is too large, or one file too many, only the size is kept."""

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received: list[Path] = []
        self.stream: IO[bytes] | None = None
        Path(settings.UPLOAD_DIR).mkdir(parents=True, exist_ok=True)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if len(self.received) > 2 * settings.CV_MAX_FILES:
            raise SuspiciousOperation("Far too many files in one request.")
        descriptor, path = tempfile.mkstemp(dir=settings.UPLOAD_DIR)
        self.stream = os.fdopen(descriptor, "wb")
        self.received.append(Path(path))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < settings.CV_MAX_BYTES and len(self.received) <= settings.CV_MAX_FILES:
            assert self.stream is not None  # noqa: S101  new_file comes first
            with _storing():
                self.stream.write(raw_data)

    def file_complete(self, file_size: int) -> Received:
        self._close()
        return Received(self.received[-1], self.file_name or "", self.content_type or "", file_size)

    def upload_interrupted(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Delete what came in and was not stored."""
        self._close()
        for path in self.received:
            path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self.stream is not None:
            with _storing():
                self.stream.close()
            self.stream = None


def accept(files: Sequence[UploadedFile], info: dict[str, Any] | None, user: User, flow: Flow) -> tuple[Batch, list[Rejected]]:
    """Take in the good files of an upload: batch, candidates and their jobs are there together, or not at all.

    `info` is the brief (experience, skills, job_role). Raises NothingToDo when no file is good, TransientError when the store is down.
    """
    if not files:
        raise NothingToDo("Send at least one file in the field 'files'.")
    if len(files) > settings.CV_MAX_FILES:
        limit = f"More than {settings.CV_MAX_FILES:,} files in one request."
        raise NothingToDo(limit, [Rejected(file.name or "", limit) for file in files[settings.CV_MAX_FILES :]])
    good, rejected = _sorted_out(files)
    if not good:
        raise NothingToDo("None of the files can be taken.", rejected)
    stored = [(storage.random_key("cvs", f".{kind}"), file) for file, kind in good]
    try:
        storage.put_files((key, file.path) for key, file in stored)
        with transaction.atomic():
            batch = Batch.objects.create(additional_info=info, total_count=len(stored), created_by=user)
            candidates = Candidate.objects.bulk_create(
                [
                    Candidate(batch=batch, original_key=key, original_name=file.name or "", ai_processing_status=Processing.IN_PROGRESS)
                    for key, file in stored
                ],
                batch_size=500,
            )
            enqueue_each(flow, candidates, created_by=user)
            figures = f"CVs taken in: {len(stored)}, refused: {len(rejected)}."
            activity.log(EventType.BATCH_UPLOADED, "CVs have been uploaded", figures, batch_id=batch.pk)
    except BaseException:
        _undo([key for key, _ in stored])
        raise
    log.info("batch %s: %d CVs taken in, %d rejected", batch.pk, len(stored), len(rejected))
    return batch, rejected


def _sorted_out(files: Sequence[UploadedFile]) -> tuple[list[tuple[Received, str]], list[Rejected]]:
    good: list[tuple[Received, str]] = []
    rejected: list[Rejected] = []
    for file in files:
        try:
            good.append(_looked_at(file))
        except PermanentError as error:
            rejected.append(Rejected(file.name or "", error.message))
    return good, rejected


def _looked_at(file: UploadedFile) -> tuple[Received, str]:
    if not isinstance(file, Received):
        raise TypeError("CVs are received by ReceivingHandler.")
    if (file.size or 0) > settings.CV_MAX_BYTES:
        raise PermanentError(f"The file is larger than {settings.CV_MAX_BYTES // 1024**2} MB.", code="too_large")
    name = file.name or ""
    if PurePath(name.lower()).suffix.lstrip(".") not in settings.CV_UPLOAD_TYPES:
        raise PermanentError(f"Only files of these types are taken: {', '.join(settings.CV_UPLOAD_TYPES)}.", code="unsupported")
    with file.path.open("rb") as content:
        return file, sniff(content, name)


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TransientError("There is no room for the upload at the moment.", code="disk") from error


def _undo(keys: list[str]) -> None:
    """Delete what was stored, unless the candidates are there after all: a connection may break while it commits."""
    try:
        kept = set(Candidate.objects.filter(original_key__in=keys).values_list("original_key", flat=True))
        storage.delete_many(key for key in keys if key not in kept)
    except (EduKaiError, DatabaseError):
        log.exception("%d files of an upload that failed could not be deleted again", len(keys))
