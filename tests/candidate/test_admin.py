"""The back office: what an operator sees, changes, deletes and settles there."""

import pytest
from django.test import Client
from django.utils.html import escape

from candidate.admin import EDITABLE
from candidate.models import Batch, Candidate, Delivery, DeliveryStatus, Reading
from edukai import mailer
from edukai.errors import PermanentError
from edukai.jobs.models import Job
from tests.factories import WHITLOCK, a_batch, a_candidate, content, cv, files_in, upload, work

OFFICE = "/admin/candidate"
PREPARING = "The branded CV is being made anew with your changes."


@pytest.fixture
def tom(api) -> Candidate:
    """A candidate who has been through the whole flow."""
    upload(api, cv(WHITLOCK))
    work()
    return Candidate.objects.get()


def a_delivery(status: DeliveryStatus, **fields) -> Delivery:
    candidate = a_candidate(**fields)
    return Delivery.objects.create(
        purpose="availability", candidate=candidate, recipient=candidate.email, status=status, error="The mail server said no."
    )


def shown_form(desk: Client, candidate: Candidate) -> dict[str, str]:
    """What a browser would send back of the form as it is shown."""
    page = desk.get(f"{OFFICE}/candidate/{candidate.pk}/change/")
    assert page.status_code == 200
    form = page.context["adminform"].form
    sent = {}
    for field in form:
        sent[field.html_name] = str(field.value() or "").replace("\n", "\r\n")
        if f'name="{field.html_initial_name}"' in page.content.decode():
            sent[field.html_initial_name] = sent[field.html_name]
    return sent


def save(desk: Client, candidate: Candidate, sent: dict[str, str]):
    return desk.post(f"{OFFICE}/candidate/{candidate.pk}/change/", sent)


def act(desk: Client, action: str, *rows: Delivery):
    return desk.post(f"{OFFICE}/delivery/", {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


@pytest.mark.parametrize(
    "page", ["batch/", "candidate/?q=whit", "delivery/?status__exact=sent", "batch/{batch}/change/", "delivery/{mail}/change/"]
)
def test_its_pages_open(desk, tom, page):
    known = {"batch": tom.batch_id, "mail": Delivery.objects.get().pk}
    assert desk.get(f"{OFFICE}/{page.format(**known)}").status_code == 200


@pytest.mark.parametrize("which", ["candidate", "batch"])
@pytest.mark.parametrize("way", ["page", "action"])
def test_it_deletes_what_has_been_mailed_with_all_files(desk, tom, media, which, way):
    pk = {"candidate": tom.pk, "batch": tom.batch_id}[which]
    address, sent = f"{OFFICE}/{which}/{pk}/delete/", {"post": "yes"}
    if way == "action":
        address, sent = f"{OFFICE}/{which}/", {"post": "yes", "action": "delete_selected", "_selected_action": [pk]}
        asked = desk.post(address, sent | {"post": ""})
    else:
        asked = desk.get(address)
    assert asked.status_code == 200
    assert b"Are you sure" in asked.content
    assert desk.post(address, sent).status_code == 302
    left = (Candidate.objects.count(), Reading.objects.count(), Batch.objects.count())
    assert left == (0, 0, 0 if which == "batch" else 1)
    assert Delivery.objects.get().recipient in desk.get(f"{OFFICE}/delivery/").content.decode()  # whose link still has to work
    work()
    assert files_in(media) == []


def test_it_counts_what_goes_with_a_batch(desk):
    batch = a_batch(3)
    for number in range(3):
        a_candidate(batch=batch, email=f"{number}@home.example")
    asked = desk.get(f"{OFFICE}/batch/{batch.pk}/delete/")
    assert dict(asked.context["model_count"]) == {"batches": 1, "candidates": 3}


def test_it_deletes_no_delivery_by_itself(desk):
    mail = a_delivery(DeliveryStatus.SENT)
    assert desk.post(f"{OFFICE}/delivery/{mail.pk}/delete/", {"post": "yes"}).status_code == 403
    act(desk, "delete_selected", mail)
    assert Delivery.objects.count() == 1


def test_it_changes_what_the_operator_changed_and_nothing_else(desk, tom):
    before = {field.name: getattr(tom, field.attname) for field in Candidate._meta.concrete_fields}
    assert save(desk, tom, shown_form(desk, tom) | {"notes": "Ring\x02 after six"}).status_code == 302
    after = Candidate.objects.get()
    assert after.notes == "Ring after six"
    changed = {field.name for field in Candidate._meta.concrete_fields if getattr(after, field.attname) != before[field.name]}
    assert changed <= {"notes", "updated_at", "edited"}


def test_it_leaves_what_a_worker_wrote_while_the_form_was_open(desk, api, media):
    upload(api, cv(WHITLOCK))
    work(skip=["analyse"])
    candidate = Candidate.objects.get()
    sent = shown_form(desk, candidate)
    work()
    assert save(desk, candidate, sent | {"notes": "Ring after six"}).status_code == 302
    now = Candidate.objects.get()
    assert (now.notes, now.ai_processing_status, now.name, now.quality_status) == ("Ring after six", "completed", "Tom Whitlock", "passed")
    assert (media / now.enhanced_key).is_file()
    assert now.email_body != sent["email_body"]


def test_it_writes_no_column_that_a_worker_writes_at_that_moment(desk, tom, monkeypatch):
    real = Candidate.full_clean

    def meanwhile(candidate, *args, **options):
        Candidate.objects.update(ai_processing_status="in_progress", enhanced_key="enhanced/new.pdf", quality_status="manual")
        real(candidate, *args, **options)

    sent = shown_form(desk, tom) | {"notes": "x"}
    monkeypatch.setattr(Candidate, "full_clean", meanwhile)
    assert save(desk, tom, sent).status_code == 302
    now = Candidate.objects.get()
    assert (now.notes, now.ai_processing_status, now.enhanced_key, now.quality_status) == ("x", "in_progress", "enhanced/new.pdf", "manual")


def test_it_renders_anew_what_the_pdf_shows(desk, tom, olu, outbox):
    old = tom.enhanced_key
    sent = shown_form(desk, tom) | {"name": "Thomas Whitlock", "name_without_surname": "Thomas", "location": "Hull", "skills": "Rugby"}
    assert save(desk, tom, sent).status_code == 302
    tom.refresh_from_db()
    assert (tom.enhanced_key, tom.cv_status_message, tom.location, tom.skills) == ("", PREPARING, "Hull", ["Rugby"])
    assert Job.objects.get(flow="rendering").created_by == olu
    work()
    tom.refresh_from_db()
    assert tom.enhanced_key not in ("", old)
    assert (tom.cv_status_message, len(files_in(outbox))) == ("", 1)


@pytest.mark.parametrize("field", EDITABLE)
def test_it_lets_these_be_changed(desk, field):
    amy = a_candidate()
    typed = {
        "email": "other@home.example", "quality_status": "manual", "availability_status": "available", "qts": "on",
        "skills": "Phonics\r\n\r\n French ", "job_titles": "Head", "years_of_experience": "7.5",
    }.get(field, "Another")  # fmt: skip
    kept = {"qts": True, "skills": ["Phonics", "French"], "job_titles": ["Head"], "years_of_experience": 7.5}
    assert save(desk, amy, shown_form(desk, amy) | {field: typed}).status_code == 302
    amy.refresh_from_db()
    assert getattr(amy, field) == kept.get(field, typed)
    assert amy.edited == [field]


def test_it_shows_what_the_cv_states(desk):
    stated = {"statuses": ["qts", "ect"], "dbs": {"level": "enhanced", "update_service": True, "date": "2024-02"}, "right_to_work": True}
    amy = a_candidate(ai_enhanced_cv_content=content() | {"education": stated})
    shown = desk.get(f"{OFFICE}/candidate/{amy.pk}/change/").content.decode()
    assert "qts, ect; enhanced DBS 2024-02, update service; right to work" in shown


def test_it_lists_candidates_by_role(desk):
    for name, roles in {"Amy Head": ["head"], "Ben Aide": ["teaching_assistant"]}.items():
        a_candidate(name=name).change(roles=roles)
    shown = desk.get(f"{OFFICE}/candidate/", {"role": "head"}).content.decode()
    assert "Amy Head" in shown
    assert "Ben Aide" not in shown


@pytest.mark.parametrize(("field", "value"), [("email", "nonsense"), ("email", "BEN@home.example"), ("email_body", "x" * 10_001)])
def test_its_form_obeys_the_rules_of_the_api(desk, field, value):
    a_candidate(email="ben@home.example")
    amy = a_candidate(email="amy@home.example")
    refused = save(desk, amy, shown_form(desk, amy) | {field: value})
    assert refused.status_code == 200
    assert list(refused.context["errors"])
    assert field in refused.context["adminform"].form.errors
    amy.refresh_from_db()
    assert getattr(amy, field) != value


def test_it_saves_a_form_whose_email_was_never_a_good_one(desk):
    amy = a_candidate(email="amy at home")
    assert save(desk, amy, shown_form(desk, amy) | {"notes": "x"}).status_code == 302
    amy.refresh_from_db()
    assert (amy.email, amy.notes) == ("amy at home", "x")


def test_it_lists_the_candidates_of_deliveries_as_links_and_no_address(desk):
    mail = a_delivery(DeliveryStatus.UNKNOWN, name="Amy <O'Kafor>")
    page = desk.get(f"{OFFICE}/delivery/").content.decode()
    assert f'<a href="{OFFICE}/candidate/{mail.candidate_id}/change/">{escape(mail.candidate.name)}</a>' in page
    assert mail.recipient not in page


def test_it_needs_the_same_few_queries_for_many_deliveries(desk, django_assert_max_num_queries):
    for number in range(20):
        a_delivery(DeliveryStatus.SENT, email=f"{number}@home.example")
    with django_assert_max_num_queries(8):
        desk.get(f"{OFFICE}/delivery/")


def test_an_operator_marks_unknown_deliveries_as_sent(desk, outbox):
    unknown, failed = a_delivery(DeliveryStatus.UNKNOWN, enhanced_key="enhanced/a.pdf"), a_delivery(DeliveryStatus.FAILED)
    unknown.candidate.change(cv_status_message="It is not certain whether the availability e-mail has left; it is not sent again.")
    assert b"Marked as sent: 1." in act(desk, "mark_as_sent", unknown, failed).content
    work()
    unknown.refresh_from_db()
    failed.refresh_from_db()
    assert (unknown.status, unknown.error, failed.status) == ("sent", "", "failed")
    assert unknown.sent_at is not None
    assert unknown.candidate.cv_status_message == ""
    assert files_in(outbox) == []


def test_an_operator_tries_failed_deliveries_again(desk, api, outbox, monkeypatch):
    def refused(*args, **options):
        raise PermanentError("The mail server refused the mail.", code="refused")

    monkeypatch.setattr(mailer.transport().__class__, "send", refused)
    upload(api, cv(WHITLOCK))
    work()
    failed = Delivery.objects.get()
    assert failed.status == DeliveryStatus.FAILED
    monkeypatch.undo()
    unknown = a_delivery(DeliveryStatus.UNKNOWN)
    failed.candidate.change(email="tom@new.example")
    for times in (1, 0):
        assert f"Tried again: {times}.".encode() in act(desk, "try_again", failed, unknown).content
    work()
    failed.refresh_from_db()
    unknown.refresh_from_db()
    assert (failed.status, failed.recipient, failed.error, unknown.status) == ("sent", "tom@new.example", "", "unknown")
    assert failed.candidate.cv_status_message == ""
    [mail] = files_in(outbox)
    assert b"To: tom@new.example" in mail.read_bytes()


def test_it_tries_nothing_again_without_an_address(desk):
    failed = a_delivery(DeliveryStatus.FAILED)
    failed.candidate.change(email="")
    assert b"Tried again: 0." in act(desk, "try_again", failed).content
    assert not Job.objects.exists()


def test_it_leads_to_files_by_links_that_are_signed_anew(desk, tom, media):
    page = desk.get(f"{OFFICE}/candidate/{tom.pk}/change/")
    files = page.context["files"]
    assert set(files) == {"original", "enhanced"}
    assert page.context["framed"] == files["enhanced"]
    for which, key in (("original", tom.original_key), ("enhanced", tom.enhanced_key)):
        sent_on = desk.get(files[which])
        assert sent_on.url.startswith("/files/")
        shown = desk.get(sent_on.url)
        assert b"".join(shown.streaming_content) == (media / key).read_bytes()
        assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert Client().get(files[which]).status_code == 302
        assert "/login/" in Client().get(files[which]).url
    assert desk.get(files["original"].replace("original", "photo")).status_code == 404
    assert desk.get(files["original"].replace("original", "name")).status_code == 404


def test_it_shows_reasons_jobs_and_mails_of_a_candidate(desk):
    mail = a_delivery(DeliveryStatus.FAILED, quality_reasons=["no_contact", "scan"], original_key="cvs/a.docx")
    about = {"subject_type": "candidate.candidate", "subject_id": mail.candidate_id}
    Job.objects.create(flow="cv", stage="render", status="failed", error="It took too long.", **about)
    page = desk.get(f"{OFFICE}/candidate/{mail.candidate_id}/change/").content.decode()
    for shown in ("no contact", "scan", "It took too long.", mail.recipient, "The mail server said no.", "Original CV"):
        assert shown in page
    assert "<iframe" not in page
