"""A CV's way, from its bytes to the mail to its candidate."""

from django.utils import timezone

from candidate import calls, outcomes
from candidate.ai import truth
from candidate.ai.base import Analyse, Answer
from candidate.asking import Question
from candidate.documents import read
from candidate.documents.model import Document
from candidate.flows import batching
from candidate.flows.rendering import invite, locked, pdf_key_of, render_cv, withhold_leak
from candidate.models import Candidate, Processing, Reading
from candidate.profile import Profile
from candidate.quality import assess
from edukai import storage
from edukai.flows import forget_files
from edukai.jobs import Flow, Next, Stage, Wait
from edukai.jobs.flow import Write
from edukai.jobs.models import Job, Status


def read_document(job: Job, candidate: Candidate) -> Next:
    """Bytes to text."""
    document = read(storage.read(candidate.original_key), candidate.original_name)
    photo_key = _stored_photo(job, document.photo.jpeg) if document.photo else ""

    def write() -> None:
        fresh = locked(candidate)
        Reading.objects.update_or_create(candidate=fresh, defaults={"document": document.to_json()})
        _learn_photo(fresh, photo_key)

    return Next(write)


def submit_to_ai(job: Job, candidate: Candidate) -> Next | Wait:
    """Text to the engine, which answers at once, or gives a ticket to `collect_answer` with."""
    return batching.join(job, candidate, _task(job, candidate)) if batching.is_for(candidate) else question.submit(job, candidate)


def collect_answer(job: Job, candidate: Candidate) -> Next | Wait:
    """The engine's answer, when it is there."""
    return batching.wait(candidate) if batching.is_under_way(job) else question.collect(job, candidate)


def checked_answer(job: Job, candidate: Candidate, answer: Answer) -> Write:
    """What another one than we wrote is compared with the CV first: what has no support there is taken out."""
    profile = answer.result
    if not isinstance(profile, Profile):
        raise TypeError("The engine answered another question.")
    if answer.engine != "local":
        document = Document.from_json(candidate.reading.document)
        profile = truth.checked(profile, document, candidate.brief, timezone.localdate())
    photo_key = _stored_photo(job, answer.photo) if answer.photo and not candidate.photo_key else ""

    def write() -> None:
        if photo_key:
            _learn_photo(locked(candidate), photo_key)
        _keep(candidate, profile)

    return write


def photo_key_of(job: Job) -> str:
    return storage.key_for(job.pk, "photos", ".jpg")


def possible_keys(job: Job, candidate: Candidate) -> list[str]:
    """Files that this job may have stored without anybody having noted it."""
    return [photo_key_of(job), *(pdf_key_of(job, revision) for revision in range(candidate.revision + 1))]


def _stored_photo(job: Job, jpeg: bytes) -> str:
    key = photo_key_of(job)
    storage.put(key, jpeg)
    return key


def _learn_photo(row: Candidate, key: str) -> None:
    row.learn(photo_key=key)
    if key and row.photo_key != key:  # an operator has chosen another one
        forget_files([key])


def _task(job: Job, candidate: Candidate) -> Analyse:
    document = Document.from_json(candidate.reading.document)
    return Analyse(document, candidate.brief, lambda: _address(candidate))


def _address(candidate: Candidate) -> str:
    """Of the original file, for an engine that reads it for itself."""
    kind = candidate.original_key.rpartition(".")[2]
    return storage.signed_url(candidate.original_key, filename=f"CV.{kind}", content_type="application/octet-stream", inner=True)


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
        cv_status_message="",
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


question = Question(Analyse, _task, checked_answer)

cv = Flow(
    "cv",
    [
        Stage("read", read_document, queue="default"),
        Stage("analyse", submit_to_ai, queue="default"),
        *question.later(collect_answer),
        Stage("render", render_cv, queue="pdf"),
        Stage("invite", invite, queue="default"),
    ],
    changed=_changed,
)
