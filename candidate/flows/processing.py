"""A CV's way, from its bytes to the mail to its candidate."""

from functools import partial

from django.utils import timezone

from candidate import asking, calls, outcomes
from candidate.ai import truth
from candidate.ai.base import Analyse, Answer
from candidate.documents import read
from candidate.documents.model import Document
from candidate.flows import batching
from candidate.flows.rendering import LEAK, invite, locked, pdf_key_of, render_cv, withhold_leak
from candidate.models import Candidate, Processing, Reading
from candidate.profile import Profile
from candidate.quality import assess
from edukai import storage
from edukai.flows import forget_files
from edukai.jobs import Flow, Next, Stage, Wait
from edukai.jobs.models import Job, Status

__all__ = ["LEAK", "cv", "possible_keys"]


def read_document(job: Job, candidate: Candidate) -> Next:
    """Bytes to text."""
    document = read(storage.read(candidate.original_key), candidate.original_name)
    photo_key = _stored_photo(job, document.photo.jpeg) if document.photo else ""

    def write() -> None:
        fresh = locked(candidate)
        Reading.objects.update_or_create(candidate=fresh, defaults={"document": document.to_json()})
        fresh.learn(photo_key=photo_key)
        if photo_key and fresh.photo_key != photo_key:
            forget_files([photo_key])

    return Next(write)


def submit_to_ai(job: Job, candidate: Candidate) -> Next | Wait:
    """Text to the engine, which answers at once, or gives a ticket to `collect_answer` with."""
    if batching.is_for(candidate):
        return batching.join(job, candidate, _task(candidate))
    return asking.submit(job, candidate, partial(_task, candidate), partial(_keep_answer, candidate))


def collect_answer(job: Job, candidate: Candidate) -> Next | Wait:
    """The engine's answer, when it is there."""
    if batching.is_under_way(job):
        return batching.wait(job, candidate)
    return asking.collect(job, candidate, Analyse, partial(_task, candidate))


def check_answer(job: Job, candidate: Candidate) -> Next:
    """What another one than we wrote, compared with the CV: what has no support there is taken out."""
    answer, call = asking.answer(job)
    profile = _profile(answer)
    if answer.engine != "local":
        document = Document.from_json(candidate.reading.document)
        profile = truth.checked(profile, document, candidate.brief, timezone.localdate())
    photo_key = _stored_photo(job, answer.photo) if answer.photo and not candidate.photo_key else ""

    def write() -> None:
        if photo_key:
            locked(candidate).learn(photo_key=photo_key)
        _keep(candidate, profile)
        calls.dealt_with(call)

    return Next(write)


def photo_key_of(job: Job) -> str:
    return storage.key_for(job.pk, "photos", ".jpg")


def possible_keys(job: Job, candidate: Candidate) -> list[str]:
    """Files that this job may have stored without anybody having noted it."""
    return [photo_key_of(job), *(pdf_key_of(job, revision) for revision in range(candidate.revision + 1))]


def _stored_photo(job: Job, jpeg: bytes) -> str:
    key = photo_key_of(job)
    storage.put(key, jpeg)
    return key


def _task(candidate: Candidate) -> Analyse:
    document = Document.from_json(candidate.reading.document)
    return Analyse(document, candidate.brief, lambda: _address(candidate))


def _address(candidate: Candidate) -> str:
    """Of the original file, for an engine that reads it for itself."""
    kind = candidate.original_key.rpartition(".")[2]
    return storage.signed_url(candidate.original_key, filename=f"CV.{kind}", content_type="application/octet-stream", inner=True)


def _profile(answer: Answer) -> Profile:
    if not isinstance(answer.result, Profile):
        raise TypeError("The engine answered another question.")
    return answer.result


def _keep_answer(candidate: Candidate, answer: Answer) -> None:
    _keep(candidate, _profile(answer))


def _keep(candidate: Candidate, profile: Profile) -> None:
    found = assess(profile, candidate.brief, timezone.localdate())
    person, shown, school = profile.personal_info, profile.data_extracted, profile.education
    locked(candidate).learn(
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


def _changed(job: Job) -> None:
    calls.over(job)
    candidate = Candidate.objects.filter(pk=job.subject_id).first()
    if candidate is None:
        return
    match job.status:
        case Status.PENDING:
            candidate.change(ai_processing_status=Processing.IN_PROGRESS, ai_failure_reason="", ai_retry_count=candidate.ai_retry_count + 1)
        case Status.FAILED | Status.CANCELLED:
            candidate = outcomes.settle(candidate, Processing.FAILED, job.error)
    withhold_leak(job, candidate)


cv = Flow(
    "cv",
    [
        Stage("read", read_document, queue="default"),
        Stage("analyse", submit_to_ai, queue="default"),
        Stage("collect", collect_answer, queue="polling", when=asking.has_call),
        Stage("check", check_answer, queue="default", when=asking.has_call),
        Stage("render", render_cv, queue="pdf"),
        Stage("invite", invite, queue="default"),
    ],
    changed=_changed,
)
