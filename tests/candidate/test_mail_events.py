"""What SendGrid tells of mails: signed, at least once, in any order."""

import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from rest_framework.test import APIClient

from account.models import Activity
from candidate import mail_events
from candidate.flows import outreach
from candidate.models import Campaign, Delivery, DeliveryStatus, Suppression
from candidate.tasks import tell_unknown
from edukai.celery import app
from edukai.errors import PermanentError
from edukai.jobs.models import Job
from tests.candidate.mails import a_campaign, an_availability_mail, mails_of, taken
from tests.fakes.sendgrid_server import SendGridServer

URL = "/api/mail/events/"
INBOUND = "/api/mail/inbound-unsubscribe/"
HEARD = datetime.fromtimestamp(1_800_000_000, UTC)


@pytest.fixture
def sendgrid(settings) -> SendGridServer:
    """Signs as SendGrid does."""
    server = SendGridServer()
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = server.public_key
    return server


def post(body: bytes, headers: dict[str, str]) -> Any:
    return APIClient().generic("POST", URL, body, "application/json", headers=headers)


def tell(sendgrid: SendGridServer, events: list[Any]) -> None:
    assert post(*sendgrid.signed(events)).status_code == 204


def told(sendgrid: SendGridServer, rows: list[Delivery], *kinds: str, **custom_args: str) -> list[dict[str, Any]]:
    return sendgrid.events_for(taken(rows, **custom_args), kinds)


def statuses() -> Counter[str]:
    return Counter(Delivery.objects.values_list("status", flat=True))


@pytest.mark.parametrize(
    ("kinds", "status", "reason"),
    [
        (["processed"], "sent", None),
        (["deferred"], "sent", None),
        (["processed", "delivered"], "delivered", None),
        (["delivered", "open", "click"], "opened", None),
        (["processed", "bounce"], "bounced", "hard_bounce"),
        (["processed", "blocked"], "bounced", None),
        (["dropped"], "failed", "hard_bounce"),
        (["dropped:Unsubscribed Address"], "failed", "unsubscribe"),
        (["dropped:Spam Reporting Address"], "failed", "complaint"),
        (["dropped:Spam Content"], "failed", None),
        (["delivered", "open", "spamreport"], "unsubscribed", "complaint"),
        (["delivered", "unsubscribe"], "unsubscribed", "unsubscribe"),
        (["delivered", "group_unsubscribe"], "unsubscribed", "unsubscribe"),
    ],
)
@pytest.mark.parametrize("before", [DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN, DeliveryStatus.SENT])
def test_each_kind_settles_the_mail_and_keeps_those_who_want_none(db, sendgrid, before, kinds, status, reason):
    mails_of(a_campaign(), 1, before)
    events = told(sendgrid, list(Delivery.objects.all()), *kinds)
    for event in reversed(events):  # in the wrong order, each in a call of its own, twice
        tell(sendgrid, [event])
        tell(sendgrid, [event])
    row = Delivery.objects.get()
    assert row.status == status
    assert row.heard_at == HEARD + timedelta(seconds=len(kinds) - 1)
    assert row.sent_at == (None if status == "failed" and before != "sent" else row.handed_over_at)
    assert [(one.address, one.reason, one.source) for one in Suppression.objects.all()] == (
        [("head0@school.example", reason, "provider")] if reason else []
    )


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("dropped:Spam Content", "SendGrid did not send it: Spam Content."),
        ("bounce:550 no such user head0@school.example", "The recipient's mail server refused it (5.1.1)."),
        ("delivered", ""),
    ],
)
def test_it_says_why_a_mail_did_not_arrive_and_names_nobody(db, sendgrid, kind, error):
    mails_of(a_campaign(), 1, DeliveryStatus.UNKNOWN)
    Delivery.objects.update(error="The connection broke off.")
    tell(sendgrid, told(sendgrid, list(Delivery.objects.all()), kind))
    assert Delivery.objects.get().error == error


def test_a_mail_to_a_candidate_is_settled_and_the_candidate_says_so(db, sendgrid):
    row = an_availability_mail()
    row.candidate.change(cv_status_message="It is not certain whether the availability e-mail has left; it is not sent again.")
    tell(sendgrid, told(sendgrid, [row], "processed", key=f"availability-{row.pk}"))
    assert statuses() == {"sent": 1}
    assert Job.objects.get().flow == "invitation"
    tell(sendgrid, told(sendgrid, [row], "processed", "delivered", key=f"availability-{row.pk}"))
    assert Job.objects.count() == 1


@pytest.mark.parametrize("before", ["planned", "cancelled", "suppressed", "failed"])
def test_what_was_thought_not_to_have_left_has_left_when_sendgrid_says_so(db, sendgrid, before):
    rows = mails_of(a_campaign(), 2, DeliveryStatus(before))
    tell(sendgrid, told(sendgrid, rows, "processed"))
    assert statuses() == {"failed" if before == "failed" else "sent": 2}  # that it was dropped may be told before
    tell(sendgrid, told(sendgrid, rows[:1], "delivered") + told(sendgrid, rows[1:], "bounce"))
    assert statuses() == {"delivered": 1, "bounced": 1}


ODD: list[Any] = [
    None, 7, "x", [], {}, {"key": None}, {"key": ["a"]}, {"key": "1", "event": "delivered", "timestamp": 1}, [[[]]],
    {"event": "delivered", "timestamp": 1_800_000_000, "email": "a@b.example"},
    {"key": "00000000-0000-4000-8000-000000000000", "event": "delivered", "timestamp": 1_800_000_000},
]  # fmt: skip
ODD_FIELDS: list[dict[str, Any]] = [
    {"event": "group_resubscribe"}, {"event": ["delivered"]}, {"event": None}, {"event": {}}, {"timestamp": "x"}, {"timestamp": None},
    {"timestamp": -1}, {"timestamp": 10**30}, {"timestamp": 1.5}, {"timestamp": True},
]  # fmt: skip


def test_what_makes_no_sense_is_passed_over_one_by_one(db, sendgrid):
    first, second = mails_of(a_campaign(), 2)
    (good,) = told(sendgrid, [first], "delivered")
    (other,) = told(sendgrid, [second], "delivered")
    tell(sendgrid, [*ODD, *({**other, **odd} for odd in ODD_FIELDS), good])
    assert dict(Delivery.objects.values_list("pk", "status")) == {first.pk: "delivered", second.pk: "sending"}


@pytest.mark.parametrize("odd", [None, 5, ["x"], {}, "a\0b" * 9_000])
@pytest.mark.parametrize("kind", ["bounce", "dropped"])
def test_an_odd_reason_does_not_keep_a_mail_from_being_settled(db, sendgrid, kind, odd):
    (event,) = told(sendgrid, mails_of(a_campaign(), 1), kind)
    tell(sendgrid, [{**event, "reason": odd, "status": odd}])
    assert Delivery.objects.get().status == {"bounce": "bounced", "dropped": "failed"}[kind]


def test_more_than_ten_thousand_events_are_refused(db, sendgrid):
    assert post(*sendgrid.signed([{}] * 10_000)).status_code == 204
    assert post(*sendgrid.signed([{}] * 10_001)).status_code == 400


@pytest.mark.parametrize("body", [b"", b"{}", b"7", b"[", b"[" * 100_000])
def test_what_is_no_list_is_refused(body):
    with pytest.raises(PermanentError, match="list"):
        mail_events.receive(body)


def test_only_sendgrid_is_let_in_and_nobody_is_told_why(db, sendgrid, settings):
    events = told(sendgrid, mails_of(a_campaign(), 1), "delivered")
    body, headers = sendgrid.signed(events)
    signature, stamp = (f"X-Twilio-Email-Event-Webhook-{name}" for name in ("Signature", "Timestamp"))
    now = int(time.time())
    tries = [
        (body, {}),
        (body, headers | {signature: ""}),
        (body, headers | {signature: "no base64"}),
        (body, headers | {signature: headers[signature][:-8]}),
        (body, headers | {stamp: str(now + 1)}),
        (body, headers | {stamp: "soon"}),
        (body, headers | {stamp: "²"}),
        (body.replace(b"delivered", b"processed"), headers),
        (body + b" ", headers),
        (b"\xff", headers),
        (b"", headers),
        SendGridServer().signed(events),
        sendgrid.signed(events, now - 310),
        sendgrid.signed(events, now + 310),
    ]
    answers = [post(*one) for one in tries]
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = ""
    answers.append(post(body, headers))
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert len({answer.content for answer in answers}) == 1
    assert statuses() == {"sending": 1}
    settings.SENDGRID_WEBHOOK_PUBLIC_KEY = sendgrid.public_key
    assert post(*sendgrid.signed(events, now - 290)).status_code == 204


def test_a_body_that_is_too_large_is_not_read(db, sendgrid):
    assert post(*sendgrid.signed([{"filling": "a" * 5 * 1024**2}])).status_code == 413


def test_a_thousand_events_take_few_queries(db, sendgrid, django_assert_max_num_queries):
    rows = mails_of(a_campaign(), 1_000, DeliveryStatus.UNKNOWN)
    body, headers = sendgrid.signed(told(sendgrid, rows, "processed"))
    with django_assert_max_num_queries(25):
        assert post(body, headers).status_code == 204
    assert statuses() == {"sent": 1_000}


def test_any_order_and_any_number_of_duplicates_come_to_the_same(db, sendgrid):
    """Mails of which nobody knew anything, each event a dozen times, in three orders."""
    mixed = [
        ["processed", "delivered"], ["processed", "deferred", "delivered", "open", "open", "click"], ["processed", "bounce"],
        ["processed", "delivered", "bounce"], ["dropped"], ["processed", "delivered", "open", "spamreport"], ["processed"],
        ["processed", "delivered", "unsubscribe"], ["processed", "blocked"], ["delivered", "group_unsubscribe", "spamreport"],
    ]  # fmt: skip
    ends = ["delivered", "opened", "bounced", "bounced", "failed", "unsubscribed", "sent", "unsubscribed", "bounced", "unsubscribed"]
    campaign = a_campaign()
    rows = mails_of(campaign, 100, DeliveryStatus.UNKNOWN)
    events = [event for n, row in enumerate(rows) for event in told(sendgrid, [row], *mixed[n % 10])] * 12
    for seed in range(3):
        Suppression.objects.all().delete()
        Delivery.objects.update(status=DeliveryStatus.UNKNOWN, heard_at=None, sent_at=None)
        Random(seed).shuffle(events)
        for start in range(0, len(events), 500):
            tell(sendgrid, events[start : start + 500])
        found = dict(Delivery.objects.values_list("pk", "status"))
        assert [found[row.pk] for row in rows] == ends * 10
        assert Counter(Suppression.objects.values_list("reason", flat=True)) == {"hard_bounce": 30, "complaint": 20, "unsubscribe": 10}
    assert Activity.objects.filter(event_type="campaign_paused").count() == 1


def test_the_same_events_at_the_same_moment_wait_for_each_other(transactional_db, sendgrid):
    rows = mails_of(a_campaign(), 200, DeliveryStatus.UNKNOWN)
    events = told(sendgrid, rows[:100], "processed", "bounce") + told(sendgrid, rows[100:], "delivered", "spamreport")

    def tell_shuffled(seed: int) -> int:
        try:
            return post(*sendgrid.signed(Random(seed).sample(events, len(events)))).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(tell_shuffled, range(12))) == {204}
    assert statuses() == {"bounced": 100, "unsubscribed": 100}
    assert Suppression.objects.count() == 200
    assert Activity.objects.filter(event_type="campaign_paused").count() == 1


def test_events_and_the_worker_that_has_just_sent_wait_for_each_other(transactional_db, sendgrid):
    """As it is with a thousand mails: the first events come before the sender has noted that they are sent."""
    rows = mails_of(a_campaign(), 1_000)
    calls = [sendgrid.signed(told(sendgrid, rows, kind)) for kind in ("processed", "deferred", "delivered")]

    def note(kind: int) -> int:
        try:
            if kind < len(calls):
                return post(*calls[kind]).status_code
            Delivery.objects.filter(pk__in=[row.pk for row in rows]).move(DeliveryStatus.SENT, sent_at=timezone.now())
            return 204
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        for _ in range(5):
            Delivery.objects.update(status=DeliveryStatus.SENDING)
            assert set(threads.map(note, range(4))) == {204}
    assert statuses() == {"delivered": 1_000}


def bouncing(sendgrid: SendGridServer, mails: int, bounces: int) -> Campaign:
    campaign = a_campaign()
    rows = mails_of(campaign, mails)
    tell(sendgrid, told(sendgrid, rows[:bounces], "bounce") + told(sendgrid, rows[bounces:], "delivered"))
    campaign.refresh_from_db()
    return campaign


@pytest.mark.parametrize(("mails", "bounces", "pauses"), [(39, 39, False), (40, 2, False), (40, 3, True), (100, 5, False), (100, 6, True)])
def test_a_campaign_pauses_itself_when_too_many_mails_come_back(db, sendgrid, mails, bounces, pauses):
    campaign = bouncing(sendgrid, mails, bounces)
    assert bool(campaign.paused_at) == pauses
    assert campaign.paused_because == (f"{bounces} of {mails} mails came back, more than 5 %." if pauses else "")
    log = [(entry.event_type, entry.severity, entry.candidate_id) for entry in Activity.objects.all()]
    assert log == ([("campaign_paused", "warning", campaign.candidate_id)] if pauses else [])


def test_one_that_an_operator_has_resumed_counts_what_is_handed_over_from_then_on(db, sendgrid):
    campaign = bouncing(sendgrid, 40, 3)
    outreach.resume(campaign)
    late = Delivery.objects.filter(status="delivered").first()
    tell(sendgrid, told(sendgrid, [late], "bounce"))
    assert not Campaign.objects.get().paused_at
    Delivery.objects.update(recipient=Concat("recipient", Value(".before")))
    rows = mails_of(campaign, 40)
    tell(sendgrid, told(sendgrid, rows[2:], "delivered") + told(sendgrid, rows[:2], "bounce"))
    assert not Campaign.objects.get().paused_at
    tell(sendgrid, told(sendgrid, rows[2:3], "bounce"))
    assert Campaign.objects.get().paused_because == "3 of 40 mails came back, more than 5 %."
    assert Activity.objects.filter(candidate_id=campaign.candidate_id).count() == 2


def test_one_that_was_paused_by_hand_counts_on(db, sendgrid):
    campaign = a_campaign()
    rows = mails_of(campaign, 40)
    outreach.pause(campaign)
    outreach.resume(campaign)
    tell(sendgrid, told(sendgrid, rows[3:], "delivered") + told(sendgrid, rows[:3], "bounce"))
    assert Campaign.objects.get().paused_at


def test_one_that_is_cancelled_or_paused_already_is_left_alone(db):
    for fields in ({"cancelled_at": timezone.now()}, {"paused_at": timezone.now(), "paused_because": "By hand."}):
        campaign = a_campaign(**fields)
        mails_of(campaign, 40, DeliveryStatus.BOUNCED)
        mail_events.pause_if_bouncing([campaign.pk])
        assert Campaign.objects.filter(pk=campaign.pk, **fields).exists()
    assert not Activity.objects.exists()


def inbound(sender: str | None, secret: str = "s3cret", **fields: str) -> int:
    form = {"to": "unsubscribe@edukai.example", "subject": "unsubscribe", **fields} | ({} if sender is None else {"from": sender})
    return APIClient().post(f"{INBOUND}?secret={secret}", form, format="multipart").status_code


def test_a_mail_to_the_unsubscribe_address_unsubscribes_its_sender(db, settings, caplog):
    settings.MAIL_INBOUND_SECRET = "s3cret"
    (planned,) = mails_of(a_campaign(), 1, DeliveryStatus.PLANNED)
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            assert inbound('"Head, Ash School" <HEAD0@School.example>', envelope="{broken", SPF="pass") == 204
    (row,) = Suppression.objects.all()
    assert (row.address, row.reason, row.source) == ("head0@school.example", "unsubscribe", "inbound")
    planned.refresh_from_db()
    assert planned.status == "suppressed"
    assert "school.example" not in caplog.text.lower()


NOBODIES = [None, "", "nobody", "<>", "a@b@c.example", "a\0@b.example", f"{'a' * 400}@b.example", "=?utf-8?q?=", "(" * 5_000]


@pytest.mark.parametrize("sender", NOBODIES)
def test_a_mail_from_nobody_counts_for_nothing(db, settings, sender):
    settings.MAIL_INBOUND_SECRET = "s3cret"
    assert inbound(sender) == 204
    assert not Suppression.objects.exists()


def test_it_needs_the_secret(db, settings):
    assert inbound("a@b.example", "") == 404
    settings.MAIL_INBOUND_SECRET = "s3cret"
    assert [inbound("a@b.example", secret) for secret in ("", "s3cre", "s3cret2", "%ff", "%00")] == [403] * 5
    assert not Suppression.objects.exists()


def test_beat_starts_what_there_is():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_operators_are_told_once_a_day_of_mails_that_nobody_knows_about(db):
    rows = mails_of(a_campaign(), 3, DeliveryStatus.UNKNOWN)
    long_ago = timezone.now() - timedelta(hours=25)
    tell_unknown()
    assert not Activity.objects.exists()
    left_by_the_dead = {"handed_over_at": long_ago, "status": DeliveryStatus.SENDING}
    Delivery.objects.filter(pk=rows[0].pk).update(**left_by_the_dead)
    Delivery.objects.filter(pk=rows[1].pk).update(handed_over_at=None, created_at=long_ago)
    tell_unknown()
    tell_unknown()
    (entry,) = Activity.objects.all()
    assert (entry.event_type, entry.severity, entry.message[:2]) == ("emails_unknown", "warning", "2 ")
    Activity.objects.update(created_at=timezone.now() - timedelta(days=1))
    tell_unknown()
    assert Activity.objects.count() == 2
