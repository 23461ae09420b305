"""The branded PDF: made, searched for what must not be in it, and made anew after a change; then the one invitation."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from candidate import outcomes, outreach
from candidate.models import Candidate, Processing, Quality
from candidate.quality import LEAK
from edukai import storage
from edukai.errors import PermanentError
from edukai.flows import forget_files
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job, Status
from edukai.lazy import lazy_module

if TYPE_CHECKING:
    from candidate import cv_pdf
else:
    cv_pdf = lazy_module("candidate.cv_pdf")  # WeasyPrint takes 30 MB

PDF_NAME = "CV.pdf"  # as people see it: it names nobody


def render_cv(job: Job, candidate: Candidate) -> Next:
    """The branded PDF; opened again and searched for what must not be in it before anybody gets it. None of what is no CV."""
    job.args["revision"] = candidate.revision
    if candidate.is_doubtful:
        return Next(lambda: candidate.change(cv_status_message=outreach.remark(candidate)))
    profile = candidate.profile
    photo = storage.read(candidate.photo_key) if candidate.photo_key else None
    pdf = cv_pdf.render(profile.data_extracted, photo, skills=candidate.skills)
    if leaked := cv_pdf.leaks(pdf, profile.personal_info, filename=PDF_NAME):
        raise PermanentError(f"The branded CV would give away the candidate's {', '.join(leaked)}.", code=LEAK)
    key = pdf_key_of(job, candidate.revision)
    storage.put(key, pdf)

    def write() -> None:
        fresh = locked(candidate)
        if fresh.revision != candidate.revision:  # changed while we rendered: whoever changed it has a job of its own under way
            forget_files([key])
            return
        if fresh.enhanced_key not in ("", key):
            forget_files([fresh.enhanced_key])
        reasons = [reason for reason in fresh.quality_reasons if reason != LEAK]
        fresh.change(enhanced_key=key, cv_status_message=outreach.remark(fresh), quality_reasons=reasons)

    return Next(write)


def render_anew(job: Job, candidate: Candidate) -> Next | Done:
    """The branded PDF after a change; a later change has a job of its own."""
    return render_cv(job, candidate) if job.args["revision"] == candidate.revision else Done()


def invite(job: Job, candidate: Candidate) -> Done:
    """The one availability mail, and the end of the way; where the rates of mails want it so, the mail follows later."""
    seconds = outreach.invite(candidate)

    def write() -> None:
        _end(candidate)
        if seconds:
            enqueue(invitation, candidate, after=timedelta(seconds=seconds), dedup_key=f"invitation/{candidate.pk}")

    return Done(write=write)


def invite_by_itself(job: Job, candidate: Candidate) -> Done | Wait:
    """The availability mail alone."""
    seconds = outreach.invite(candidate)
    end = partial(_end, candidate)
    return Wait(seconds, end) if seconds else Done(write=end)


def _end(candidate: Candidate) -> None:
    fresh = outcomes.settle(candidate, Processing.COMPLETED)
    if fresh.enhanced_key:  # else the PDF is being made anew, and the message says so
        fresh.change(cv_status_message=outreach.remark(fresh))


def pdf_key_of(job: Job, revision: int) -> str:
    return storage.key_for(f"{job.pk}/{revision}", "enhanced", ".pdf")


def locked(candidate: Candidate) -> Candidate:
    """The row as it is now, and nobody else's until the transaction ends."""
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def withhold_leak(job: Job, candidate: Candidate) -> None:
    """A PDF that would give somebody away: no earlier one is shown either, and a person looks at the candidate."""
    if job.error_code == LEAK and job.args["revision"] == candidate.revision:
        forget_files([candidate.enhanced_key] if candidate.enhanced_key else [])
        reasons = [*(reason for reason in candidate.quality_reasons if reason != LEAK), LEAK]
        candidate.change(enhanced_key="", quality_status=Quality.MANUAL, quality_reasons=reasons, cv_status_message=job.error)


def _changed(job: Job) -> None:
    candidate = Candidate.objects.filter(pk=job.subject_id).first()
    if candidate is None or candidate.revision != job.args["revision"]:
        return
    if job.status in (Status.FAILED, Status.CANCELLED):
        candidate.change(cv_status_message=job.error)
    withhold_leak(job, candidate)


# After a change; the invitation is for those whose first PDF gave something away, or who had no address.
rendering = Flow(
    "rendering",
    [Stage("render", render_anew, queue="pdf"), Stage("invite", invite, queue="default")],
    changed=_changed,
)

invitation = Flow("invitation", [Stage("invite", invite_by_itself, queue="default")])
