"""What an operator does to candidates by hand: change them, take them out. Files follow asynchronously."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from account.models import User
from candidate import flows
from candidate.models import Batch, Candidate
from edukai import storage
from edukai.jobs.control import cancel, enqueue
from edukai.jobs.models import Job

SHOWN_ON_PDF = ("name", "name_without_surname", "location", "job_titles")
PREPARING = "The branded CV is being made anew with your changes."


def change(candidate: Candidate, fields: dict[str, Any], user: User) -> None:
    """Save what the operator changed; when the PDF has to show it, the old PDF goes and a new one is made.

    `fields` are columns, and `profile_photo`: a JPEG, or None to take the photo away.
    """
    if "profile_photo" in fields:
        fields["photo_key"] = _store_photo(fields.pop("profile_photo"))
    with transaction.atomic():
        row = Candidate.objects.select_for_update().get(pk=candidate.pk)
        outdated = [row.photo_key] if fields.get("photo_key", row.photo_key) != row.photo_key and row.photo_key else []
        shown = [field for field in (*SHOWN_ON_PDF, "photo_key") if field in fields and fields[field] != getattr(row, field)]
        if shown and row.ai_enhanced_cv_content is not None:
            outdated += [row.enhanced_key] if row.enhanced_key else []
            fields |= {"enhanced_key": "", "revision": row.revision + 1, "cv_status_message": PREPARING}
        row.change(**fields)
        flows.forget_files(outdated)
        if "revision" in fields:
            cancel(Job.objects.of(row).filter(flow=flows.rendering.name))
            row.change(cv_status_message=PREPARING)
            enqueue(flows.rendering, row, created_by=user)


def delete(candidates: Iterable[Candidate]) -> int:
    """Take candidates out with all their jobs; returns how many files follow."""
    known: list[str] = []
    unnoted: list[str] = []
    with transaction.atomic():
        for candidate in candidates:
            jobs = Job.objects.of(candidate)
            known += candidate.file_keys
            unnoted += [key for job in jobs for key in flows.possible_keys(job, candidate)]
            cancel(jobs)
            candidate.delete()
        flows.forget_files(sorted({*known, *unnoted}))
    return len(known)


def delete_batch(batch: Batch) -> tuple[int, int]:
    """Take a batch out with all its candidates. Returns how many candidates, and how many files follow."""
    with transaction.atomic():
        candidates = list(batch.candidates.all())
        files = delete(candidates)
        batch.delete()
    return len(candidates), files


def _store_photo(jpeg: bytes | None) -> str:
    if jpeg is None:
        return ""
    key = storage.random_key("photos", ".jpg")
    storage.put(key, jpeg)
    return key
