"""A candidate's profile to contacts of schools: each exactly once, whatever goes wrong."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from account.models import Activity, EventType
from candidate import campaigns, suppressions
from candidate.models import Campaign, Delivery, Reason, SuppressionSource
from edukai.jobs.control import replay
from edukai.jobs.models import Job, Status
from edukai.jobs.reconcile import release_lapsed
from tests.candidate.mails import taken
from tests.candidate.sendgrid_stack import contacts, planned, ready_candidate, send, sendgrid_transport, to_the_end
from tests.factories import a_candidate, client_of, normal_user, time_passes, work
from tests.fakes.sendgrid_server import Behaviour, SendGridServer
from tests.fakes.smtp import mailbox


@pytest.fixture
def sendgrid(settings) -> Iterator[SendGridServer]:
    with sendgrid_transport(settings) as server:
        yield server


@pytest.fixture
def amy(db):
    return ready_candidate()


def status(api, task: str) -> dict:
    answer = api.get(f"/api/candidates/send-status/{task}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def statuses() -> list[str]:
    return sorted(Delivery.objects.filter(purpose="outreach").values_list("status", flat=True))


def test_each_contact_gets_the_profile_once(api, sendgrid, amy):
    people = contacts(3)
    started = send(api, amy, people)
    assert (started.status_code, started.json()["contact_count"], started.json()["candidate"]) == (202, 3, "Amy Okafor")
    task = started.json()["task_id"]
    assert started.json()["poll_url"] == f"/api/candidates/send-status/{task}/"
    assert status(api, task)["status"] == "pending"
    to_the_end()
    told = status(api, task)
    assert (told["status"], told["summary"]) == ("completed", {"total": 3, "sent": 3, "failed": 0, "errors": []})
    assert len(sendgrid.calls) == 1
    assert sorted(mail.to for mail in sendgrid.mails) == sorted(person.work_email for person in people)
    mail = next(mail for mail in sendgrid.mails if mail.to == "zoe@ash.example")
    assert "Dear Zoë O'Neil," in mail.text
    assert "Dear Zoë O&#x27;Neil," in mail.html or "Dear Zoë O'Neil," in mail.html
    assert mail.subject == "A maths teacher in Leeds"
    assert "Amy has taught maths for five years." in mail.text
    assert [(file.filename, file.content_id) for file in mail.attachments] == [("CV.pdf", ""), ("Logo.png", "logo")]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Okafor" not in str(mail)
    assert Activity.objects.get(event_type=EventType.EMAILS_SENT).message == "Mails sent: 3 of 3."


def test_nothing_leaves_before_the_time_to_think_it_over(api, sendgrid, amy):
    task = planned(api, amy, contacts(2))
    assert (sendgrid.mails, statuses()) == ([], ["planned"] * 2)
    assert 50 < (Job.objects.get(pk=task).not_before - timezone.now()).total_seconds() <= 60
    assert api.post(f"/api/candidates/send-status/{task}/cancel/").status_code == 200
    to_the_end()
    told = status(api, task)
    assert (told["status"], told["cancelled"], sendgrid.mails) == ("completed", 2, [])


def test_it_can_be_paused_and_resumed(api, sendgrid, amy):
    task = planned(api, amy, contacts(2))
    api.post(f"/api/candidates/send-status/{task}/pause/")
    time_passes()
    work()
    assert (sendgrid.mails, status(api, task)["paused"]) == ([], "By hand.")
    api.post(f"/api/candidates/send-status/{task}/resume/")
    work()
    assert (len(sendgrid.mails), status(api, task)["status"]) == (2, "completed")
    assert api.post(f"/api/candidates/send-status/{task}/pause/").status_code == 409
    assert api.post(f"/api/candidates/send-status/{task}/explode/").status_code == 404


def test_a_contact_that_got_the_candidate_lately_is_refused_unless_it_is_meant(api, sendgrid, amy):
    people = contacts(2)
    send(api, amy, people[:1])
    to_the_end()
    again = status(api, planned(api, amy, people))
    assert again["summary"]["total"] == 1
    assert again["refused"] == [{"contact_id": str(people[0].pk), "reason": "This contact got this candidate already in the last 30 days."}]
    to_the_end()
    assert len(sendgrid.mails) == 2
    assert status(api, planned(api, amy, people, resend=True))["summary"]["total"] == 2
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert status(api, planned(api, amy, people))["summary"]["total"] == 2


def test_the_same_call_twice_mails_nobody_twice(api, sendgrid, amy):
    people = contacts(3)
    tasks = [send(api, amy, people).json()["task_id"] for _ in range(2)]
    to_the_end()
    assert ([status(api, task)["summary"]["sent"] for task in tasks], len(sendgrid.mails)) == ([3, 0], 3)


def test_no_means_no_also_in_a_campaign_that_runs(api, sendgrid, amy):
    people = contacts(3)
    suppressions.suppress(people[0].work_email.upper(), Reason.OBJECTION, SuppressionSource.OPERATOR)
    task = planned(api, amy, people)
    assert [row["reason"] for row in status(api, task)["refused"]] == ["This address asked for no more mail."]
    suppressions.suppress(people[1].work_email, Reason.UNSUBSCRIBE, SuppressionSource.LINK)
    to_the_end()
    assert [mail.to for mail in sendgrid.mails] == [people[2].work_email]
    assert status(api, task)["suppressed"] == 1


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut_before"])
def test_trouble_that_passes_mails_nobody_twice(api, sendgrid, amy, fault):
    sendgrid.script.append(Behaviour(fault))
    task = planned(api, amy, contacts(3))
    to_the_end()
    if fault == "cut_before":  # nobody can tell this from one that was taken
        assert statuses() == ["unknown"] * 3
    else:
        assert (status(api, task)["status"], len(sendgrid.mails)) == ("completed", 3)


def test_a_call_whose_outcome_is_unknown_is_settled_by_events_and_never_made_again(api, sendgrid, amy, live_server):
    sendgrid.script.append(Behaviour("cut"))
    task = planned(api, amy, contacts(3))
    to_the_end()
    assert (len(sendgrid.mails), statuses()) == (3, ["unknown"] * 3)
    assert status(api, task)["unknown"] == 3
    assert set(sendgrid.post_events(f"{live_server.url}/api/mail/events/", duplicates=3, shuffle=True)) == {204}
    assert status(api, task)["delivered"] == 3
    assert len(sendgrid.mails) == 3


class Killed(BaseException):
    """A worker has no time to clean up."""


@pytest.fixture
def killed(monkeypatch, sendgrid):
    """The worker dies right before or right after the rows are noted as leaving: then the last byte may have left."""
    leave = campaigns._leave

    def at(place: str) -> None:
        def die(campaign, keys):
            monkeypatch.undo()
            if place == "after":
                leave(campaign, keys)
            raise Killed

        monkeypatch.setattr(campaigns, "_leave", die)
        with pytest.raises(Killed):
            work()
        Job.objects.filter(status=Status.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=9))
        release_lapsed()

    return at


def test_a_worker_that_dies_before_anything_has_left_leaves_no_doubt(api, sendgrid, amy, settings, killed):
    settings.MAIL_RATE_PER_MINUTE = 3
    planned(api, amy, contacts(3))
    time_passes()
    killed("before")
    assert (sendgrid.mails, statuses()) == ([], ["planned"] * 3)
    work()
    assert (len(sendgrid.mails), statuses()) == (3, ["sent"] * 3)


def test_a_worker_that_dies_as_it_hands_over_mails_nobody_twice(api, sendgrid, amy, killed):
    planned(api, amy, contacts(3))
    time_passes()
    killed("after")
    to_the_end()
    assert (sendgrid.mails, statuses()) == ([], ["unknown"] * 3)


@pytest.fixture
def as_it_is_prepared(monkeypatch):
    """Something happens between the choice of the mails and their leaving, the first time."""

    def happens(what) -> None:
        prepare = campaigns.letter

        def letter(*args):
            monkeypatch.undo()
            what()
            return prepare(*args)

        monkeypatch.setattr(campaigns, "letter", letter)

    return happens


def test_whoever_says_no_as_a_call_is_prepared_is_left_out_and_nobody_waits(api, sendgrid, amy, as_it_is_prepared):
    people = contacts(3)
    task = planned(api, amy, people)
    as_it_is_prepared(lambda: suppressions.suppress(people[1].work_email, Reason.UNSUBSCRIBE, SuppressionSource.LINK))
    time_passes()
    work()
    assert sorted(mail.to for mail in sendgrid.mails) == [people[0].work_email, people[2].work_email]
    assert (statuses(), Job.objects.get(pk=task).status) == (["sent", "sent", "suppressed"], "completed")


@pytest.mark.parametrize(("action", "after"), [("pause", "planned"), ("cancel", "cancelled")])
def test_an_operator_stops_it_up_to_the_last_moment(api, sendgrid, amy, as_it_is_prepared, action, after):
    task = planned(api, amy, contacts(3))
    as_it_is_prepared(lambda: api.post(f"/api/candidates/send-status/{task}/{action}/"))
    time_passes()
    work()
    assert (sendgrid.mails, statuses()) == ([], [after] * 3)


def test_a_job_that_is_cancelled_as_it_hands_over_leaves_nothing_planned(api, sendgrid, amy, monkeypatch):
    sendgrid.script.append(Behaviour("503"))
    task, leave = planned(api, amy, contacts(3)), campaigns._leave

    def leave_and_be_cancelled(campaign, keys):
        leave(campaign, keys)
        assert api.post(f"/api/jobs/{task}/cancel/").status_code == 200

    monkeypatch.setattr(campaigns, "_leave", leave_and_be_cancelled)
    time_passes()
    work()
    assert (sendgrid.mails, statuses()) == ([], ["cancelled"] * 3)


def test_another_worker_that_has_them_already_is_not_disturbed(api, sendgrid, amy, as_it_is_prepared):
    """One that was thought dead and was not: it is in the middle of its call."""
    planned(api, amy, contacts(3))
    as_it_is_prepared(lambda: campaigns._leave(Campaign.objects.get(), [str(row.pk) for row in Delivery.objects.all()]))
    time_passes()
    work()
    assert (sendgrid.mails, statuses()) == ([], ["unknown"] * 3)


def test_events_about_a_mail_that_sendgrid_had_refused_keep_it_from_being_sent_again(api, sendgrid, amy, live_server):
    sendgrid.script.append(Behaviour("503"))
    planned(api, amy, contacts(2))
    time_passes()
    work()
    assert statuses() == ["planned"] * 2
    first, second = Delivery.objects.order_by("pk")
    assert sendgrid.post_events(f"{live_server.url}/api/mail/events/", mails=taken([first])) == [204]
    to_the_end()
    assert [mail.custom_args["key"] for mail in sendgrid.mails] == [str(second.pk)]
    assert statuses() == ["delivered", "sent"]


def test_those_who_are_refused_one_by_one_use_up_no_attempts(api, sendgrid, amy):
    people = contacts(8)
    for person in people[:6]:
        sendgrid.script.append(Behaviour("400", addresses={person.work_email}))
    planned(api, amy, people)
    time_passes()
    work()
    assert statuses() == ["failed"] * 6 + ["sent"] * 2
    assert len(sendgrid.calls) == 7


def test_calls_are_as_small_as_one_likes(api, sendgrid, amy, settings):
    settings.MAIL_MOST_PER_CALL = 2
    planned(api, amy, contacts(5))
    time_passes()
    work()
    assert [call.taken for call in sendgrid.calls] == [2, 2, 1]


def test_a_mail_server_that_is_cut_off_leaves_one_in_doubt(api, amy, settings, monkeypatch):
    with mailbox() as server:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", server.port
        planned(api, amy, contacts(5))
        leave = campaigns._leave

        def die_at_the_third(campaign, keys):
            leave(campaign, keys)
            if len(server.mails) == 2:
                monkeypatch.undo()
                raise Killed

        monkeypatch.setattr(campaigns, "_leave", die_at_the_third)
        time_passes()
        with pytest.raises(Killed):
            work()
        assert statuses() == ["planned", "planned", "sending", "sent", "sent"]


def test_one_bad_address_fails_by_itself(api, sendgrid, amy):
    people = contacts(3)
    sendgrid.rejects = {people[1].work_email}
    task = planned(api, amy, people)
    to_the_end()
    told = status(api, task)
    assert (told["summary"]["sent"], told["summary"]["failed"]) == (2, 1)
    assert told["summary"]["errors"][0]["contact_id"] == str(people[1].pk)


def test_a_key_that_is_refused_fails_the_campaign_at_once(api, sendgrid, amy):
    sendgrid.keys = {"SG.other"}
    task = planned(api, amy, contacts(2))
    time_passes()
    work()
    told = status(api, task)
    assert (told["status"], told["error"]) == ("failed", "SendGrid refuses the key: set SENDGRID_API_KEY.")
    entry = Activity.objects.get(event_type=EventType.EMAILS_SENT)
    assert (entry.severity, entry.message) == ("error", "Mails sent: 0 of 2. SendGrid refuses the key: set SENDGRID_API_KEY.")
    sendgrid.keys = {"SG.test"}
    replay(Job.objects.filter(status=Status.FAILED))
    to_the_end()
    assert (status(api, task)["status"], len(sendgrid.mails)) == ("completed", 2)
    assert Activity.objects.filter(event_type=EventType.EMAILS_SENT, message="Mails sent: 2 of 2.").exists()


def test_it_keeps_to_the_rates(api, sendgrid, amy, settings):
    settings.MAIL_RATE_PER_MINUTE = 2
    planned(api, amy, contacts(5))
    time_passes()
    work()
    assert len(sendgrid.mails) == 2
    Delivery.objects.filter(handed_over_at__isnull=False).update(handed_over_at=timezone.now() - timedelta(minutes=2))
    time_passes()
    work()
    assert len(sendgrid.mails) == 4


def test_it_keeps_to_the_rate_of_each_domain(api, sendgrid, amy, settings):
    settings.MAIL_RATE_PER_DOMAIN_PER_MINUTE = 1
    people = contacts(3)
    people[0].work_email = "head@elm.example"
    people[0].save()
    planned(api, amy, people)
    time_passes()
    work()
    assert sorted(mail.to.rpartition("@")[2] for mail in sendgrid.mails) == ["ash.example", "elm.example"]


def test_a_new_sender_warms_up(api, sendgrid, amy, settings):
    settings.MAIL_WARMUP, settings.MAIL_WARMUP_FIRST_DAY = True, 2
    planned(api, amy, contacts(5))
    to_the_end(4)
    assert len(sendgrid.mails) == 2


@pytest.mark.parametrize(
    ("fields", "code", "reason"),
    [
        ({"email_body": ""}, 400, "This candidate has no e-mail text yet."),
        ({"quality_reasons": ["leak"], "enhanced_key": ""}, 409, "The branded CV would give away who the candidate is"),
        ({"enhanced_key": ""}, 409, "There is no branded CV of this candidate to attach."),
    ],
)
def test_what_cannot_be_sent_is_refused(api, db, fields, code, reason):
    answer = send(api, ready_candidate(**fields), contacts(1))
    assert (answer.status_code, answer.json()["detail"].startswith(reason)) == (code, True)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("ids", [[], ["x"], "x", None, [str(uuid4())] * 1_001])
def test_bad_lists_are_400(api, amy, ids):
    assert api.post(f"/api/candidates/{amy.pk}/send-to-contacts/", {"contact_ids": ids}, format="json").status_code == 400


def test_an_unknown_contact_is_400_and_an_unknown_task_404(api, amy):
    answer = api.post(f"/api/candidates/{amy.pk}/send-to-contacts/", {"contact_ids": [str(uuid4())]}, format="json")
    assert answer.status_code == 400
    assert api.get(f"/api/candidates/send-status/{uuid4()}/").status_code == 404
    assert api.get("/api/candidates/send-status/nonsense/").status_code == 404


def test_it_is_for_operators(amy):
    for client, code in ((client_of(), 401), (client_of(normal_user()), 403)):
        assert send(client, amy, contacts(1) if code == 401 else []).status_code == code


def test_a_thousand_contacts_need_one_call(api, sendgrid, db):
    candidate = a_candidate(enhanced_key=ready_candidate().enhanced_key)
    send(api, candidate, contacts(1_000))
    to_the_end(4)
    assert (len(sendgrid.calls), len({mail.to for mail in sendgrid.mails}), len(sendgrid.mails)) == (1, 1_000, 1_000)
