"""A CV's way from upload to mail with the real reader, engine and renderer, and what may get in its way."""

import email
import json
from email.policy import default

import pytest

from candidate import cv_pdf
from candidate.models import Candidate, Delivery, Reading
from edukai import storage
from edukai.errors import PermanentError, TransientError
from edukai.jobs.control import cancel, replay
from edukai.jobs.models import Job, Status
from tests.candidate.documents.files import word
from tests.factories import (
    BROKEN,
    CHOUDHURY,
    CVS,
    WHITLOCK,
    WITH_PHOTO,
    WITHOUT_EMAIL,
    cv,
    download,
    files_in,
    small_pdf,
    time_passes,
    upload,
    work,
)

TRUTH = json.loads((CVS.parent / "truth.json").read_text())


def take_in(api, *names: str, **brief) -> dict:
    """Upload CVs of demo_data and do all the work; gives the batch."""
    batch = upload(api, *(cv(name) for name in names), **brief).json()["batch"]
    work()
    return api.get(f"/api/candidates/batches/{batch['id']}/").json()


def detail(api, candidate: Candidate | None = None) -> dict:
    return api.get(f"/api/candidates/{(candidate or Candidate.objects.get()).pk}/").json()


def the_job() -> Job:
    return Job.objects.get(flow="cv")


def test_it_makes_nothing_of_what_is_no_cv_until_an_operator_passes_it(api, outbox, media):
    lines = ("INVOICE", "Jane Smith, tutor, jane@example.com", "Bill to: Oak School", "Invoice number 118", "Total due: £128.00")
    upload(api, small_pdf("bill.docx", word(lambda document: [document.add_paragraph(line) for line in lines])))
    work()
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["quality_status"], shown["quality_reasons"][0]) == ("completed", "manual", "not_a_cv")
    assert shown["cv_status_message"].startswith("This does not look like a CV")
    assert (shown["enhanced_cv_url"], shown["availability_email_status"]) == (None, None)
    assert (files_in(outbox), len(files_in(media))) == ([], 1)
    api.patch(f"/api/candidates/{shown['id']}/update/", {"quality_status": "passed"}, format="json")
    work()
    shown = detail(api)
    assert (shown["availability_email_status"], shown["cv_status_message"]) == ("sent", "")
    assert download(shown["enhanced_cv_url"])[1][:5] == b"%PDF-"


@pytest.mark.parametrize("name", [WHITLOCK, CHOUDHURY])
def test_it_goes_the_whole_way(api, outbox, media, name):
    batch = take_in(api, name)
    assert (batch["status"], batch["processed_count"], batch["failed_count"], batch["progress_percentage"]) == ("completed", 1, 0, 100)
    shown, truth = detail(api), TRUTH[name]
    assert (shown["name"], shown["name_without_surname"]) == (truth["full_name"], truth["given_name"])
    assert (shown["email"], shown["whatsapp_number"]) == (truth["email"], truth["phone"])
    assert (shown["job_titles"], shown["quality_status"], shown["location"]) == (truth["titles"], truth["quality"], truth["location"])
    assert (shown["ai_processing_status"], shown["ai_failure_reason"], shown["cv_status_message"]) == ("completed", "", "")
    assert shown["ai_enhanced_cv_content"]["personal_info"]["experience"] == f"{shown['years_of_experience']:g}"
    assert shown["availability_email_status"] == "sent"
    status, pdf, headers = download(shown["enhanced_cv_url"])
    assert (status, pdf[:5], headers["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert truth["full_name"].rpartition(" ")[2] not in headers["Content-Disposition"]
    assert download(shown["original_cv_url"])[1] == (CVS / name).read_bytes()
    (mail,) = outbox.iterdir()
    message = email.message_from_bytes(mail.read_bytes(), policy=default)
    assert message["To"] == truth["email"]
    assert truth["given_name"] in message.get_body(["plain"]).get_content()
    assert truth["given_name"] in message.get_body(["html"]).get_content()
    assert len(files_in(media)) == 2
    assert the_job().status == Status.COMPLETED


def test_it_keeps_the_photo_of_a_cv(api):
    take_in(api, WITH_PHOTO)
    shown = detail(api)
    status, photo, headers = download(shown["profile_photo_url"])
    assert (status, photo[:3], headers["Content-Type"]) == (200, b"\xff\xd8\xff", "image/jpeg")
    assert shown["ai_enhanced_cv_content"]["extracted_photo_url"] == shown["profile_photo_url"]


def test_a_cv_that_cannot_be_read_fails_with_its_reason_and_the_batch_is_partial(api, outbox, media):
    batch = take_in(api, BROKEN, WHITLOCK)
    assert (batch["status"], batch["processed_count"], batch["failed_count"], batch["progress_percentage"]) == ("partial", 1, 1, 100)
    failed = detail(api, Candidate.objects.get(original_name=BROKEN))
    assert (failed["ai_processing_status"], failed["ai_failure_reason"]) == ("failed", "The file is damaged and cannot be opened.")
    assert download(failed["original_cv_url"])[1] == (CVS / BROKEN).read_bytes()
    assert (failed["enhanced_cv_url"], failed["ai_enhanced_cv_content"]) == (None, None)
    assert len(list(outbox.iterdir())) == 1
    assert Job.objects.get(flow="cv", status=Status.FAILED).stage == "read"


def test_a_batch_of_nothing_readable_is_failed(api):
    batch = upload(api, small_pdf("a.pdf"), small_pdf("b.pdf")).json()["batch"]
    work()
    shown = api.get(f"/api/candidates/batches/{batch['id']}/").json()
    assert (shown["status"], shown["failed_count"], shown["progress_percentage"]) == ("failed", 2, 100)


def test_what_the_operator_asks_for_decides_what_a_person_looks_at(api):
    take_in(api, WHITLOCK, experience="59")
    shown = detail(api)
    assert (shown["quality_status"], shown["quality_reasons"]) == ("manual", ["fewer_years_than_asked"])
    assert shown["ai_enhanced_cv_content"]["quality_check"] == "manual review"


def test_a_candidate_without_an_email_is_completed_and_says_that_nobody_was_asked(api, outbox):
    take_in(api, WITHOUT_EMAIL)
    shown = detail(api)
    assert (shown["email"], shown["ai_processing_status"], shown["availability_email_status"]) == ("", "completed", None)
    assert shown["cv_status_message"] == "No e-mail address was found: not asked about availability."
    assert not outbox.exists()


def test_a_leak_is_never_sent(api, outbox, media):
    """The surname gets into what the CV shows, as an engine might let it."""
    upload(api, cv(WHITLOCK))
    work(skip=["render"])
    tom = Candidate.objects.get()
    content = tom.ai_enhanced_cv_content
    content["data_extracted"]["professional_profile"] += " Mr Whitlock coaches football."
    tom.change(ai_enhanced_cv_content=content)
    work()
    job, shown = the_job(), detail(api)
    assert (job.status, job.stage, job.error_code) == (Status.FAILED, "render", "leak")
    assert (shown["ai_processing_status"], shown["quality_status"]) == ("failed", "manual")
    assert shown["quality_reasons"] == ["leak"]
    assert shown["ai_failure_reason"] == "The branded CV would give away the candidate's surname."
    assert (shown["enhanced_cv_url"], shown["availability_email_status"]) == (None, None)
    assert files_in(media) == [media / tom.original_key]
    assert not outbox.exists()
    assert api.get("/api/candidates/batches/").json()["results"][0]["failed_count"] == 1


def test_a_mended_leak_goes_on_where_it_stopped(api, outbox, monkeypatch):
    monkeypatch.setattr(cv_pdf, "leaks", lambda *args, **options: ["phone"])
    take_in(api, WHITLOCK)
    assert not outbox.exists()
    monkeypatch.undo()
    assert api.post(f"/api/jobs/{the_job().pk}/replay/").status_code == 200
    work()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(list(outbox.iterdir())) == 1


def test_a_failed_cv_that_is_taken_up_again_is_in_progress(api):
    batch = take_in(api, BROKEN)
    assert batch["status"] == "failed"
    storage.put(Candidate.objects.get().original_key, (CVS / WHITLOCK).read_bytes())
    replay(Job.objects.all())
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["ai_failure_reason"], shown["ai_retry_count"]) == ("in_progress", "", 1)
    assert api.get("/api/candidates/batches/").json()["results"][0]["status"] == "in_progress"
    work()
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["name_without_surname"]) == ("completed", "Tom")
    assert api.get("/api/candidates/batches/").json()["results"][0]["status"] == "completed"


def test_a_cancelled_cv_has_failed(api):
    upload(api, cv(WHITLOCK))
    work(skip=["render"])
    cancel(Job.objects.all())
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["ai_failure_reason"]) == ("failed", "Cancelled.")


def test_a_store_that_is_down_for_a_while_costs_nothing(api, monkeypatch):
    def down(key):
        raise TransientError("The file store is not reachable.", code="store")

    upload(api, cv(WHITLOCK))
    monkeypatch.setattr(storage, "read", down)
    for _ in range(3):
        work()
        time_passes()
    assert (the_job().status, detail(api)["ai_processing_status"]) == (Status.PENDING, "in_progress")
    monkeypatch.undo()
    work()
    assert detail(api)["ai_processing_status"] == "completed"


def test_a_store_that_stays_down_ends_in_a_failure_that_can_be_replayed(api, monkeypatch):
    def down(key, content):
        raise TransientError("The file store is not reachable.", code="store")

    upload(api, cv(WHITLOCK))
    monkeypatch.setattr(storage, "put", down)
    for _ in range(10):
        work()
        time_passes()
    assert (the_job().status, the_job().stage) == (Status.FAILED, "render")
    assert detail(api)["ai_failure_reason"] == "The file store is not reachable."
    monkeypatch.undo()
    replay(Job.objects.all())
    work()
    assert detail(api)["ai_processing_status"] == "completed"


def test_a_bug_in_a_stage_is_told_in_a_sentence_and_logged_with_its_traceback(api, monkeypatch, caplog):
    def buggy(*args, **options):
        raise KeyError("t.whitlock@example.net")

    monkeypatch.setattr(cv_pdf, "render", buggy)
    upload(api, cv(WHITLOCK))
    for _ in range(10):
        work()
        time_passes()
    assert detail(api)["ai_failure_reason"] == "Something unexpected went wrong; the details are in the log."
    assert any(record.exc_info and record.exc_info[0] is KeyError for record in caplog.records)


@pytest.mark.parametrize(("stage", "waiting"), [("read", "read"), ("analyse", "render"), ("render", "render"), ("invite", "invite")])
def test_each_stage_may_run_twice_with_one_effect(api, outbox, media, stage, waiting):
    """As when a worker dies after the work and before it could note so."""
    upload(api, cv(WITH_PHOTO))
    work(skip=[waiting])
    job = the_job()
    job.of_flow.stage(stage).run(job, job.load_subject())
    work()
    assert detail(api)["ai_processing_status"] == "completed"
    assert len(files_in(media)) == 3
    assert len(list(outbox.iterdir())) == Delivery.objects.count() == Reading.objects.count() == 1


def test_everything_done_again_mails_nobody_twice(api, outbox, media):
    take_in(api, WITH_PHOTO)
    before = [file.name for file in outbox.iterdir()]
    Job.objects.update(status=Status.FAILED, stage="read")
    assert replay(Job.objects.filter(flow="cv")) == 1
    work()
    assert detail(api)["ai_processing_status"] == "completed"
    assert [file.name for file in outbox.iterdir()] == before
    assert len(files_in(media)) == 3


def test_a_missing_original_is_a_named_failure(api):
    upload(api, cv(WHITLOCK))
    storage.delete_many([Candidate.objects.get().original_key])
    work()
    assert detail(api)["ai_failure_reason"] == "The file is no longer there."


def test_a_candidate_without_content_has_no_profile(api):
    with pytest.raises(PermanentError, match="Nothing has been extracted"):
        _ = Candidate(original_name="cv.pdf").profile
