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
from tests.candidate.sendgrid_stack import contacts, ready_candidate, send, sendgrid_transport, to_the_end
from tests.factories import a_candidate, client_of, normal_user, time_passes, work
from tests.fakes.sendgrid_server import Behaviour, SendGridServer


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
    task = send(api, amy, contacts(2)).json()["task_id"]
    work()
    assert sendgrid.mails == []
    assert 50 < (Job.objects.get(pk=task).not_before - timezone.now()).total_seconds() <= 60
    assert api.post(f"/api/candidates/send-status/{task}/cancel/").status_code == 200
    to_the_end()
    told = status(api, task)
    assert (told["status"], told["cancelled"], sendgrid.mails) == ("completed", 2, [])


def test_it_can_be_paused_and_resumed(api, sendgrid, amy):
    task = send(api, amy, contacts(2)).json()["task_id"]
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
    again = send(api, amy, people).json()
    assert again["contact_count"] == 1
    assert again["refused"] == [{"contact_id": str(people[0].pk), "reason": "This contact got this candidate already in the last 30 days."}]
    to_the_end()
    assert len(sendgrid.mails) == 2
    assert send(api, amy, people, resend=True).json()["contact_count"] == 2
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert send(api, amy, people).json()["contact_count"] == 2


def test_the_same_call_twice_mails_nobody_twice(api, sendgrid, amy):
    people = contacts(3)
    counts = [send(api, amy, people).json()["contact_count"] for _ in range(2)]
    to_the_end()
    assert (counts, len(sendgrid.mails)) == ([3, 0], 3)


def test_no_means_no_also_in_a_campaign_that_runs(api, sendgrid, amy):
    people = contacts(3)
    suppressions.suppress(people[0].work_email.upper(), Reason.OBJECTION, SuppressionSource.OPERATOR)
    started = send(api, amy, people).json()
    assert (started["contact_count"], started["refused"][0]["reason"]) == (2, "This address asked for no more mail.")
    suppressions.suppress(people[1].work_email, Reason.UNSUBSCRIBE, SuppressionSource.LINK)
    to_the_end()
    assert [mail.to for mail in sendgrid.mails] == [people[2].work_email]
    assert status(api, started["task_id"])["suppressed"] == 1


@pytest.mark.parametrize("fault", ["429", "500", "503", "cut_before"])
def test_trouble_that_passes_mails_nobody_twice(api, sendgrid, amy, fault):
    sendgrid.script.append(Behaviour(fault))
    task = send(api, amy, contacts(3)).json()["task_id"]
    to_the_end()
    if fault == "cut_before":  # nobody can tell this from one that was taken
        assert statuses() == ["unknown"] * 3
    else:
        assert (status(api, task)["status"], len(sendgrid.mails)) == ("completed", 3)


def test_a_call_whose_outcome_is_unknown_is_settled_by_events_and_never_made_again(api, sendgrid, amy, live_server):
    sendgrid.script.append(Behaviour("cut"))
    task = send(api, amy, contacts(3)).json()["task_id"]
    to_the_end()
    assert (len(sendgrid.mails), statuses()) == (3, ["unknown"] * 3)
    assert status(api, task)["unknown"] == 3
    assert set(sendgrid.post_events(f"{live_server.url}/api/mail/events/", duplicates=3, shuffle=True)) == {204}
    assert status(api, task)["delivered"] == 3
    assert len(sendgrid.mails) == 3


def test_a_worker_that_dies_while_it_hands_over_mails_nobody_twice(api, sendgrid, amy):
    task = send(api, amy, contacts(3)).json()["task_id"]
    campaign = Campaign.objects.get()
    campaigns.claim(campaign, 1_000)  # and then it is killed
    Job.objects.filter(pk=task).update(status="running", lease_until=timezone.now() - timedelta(seconds=9), lease_token=uuid4())
    release_lapsed()
    to_the_end()
    assert (sendgrid.mails, statuses()) == ([], ["unknown"] * 3)


def test_one_bad_address_fails_by_itself(api, sendgrid, amy):
    people = contacts(3)
    sendgrid.rejects = {people[1].work_email}
    task = send(api, amy, people).json()["task_id"]
    to_the_end()
    told = status(api, task)
    assert (told["summary"]["sent"], told["summary"]["failed"]) == (2, 1)
    assert told["summary"]["errors"][0]["contact_id"] == str(people[1].pk)


def test_a_key_that_is_refused_fails_the_campaign_at_once(api, sendgrid, amy):
    sendgrid.keys = {"SG.other"}
    task = send(api, amy, contacts(2)).json()["task_id"]
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
    send(api, amy, contacts(5))
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
    send(api, amy, people)
    time_passes()
    work()
    assert sorted(mail.to.rpartition("@")[2] for mail in sendgrid.mails) == ["ash.example", "elm.example"]


def test_a_new_sender_warms_up(api, sendgrid, amy, settings):
    settings.MAIL_WARMUP, settings.MAIL_WARMUP_FIRST_DAY = True, 2
    send(api, amy, contacts(5))
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
