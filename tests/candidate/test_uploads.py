"""CVs come in: what is taken, what is refused and how, and that nothing is left half-stored."""

import io
import json
import os
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, transaction

from candidate import uploads as receiving
from candidate.models import Batch, Candidate
from edukai import storage
from edukai.errors import TransientError
from edukai.jobs.models import Job
from tests.factories import CHOUDHURY, WHITLOCK, client_of, cv, files_in, small_pdf, upload

URL = "/api/candidates/upload/"
ONLY = "Only files of these types are taken: pdf, doc, docx."
EXE = b"MZ\x90\x00" + b"\0" * 60
BATCH_FIELDS = {
    "id", "additional_info", "total_count", "processed_count", "failed_count", "active_count", "deleted_count",
    "progress_percentage", "status", "created_at", "updated_at", "ai_usage",
}  # fmt: skip


@pytest.fixture
def nothing_stored(api, media, uploads):
    """After the test there is no row and no file of what was sent."""
    yield
    assert not Batch.objects.exists()
    assert not Candidate.objects.exists()
    assert not Job.objects.exists()
    assert files_in(media) == []
    assert files_in(uploads) == []


def part(head: str, body: bytes, boundary: str = "xyz") -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n".encode("utf-8", "surrogateescape") + b"\r\n" + body + b"\r\n"


def send(api, body: bytes, content_type: str = "multipart/form-data; boundary=xyz", **options):
    return api.generic("POST", URL, body, content_type=content_type, **options)


def test_it_takes_good_files_in_and_lists_the_bad_ones_by_name(api, media, uploads):
    answer = upload(api, cv(WHITLOCK), small_pdf("empty.pdf", b""), cv(CHOUDHURY), small_pdf("tool.pdf", EXE), small_pdf("notes.txt"))
    assert answer.status_code == 202
    body = answer.json()
    assert set(body) == {"message", "batch", "rejected"}
    assert set(body["batch"]) == BATCH_FIELDS
    assert (body["batch"]["total_count"], body["batch"]["active_count"], body["batch"]["status"]) == (2, 2, "in_progress")
    assert body["rejected"] == [
        {"file": "empty.pdf", "reason": "The file is empty."},
        {"file": "tool.pdf", "reason": "The content of the file is not what its name says."},
        {"file": "notes.txt", "reason": ONLY},
    ]
    assert {candidate.original_name for candidate in Candidate.objects.all()} == {WHITLOCK, CHOUDHURY}
    assert all(candidate.ai_processing_status == "in_progress" for candidate in Candidate.objects.all())
    assert {job.subject_id for job in Job.objects.filter(flow="cv", stage="read")} == {
        str(pk) for pk in Candidate.objects.values_list("pk", flat=True)
    }
    assert len(files_in(media)) == 2
    assert files_in(uploads) == []


def test_it_says_of_the_batch_what_the_batch_says(api, media):
    told = upload(api, cv(WHITLOCK), cv(CHOUDHURY), skills="Phonics").json()["batch"]
    asked = api.get(f"/api/candidates/batches/{told['id']}/").json()
    assert told.pop("updated_at") <= asked.pop("updated_at")
    assert told == asked


def test_it_stores_the_very_bytes_under_a_name_that_tells_nothing(api, media):
    upload(api, cv(WHITLOCK))
    candidate = Candidate.objects.get()
    assert storage.read(candidate.original_key) == cv(WHITLOCK).read()
    assert "Whitlock" not in candidate.original_key


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({}, None),
        ({"experience": "2.5"}, {"experience": 2.5}),
        ({"experience": "", "skills": "", "job_role": ""}, {"skills": [], "job_role": []}),
        ({"skills": ["Phonics", "SEN"], "job_role": "TA"}, {"skills": ["Phonics", "SEN"], "job_role": ["TA"]}),
        ({"skills": '["Phonics", "SEN"]', "job_role": "[]"}, {"skills": ["Phonics", "SEN"], "job_role": []}),
        ({"skills": ["Phonics", "Phonics"]}, {"skills": ["Phonics"]}),
        ({"skills": '["Ph\\u00f6nics", 3]'}, {"skills": ["Phönics", "3"]}),
        ({"experience": "60"}, {"experience": 60}),
    ],
)
def test_it_keeps_what_the_operator_asks_for(api, fields, kept):
    assert upload(api, small_pdf(), **fields).status_code == 202
    assert Batch.objects.get().additional_info == kept
    assert api.get("/api/candidates/batches/").json()["results"][0]["additional_info"] == kept


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"experience": "nan"}, "experience"),
        ({"experience": "-NaN"}, "experience"),
        ({"experience": "inf"}, "experience"),
        ({"experience": "-inf"}, "experience"),
        ({"experience": "1e400"}, "experience"),
        ({"experience": "9" * 5_000}, "experience"),
        ({"experience": "61"}, "experience"),
        ({"experience": "-1"}, "experience"),
        ({"experience": "two"}, "experience"),
        ({"experience": "2\0"}, "experience"),
        ({"skills": "[1,"}, "skills"),
        ({"skills": "[" * 100_000}, "skills"),
        ({"skills": '[{"a": 1}]'}, "skills"),
        ({"skills": "[null]"}, "skills"),
        ({"skills": "[NaN, [1]]"}, "skills"),
        ({"skills": '["\\ud800"]'}, "skills"),
        ({"skills": '["a\\u0000"]'}, "skills"),
        ({"skills": "[" + "9" * 5_000 + "]"}, "skills"),
        ({"job_role": "a\0b"}, "job_role"),
        ({"job_role": "x" * 201}, "job_role"),
        ({"job_role": [f"role {number}" for number in range(101)]}, "job_role"),
        ({"skills": small_pdf("skills.pdf")}, "skills"),
    ],
)
def test_it_refuses_a_brief_that_makes_no_sense_and_names_the_field(api, fields, named):
    answer = upload(api, small_pdf(), **fields)
    assert answer.status_code == 400
    assert list(answer.json()) == [named]


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("files", [{}, {"files": ""}, {"files": "text"}, {"cv": small_pdf()}])
def test_it_asks_for_files_when_there_is_none(api, files):
    answer = api.post(URL, files, format="multipart")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Send at least one file in the field 'files'.", "rejected": []}


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (small_pdf("cv.pdf", b""), "The file is empty."),
        (small_pdf("cv.pdf", EXE), "The content of the file is not what its name says."),
        (small_pdf("cv.docx", EXE), "The content of the file is not what its name says."),
        (small_pdf("cv.docx"), "The content of the file is not what its name says."),
        (small_pdf("cv.exe"), ONLY),
        (small_pdf("cv"), ONLY),
        (small_pdf(".pdf.exe"), ONLY),
        (small_pdf("big.pdf", b"%PDF-1.4" + b"\0" * 11 * 1024 * 1024), "The file is larger than 10 MB."),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_it_answers_400_with_the_list_when_no_file_is_good(api, file, reason):
    answer = upload(api, file)
    assert answer.status_code == 400
    assert answer.json() == {"detail": "None of the files can be taken.", "rejected": [{"file": file.name, "reason": reason}]}


def test_it_takes_further_types_when_it_is_told_to(api, settings):
    settings.CV_UPLOAD_TYPES = ["pdf", "txt", "rtf"]
    files = [small_pdf("notes.txt", b"Jane Smith"), small_pdf("cv.rtf", b"{\\rtf1 Jane}"), small_pdf("lie.txt", EXE), small_pdf("cv.doc")]
    answer = upload(api, *files)
    assert answer.status_code == 202
    assert [entry["file"] for entry in answer.json()["rejected"]] == ["lie.txt", "cv.doc"]
    assert {candidate.original_key.rpartition(".")[2] for candidate in Candidate.objects.all()} == {"txt", "rtf"}


def test_it_takes_a_file_of_exactly_the_largest_size(api, settings):
    settings.CV_MAX_BYTES = 1024 * 1024
    full = b"%PDF-1.4" + b"\0" * (1024 * 1024 - 8)
    answer = upload(api, small_pdf("full.pdf", full), small_pdf("over.pdf", full + b"\0"))
    assert (answer.status_code, answer.json()["batch"]["total_count"]) == (202, 1)
    assert answer.json()["rejected"] == [{"file": "over.pdf", "reason": "The file is larger than 1 MB."}]
    assert storage.read(Candidate.objects.get().original_key) == full


@pytest.mark.usefixtures("nothing_stored")
def test_it_refuses_1001_files(api):
    answer = upload(api, *(small_pdf(f"{number}.pdf") for number in range(1_001)))
    assert answer.status_code == 400
    assert answer.json()["detail"] == "More than 1,000 files in one request."
    assert answer.json()["rejected"] == [{"file": "1000.pdf", "reason": "More than 1,000 files in one request."}]


@pytest.mark.usefixtures("nothing_stored")
def test_it_breaks_off_a_request_with_far_too_many_files(api, settings):
    settings.CV_MAX_FILES = 5
    answer = upload(api, *(small_pdf(f"{number}.pdf") for number in range(30)))
    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


def test_it_takes_1000_files_in_one_request(api, media, uploads, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        answer = upload(api, *(small_pdf(f"{number}.pdf") for number in range(1_000)))
    assert (answer.status_code, answer.json()["batch"]["total_count"]) == (202, 1_000)
    assert Candidate.objects.count() == Job.objects.filter(flow="cv").count() == len(files_in(media)) == 1_000
    assert files_in(uploads) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("陈美玲.pdf", "陈美玲.pdf"),
        ("Zoë O'Connor & Söhne.PDF", "Zoë O'Connor & Söhne.PDF"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("\u202efdp.pdf", "fdp.pdf"),
    ],
)
def test_it_keeps_a_harmless_form_of_the_file_name(api, media, sent, shown):
    body = part(f'name="files"; filename="{sent}"', b"%PDF-1.4") + b"--xyz--\r\n"
    assert send(api, body).status_code == 202
    assert Candidate.objects.get().original_name == shown
    assert files_in(media) == [media / Candidate.objects.get().original_key]


@pytest.mark.usefixtures("nothing_stored")
def test_it_refuses_a_file_name_that_is_not_utf_8(api):
    assert send(api, part('name="files"; filename="caf\udce9.pdf"', b"%PDF-1.4") + b"--xyz--\r\n").status_code == 400


GOOD = part('name="files"; filename="a.pdf"', b"%PDF-1.4 " + b"x" * 5_000)


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "multipart/form-data; boundary=xyz", 400),
        (GOOD, "multipart/form-data", 400),
        (GOOD, "multipart/form-data; boundary=", 400),
        (GOOD, "multipart/form-data; boundary=" + "x" * 500, 415),
        (GOOD, "multipart/form-data; boundary=\xff", 400),
        (GOOD, "multipart/form-data; boundary=other", 400),
        (b"\0\xff\xfe garbage", "multipart/form-data; boundary=xyz", 400),
        (b"[]", "application/json", 415),
        (b"files=a.pdf", "application/x-www-form-urlencoded", 415),
        (GOOD, "text/plain", 415),
        (GOOD, "nonsense", 415),
        (GOOD, "", 415),
    ],
)
def test_it_answers_a_body_that_is_no_form_with_one_sentence(api, body, content_type, status):
    answer = send(api, body, content_type)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("length", [70, 100, 3_000, len(GOOD) - 2, len(GOOD), len(GOOD) + 400, 2 * len(GOOD)])
def test_it_takes_nothing_of_a_request_that_broke_off(api, length):
    whole = GOOD * 2 + b"--xyz--\r\n"
    answer = send(api, b"", **{"wsgi.input": io.BytesIO(whole[:length]), "CONTENT_LENGTH": str(len(whole))})
    assert answer.status_code == 400
    assert isinstance(answer.json()["detail"], str)


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("body", [GOOD, GOOD * 2, GOOD + GOOD[:2_000], GOOD + b"--xyz\r\n", GOOD + b"--xyz-"])
def test_it_takes_nothing_of_a_form_without_its_end(api, body):
    assert send(api, body).status_code == 400


@pytest.mark.usefixtures("nothing_stored")
def test_it_forgets_the_files_when_the_store_is_down(api, monkeypatch):
    def down(files):
        next(iter(files))
        raise TransientError("The file store is not reachable.", code="store")

    monkeypatch.setattr(storage, "put_files", down)
    answer = upload(api, small_pdf("a.pdf"), small_pdf("b.pdf"))
    assert (answer.status_code, answer.json()) == (503, {"detail": "The file store is not reachable."})


@pytest.mark.usefixtures("nothing_stored")
def test_it_forgets_the_files_when_the_database_gives_up(olu, monkeypatch):
    def refuse(*args, **options):
        raise DatabaseError("out of everything")

    monkeypatch.setattr(receiving, "enqueue_each", refuse)
    answer = upload(client_of(olu, raise_request_exception=False), small_pdf())
    assert (answer.status_code, list(answer.json())) == (500, ["detail"])
    assert "out of everything" not in json.dumps(answer.json())


@pytest.mark.usefixtures("nothing_stored")
def test_it_reads_no_body_of_somebody_who_may_not_upload(db):
    assert upload(client_of(), SimpleUploadedFile("cv.pdf", b"%PDF-1.4")).status_code == 401


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_it_allows_post_alone(api, method):
    answer = getattr(api, method)(URL)
    assert (answer.status_code, list(answer.json())) == (405, ["detail"])


def test_it_keeps_what_is_committed_whatever_publishing_does(api, media, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("no")

    monkeypatch.setattr("edukai.jobs.dispatch.app.send_task", broken)
    assert upload(api, cv()).status_code == 202
    assert len(files_in(media)) == Candidate.objects.count() == Job.objects.count() == 1


def test_it_keeps_the_files_when_only_the_answer_to_the_commit_is_lost(olu, media, uploads, monkeypatch):
    @contextmanager
    def lost():
        with transaction.atomic():
            yield
        raise OperationalError("the connection broke while committing")

    monkeypatch.setattr("candidate.uploads.transaction", SimpleNamespace(atomic=lost))
    api = client_of(olu, raise_request_exception=False)
    assert upload(api, cv()).status_code == 503
    assert len(files_in(media)) == Candidate.objects.count() == 1


def test_a_full_disk_is_said_and_leaves_nothing(api, nothing_stored, monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("candidate.uploads.os.fdopen", lambda descriptor, mode: (os.close(descriptor), Full())[1])
    answer = upload(api, cv())
    assert (answer.status_code, answer.json()["detail"]) == (503, "There is no room for the upload at the moment.")
