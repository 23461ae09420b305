"""The back office of mails: settling what nobody knows, and addresses that get none."""

from datetime import timedelta

from django.utils import timezone

from candidate.models import Campaign, Delivery, DeliveryStatus, Suppression
from edukai.jobs.models import Job
from tests.candidate.mails import a_campaign, an_availability_mail, mails_of

OFFICE = "/admin/candidate"


def act(desk, action: str) -> str:
    selected = [str(pk) for pk in Delivery.objects.values_list("pk", flat=True)]
    return desk.post(f"{OFFICE}/delivery/", {"action": action, "_selected_action": selected}, follow=True).content.decode()


def test_mails_to_schools_are_settled_and_nobody_is_invited(desk):
    for status in (DeliveryStatus.UNKNOWN, DeliveryStatus.SENDING, DeliveryStatus.DELIVERED):
        mails_of(a_campaign(), 2, status)
    assert "Marked as sent: 2." in act(desk, "mark_as_sent")
    assert {row.sent_at == row.handed_over_at for row in Delivery.objects.filter(status="sent")} == {True}
    Delivery.objects.filter(status="sent").update(status="unknown", error="The connection broke off.")
    assert "Marked as failed: 2." in act(desk, "mark_as_failed")
    assert {row.error for row in Delivery.objects.filter(status="failed")} == {"It has not left, says an operator."}
    assert "Tried again: 0." in act(desk, "try_again")
    assert Delivery.objects.filter(status="failed", recipient__endswith="@school.example").count() == 2
    assert not Job.objects.exists()


def test_a_mail_to_a_candidate_that_has_not_left_is_said_at_the_candidate(desk):
    row = an_availability_mail()
    assert "Marked as failed: 1." in act(desk, "mark_as_failed")
    assert Job.objects.get().subject_id == str(row.candidate_id)


def test_it_finds_what_is_unknown_for_long(desk):
    old, new, sent = mails_of(a_campaign(), 3, DeliveryStatus.UNKNOWN)
    long_ago = timezone.now() - timedelta(hours=25)
    Delivery.objects.filter(pk__in=[old.pk, sent.pk]).update(handed_over_at=long_ago)
    Delivery.objects.filter(pk=sent.pk).update(status=DeliveryStatus.SENT)
    page = desk.get(f"{OFFICE}/delivery/?outcome=unknown").content.decode()
    assert [str(row.pk) in page for row in (old, new, sent)] == [True, False, False]


def test_campaigns_are_shown_with_their_counts(desk, django_assert_max_num_queries):
    campaign = a_campaign()
    mails_of(campaign, 3, DeliveryStatus.SENT)
    Delivery.objects.filter(recipient="Head1@school.example").update(status=DeliveryStatus.BOUNCED)
    page = desk.get(f"{OFFICE}/campaign/{campaign.pk}/change/").content.decode()
    assert "2 sent, 1 bounced" in page
    for _ in range(5):
        a_campaign()
    with django_assert_max_num_queries(8):
        rows = desk.get(f"{OFFICE}/campaign/").context["cl"].result_list
    assert [(row.total, row.handed_over, row.bounced) for row in rows] == [(0, 0, 0)] * 5 + [(3, 3, 1)]
    assert desk.get(f"{OFFICE}/campaign/add/").status_code == 403
    assert desk.post(f"{OFFICE}/campaign/{campaign.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Campaign.objects.count() == 6


def test_addresses_are_added_searched_and_deleted_by_hand(desk, olu):
    (planned,) = mails_of(a_campaign(), 1, DeliveryStatus.PLANNED)
    for address in (planned.recipient, planned.recipient.upper()):
        sent = {"address": address, "reason": "objection", "note": "rang us"}
        assert desk.post(f"{OFFICE}/suppression/add/", sent).status_code == 302
    (row,) = Suppression.objects.all()
    assert (row.address, row.reason, row.source) == ("head0@school.example", "objection", "operator")
    assert (row.note, row.created_by) == ("rang us", olu)
    assert Delivery.objects.get().status == "suppressed"
    found = f"{OFFICE}/suppression/?q=head0&reason__exact=objection"
    assert b"head0@school.example" in desk.get(found).content
    assert b"head0@school.example" not in desk.get(found.replace("head0", "office")).content
    assert desk.get(f"{OFFICE}/suppression/{row.pk}/change/").status_code == 200
    assert desk.post(f"{OFFICE}/suppression/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Suppression.objects.exists()
