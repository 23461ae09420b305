"""What an operator asks of an engine for one candidate: better words, feedback; and how far that is."""

from typing import Any

from django.db import transaction

from account.models import User
from candidate import versions
from candidate.flows import criticism, rendering, rewriting
from candidate.models import Candidate, Version
from candidate.models.versions import VersionKind
from candidate.profile import DataExtracted
from edukai.errors import PermanentError
from edukai.jobs import Flow
from edukai.jobs.control import enqueue
from edukai.jobs.models import OPEN, Job, Status

STATES = {Status.PENDING: "processing", Status.RUNNING: "processing", Status.COMPLETED: "completed"}


def rewrite(candidate: Candidate, instruction: str, user: User) -> Job:
    """A rewriting job. Raises PermanentError when nothing has been extracted yet, or one is under way."""
    _require_content(candidate)
    with transaction.atomic():
        Candidate.objects.select_for_update().only("pk").get(pk=candidate.pk)  # of two at the same time, the second one sees the first
        if is_under_way(latest(rewriting, candidate)):
            raise PermanentError("A rewrite of this candidate is under way already.", code="running")
        return enqueue(rewriting, candidate, args={"instruction": instruction}, created_by=user, dedup_key=f"rewrite/{candidate.pk}")


def criticise(candidate: Candidate, user: User) -> Job:
    """A feedback job: the one that is under way, or a new one. Raises PermanentError when nothing has been extracted yet."""
    _require_content(candidate)
    return enqueue(criticism, candidate, created_by=user, dedup_key=f"feedback/{candidate.pk}")


def restore(candidate: Candidate, version: Version, user: User) -> Version:
    """Bring the texts of a version back, as a new version; the PDF is made anew. Raises PermanentError while a rewrite is under way."""
    with transaction.atomic():
        row = Candidate.objects.select_for_update().get(pk=candidate.pk)
        if is_under_way(latest(rewriting, candidate)):
            raise PermanentError("A rewrite of this candidate is under way: its result would be lost.", code="running")
        data = DataExtracted.model_validate(version.after)
        about = {"engine": version.engine, "model": version.model, "prompt": version.prompt}
        restored = versions.replace(row, data, VersionKind.RESTORE, user, remark=f"Version {version.number} again.", **about)
        enqueue(rendering, row, args={"revision": row.revision}, created_by=user)
    return restored


def latest(flow: Flow, candidate: Candidate) -> Job | None:
    return Job.objects.of(candidate).filter(flow=flow.name).order_by("-created_at").first()


def is_under_way(job: Job | None) -> bool:
    return job is not None and job.status in OPEN


def state(job: Job | None) -> dict[str, Any]:
    """idle, processing, completed or failed, with the reason."""
    if job is None:
        return {"status": "idle", "task_id": None, "failure_reason": ""}
    return {
        "status": STATES.get(Status(job.status), "failed"),
        "task_id": job.pk,
        "failure_reason": job.error if job.status not in OPEN else "",
    }


def _require_content(candidate: Candidate) -> None:
    if candidate.ai_enhanced_cv_content is None or not hasattr(candidate, "reading"):
        raise PermanentError("Nothing has been extracted from this CV yet.", code="not_extracted")
