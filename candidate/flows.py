"""The work that is done on candidates, as lists of stages in the order of the product."""

from functools import partial

from django.conf import settings
from django.utils import timezone

from candidate import cv_pdf, outcomes, outreach
from candidate.ai import engine
from candidate.ai.base import Analyse, Answer, Pending, Ticket
from candidate.documents import read
from candidate.documents.model import Document
from candidate.models import Candidate, Processing, Quality, Reading
from candidate.profile import Profile
from candidate.quality import assess
from edukai import storage
from edukai.errors import PermanentError
from edukai.flows import forget_files
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.models import Job, Status

LEAK = "leak"
PDF_NAME = "CV.pdf"  # as people see it: it names nobody


def read_document(job: Job, candidate: Candidate) -> Next:
    """Bytes to text."""
    document = read(storage.read(candidate.original_key), candidate.original_name)
    photo_key = ""
    if document.photo:
        photo_key = photo_key_of(job)
        storage.put(photo_key, document.photo.jpeg)

    def write() -> None:
        fresh = _locked(candidate)
        Reading.objects.update_or_create(candidate=fresh, defaults={"document": document.to_json()})
        fresh.learn(photo_key=photo_key)
        if photo_key and fresh.photo_key != photo_key:
            forget_files([photo_key])

    return Next(write)


def submit_to_ai(job: Job, candidate: Candidate) -> Next:
    """Text to the engine, which answers at once, or gives a ticket to `collect_answer` with."""
    answer = engine().submit(_task(candidate), str(job.pk))
    if isinstance(answer, Ticket):
        job.args["ticket"] = answer.id
        return Next(partial(candidate.change, ai_task_id=answer.id))
    return Next(partial(_keep, candidate, _profile(answer)))


def has_ticket(job: Job) -> bool:
    """Whether the engine will answer later; else it has answered already."""
    return "ticket" in job.args


def collect_answer(job: Job, candidate: Candidate) -> Next | Wait:
    """The engine's answer, when it is there."""
    answer = engine().fetch(Ticket(job.args["ticket"]), _task(candidate))
    if isinstance(answer, Pending):
        return Wait(answer.wait or settings.AI_POLL_INTERVAL_SECONDS)
    return Next(partial(_keep, candidate, _profile(answer)))


def render_cv(job: Job, candidate: Candidate) -> Next:
    """The branded PDF; opened again and searched for what must not be in it before anybody gets it. None of what is no CV."""
    job.args["revision"] = candidate.revision
    if candidate.is_doubtful:
        return Next(partial(candidate.change, cv_status_message=outreach.remark(candidate)))
    profile = candidate.profile
    photo = storage.read(candidate.photo_key) if candidate.photo_key else None
    pdf = cv_pdf.render(profile.data_extracted, photo, skills=candidate.skills)
    if leaked := cv_pdf.leaks(pdf, profile.personal_info, filename=PDF_NAME):
        raise PermanentError(f"The branded CV would give away the candidate's {', '.join(leaked)}.", code=LEAK)
    key = pdf_key_of(job, candidate.revision)
    storage.put(key, pdf)

    def write() -> None:
        fresh = _locked(candidate)
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
    """The one availability mail, and the end of the way."""
    outreach.invite(candidate)

    def write() -> None:
        fresh = outcomes.settle(candidate, Processing.COMPLETED)
        if fresh.enhanced_key:  # else the PDF is being made anew, and the message says so
            fresh.change(cv_status_message=outreach.remark(fresh))

    return Done(write=write)


def _profile(answer: Answer) -> Profile:
    if not isinstance(answer.result, Profile):
        raise TypeError("The engine answered another question.")
    return answer.result


def _task(candidate: Candidate) -> Analyse:
    return Analyse(Document.from_json(candidate.reading.document), candidate.brief)


def photo_key_of(job: Job) -> str:
    return storage.key_for(job.pk, "photos", ".jpg")


def pdf_key_of(job: Job, revision: int) -> str:
    return storage.key_for(f"{job.pk}/{revision}", "enhanced", ".pdf")


def possible_keys(job: Job, candidate: Candidate) -> list[str]:
    """Files that this job may have stored without anybody having noted it."""
    return [photo_key_of(job), *(pdf_key_of(job, revision) for revision in range(candidate.revision + 1))]


def _locked(candidate: Candidate) -> Candidate:
    """The row as it is now, and nobody else's until the transaction ends."""
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def _keep(candidate: Candidate, profile: Profile) -> None:
    found = assess(profile, candidate.brief, timezone.localdate())
    person, shown, school = profile.personal_info, profile.data_extracted, profile.education
    _locked(candidate).learn(
        name=person.full_name,
        name_without_surname=shown.name,
        email=person.email,
        whatsapp_number=person.whatsapp,
        location=shown.location,
        years_of_experience=found.years,
        skills=person.skill,
        job_titles=shown.role,
        roles=school.roles,
        phases=school.phases,
        key_stages=school.key_stages,
        subjects=school.subjects,
        qts=school.qts,
        quality_status=found.status,
        quality_reasons=list(found.reasons),
        email_subject=shown.email_subject,
        email_body=shown.email_body,
        ai_enhanced_cv_content=profile.model_dump(),
    )


def _cv_changed(job: Job) -> None:
    candidate = Candidate.objects.filter(pk=job.subject_id).first()
    if candidate is None:
        return
    match job.status:
        case Status.PENDING:
            candidate.change(ai_processing_status=Processing.IN_PROGRESS, ai_failure_reason="", ai_retry_count=candidate.ai_retry_count + 1)
        case Status.FAILED | Status.CANCELLED:
            candidate = outcomes.settle(candidate, Processing.FAILED, job.error)
    _withhold_leak(job, candidate)


def _rendering_changed(job: Job) -> None:
    candidate = Candidate.objects.filter(pk=job.subject_id).first()
    if candidate is None or candidate.revision != job.args["revision"]:
        return
    if job.status in (Status.FAILED, Status.CANCELLED):
        candidate.change(cv_status_message=job.error)
    _withhold_leak(job, candidate)


def _withhold_leak(job: Job, candidate: Candidate) -> None:
    if job.error_code == LEAK and job.args["revision"] == candidate.revision:
        forget_files([candidate.enhanced_key] if candidate.enhanced_key else [])
        reasons = [*(reason for reason in candidate.quality_reasons if reason != LEAK), LEAK]
        candidate.change(enhanced_key="", quality_status=Quality.MANUAL, quality_reasons=reasons, cv_status_message=job.error)


cv = Flow(
    "cv",
    [
        Stage("read", read_document, queue="default"),
        Stage("analyse", submit_to_ai, queue="default"),
        Stage("collect", collect_answer, queue="polling", when=has_ticket),
        Stage("render", render_cv, queue="pdf"),
        Stage("invite", invite, queue="default"),
    ],
    changed=_cv_changed,
)

# After an operator's change; the invitation is for those whose first PDF gave something away, or who had no address.
rendering = Flow(
    "rendering",
    [Stage("render", render_anew, queue="pdf"), Stage("invite", invite, queue="default")],
    changed=_rendering_changed,
)

invitation = Flow("invitation", [Stage("invite", invite, queue="default")])
