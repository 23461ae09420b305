"""The small cast of the tests: people, CVs, candidates, and a way to have background work done without workers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from account import sessions
from account.models import Role, User
from candidate.models import Batch, Candidate, Processing
from edukai import storage
from edukai.jobs import runner
from edukai.jobs.models import Job, Status
from organization.models import Organization, OrganizationContact

CVS = settings.BASE_DIR / "demo_data" / "cvs"
WHITLOCK = "TWhitlock PE Teacher CV.pdf"
CHOUDHURY = "Fatima Begum Choudhury - SENCO.docx"
WITH_PHOTO = "Siobhan O'Connor CV.pdf"
WITHOUT_EMAIL = "B van der Meer LSA.docx"
BROKEN = "Daniel Hartley CV.pdf"
MOST_STEPS = 2_000


def operator(email: str = "olu@agency.example") -> User:
    return User.objects.create_superuser(email, first_name="Olu", last_name="Ray")


def normal_user(email: str = "nora@home.example") -> User:
    return User.objects.create_user(email, role=Role.NORMALUSER)


def client_of(user: User | None = None, **options: Any) -> APIClient:
    """A script that is signed in as `user`, or not at all."""
    client = APIClient(**options)
    if user:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {sessions.start(user).access}")
    return client


def cv(name: str = WHITLOCK, *, called: str = "") -> SimpleUploadedFile:
    """A CV of demo_data."""
    return SimpleUploadedFile(called or name, (CVS / name).read_bytes())


def small_pdf(name: str = "cv.pdf", content: bytes = b"%PDF-1.4 nothing to read") -> SimpleUploadedFile:
    """Enough of a PDF for the upload to take it."""
    return SimpleUploadedFile(name, content)


def upload(client: APIClient, *files: Any, **brief: Any) -> Any:
    return client.post("/api/candidates/upload/", {"files": list(files), **brief}, format="multipart")


def a_batch(total: int = 1, **fields: Any) -> Batch:
    return Batch.objects.create(total_count=total, **fields)


def content(**extracted: Any) -> dict[str, Any]:
    """`ai_enhanced_cv_content` of an invented teacher; keyword arguments go over `data_extracted`."""
    return {
        "quality_check": "pass",
        "extracted_photo_url": None,
        "personal_info": {"full_name": "Amy Okafor", "email": "amy@home.example", "experience": "5"},
        "data_extracted": {
            "name": "Amy",
            "role": ["Maths Teacher"],
            "location": "Leeds",
            "availability": "",
            "professional_profile": "A maths teacher with five years in secondary schools.",
            "employment_history": [
                {
                    "date_range": "Sep 2020 - Present",
                    "role": "Maths Teacher",
                    "company": "Park Secondary School",
                    "responsibilities": ["Taught maths to Years 7 to 11."],
                    "start": "2020-09",
                    "end": "present",
                }
            ],
            "qualifications": ["PGCE Mathematics"],
            "interests": "",
            "email_subject": "A maths teacher in Leeds",
            "email_body": "Amy has taught maths for five years.",
            **extracted,
        },
    }


def a_candidate(**fields: Any) -> Candidate:
    """A candidate whose CV has been through everything, without files unless they are asked for."""
    candidate = Candidate(
        **{
            "original_name": "Amy Okafor.pdf",
            "name": "Amy Okafor",
            "name_without_surname": "Amy",
            "email": f"amy{Candidate.objects.count()}@home.example",
            "whatsapp_number": "+447700900123",
            "location": "Leeds",
            "years_of_experience": 5.0,
            "skills": ["Algebra"],
            "job_titles": ["Maths Teacher"],
            "ai_processing_status": Processing.COMPLETED,
            "ai_enhanced_cv_content": content(),
            "email_subject": "A maths teacher in Leeds",
            "email_body": "Amy has taught maths for five years.",
            **fields,
        }
    )
    candidate.save()
    candidate.change(skills=candidate.skills, job_titles=candidate.job_titles)
    return candidate


def stored(folder: str, suffix: str, file: bytes = b"content") -> str:
    """The key of a file in the store."""
    key = storage.random_key(folder, suffix)
    storage.put(key, file)
    return key


def download(url: str) -> tuple[int, bytes, Any]:
    """Status, content and headers of what a browser gets at a signed link, without signing in."""
    answer = APIClient().get(url.removeprefix(settings.PUBLIC_URL))
    return answer.status_code, answer.getvalue(), answer.headers


def work(*, skip: Iterable[str] = ()) -> int:
    """Do what is due as the workers would, until nothing is. `skip`: stages ("render") that wait. Returns how many stages ran."""
    for steps in range(MOST_STEPS):
        due = Job.objects.filter(status=Status.PENDING, not_before__lte=timezone.now()).exclude(stage__in=list(skip))
        job = due.order_by("not_before", "created_at").first()
        if job is None:
            return steps
        runner.run(str(job.pk), job.stage)
    raise AssertionError(f"There is still work to do after {MOST_STEPS} stages.")


def time_passes() -> None:
    """Whatever waits for a later attempt is due now."""
    Job.objects.filter(status=Status.PENDING).update(not_before=timezone.now())


def files_in(folder: Path) -> list[Path]:
    """All files below a folder, which need not exist."""
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def a_school(**fields: Any) -> Organization:
    return Organization.objects.create(**{"name": "Ash School", "local_authority": "Kent", **fields})


def a_contact(school: Organization, **fields: Any) -> OrganizationContact:
    known = {"contact_person": "Ann Lee", "job_title": "Head teacher", "work_email": "head@ash.example"}
    return OrganizationContact.objects.create(organization=school, **known | fields)
