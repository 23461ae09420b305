"""How the way of a CV ends, and with the last of them that of its batch: written at the candidate, told in the activity log."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from account import activity
from account.models import EventType, Severity
from candidate.models import Batch, BatchStatus, Candidate, Processing, Quality

UNDER_WAY = (Processing.NOT_STARTED, Processing.IN_PROGRESS)
FEW = 100  # CVs of a batch that the log tells of one by one
VERDICTS = {
    Quality.PASSED: "The quality check is passed.",
    Quality.FAILED: "The quality check is not passed.",
    Quality.MANUAL: "Somebody has to look at it: the quality check could not decide.",
}
ENDS = {
    BatchStatus.COMPLETED: (EventType.BATCH_COMPLETED, "A batch is completed", Severity.SUCCESS),
    BatchStatus.PARTIAL: (EventType.BATCH_COMPLETED, "A batch is completed in part", Severity.WARNING),
    BatchStatus.FAILED: (EventType.BATCH_FAILED, "A batch has failed", Severity.ERROR),
}


def settle(candidate: Candidate, status: Processing, reason: str = "") -> Candidate:
    """The end of a CV's way: completed, or failed for a `reason` (one sentence). Returns the row as it then is, locked.

    The batch is locked before the candidate: of two workers that end its last two CVs, the second one sees what the first one wrote.
    """
    batch = _locked(candidate.batch_id)
    fresh = Candidate.objects.select_for_update().get(pk=candidate.pk)
    before = fresh.ai_processing_status
    fresh.change(ai_processing_status=status, ai_failure_reason=reason)
    if status != before:
        _tell_of_cv(fresh, batch)
    if batch and before in UNDER_WAY:
        _tell_if_over(batch)
    return fresh


def left(batch_ids: Iterable[UUID]) -> None:
    """CVs that were under way have been deleted: the others may all have come to their end already."""
    for batch_id in sorted(batch_ids):
        if batch := _locked(batch_id):
            _tell_if_over(batch)


def _locked(batch_id: UUID | None) -> Batch | None:
    return Batch.objects.select_for_update(no_key=True).filter(pk=batch_id).first() if batch_id else None


def _tell_of_cv(candidate: Candidate, batch: Batch | None) -> None:
    if batch and not _is_one_of_few(candidate, batch):
        return
    about = {"candidate_id": candidate.pk, "batch_id": candidate.batch_id}
    if candidate.ai_processing_status == Processing.FAILED:
        activity.log(EventType.CV_FAILED, "A CV could not be processed", candidate.ai_failure_reason, severity=Severity.ERROR, **about)
    else:
        verdict = VERDICTS.get(Quality(candidate.quality_status), "")
        activity.log(EventType.CV_PROCESSED, "A CV has been processed", verdict, severity=Severity.SUCCESS, **about)


def _is_one_of_few(candidate: Candidate, batch: Batch) -> bool:
    """A large batch would drive everything else out of the log: it is told of by its own entry, and by its first failures."""
    if batch.total_count <= FEW:
        return True
    failed = batch.candidates.filter(ai_processing_status=Processing.FAILED)
    return candidate.ai_processing_status == Processing.FAILED and failed[: FEW + 1].count() <= FEW


def _tell_if_over(batch: Batch) -> None:
    if batch.candidates.filter(ai_processing_status__in=UNDER_WAY).exists():
        return
    counted: Any = Batch.objects.with_counts().get(pk=batch.pk)
    if counted.status in ENDS:  # else nothing is left in it
        event_type, title, severity = ENDS[counted.status]
        figures = f"CVs processed: {counted.processed_count}, failed: {counted.failed_count}."
        activity.log(event_type, title, figures, severity=severity, batch_id=batch.pk)
