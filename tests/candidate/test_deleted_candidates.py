"""What stays of mails when their candidate is deleted: whom they went to, so that no means no, and figures."""

import email
import re
from email.policy import default
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from candidate import campaigns, edits, links, outreach, replies
from candidate.models import Campaign, Candidate, Delivery, DeliveryStatus, Purpose, Reason, Suppression
from tests.candidate.mails import an_availability_mail, taken
from tests.candidate.sendgrid_stack import contacts, planned, ready_candidate, send, sendgrid_transport, to_the_end
from tests.factories import a_batch, a_candidate, work

pytestmark = pytest.mark.django_db


def posted(link: str) -> Any:
    return Client(enforce_csrf_checks=True).post(link.removeprefix(settings.PUBLIC_URL), {"List-Unsubscribe": "One-Click"})


def status(api, task: str) -> dict[str, Any]:
    return api.get(f"/api/candidates/send-status/{task}/").json()


@pytest.mark.parametrize("whole_batch", [False, True])
def test_the_link_in_a_mail_still_stops_mails_and_the_figures_stay(api, outbox, whole_batch):
    batch = a_batch()
    amy = ready_candidate(batch=batch)
    task = send(api, amy, contacts(2)).json()["task_id"]
    to_the_end()
    before = status(api, task)
    assert before["summary"]["sent"] == 2
    address = f"batches/{batch.pk}" if whole_batch else amy.pk
    assert api.delete(f"/api/candidates/{address}/delete/").status_code == 200
    assert not Candidate.objects.exists()
    for file in outbox.iterdir():
        link = re.search("<(http[^>]+)>", email.message_from_bytes(file.read_bytes(), policy=default)["List-Unsubscribe"])
        assert link
        assert posted(link[1]).status_code == 200
    assert set(Suppression.objects.values_list("address", flat=True)) == {"head0@ash.example", "zoe@ash.example"}
    assert status(api, task) == before | {"delivered": 2}  # whoever stops mails has got one
    assert list(Campaign.objects.values_list("candidate", "subject", "body")) == [(None, "", "")]
    told = status(api, planned(api, ready_candidate(email="bea@home.example"), contacts_again()))
    assert (told["summary"]["total"], len(told["refused"])) == (0, 2)


def contacts_again() -> list[Any]:
    return [delivery.contact for delivery in Delivery.objects.select_related("contact")]


def test_nothing_more_leaves_and_the_job_comes_to_its_end(api, settings):
    with sendgrid_transport(settings) as sendgrid:
        amy = ready_candidate()
        task = planned(api, amy, contacts(3))
        api.post(f"/api/candidates/send-status/{task}/pause/")
        edits.delete([amy])
        work()
        told = status(api, task)
        assert (told["status"], told["cancelled"], sendgrid.mails) == ("completed", 3, [])


def test_a_deletion_while_a_call_is_under_way_loses_no_outcome(api, settings, monkeypatch):
    with sendgrid_transport(settings) as sendgrid:
        amy = ready_candidate()
        task = send(api, amy, contacts(3)).json()["task_id"]
        write = campaigns.addressee

        def delete_meanwhile(*about: Any) -> Any:
            edits.delete([amy])
            return write(*about)

        monkeypatch.setattr(campaigns, "addressee", delete_meanwhile)
        to_the_end()
        assert not Candidate.objects.exists()
        told = status(api, task)
        assert (told["status"], told["waiting"], told["summary"]["sent"]) == ("completed", 0, len(sendgrid.mails))
        assert told["summary"]["sent"] + told["cancelled"] == 3


def test_a_candidate_who_wants_to_be_forgotten_leaves_an_address_to_the_suppressions_alone(api, settings):
    delivery = an_availability_mail(DeliveryStatus.SENT)
    amy = delivery.candidate
    assert amy
    amy.change(email="amy@new.example")
    replies.erase(amy)
    delivery.refresh_from_db()
    assert (delivery.candidate, delivery.recipient, delivery.status) == (None, "", "sent")
    objected = {(one.address, one.reason) for one in Suppression.objects.all()}
    assert objected == {("amy0@home.example", Reason.OBJECTION), ("amy@new.example", Reason.OBJECTION)}
    page = posted(links.unsubscribe_link(str(delivery.pk)))
    assert (page.status_code, "will not write to you again" in page.content.decode()) == (200, True)
    with sendgrid_transport(settings) as sendgrid:
        body, headers = sendgrid.signed(sendgrid.events_for(taken([delivery]), ["bounce", "spamreport"]))
        assert Client().post("/api/mail/events/", body, "application/json", headers=headers).status_code == 204
    assert Suppression.objects.count() == 2


def test_what_has_left_to_a_candidate_whom_an_operator_deleted_can_still_be_stopped(outbox):
    asked, never = a_candidate(email="amy@home.example"), a_candidate(email="bea@home.example")
    outreach.invite(asked)
    Delivery.objects.create(candidate=never, purpose=Purpose.AVAILABILITY, recipient=never.email)
    edits.delete([asked, never])
    assert sorted(Delivery.objects.values_list("status", "recipient")) == [("cancelled", ""), ("sent", "amy@home.example")]
    assert posted(links.unsubscribe_link(str(Delivery.objects.get(status="sent").pk))).status_code == 200
    assert Suppression.objects.get().address == "amy@home.example"
    outreach.invite(a_candidate(email="Amy@home.example"))  # the same CV, uploaded again
    assert len(list(outbox.iterdir())) == 1
    assert Suppression.objects.get().reason == Reason.UNSUBSCRIBE
