"""Better words for what is known of a candidate, when an operator asks for them; the facts stay as they are."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.utils import timezone

from account import activity
from account.models import EventType, Severity
from candidate import asking, calls, versions
from candidate.ai import truth
from candidate.ai.base import Answer, Rewrite
from candidate.documents.model import Document
from candidate.flows.rendering import locked, rendering
from candidate.models import Candidate
from candidate.profile import Claim, DataExtracted
from edukai.jobs import Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job, Status

MAILS = ("email_subject", "email_body")


def submit_rewrite(job: Job, candidate: Candidate) -> Next | Wait:
    """The texts as they are now, operator's changes included, to the engine."""
    job.args["sent"] = {name: getattr(candidate, name) for name in MAILS}
    return asking.submit(job, candidate, partial(_task, job, candidate), partial(_apply, job, candidate))


def collect_rewrite(job: Job, candidate: Candidate) -> Next | Wait:
    """The better words, when they are there."""
    return asking.collect(job, candidate, Rewrite, partial(_task, job, candidate))


def check_rewrite(job: Job, candidate: Candidate) -> Next:
    """Facts that a model changed or added are taken out again."""
    answer, call = asking.answer(job)
    task, claims, data = _task(job, candidate), list[Claim](), _data(answer)
    if answer.engine != "local":
        personal = candidate.profile.personal_info
        data, claims = truth.checked_rewrite(data, task.data, task.document, personal, timezone.localdate())

    def write() -> None:
        _apply(job, candidate, answer, data, claims)
        calls.dealt_with(call)

    return Next(write)


def _task(job: Job, candidate: Candidate) -> Rewrite:
    document = Document.from_json(candidate.reading.document)
    return Rewrite(document, candidate.profile.data_extracted, job.args["instruction"])


def _data(answer: Answer) -> DataExtracted:
    if not isinstance(answer.result, DataExtracted):
        raise TypeError("The engine answered another question.")
    return answer.result


def _apply(job: Job, candidate: Candidate, answer: Answer, data: DataExtracted | None = None, claims: Sequence[Claim] = ()) -> None:
    """Mails that an operator has changed while the engine wrote stay as the operator wants them."""
    row, data = locked(candidate), data or _data(answer)
    kept = {name: getattr(row, name) for name in MAILS if getattr(row, name) != job.args["sent"][name]}
    versions.rewritten(row, data.model_copy(update=kept), answer, job.args["instruction"], claims, job.created_by)
    enqueue(rendering, row, args={"revision": row.revision}, created_by=job.created_by)


def _changed(job: Job) -> None:
    calls.over(job)
    candidate_id = UUID(job.subject_id)
    match job.status:
        case Status.COMPLETED:
            activity.log(EventType.CV_REWRITE_COMPLETED, "A CV has been rewritten", severity=Severity.SUCCESS, candidate_id=candidate_id)
        case Status.FAILED:
            title = "A CV could not be rewritten"
            activity.log(EventType.CV_REWRITE_FAILED, title, job.error, severity=Severity.ERROR, candidate_id=candidate_id)


rewriting = Flow(
    "rewrite",
    [
        Stage("submit", submit_rewrite, queue="default"),
        Stage("collect", collect_rewrite, queue="polling", when=asking.has_call),
        Stage("check", check_rewrite, queue="default", when=asking.has_call),
    ],
    changed=_changed,
)
