"""`/api/candidates/`, call by call."""

from typing import Any
from uuid import uuid4

import pytest

from candidate.models import Availability, Batch, BatchStatus, Candidate, Processing, Quality, Source
from edukai.jobs.control import cancel
from edukai.jobs.models import Job
from organization.models import OrganizationContact
from tests.account.helpers import picture
from tests.contract.fields import DETAIL, LISTED
from tests.contract.world import rows
from tests.factories import WHITLOCK, a_batch, a_candidate, a_contact, a_school, cv, download, small_pdf, time_passes, upload, work

URL = "/api/candidates/"
BATCH = {
    "id", "additional_info", "total_count", "processed_count", "failed_count", "active_count", "deleted_count", "progress_percentage",
    "status", "created_at", "updated_at",
}  # fmt: skip
PERSON = {"full_name", "email", "whatsapp", "skill", "job_role", "experience", "location"}
EXTRACTED = {
    "name", "role", "location", "availability", "professional_profile", "employment_history", "qualifications", "interests",
    "email_subject", "email_body",
}  # fmt: skip
NEAR_CONTACT = {
    "contact_id", "contact_person", "contact_email", "contact_job_title", "organization_id", "organization_name", "organization_phase",
    "organization_gender", "organization_town", "organization_county", "organization_postcode", "organization_local_authority",
    "organization_telephone", "distance_km",
}  # fmt: skip
CHANGES = {
    "name": "Amy Adams", "name_without_surname": "Amelia", "email": "other@home.example", "whatsapp_number": "+447700900111",
    "location": "Hull", "years_of_experience": 7.5, "skills": ["Latin"], "job_titles": ["Head of Maths"], "source": "crm",
    "availability_status": "available", "quality_status": "passed", "email_subject": "Anew", "email_body": "Another text.",
    "notes": "Ring after six",
}  # fmt: skip


@pytest.fixture
def amy(olu) -> Candidate:
    """Beside a school with a contact, in a batch, with files, a version and a campaign."""
    rows(olu)
    return Candidate.objects.get()


def of(candidate: Candidate, rest: str) -> str:
    return f"{URL}{candidate.pk}/{rest}"


def test_post_upload(api):
    answer = upload(api, cv(WHITLOCK), small_pdf("notes.txt"), experience="2", skills=["Latin", "Chess"], job_role='["PE Teacher"]')
    assert (answer.status_code, set(answer.json())) == (202, {"message", "batch", "rejected"})
    assert set(answer.json()["batch"]) >= BATCH
    assert answer.json()["batch"]["additional_info"] == {"experience": 2.0, "skills": ["Latin", "Chess"], "job_role": ["PE Teacher"]}
    assert [set(file) for file in answer.json()["rejected"]] == [{"file", "reason"}]


@pytest.mark.parametrize("name", ["cv.pdf", "cv.PDF", "cv.doc", "cv.docx"])
@pytest.mark.parametrize("content", [b"", b"MZ no CV"], ids=["empty", "something else"])
def test_post_upload_of_nothing_good(api, name, content):
    answer = upload(api, small_pdf(name, content))
    assert (answer.status_code, set(answer.json())) == (400, {"detail", "rejected"})
    assert [file["file"] for file in answer.json()["rejected"]] == [name]


def test_post_upload_of_nothing(api):
    answer = upload(api)
    assert (answer.status_code, answer.json()["rejected"]) == (400, [])


def test_post_upload_of_a_file_that_is_too_large(api):
    answer = upload(api, small_pdf(content=b"%PDF-1.4" + bytes(10 * 1024 * 1024)))
    assert (answer.status_code, answer.json()["rejected"][0]["reason"]) == (400, "The file is larger than 10 MB.")


def test_post_upload_of_more_than_1000_files(api):
    answer = upload(api, *(small_pdf(f"{number}.pdf") for number in range(1_001)))
    assert (answer.status_code, [file["file"] for file in answer.json()["rejected"]]) == (400, ["1000.pdf"])
    assert not Batch.objects.exists()


@pytest.mark.parametrize("experience", ["-1", "61", "x"])
def test_post_upload_with_a_brief_that_makes_no_sense(api, experience):
    answer = upload(api, small_pdf(), experience=experience)
    assert (answer.status_code, list(answer.json())) == (400, ["experience"])


def test_get_candidates(api, amy):
    answer = api.get(URL)
    assert (answer.status_code, set(answer.json()), set(answer.json()["results"][0])) == (200, {"pagination", "results"}, LISTED)


@pytest.mark.parametrize(
    ("fits", "fits_not"),
    [
        ("quality_status=pending", "quality_status=passed"),
        ("availability_status=not_available", "availability_status=available"),
        ("ai_processing_status=completed", "ai_processing_status=failed"),
        ("source=local_upload", "source=crm"),
        ("name=OKAF", "name=ben"),
        ("name_without_surname=am", "name_without_surname=okafor"),
        ("email=HOME.example", "email=school.example"),
        ("whatsapp_number=7700", "whatsapp_number=999"),
        ("location=eed", "location=york"),
        ("years_min=5", "years_min=5.5"),
        ("years_max=5", "years_max=4"),
        ("skills=alg&skills=EBRA", "skills=alg&skills=latin"),
        ("job_titles=maths&job_titles=teacher", "job_titles=maths&job_titles=head"),
        ("search=okafor", "search=phonics"),
        ("search=algebra", "search=york"),
    ],
)
def test_get_candidates_filtered(api, amy, fits, fits_not):
    assert [api.get(f"{URL}?{query}").json()["pagination"]["total"] for query in (fits, fits_not)] == [1, 0]


@pytest.mark.parametrize(
    "query", ["years_min=abc", "years_max=nan", "quality_status=good", "availability_status=x", "ai_processing_status=x", "source=x"]
)
def test_get_candidates_by_a_value_that_makes_no_sense(api, query):
    answer = api.get(f"{URL}?{query}")
    assert (answer.status_code, list(answer.json())) == (400, [query.partition("=")[0]])


def test_get_candidate(api):
    """Of a real CV, through every stage."""
    upload(api, cv(WHITLOCK))
    work()
    shown = api.get(of(Candidate.objects.get(), "")).json()
    assert set(shown) >= DETAIL
    content = shown["ai_enhanced_cv_content"]
    assert content["quality_check"] in {"pass", "fail", "manual review"}
    assert set(content) >= {"quality_check", "extracted_photo_url", "personal_info", "data_extracted"}
    assert set(content["personal_info"]) >= PERSON
    assert set(content["data_extracted"]) == EXTRACTED
    assert set(content["data_extracted"]["employment_history"][0]) >= {"date_range", "role", "company", "responsibilities"}
    for name, kind in (("original_cv_url", b"%PDF"), ("enhanced_cv_url", b"%PDF")):
        status, file, headers = download(shown[name])
        assert (status, file[:4], headers["Content-Type"]) == (200, kind, "application/pdf")


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("kind", ["json", "multipart"])
def test_patch_update(api, amy, field, kind):
    answer = api.patch(of(amy, "update/"), {field: CHANGES[field]}, format=kind)
    assert (answer.status_code, set(answer.json()) >= DETAIL, answer.json()[field]) == (200, True, CHANGES[field])


def test_patch_update_of_the_photo(api, amy):
    answer = api.patch(of(amy, "update/"), {"profile_photo": picture()}, format="multipart")
    assert answer.status_code == 200
    assert download(answer.json()["profile_photo_url"])[0] == 200


@pytest.mark.parametrize("field", ["name", "name_without_surname", "location", "job_titles"])
def test_patch_update_renders_the_pdf_anew(api, amy, outbox, field):
    shown = api.patch(of(amy, "update/"), {field: CHANGES[field]}).json()
    assert (shown["enhanced_cv_url"], bool(shown["cv_status_message"])) == (None, True)
    work()
    shown = api.get(of(amy, "")).json()
    assert (download(shown["enhanced_cv_url"])[0], shown["cv_status_message"], list(outbox.glob("*"))) == (200, "", [])


def test_patch_update_to_an_email_of_somebody_else(api, amy):
    a_candidate(email="ben@home.example")
    answer = api.patch(of(amy, "update/"), {"email": "BEN@home.example"})
    assert (answer.status_code, list(answer.json())) == (400, ["email"])


def test_delete_candidate(api, amy, settings):
    files = [file for file in settings.MEDIA_ROOT.rglob("*") if file.is_file()]
    answer = api.delete(of(amy, "delete/"))
    assert (answer.status_code, set(answer.json()), all(map(type(files[0]).exists, files))) == (200, {"message"}, True)
    work()
    assert not any(file.exists() for file in files)
    assert api.get(of(amy, "")).status_code == 404


@pytest.mark.parametrize("body", [{}, {"instruction": "Shorter, please"}])
def test_post_rewrite(api, amy, body):
    answer = api.post(of(amy, "rewrite/"), body)
    assert (answer.status_code, set(answer.json())) == (202, {"message", "rewrite_task_id", "rewrite_status"})
    assert answer.json()["rewrite_status"] == "processing"
    assert api.post(of(amy, "rewrite/"), body).status_code == 400  # one is running


def test_post_rewrite_when_nothing_was_extracted_yet(api, db):
    assert api.post(of(a_candidate(ai_enhanced_cv_content=None), "rewrite/")).status_code == 400


def test_get_rewrite_status(api, amy):
    def status() -> Any:
        return api.get(of(amy, "rewrite/status/")).json()

    assert status()["rewrite_status"] == "idle"
    api.post(of(amy, "rewrite/"))
    assert status()["rewrite_status"] == "processing"
    work()
    assert (status()["rewrite_status"], set(status()["candidate"]) >= DETAIL) == ("completed", True)
    again = api.post(of(amy, "rewrite/")).json()["rewrite_task_id"]
    cancel(Job.objects.filter(pk=again))
    assert (status()["rewrite_status"], bool(status()["rewrite_failure_reason"])) == ("failed", True)


def test_get_nearby_organizations(api, amy):
    a_school(name="Far away", latitude=54.5, longitude=-1.54)
    answer = api.get(of(amy, "nearby-organizations/"))
    assert answer.status_code == 200
    assert set(answer.json()) >= {
        "candidate", "candidate_location", "candidate_lat", "candidate_lng", "radius_km", "total_found", "organizations",
    }  # fmt: skip
    assert (answer.json()["radius_km"], answer.json()["total_found"]) == (10, 1)
    assert [set(near) for near in answer.json()["organizations"]] == [{"distance_km", "organization"}]
    both = api.get(of(amy, "nearby-organizations/"), {"radius_km": 100}).json()["organizations"]
    assert [near["organization"]["name"] for near in both] == ["Ash School", "Far away"]


def test_get_nearby_contacts(api, amy):
    a_contact(a_school(name="Far away", latitude=50.2, longitude=-5.0), work_email="far@away.example")
    answer = api.get(of(amy, "nearby-contacts/"))
    assert answer.status_code == 200
    assert set(answer.json()) >= {"pagination", "results", "candidate", "candidate_location", "radius_km"}
    assert [set(near) for near in answer.json()["results"]] == [NEAR_CONTACT] * 2
    assert [near["organization_name"] for near in answer.json()["results"]] == ["Ash School", "Far away"]
    assert api.get(of(amy, "nearby-contacts/"), {"radius_km": 10}).json()["pagination"]["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "phase=primary",
        "town=deal",
        "postcode=CT14",
        "job_title=bursar",
        "org_name=elm",
        "contact_name=bo",
        "contact_email=bo@",
        "search=elm",
    ],
)
def test_get_nearby_contacts_filtered(api, amy, query):
    elm = a_school(name="Elm", phase="primary", town="Deal", postcode="CT14 7AA", latitude=53.8, longitude=-1.5)
    a_contact(elm, contact_person="Bo Ray", job_title="Bursar", work_email="bo@elm.example")
    assert [near["contact_person"] for near in api.get(of(amy, f"nearby-contacts/?{query}")).json()["results"]] == ["Bo Ray"]


def test_post_send_to_contacts(api, amy):
    a_contact(a_school(name="Elm"), work_email="bo@elm.example")
    ids = [str(contact.pk) for contact in OrganizationContact.objects.all()]
    answer = api.post(of(amy, "send-to-contacts/"), {"contact_ids": ids})
    assert answer.status_code == 202
    assert set(answer.json()) >= {"message", "task_id", "candidate", "contact_count", "poll_url"}
    assert api.get(answer.json()["poll_url"]).status_code == 200


BAD_LISTS = {
    "null": None,
    "empty": [],
    "no list": "x",
    "no ids": ["x"],
    "numbers": [1],
    "unknown": [str(uuid4())],
    "too many": [str(uuid4()) for _ in range(1_001)],
}


@pytest.mark.parametrize("ids", BAD_LISTS.values(), ids=BAD_LISTS)
def test_post_send_to_contacts_a_bad_list(api, amy, ids):
    assert api.post(of(amy, "send-to-contacts/"), {"contact_ids": ids}).status_code == 400


def test_post_send_to_contacts_without_an_email_text(api, amy):
    amy.change(email_body="")
    ids = [str(OrganizationContact.objects.get().pk)]
    assert api.post(of(amy, "send-to-contacts/"), {"contact_ids": ids}).status_code == 400


def test_get_send_status(api, amy, settings):
    settings.OUTREACH_HOLD_SECONDS = 0
    a_contact(a_school(name="Elm"), work_email="bo@elm.example")
    ids = [str(contact.pk) for contact in OrganizationContact.objects.filter(work_email="bo@elm.example")]
    url = api.post(of(amy, "send-to-contacts/"), {"contact_ids": ids}).json()["poll_url"]
    pending = api.get(url).json()
    assert (pending["status"], set(pending["summary"]), "error" in pending) == ("pending", {"total", "sent", "failed", "errors"}, False)
    time_passes()
    work()
    assert api.get(url).json()["summary"] == {"total": 1, "sent": 1, "failed": 0, "errors": []}
    assert api.get(url).json()["status"] == "completed"


def test_get_send_status_of_what_failed(api, amy):
    sending = Job.objects.get(flow="outreach")
    cancel(Job.objects.filter(pk=sending.pk))
    answer = api.get(f"{URL}send-status/{sending.pk}/")
    assert (answer.status_code, answer.json()["status"], bool(answer.json()["error"])) == (200, "failed", True)


@pytest.mark.parametrize("ordering", ["created_at", "total_count", "processed_count", "failed_count"])
def test_get_batches(api, ordering):
    first, second = a_batch(1), a_batch(3)
    for status in ("completed", "failed", "completed"):
        a_candidate(batch=second, ai_processing_status=status)
    by_default = api.get(f"{URL}batches/").json()["results"]
    assert [set(batch) >= BATCH for batch in by_default] == [True, True]
    assert [batch["id"] for batch in by_default] == [str(second.pk), str(first.pk)]
    for asked, ids in ((ordering, [first.pk, second.pk]), (f"-{ordering}", [second.pk, first.pk])):
        assert [batch["id"] for batch in api.get(f"{URL}batches/", {"ordering": asked}).json()["results"]] == list(map(str, ids))


def test_get_batch(api, amy):
    answer = api.get(f"{URL}batches/{amy.batch_id}/")
    assert (answer.status_code, set(answer.json()) >= BATCH, answer.json()["status"]) == (200, True, "completed")


def test_delete_batch(api, amy):
    answer = api.delete(f"{URL}batches/{amy.batch_id}/delete/")
    assert (answer.status_code, set(answer.json())) == (200, {"message", "candidates_deleted", "files_queued"})
    assert answer.json()["candidates_deleted"] == 1
    assert answer.json()["files_queued"] >= 2
    assert not Candidate.objects.exists()


def test_the_choices_of_candidates():
    assert Source.values == ["local_upload", "crm", "previous_db"]
    assert Availability.values == ["available", "not_available", "open_to_offers"]
    assert Quality.values == ["pending", "passed", "failed", "manual"]
    assert Processing.values == ["not_started", "in_progress", "completed", "failed"]
    assert BatchStatus.values == ["empty", "in_progress", "completed", "partial", "failed"]
    new = Candidate()
    assert (new.source, new.availability_status, new.quality_status) == ("local_upload", "not_available", "pending")
