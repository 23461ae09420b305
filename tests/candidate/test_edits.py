"""What an operator does by hand: change a candidate, take one out; PDFs and files follow."""

import io
import json

import pytest
from PIL import Image

from candidate import cv_pdf
from candidate.models import Candidate, Delivery
from edukai import storage
from edukai.errors import TransientError
from edukai.jobs import runner
from edukai.jobs.models import Job, Status
from tests.factories import WHITLOCK, a_candidate, content, cv, download, files_in, stored, time_passes, upload, work

PREPARING = "The branded CV is being made anew with your changes."


@pytest.fixture
def tom(api) -> Candidate:
    """A candidate who has been through the whole flow."""
    upload(api, cv(WHITLOCK))
    work()
    candidate = Candidate.objects.get()
    assert candidate.enhanced_key
    return candidate


def patch(api, candidate: Candidate, fields, **options):
    return api.patch(f"/api/candidates/{candidate.pk}/update/", fields, **options)


def picture(colour: str = "teal", kind: str = "PNG") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(file, kind)
    file.seek(0)
    file.name = "me.png"
    return file


CHANGES = {
    "name": "Amy Adams",
    "name_without_surname": "Amelia",
    "email": "other@home.example",
    "whatsapp_number": "+447700900111",
    "location": "Hull",
    "years_of_experience": 7.5,
    "skills": ["Chess", "Latin"],
    "job_titles": ["Head of Maths"],
    "source": "crm",
    "availability_status": "available",
    "quality_status": "manual",
    "email_subject": "Anew",
    "email_body": "Dear all,\n\nanother text.",
    "notes": "Ring after six",
}


@pytest.mark.parametrize("field", CHANGES)
def test_it_changes_one_field_and_leaves_the_rest(api, field):
    amy = a_candidate()
    before = api.get(f"/api/candidates/{amy.pk}/").json()
    after = patch(api, amy, {field: CHANGES[field]}).json()
    assert after[field] == CHANGES[field]
    may_follow = {field, "updated_at", "cv_status_message", "ai_enhanced_cv_content"}
    assert {name for name in before if before[name] != after[name]} <= may_follow
    assert api.get(f"/api/candidates/{amy.pk}/").json() == after


def test_it_shows_changes_in_the_extracted_content_and_finds_by_them(api):
    amy = a_candidate()
    shown = patch(api, amy, CHANGES).json()["ai_enhanced_cv_content"]
    person, extracted = shown["personal_info"], shown["data_extracted"]
    assert (person["full_name"], person["email"], person["whatsapp"]) == ("Amy Adams", "other@home.example", "+447700900111")
    assert (person["skill"], person["job_role"], person["location"]) == (["Chess", "Latin"], ["Head of Maths"], "Hull")
    assert (extracted["name"], extracted["role"], extracted["email_subject"]) == ("Amelia", ["Head of Maths"], "Anew")
    assert api.get("/api/candidates/", {"skills": "latin", "job_titles": "head"}).json()["pagination"]["total"] == 1
    assert api.get("/api/candidates/", {"skills": "algebra"}).json()["pagination"]["total"] == 0


@pytest.mark.parametrize("sent", [{"skills": ["a", "b"]}, {"skills": '["a", "b"]'}])
def test_it_takes_forms_as_well(api, sent):
    answer = patch(api, a_candidate(), sent | {"years_of_experience": "", "notes": ""}, format="multipart")
    assert answer.status_code == 200
    assert (answer.json()["skills"], answer.json()["years_of_experience"]) == (["a", "b"], None)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"name": "x" * 301}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": None}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": {"a": 1}}, "name"),
        ({"email": "nonsense"}, "email"),
        ({"email": "a\0@home.example"}, "email"),
        ({"email": "a@" + "x" * 320 + ".example"}, "email"),
        ({"whatsapp_number": "1" * 33}, "whatsapp_number"),
        ({"years_of_experience": "nan"}, "years_of_experience"),
        ({"years_of_experience": "inf"}, "years_of_experience"),
        ({"years_of_experience": "1e400"}, "years_of_experience"),
        ({"years_of_experience": 10**400}, "years_of_experience"),
        ({"years_of_experience": -1}, "years_of_experience"),
        ({"years_of_experience": 81}, "years_of_experience"),
        ({"years_of_experience": []}, "years_of_experience"),
        ({"years_of_experience": "٣x"}, "years_of_experience"),
        ({"skills": "text"}, "skills"),
        ({"skills": [1, None]}, "skills"),
        ({"skills": [{"a": 1}]}, "skills"),
        ({"skills": ["x" * 201]}, "skills"),
        ({"skills": ["a\0"]}, "skills"),
        ({"job_titles": {"0": "Teacher"}}, "job_titles"),
        ({"job_titles": [str(number) for number in range(101)]}, "job_titles"),
        ({"source": "newspaper"}, "source"),
        ({"availability_status": "perhaps"}, "availability_status"),
        ({"availability_status": ["available"]}, "availability_status"),
        ({"quality_status": 1}, "quality_status"),
        ({"email_subject": "x" * 301}, "email_subject"),
        ({"email_body": "x" * 10_001}, "email_body"),
        ({"notes": "x" * 20_001}, "notes"),
        ({"profile_photo": "no file"}, "profile_photo"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_it_refuses_what_makes_no_sense_and_names_the_field(api, fields, named):
    amy = a_candidate()
    before = api.get(f"/api/candidates/{amy.pk}/").json()
    answer = patch(api, amy, {"notes": "changed along", **fields})
    assert answer.status_code == 400
    assert list(answer.json()) == [named]
    assert api.get(f"/api/candidates/{amy.pk}/").json() == before


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 200),
        (b"{}", "application/json", 200),
        (b'{"id": "1", "ai_processing_status": "failed", "enhanced_key": "x", "revision": 9}', "application/json", 200),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'[{"name": "x"}]', "application/json", 400),
        (b'"name"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"years_of_experience": NaN}', "application/json", 400),
        (b'{"years_of_experience": Infinity}', "application/json", 400),
        (b'{"years_of_experience": 1e400}', "application/json", 400),
        (b'{"years_of_experience": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b'{"name": ' + b"[" * 100_000, "application/json", 400),
        (b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "application/json", 400),
        (b'{"name":' * 100_000, "application/json", 400),
        (b'{"name": "\xff\xfe"}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b'{"\\ud800": "x"}', "application/json", 400),
        (b"\0", "application/json", 400),
        (b'{"notes": "' + b"x" * 6_000_000 + b'"}', "application/json", 413),
        (b"name=x", "application/x-www-form-urlencoded", 415),
        (b"<name/>", "application/xml", 415),
        (b"x", "multipart/form-data; boundary=b", 400),
        (b'--b\r\nContent-Disposition: form-data; name="notes"\r\n\r\nx', "multipart/form-data; boundary=b", 400),
        (b'--b\r\nContent-Disposition: form-data; name="notes"\r\n\r\na\0b\r\n--b--', "multipart/form-data; boundary=b", 400),
        (b'--b\r\nContent-Disposition: form-data; name="notes"\r\n\r\nx\r\n' * 1_100 + b"--b--", "multipart/form-data; boundary=b", 400),
    ],
    ids=lambda value: str(value)[:50],
)
def test_it_answers_any_body_with_json(api, body, content_type, status):
    amy = a_candidate()
    answer = api.generic("PATCH", f"/api/candidates/{amy.pk}/update/", body, content_type=content_type)
    assert answer.status_code == status
    assert isinstance(answer.json(), dict)
    same = Candidate.objects.get()
    assert (same.name, same.notes, same.revision, same.ai_processing_status) == (amy.name, "", 0, "completed")


def test_it_refuses_the_email_of_another_candidate_in_any_case(api):
    amy, ben = a_candidate(email="amy@home.example"), a_candidate(email="ben@home.example")
    answer = patch(api, ben, {"email": "AMY@home.example"})
    assert (answer.status_code, list(answer.json())) == (400, ["email"])
    assert patch(api, amy, {"email": "Amy@Home.example"}).status_code == 200
    a_candidate(email="")
    assert patch(api, ben, {"email": ""}).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"name": "Thomas Whitlock"}, {"name_without_surname": "Thomas"}, {"location": "Hull"}, {"job_titles": ["Coach"]}]
)
def test_it_renders_the_pdf_anew_without_a_second_mail(api, tom, outbox, fields):
    batch = api.get(f"/api/candidates/batches/{tom.batch_id}/").json()
    old = tom.enhanced_key
    meanwhile = patch(api, tom, fields).json()
    assert (meanwhile["enhanced_cv_url"], meanwhile["cv_status_message"]) == (None, PREPARING)
    assert meanwhile["ai_processing_status"] == "completed"
    work()
    shown = api.get(f"/api/candidates/{tom.pk}/").json()
    assert shown["cv_status_message"] == ""
    assert download(shown["enhanced_cv_url"])[1].startswith(b"%PDF-")
    assert Candidate.objects.get().enhanced_key != old
    with pytest.raises(Exception, match="no longer there"):
        storage.read(old)
    now = api.get(f"/api/candidates/batches/{tom.batch_id}/").json()
    assert {name for name in batch if batch[name] != now[name]} <= {"updated_at"}
    assert len(list(outbox.iterdir())) == Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{"notes": "x"}, {"availability_status": "available"}, {"location": None}, {"email": "new@home.example"}, {}]
)
def test_it_leaves_the_pdf_alone_when_it_shows_nothing_of_the_change(api, tom, fields):
    if "location" in fields:
        fields = {"location": tom.location}
    assert patch(api, tom, fields).json()["enhanced_cv_url"]
    assert Candidate.objects.get().enhanced_key == tom.enhanced_key
    assert not Job.objects.filter(flow="rendering").exists()


def test_it_never_shows_the_old_pdf_after_a_change_during_rendering(api, tom, media, monkeypatch):
    real = cv_pdf.render
    locations = []

    def rendered_slowly(data, *args, **options):
        locations.append(data.location)
        if len(locations) == 1:
            assert patch(api, tom, {"location": "York"}).json()["enhanced_cv_url"] is None
        return real(data, *args, **options)

    monkeypatch.setattr(cv_pdf, "render", rendered_slowly)
    patch(api, tom, {"location": "Hull"})
    job = Job.objects.get(flow="rendering", status=Status.PENDING)
    runner.run(str(job.pk), "render")
    assert Candidate.objects.get().enhanced_key == ""
    assert Candidate.objects.get().cv_status_message == PREPARING
    work()
    assert locations == ["Hull", "York"]
    tom.refresh_from_db()
    assert files_in(media) == sorted([media / tom.original_key, media / tom.enhanced_key])


def test_it_renders_what_was_said_last_when_changes_come_quickly(api, tom, media):
    for place in ("Hull", "York", "Ely"):
        patch(api, tom, {"location": place})
    work()
    tom.refresh_from_db()
    assert (tom.location, tom.cv_status_message, tom.revision) == ("Ely", "", 3)
    assert files_in(media) == sorted([media / tom.original_key, media / tom.enhanced_key])


def test_it_keeps_the_change_when_the_first_pdf_is_just_being_made(api, media, monkeypatch):
    upload(api, cv(WHITLOCK))
    work(skip=["render"])
    tom = Candidate.objects.get()
    patch(api, tom, {"location": "Hull"})
    work()
    tom.refresh_from_db()
    assert (tom.location, tom.cv_status_message, tom.ai_processing_status) == ("Hull", "", "completed")
    assert files_in(media) == sorted([media / tom.original_key, media / tom.enhanced_key])
    assert api.get(f"/api/candidates/{tom.pk}/").json()["enhanced_cv_url"]


def test_it_says_that_the_pdf_is_made_anew_until_it_is_there_even_if_the_mail_leaves_meanwhile(api):
    upload(api, cv(WHITLOCK))
    work(skip=["invite"])
    tom = Candidate.objects.get()
    patch(api, tom, {"location": "Hull"})
    work(skip=["render"])
    shown = api.get(f"/api/candidates/{tom.pk}/").json()
    assert (shown["enhanced_cv_url"], shown["cv_status_message"], shown["ai_processing_status"]) == (None, PREPARING, "completed")


def test_it_says_why_the_new_pdf_could_not_be_made(api, tom, monkeypatch):
    monkeypatch.setattr(cv_pdf, "leaks", lambda *args, **options: ["surname"])
    patch(api, tom, {"location": "Whitlock Bay"})
    work()
    shown = api.get(f"/api/candidates/{tom.pk}/").json()
    assert (shown["enhanced_cv_url"], shown["quality_status"]) == (None, "manual")
    assert shown["cv_status_message"] == "The branded CV would give away the candidate's surname."
    monkeypatch.undo()
    patch(api, tom, {"location": "Hull"})
    work()
    assert api.get(f"/api/candidates/{tom.pk}/").json()["enhanced_cv_url"]


def test_it_replaces_and_removes_the_photo(api, tom, media):
    first = patch(api, tom, {"profile_photo": picture("teal")}, format="multipart").json()
    assert first["enhanced_cv_url"] is None
    status, jpeg, headers = download(first["profile_photo_url"])
    assert (status, headers["Content-Type"], Image.open(io.BytesIO(jpeg)).format) == (200, "image/jpeg", "JPEG")
    work()
    old = Candidate.objects.get().photo_key
    second = patch(api, tom, {"profile_photo": picture("red")}, format="multipart").json()
    assert download(second["profile_photo_url"])[1] != jpeg
    work()
    assert not (media / old).exists()
    gone = patch(api, tom, {"profile_photo": None}, format="json").json()
    assert gone["profile_photo_url"] is None
    work()
    tom.refresh_from_db()
    assert files_in(media) == sorted([media / tom.original_key, media / tom.enhanced_key])


def test_it_removes_the_photo_when_the_form_sends_an_empty_one(api):
    amy = a_candidate(photo_key=stored("photos", ".jpg"), ai_enhanced_cv_content=None)
    assert patch(api, amy, {"profile_photo": ""}, format="multipart").json()["profile_photo_url"] is None


@pytest.mark.parametrize("file", [b"", b"MZ\x90", b"\xff\xd8\xff\xe0 no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_it_refuses_a_photo_that_is_none(api, media, file):
    sent = io.BytesIO(file)
    sent.name = "me.jpg"
    answer = patch(api, a_candidate(), {"profile_photo": sent}, format="multipart")
    assert (answer.status_code, list(answer.json())) == (400, ["profile_photo"])
    assert files_in(media) == []


def test_it_stores_nothing_when_the_store_is_down(api, monkeypatch):
    def down(*args):
        raise TransientError("The file store is not reachable.", code="store")

    amy = a_candidate()
    monkeypatch.setattr(storage, "put", down)
    answer = patch(api, amy, {"profile_photo": picture(), "name": "New"}, format="multipart")
    assert (answer.status_code, answer.json()) == (503, {"detail": "The file store is not reachable."})
    assert Candidate.objects.get().name == amy.name


def test_it_deletes_a_candidate_with_all_files(api, tom, media):
    patch(api, tom, {"profile_photo": picture()}, format="multipart")
    work()
    assert len(files_in(media)) == 3
    answer = api.delete(f"/api/candidates/{tom.pk}/delete/")
    assert (answer.status_code, list(answer.json())) == (200, ["message"])
    assert api.get(f"/api/candidates/{tom.pk}/").status_code == 404
    assert api.delete(f"/api/candidates/{tom.pk}/delete/").status_code == 404
    work()
    assert files_in(media) == []
    assert Delivery.objects.get().candidate is None


def test_it_deletes_files_later_when_the_store_is_down(api, tom, media, monkeypatch):
    def down(keys):
        raise TransientError("The file store is not reachable.", code="store")

    monkeypatch.setattr(storage, "delete_many", down)
    assert api.delete(f"/api/candidates/{tom.pk}/delete/").status_code == 200
    for _ in range(20):  # far longer than other work is tried again
        work()
        time_passes()
    assert len(files_in(media)) == 2
    assert Job.objects.get(flow="files").status == Status.PENDING
    monkeypatch.undo()
    work()
    assert files_in(media) == []
    assert Job.objects.get(flow="files").status == Status.COMPLETED


@pytest.mark.parametrize("stage", ["read", "render", "invite"])
def test_it_deletes_a_candidate_whose_work_is_under_way(api, outbox, media, stage):
    upload(api, cv(WHITLOCK))
    work(skip=[stage])
    tom, job = Candidate.objects.get(), Job.objects.get(flow="cv")
    assert api.delete(f"/api/candidates/{tom.pk}/delete/").status_code == 200
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.CANCELLED, "gone")
    work()
    assert files_in(media) == []
    assert not outbox.exists()


def test_it_deletes_what_a_worker_stores_after_the_deletion(api, media, monkeypatch):
    upload(api, cv(WHITLOCK))
    work(skip=["render"])
    tom = Candidate.objects.get()
    real = storage.put

    def stored_late(key, pdf):
        assert api.delete(f"/api/candidates/{tom.pk}/delete/").status_code == 200
        work(skip=["render"])
        real(key, pdf)

    monkeypatch.setattr(storage, "put", stored_late)
    work()
    assert len(files_in(media)) == 1
    time_passes()
    work()
    assert files_in(media) == []
    assert not Job.objects.open().exists()


def test_it_notes_personal_data_of_nobody_in_the_log(api, tom, caplog):
    patch(api, tom, {"name": "Thomas Whitlock", "email": "thomas@home.example"})
    work()
    api.delete(f"/api/candidates/{tom.pk}/delete/")
    work()
    told = json.dumps([record.getMessage() for record in caplog.records])
    assert not any(word in told for word in ("Whitlock", "thomas@", "t.whitlock"))


def test_it_can_undo_what_a_person_changed(api):
    amy = a_candidate(ai_enhanced_cv_content=content(name="Amelia"))
    assert patch(api, amy, {"name_without_surname": "Amy"}).json()["ai_enhanced_cv_content"]["data_extracted"]["name"] == "Amy"


def test_what_an_operator_sets_before_the_engine_has_answered_stays(api, media):
    upload(api, cv(WHITLOCK))
    tom = Candidate.objects.get()
    patch(api, tom, {"name": "Thomas Whitlock", "email": "thomas@home.example"})
    patch(api, tom, {"profile_photo": picture()}, format="multipart")
    photo = Candidate.objects.get().photo_key
    work()
    tom = Candidate.objects.get()
    assert (tom.name, tom.email, tom.photo_key) == ("Thomas Whitlock", "thomas@home.example", photo)
    assert tom.job_titles, "the rest is the engine's"
    assert len(files_in(media)) == 3, "original, PDF and the operator's photo"


def test_a_leak_that_an_edit_has_mended_completes_the_candidate_and_asks_once(api, outbox, monkeypatch):
    with monkeypatch.context() as leaky:
        leaky.setattr(cv_pdf, "leaks", lambda *args, **options: ["surname"])
        upload(api, cv(WHITLOCK))
        work()
    tom = Candidate.objects.get()
    assert (tom.ai_processing_status, tom.quality_reasons) == ("failed", ["leak"])
    patch(api, tom, {"job_titles": ["Teacher of PE"]})
    work()
    tom = Candidate.objects.get()
    assert (tom.ai_processing_status, tom.quality_reasons, bool(tom.enhanced_key)) == ("completed", [], True)
    assert len(files_in(outbox)) == 1


def test_a_leak_in_an_outdated_pdf_takes_nothing_away(api, monkeypatch):
    upload(api, cv(WHITLOCK))
    work(skip=["render"])
    tom = Candidate.objects.get()
    clean = cv_pdf.leaks

    def leaks(*args, **options):
        monkeypatch.setattr(cv_pdf, "leaks", clean)
        patch(api, tom, {"location": "Hull"})
        return ["surname"]

    monkeypatch.setattr(cv_pdf, "leaks", leaks)
    work()
    tom = Candidate.objects.get()
    assert (bool(tom.enhanced_key), tom.quality_status, tom.ai_processing_status) == (True, "passed", "completed")


def test_an_address_that_is_found_later_is_asked_once(api, outbox):
    upload(api, cv("B van der Meer LSA.docx"))
    work()
    bethan = Candidate.objects.get()
    assert files_in(outbox) == []
    patch(api, bethan, {"email": "bethan@home.example"})
    work()
    assert [mail.recipient for mail in Delivery.objects.all()] == ["bethan@home.example"]
    patch(api, bethan, {"email": "other@home.example"})
    work()
    assert len(files_in(outbox)) == 1


def test_a_candidate_deleted_a_moment_ago_is_404(api, monkeypatch):
    amy = a_candidate()
    monkeypatch.setattr("candidate.views.candidates.found", lambda rows, pk: amy)
    Candidate.objects.all().delete()
    assert patch(api, amy, {"notes": "x"}).status_code == 404
