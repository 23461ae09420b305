"""What an operator does to candidates by hand: change them, take them out. Files follow asynchronously."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from account.models import User
from candidate import calls, flows, outcomes
from candidate.flows import outreach
from candidate.models import AiCall, Batch, Candidate, Processing, Quality
from edukai import storage
from edukai.flows import forget_files
from edukai.jobs.control import abandon, enqueue
from edukai.jobs.models import Job, Status

SHOWN_ON_PDF = ("name", "name_without_surname", "location", "job_titles", "skills", "photo_key")
DELETED = ("original_key", "enhanced_key", "photo_key", "revision", "batch_id", "ai_processing_status")


def change(candidate: Candidate, fields: dict[str, Any], user: User) -> None:
    """Save what the operator changed; when the PDF has to show it, the old PDF goes and a new one is made.

    `fields` are columns, and `profile_photo`: a JPEG, or None to take the photo away.
    """
    if "profile_photo" in fields:
        fields["photo_key"] = _store_photo(fields.pop("profile_photo"))
    with transaction.atomic():
        row = Candidate.objects.select_for_update().get(pk=candidate.pk)
        outdated = [row.photo_key] if fields.get("photo_key", row.photo_key) != row.photo_key and row.photo_key else []
        shown = [field for field in SHOWN_ON_PDF if field in fields and fields[field] != getattr(row, field)]
        edited = sorted({*row.edited, *fields})
        cleared = row.is_doubtful and fields.get("quality_status", Quality.MANUAL) != Quality.MANUAL
        if (shown or cleared) and row.ai_enhanced_cv_content is not None:
            outdated += [row.enhanced_key] if row.enhanced_key else []
            fields |= row.outdating
        row.change(**fields, edited=edited)
        forget_files(outdated)
        if "revision" in fields:
            enqueue(flows.rendering, row, args={"revision": row.revision}, created_by=user)
        elif "email" in fields and row.ai_processing_status == Processing.COMPLETED:
            enqueue(flows.invitation, row, created_by=user, dedup_key=f"invitation/{row.pk}")


def delete(candidates: Iterable[Candidate]) -> tuple[int, int]:
    """Take candidates out with all their jobs. Returns how many, and how many files follow."""
    ids = [candidate.pk for candidate in candidates]
    with transaction.atomic():  # jobs first and candidates second, like the workers: nobody waits for the other
        jobs = Job.objects.filter(subject_type=Candidate._meta.label_lower, subject_id__in=[str(pk) for pk in ids])
        seen = list(jobs.select_for_update().order_by("pk"))
        abandon(jobs)
        rows = {str(row.pk): row for row in Candidate.objects.select_for_update().only(*DELETED).filter(pk__in=ids)}
        known = {key for row in rows.values() for key in row.file_keys}
        unnoted = {key for job in seen if job.subject_id in rows for key in flows.possible_keys(job, rows[job.subject_id])}
        jobs.update(args={}, result=None)  # jobs and calls outlive the candidates, what they say of them does not
        calls.forget(AiCall.objects.filter(candidate__in=ids))
        outreach.let_go(ids)
        Candidate.objects.filter(pk__in=ids).delete()
        outcomes.left({row.batch_id for row in rows.values() if row.batch_id and row.ai_processing_status in outcomes.UNDER_WAY})
        forget_files(sorted(known | unnoted), still_written=any(job.status == Status.RUNNING for job in seen))
    return len(rows), len(known)


def delete_batch(batch: Batch) -> tuple[int, int]:
    """Take a batch out with all its candidates. Returns how many candidates, and how many files follow."""
    with transaction.atomic():
        deleted = delete(Candidate.objects.filter(batch=batch).only("pk"))
        batch.delete()
    return deleted


def _store_photo(jpeg: bytes | None) -> str:
    if jpeg is None:
        return ""
    key = storage.random_key("photos", ".jpg")
    storage.put(key, jpeg)
    return key
