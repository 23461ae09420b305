"""The one availability mail of a candidate: never two, whatever dies, and a word where it is not certain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from candidate import outreach
from candidate.models import DELIVERY_MOVES, Candidate, Delivery, DeliveryStatus
from edukai.errors import TransientError
from edukai.jobs.models import Job, Status
from tests.candidate.sendgrid_stack import sendgrid_transport
from tests.factories import CHOUDHURY, WHITLOCK, a_candidate, cv, time_passes, upload, work
from tests.fakes.sendgrid_server import Behaviour
from tests.fakes.smtp import mailbox

UNKNOWN = "It is not certain whether the availability e-mail has left; it is not sent again."


@pytest.fixture
def smtp(settings):
    """A mail server that the settings name."""
    with mailbox() as server:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", server.port
        yield server


@pytest.fixture
def amy(db) -> Candidate:
    return a_candidate(email="amy@home.example")


def asked(candidate: Candidate) -> str:
    """Invites, and gives the remark that the operator sees."""
    outreach.invite(candidate)
    return outreach.remark(candidate)


def only_delivery() -> Delivery:
    return Delivery.objects.get()


def died_while_sending(candidate: Candidate) -> Delivery:
    return Delivery.objects.create(purpose="availability", candidate=candidate, recipient=candidate.email, status=DeliveryStatus.SENDING)


def test_it_notes_the_mail_as_sent(amy, outbox):
    assert asked(amy) == ""
    delivery = only_delivery()
    assert (delivery.status, delivery.recipient) == (DeliveryStatus.SENT, "amy@home.example")
    assert delivery.sent_at is not None
    assert [file.name for file in outbox.iterdir()] == [f"availability-{delivery.pk}.eml"]


def test_it_mails_once_however_often_it_is_asked(amy, smtp):
    for _ in range(3):
        assert asked(amy) == ""
    assert (len(smtp.mails), Delivery.objects.count()) == (1, 1)


def test_it_mails_once_even_when_the_address_changes(amy, smtp):
    outreach.invite(amy)
    amy.change(email="amy@work.example")
    outreach.invite(amy)
    assert smtp.recipients == ["amy@home.example"]


def test_it_does_not_let_a_second_availability_mail_be_planned(amy):
    outreach.invite(amy)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(purpose="availability", candidate=amy, recipient="other@home.example")


@pytest.mark.parametrize(
    "address", ["amy@", "amy home", "a@b@c", "amy@home.example\nBcc: all@school.example", "amy@home.example, b@c.example"]
)
def test_it_mails_nobody_at_an_address_that_is_none(db, outbox, address):
    assert asked(a_candidate(email=address)) == "The e-mail address is not a valid one: not asked about availability."
    assert not outbox.exists()
    assert not Delivery.objects.exists()


def test_it_mails_nobody_whose_file_is_no_cv_until_an_operator_passes_it(db, outbox):
    bill = a_candidate(quality_status="manual", quality_reasons=["not_a_cv", "no_name"])
    assert (
        asked(bill) == "This does not look like a CV: nothing was made of it, nobody was mailed. If it is one, set its quality to passed."
    )
    assert (list(outbox.iterdir()) if outbox.exists() else [], Delivery.objects.count()) == ([], 0)
    bill.change(quality_status="passed")
    assert asked(bill) == ""
    assert only_delivery().status == DeliveryStatus.SENT


def test_a_crash_after_handing_over_writes_the_same_file_again_in_the_outbox(amy, outbox):
    delivery = died_while_sending(amy)
    assert asked(amy) == ""
    outreach.invite(amy)
    assert [file.name for file in outbox.iterdir()] == [f"availability-{delivery.pk}.eml"]
    assert only_delivery().status == DeliveryStatus.SENT


def test_a_crash_after_handing_over_to_a_mail_server_is_unknown_and_not_sent_again(amy, smtp):
    died_while_sending(amy)
    for _ in range(2):
        assert asked(amy) == UNKNOWN
    assert only_delivery().status == DeliveryStatus.UNKNOWN
    assert smtp.mails == []


def test_a_crash_before_the_mail_can_have_left_leaves_no_doubt(amy, smtp, monkeypatch):
    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(outreach, "_move", die)
        with pytest.raises(KeyboardInterrupt):
            outreach.invite(amy)
    assert only_delivery().status == DeliveryStatus.PLANNED
    assert asked(amy) == ""
    assert (len(smtp.mails), only_delivery().status) == (1, DeliveryStatus.SENT)


def test_of_two_at_the_same_moment_one_sends(amy, smtp, monkeypatch):
    """The other was thought dead: it has the row, and is in the middle of its call."""
    availability_link = outreach.links.availability_link

    def link(candidate):
        Delivery.objects.update(status=DeliveryStatus.SENDING)
        return availability_link(candidate)

    monkeypatch.setattr(outreach.links, "availability_link", link)
    with pytest.raises(TransientError):
        outreach.invite(amy)
    assert (smtp.mails, only_delivery().status) == ([], DeliveryStatus.SENDING)
    assert asked(amy) == UNKNOWN
    assert smtp.mails == []


@pytest.mark.parametrize("last", [{"END": ""}, {"DATA": ""}])
def test_a_connection_that_breaks_off_is_unknown_and_not_sent_again(amy, smtp, last):
    smtp.answers = last
    assert asked(amy) == UNKNOWN
    handed_over = len(smtp.mails)
    smtp.answers = {}
    assert asked(amy) == UNKNOWN
    assert len(smtp.mails) == handed_over
    assert only_delivery().error == "The connection to the mail server broke off."


@pytest.mark.parametrize("answers", [{"RCPT": "450 later"}, {"MAIL": "421 later"}, {"DATA": "451 later"}, {"END": "452 full"}])
def test_a_server_that_asks_for_patience_gets_the_mail_later(amy, smtp, answers):
    smtp.answers = answers
    with pytest.raises(TransientError, match="later"):
        outreach.invite(amy)
    assert only_delivery().status == DeliveryStatus.PLANNED
    smtp.mails.clear()
    smtp.answers = {}
    assert asked(amy) == ""
    assert (len(smtp.mails), only_delivery().status) == (1, DeliveryStatus.SENT)


@pytest.mark.parametrize("answers", [{"RCPT": "550 nobody"}, {"MAIL": "553 no"}, {"END": "554 spam"}])
def test_a_mail_that_is_refused_is_not_sent_again(amy, smtp, answers):
    smtp.answers = answers
    for _ in range(2):
        assert asked(amy) == "The availability e-mail was refused: see its delivery in the admin."
        smtp.answers = {}
        smtp.mails.clear()
    delivery = only_delivery()
    assert (delivery.status, delivery.error) == (DeliveryStatus.FAILED, "The mail server refused the mail.")
    assert smtp.mails == []


def test_a_refused_mail_does_not_fail_the_cv(api, smtp):
    smtp.answers = {"RCPT": "550 nobody"}
    upload(api, cv(WHITLOCK))
    work()
    shown = api.get(f"/api/candidates/{Candidate.objects.get().pk}/").json()
    assert (shown["ai_processing_status"], shown["availability_email_status"]) == ("completed", "failed")
    assert shown["cv_status_message"] == "The availability e-mail was refused: see its delivery in the admin."
    assert shown["enhanced_cv_url"]


def test_a_mail_server_that_is_away_costs_attempts_and_no_mail(api, settings):
    with mailbox() as server:
        free = server.port
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", free
    upload(api, cv(WHITLOCK))
    for _ in range(10):
        work()
        time_passes()
    job = Job.objects.get(flow="cv")
    assert (job.status, job.stage, job.error) == (Status.FAILED, "invite", "The mail server is not reachable.")
    assert only_delivery().status == DeliveryStatus.PLANNED
    with mailbox() as server:
        settings.EMAIL_PORT = server.port
        assert api.post(f"/api/jobs/{job.pk}/replay/").status_code == 200
        work()
        assert len(server.mails) == 1
    assert only_delivery().status == DeliveryStatus.SENT


def test_an_outbox_that_cannot_be_written_is_tried_again(amy, settings, tmp_path):
    (tmp_path / "file").write_text("")
    good, settings.MAIL_OUTBOX = settings.MAIL_OUTBOX, tmp_path / "file" / "outbox"
    with pytest.raises(TransientError, match="outbox"):
        outreach.invite(amy)
    settings.MAIL_OUTBOX = good
    assert asked(amy) == ""


@pytest.mark.parametrize("origin", DeliveryStatus)
@pytest.mark.parametrize("to", DeliveryStatus)
def test_a_delivery_moves_only_where_it_may(amy, origin, to):
    delivery = Delivery.objects.create(purpose="availability", candidate=amy, recipient=amy.email, status=origin)
    moved = Delivery.objects.filter(pk=delivery.pk).move(to)
    delivery.refresh_from_db()
    assert moved == int(origin in DELIVERY_MOVES[to])
    assert delivery.status == (to if moved else origin)


def test_a_sender_that_is_no_address_fails_the_mail_and_can_be_tried_again(amy, smtp, settings):
    settings.MAIL_FROM = "Teach, Learn & Co <a@b>"
    assert asked(amy) == "The availability e-mail was refused: see its delivery in the admin."
    assert only_delivery().error == "MAIL_FROM is not one e-mail address with a name."
    settings.MAIL_FROM = "Teach <a@home.example>"
    assert Delivery.objects.move(DeliveryStatus.PLANNED) == 1
    assert asked(amy) == ""


def test_a_mail_that_cannot_be_written_is_not_counted_as_begun(amy, smtp, monkeypatch):
    monkeypatch.setattr("edukai.mailer.rendering.render_to_string", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        outreach.invite(amy)
    assert only_delivery().status == DeliveryStatus.PLANNED


ASKED = "This address was asked about availability in the last 30 days, about another CV: not asked again."


def test_the_same_person_uploaded_twice_is_asked_once(amy, smtp, settings):
    again = a_candidate(email="AMY@home.example")
    assert (asked(amy), asked(again), asked(amy)) == ("", ASKED, "")
    assert (smtp.recipients, again.deliveries.count()) == (["amy@home.example"], 0)
    again.change(email="amy@work.example")  # as an operator corrects it
    assert asked(again) == ""
    assert smtp.recipients == ["amy@home.example", "amy@work.example"]


@pytest.mark.parametrize("long_ago", [True, False])
def test_it_is_asked_again_after_the_days_of_the_settings(amy, smtp, settings, long_ago):
    outreach.invite(amy)
    if long_ago:
        Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    else:
        settings.AVAILABILITY_REPEAT_DAYS = 0
    assert asked(a_candidate(email=amy.email)) == ""
    assert len(smtp.mails) == 2


@pytest.mark.parametrize(("status", "mails"), [("planned", 0), ("sending", 0), ("bounced", 0), ("failed", 1), ("cancelled", 1)])
def test_only_what_has_left_or_will_counts(amy, smtp, status, mails):
    Delivery.objects.create(purpose="availability", candidate=amy, recipient=amy.email, status=status)
    outreach.invite(a_candidate(email=amy.email))
    assert len(smtp.mails) == mails


def test_two_cvs_of_one_person_at_the_same_moment_come_to_one_mail(transactional_db, outbox):
    twins = [a_candidate(email="amy@home.example") for _ in range(6)]

    def ask(candidate: Candidate) -> None:
        try:
            outreach.invite(candidate)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(ask, twins))
    assert (Delivery.objects.count(), len(list(outbox.iterdir()))) == (1, 1)


def test_it_keeps_to_the_rates_and_no_cv_waits_for_its_mail(api, smtp, settings):
    settings.MAIL_RATE_PER_MINUTE = 1
    upload(api, cv(WHITLOCK), cv(CHOUDHURY))
    work()
    shown = [api.get(f"/api/candidates/{pk}/").json() for pk in Candidate.objects.values_list("pk", flat=True)]
    assert {candidate["ai_processing_status"] for candidate in shown} == {"completed"}
    assert sorted(candidate["availability_email_status"] for candidate in shown) == ["planned", "sent"]
    assert sorted(candidate["cv_status_message"] for candidate in shown) == ["", "The availability e-mail is about to be sent."]
    time_passes()
    work()
    assert len(smtp.mails) == 1
    Delivery.objects.update(handed_over_at=timezone.now() - timedelta(minutes=2))
    time_passes()
    work()
    assert len(smtp.mails) == 2
    assert not Job.objects.open().exists()
    assert set(Candidate.objects.values_list("cv_status_message", flat=True)) == {""}


def test_a_new_sender_asks_the_others_tomorrow(db, smtp, settings):
    settings.MAIL_WARMUP, settings.MAIL_WARMUP_FIRST_DAY = True, 2
    waits = [outreach.invite(a_candidate()) for _ in range(3)]
    assert waits[:2] == [0, 0]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert waits[2] == pytest.approx((midnight - timezone.now()).total_seconds(), abs=10)
    assert len(smtp.mails) == 2


def test_a_provider_that_asks_to_wait_is_not_asked_for_the_next_candidate(db, settings):
    with sendgrid_transport(settings) as sendgrid:
        sendgrid.script.append(Behaviour("429", retry_after=30))
        with pytest.raises(TransientError):
            outreach.invite(a_candidate())
        assert outreach.invite(a_candidate()) > 0
        assert len(sendgrid.calls) == 1
