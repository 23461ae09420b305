"""The pages that mails link to, in a real browser on a phone, without JavaScript."""

import base64
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from candidate import links
from candidate.models import Availability, Candidate, Delivery, DeliveryStatus, Purpose, Suppression
from edukai.logos import mail_logo
from tests.browser import opened
from tests.candidate.sendgrid_stack import contacts, ready_candidate
from tests.factories import a_candidate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(live_server, settings, monkeypatch) -> Iterator[Page]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    settings.PUBLIC_URL = live_server.url
    with opened(live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}) as page:
        yield page


def test_a_candidate_answers_and_later_has_everything_deleted(page):
    amy = a_candidate(email="amy@home.example")
    page.goto(links.availability_link(amy) + "&answer=available")
    expect(page.get_by_label("Available now")).to_be_checked()
    expect(page.get_by_label("From which date?")).to_be_hidden()
    page.get_by_label("Available from a date").check()
    page.get_by_label("Part-time").check()
    page.get_by_label("Which roles?").fill("عربى teacher <b>")
    page.get_by_label("How far would you travel").fill("12")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Please say from which date.")).to_be_visible()
    day = timezone.localdate() + timedelta(days=40)
    page.get_by_label("From which date?").fill(day.isoformat())
    page.get_by_role("button", name="Send my answer").click()
    said = f"Available from {day.day} {day:%B %Y}; part-time; roles: عربى teacher <b>; travels up to 12 miles."
    expect(page.get_by_text(said)).to_be_visible()
    amy.refresh_from_db()
    assert amy.availability_status == Availability.NOT_AVAILABLE
    assert amy.notes.endswith(said)

    page.get_by_role("link", name="answer again").click()
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_label("From which date?")).to_have_value(day.isoformat())
    page.get_by_role("link", name="Delete my data").click()
    assert Candidate.objects.exists()
    page.get_by_role("button", name="Yes, delete my data").click()
    expect(page.get_by_role("heading", name="Your data are deleted")).to_be_visible()
    assert not Candidate.objects.exists()
    assert Suppression.objects.get().address == "amy@home.example"


def test_a_school_stops_mails(page):
    sent = {"purpose": Purpose.OUTREACH, "status": DeliveryStatus.DELIVERED}
    mail = Delivery.objects.create(candidate=a_candidate(), recipient=f"{'ann' * 20}@{'st-marys-' * 6}school.sch.uk", **sent)
    page.goto(links.unsubscribe_link(str(mail.pk)))
    assert not Suppression.objects.exists()
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="You will get no more mails")).to_be_visible()
    mail.refresh_from_db()
    assert mail.status == DeliveryStatus.UNSUBSCRIBED
    assert Suppression.objects.get().address == mail.recipient


def test_pages_are_no_wider_than_a_phone_and_styled(page):
    amy = a_candidate()
    page.goto(links.availability_link(amy))
    box = page.locator("main").bounding_box()
    button = page.get_by_role("button").bounding_box()
    assert box
    assert button
    assert (box["x"], box["width"]) == (0, 360)
    assert (button["x"], button["width"]) == (24, 312)


@pytest.mark.parametrize("width", [320, 1200])
def test_a_mail_to_a_school_is_read_on_a_phone_and_shows_the_logo(page, api, width):
    amy = ready_candidate(email_body=f"Amy teaches {'Mathematik' * 20}.\n\n- {'x' * 300}\n- QTS")
    shown = api.get(f"/api/candidates/{amy.pk}/outreach-preview/", {"contact_id": str(contacts(1)[0].pk)}).json()
    logo = base64.b64encode(mail_logo(settings.AGENCY_LOGO).content).decode()
    page.set_viewport_size({"width": width, "height": 700})
    page.set_content(shown["html"].replace("cid:logo", f"data:image/png;base64,{logo}"))
    box = page.get_by_role("img", name="EduKai Education").bounding_box()
    assert (box["width"], box["height"]) == (148, 44)
    assert box["x"] + box["width"] < width
    card = page.locator(".card").bounding_box()
    assert card["width"] == min(width, 600)
    assert page.get_by_role("link", name="Stop these mails").is_visible()
