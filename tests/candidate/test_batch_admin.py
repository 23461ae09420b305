"""Uploads in the back office."""

import io
import os

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidate.models import Batch, Candidate
from edukai.jobs.models import Job
from tests.factories import BROKEN, CHOUDHURY, a_batch, a_candidate, cv, files_in, small_pdf, work

UPLOAD = "/admin/candidate/batch/upload/"
NO_CV = SimpleUploadedFile("holiday <b>.pdf", b"GIF89a")


def test_it_takes_many_files_and_names_those_it_does_not_take(desk, olu, uploads, media):
    brief = {"experience": "2", "job_role": "SENCO, Teacher,", "skills": ""}
    answer = desk.post(UPLOAD, {"cvs": [cv(), cv(CHOUDHURY), NO_CV, small_pdf("notes.txt")], **brief}, follow=True)
    batch = Batch.objects.get()
    assert answer.redirect_chain == [(f"/admin/candidate/batch/{batch.pk}/change/", 302)]
    assert (batch.total_count, batch.created_by) == (2, olu)
    assert batch.additional_info == {"experience": 2.0, "job_role": ["SENCO", "Teacher"]}
    assert [job.subject_type for job in Job.objects.all()] == ["candidate.candidate"] * 2
    page = answer.content.decode()
    assert "2 CVs are being processed." in page
    assert "<li><b>holiday &lt;b&gt;.pdf</b> " in page
    assert "<li><b>notes.txt</b> Only files of these types are taken" in page
    assert files_in(uploads) == []
    assert len(files_in(media)) == 2


def test_it_says_why_nothing_was_taken(desk, uploads):
    answer = desk.post(UPLOAD, {"cvs": [NO_CV]})
    assert (answer.status_code, [each.file for each in answer.context["refused"]]) == (200, ["holiday <b>.pdf"])
    assert b"None of the files can be taken." in answer.content
    assert b"Send at least one file" in desk.post(UPLOAD).content
    assert b"Ensure this value is less than or equal to 60" in desk.post(UPLOAD, {"cvs": [small_pdf()], "experience": "61"}).content
    assert b"no more than 200 characters" in desk.post(UPLOAD, {"cvs": [small_pdf()], "skills": "x" * 201}).content
    assert not Batch.objects.exists()
    assert files_in(uploads) == []


def test_it_says_when_there_is_no_room(desk, uploads, monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("candidate.uploads.os.fdopen", lambda descriptor, mode: (os.close(descriptor), Full())[1])
    answer = desk.post(UPLOAD, {"cvs": [small_pdf()]}, follow=True)
    assert b"There is no room for the upload at the moment." in answer.content
    assert not Batch.objects.exists()
    assert files_in(uploads) == []


def test_it_takes_nothing_that_another_site_sends(olu, uploads):
    client = Client(enforce_csrf_checks=True)
    client.force_login(olu)
    assert client.post(UPLOAD, {"cvs": [small_pdf()]}).status_code == 403
    assert not Batch.objects.exists()
    assert files_in(uploads) == []


def test_its_page_shows_how_far_a_batch_is(desk, uploads, media):
    desk.post(UPLOAD, {"cvs": [cv(), cv(BROKEN)]})
    batch = Batch.objects.get()
    page = f"/admin/candidate/batch/{batch.pk}/change/"
    assert b"data-live" in desk.get(page).content
    assert b'value="0"' in desk.get("/admin/candidate/batch/").content
    work()
    shown = desk.get(page)
    assert b"data-live" not in shown.content
    assert [(row["count"], row["ai_failure_reason"]) for row in shown.context["reasons"]] == [
        (1, "The file is damaged and cannot be opened.")
    ]
    assert (shown.context["failed_jobs"], shown.context["under_way"]) == (1, 0)
    assert b"2 of 2" in desk.get("/admin/candidate/batch/").content
    failed = desk.get(shown.context["failed_jobs_url"]).context["cl"].result_list
    assert [job.subject_id for job in failed] == [str(Candidate.objects.get(ai_processing_status="failed").pk)]
    assert desk.get(shown.context["candidates_url"]).context["cl"].result_count == 2


def test_lists_of_one_batch_show_no_others(desk):
    mine, other = a_batch(), a_batch()
    for batch in (mine, other):
        candidate = a_candidate(batch=batch)
        Job.objects.create(flow="cv", stage="read", status="failed", subject_type="candidate.candidate", subject_id=candidate.pk)
    for rows in ("candidate/candidate/", "jobs/job/"):
        assert desk.get(f"/admin/{rows}?batch={mine.pk}").context["cl"].result_count == 1
        assert desk.get(f"/admin/{rows}?batch=nonsense").context["cl"].result_count == 2
