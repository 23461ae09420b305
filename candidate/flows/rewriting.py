"""Better words for what is known of a candidate, when an operator asks for them; the facts stay as they are."""

from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from account import activity
from account.models import EventType, Severity
from candidate import calls, versions
from candidate.ai import truth
from candidate.ai.base import Answer, Rewrite
from candidate.asking import Question
from candidate.documents.model import Document
from candidate.flows.rendering import locked, rendering
from candidate.models import Candidate
from candidate.profile import Claim, DataExtracted
from edukai.jobs import Flow
from edukai.jobs.control import enqueue
from edukai.jobs.flow import Write
from edukai.jobs.models import Job, Status

MAILS = ("email_subject", "email_body")


def rewritten(job: Job, candidate: Candidate, answer: Answer) -> Write:
    """Facts that a model changed or added are taken out again first."""
    task, claims, data = _task(job, candidate), list[Claim](), answer.result
    if not isinstance(data, DataExtracted):
        raise TypeError("The engine answered another question.")
    if answer.engine != "local":
        personal = candidate.profile.personal_info
        data, claims = truth.checked_rewrite(data, task.data, task.document, personal, timezone.localdate())

    def write() -> None:
        row = locked(candidate)
        # Mails that an operator has changed while the engine wrote stay as the operator wants them.
        kept = {name: getattr(row, name) for name in MAILS if _print(getattr(row, name)) != job.args["sent"][name]}
        versions.rewritten(row, data.model_copy(update=kept), answer, job.args["instruction"], claims, job.created_by)
        enqueue(rendering, row, args={"revision": row.revision}, created_by=job.created_by)

    return write


def _task(job: Job, candidate: Candidate) -> Rewrite:
    """The texts as they are now, operator's changes included."""
    job.args.setdefault("sent", {name: _print(getattr(candidate, name)) for name in MAILS})
    document = Document.from_json(candidate.reading.document)
    return Rewrite(document, candidate.profile.data_extracted, job.args["instruction"])


def _print(text: str) -> str:
    """Tells whether a text has changed, and not what it says: jobs outlive candidates."""
    return salted_hmac("rewrite", text).hexdigest()


def _changed(job: Job) -> None:
    calls.over(job)
    candidate_id = UUID(job.subject_id)
    match job.status:
        case Status.COMPLETED:
            activity.log(EventType.CV_REWRITE_COMPLETED, "A CV has been rewritten", severity=Severity.SUCCESS, candidate_id=candidate_id)
        case Status.FAILED:
            title = "A CV could not be rewritten"
            activity.log(EventType.CV_REWRITE_FAILED, title, job.error, severity=Severity.ERROR, candidate_id=candidate_id)


rewriting = Flow("rewrite", Question(Rewrite, _task, rewritten).stages(), changed=_changed)
