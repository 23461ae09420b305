"""The mail to a school: what it says, what hangs on it, and that the preview shows that very mail."""

import email
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from candidate import outreach
from candidate.models import Candidate, Delivery
from organization.models import OrganizationContact
from tests.candidate.sendgrid_stack import PDF, contacts, ready_candidate, send, sendgrid_transport, to_the_end
from tests.factories import a_candidate, a_contact, a_school, stored

pytestmark = pytest.mark.django_db

OWN = re.compile(r"https?://\S+/m/u/[^\s\"<>]+")  # the link of one mail
HOSTILE = "<b>x</b>\"'&{{ agency }}</title><script>alert(1)</script>"
INJECTED = "A\r\nBcc: all@school.example\r\n\r\n=?utf-8?q?=0ABcc:_b@c.example?="


def preview(api: Any, candidate: Candidate, person: OrganizationContact, code: int = 200) -> dict[str, Any]:
    answer = api.get(f"/api/candidates/{candidate.pk}/outreach-preview/", {"contact_id": str(person.pk)})
    assert answer.status_code == code, answer.content
    return answer.json()


def sent(api: Any, outbox: Path, candidate: Candidate, person: OrganizationContact) -> EmailMessage:
    assert send(api, candidate, [person]).status_code == 202
    to_the_end()
    [file] = outbox.iterdir()
    return email.message_from_bytes(file.read_bytes(), policy=default)  # type: ignore[return-value]


def text_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body([kind])
    assert body
    return body.get_content()


def anybodys(text: str) -> str:
    return OWN.sub("LINK", text)


@pytest.mark.parametrize("photo", [False, True])
def test_the_preview_is_the_mail_that_leaves(api, outbox, settings, photo):
    settings.OUTREACH_ATTACH_PHOTO, settings.MAIL_UNSUBSCRIBE_ADDRESS = photo, "stop@edukai.example"
    amy = ready_candidate(photo_key=stored("photos", ".jpg", b"the face"))
    [person] = contacts(1)
    shown = preview(api, amy, person)
    mail = sent(api, outbox, amy, person)
    own = {"Message-ID", "Date"}
    assert shown["headers"].keys() == {name for name in mail.keys() if not name.startswith(("MIME", "Content-"))}  # noqa: SIM118
    for name in shown["headers"].keys() - own:
        assert anybodys(shown["headers"][name]) == anybodys(" ".join(mail[name].split())), name
    assert (shown["to"], shown["subject"]) == ("zoe@ash.example", mail["Subject"])
    assert (anybodys(shown["text"]), anybodys(shown["html"])) == (anybodys(text_of(mail, "plain")), anybodys(text_of(mail, "html")))
    hung_on = [part for part in mail.walk() if part.get_filename()]
    assert [(one["filename"], one["content_type"], one["size"], one["content_id"]) for one in shown["attachments"]] == [
        (part.get_filename(), part.get_content_type(), len(part.get_content()), part.get("Content-ID", "").strip("<>")) for part in hung_on
    ]
    files = {part.get_filename(): part.get_content() for part in hung_on}
    assert (files.keys() - {"Logo.png"}, files["CV.pdf"]) == ({"CV.pdf", "Photo.jpg"} if photo else {"CV.pdf"}, PDF)
    assert f'src="cid:{shown["attachments"][0]["content_id"]}"' in shown["html"]
    assert Delivery.objects.count() == 1


def test_the_preview_is_what_sendgrid_is_told(api, settings):
    with sendgrid_transport(settings) as sendgrid:
        amy, [person] = ready_candidate(), contacts(1)
        shown = preview(api, amy, person)
        send(api, amy, [person])
        to_the_end()
        [mail] = sendgrid.mails
    assert (shown["to"], shown["subject"], shown["headers"]["From"]) == (mail.to, mail.subject, f"EduKai Education <{mail.sender}>")
    assert (anybodys(shown["text"]), anybodys(shown["html"])) == (anybodys(mail.text), anybodys(mail.html))
    assert {(one["filename"], one["size"]) for one in shown["attachments"]} == {(file.filename, file.size) for file in mail.attachments}
    assert {name: anybodys(shown["headers"][name]) for name in mail.headers.keys() - {"Message-ID"}} == {
        name: anybodys(value) for name, value in mail.headers.items() if name != "Message-ID"
    }


def test_the_link_of_a_preview_stops_nobody(api):
    link = OWN.search(preview(api, ready_candidate(), contacts(1)[0])["text"])
    assert link
    assert Client().post(link[0].removeprefix(settings.PUBLIC_URL)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "code", "reason"),
    [
        ({"email_subject": ""}, 400, "This candidate has no e-mail text yet."),
        ({"quality_reasons": ["leak"], "enhanced_key": ""}, 409, "The branded CV would give away who the candidate is"),
        ({"enhanced_key": ""}, 409, "There is no branded CV of this candidate to attach."),
        ({"enhanced_key": "", "cv_status_message": Candidate().outdating["cv_status_message"]}, 409, "The branded CV is being made anew"),
    ],
)
def test_there_is_no_preview_of_what_would_not_leave(api, fields, code, reason):
    assert preview(api, ready_candidate(**fields), contacts(1)[0], code)["detail"].startswith(reason)


def test_a_preview_needs_a_contact(api):
    amy = ready_candidate()
    for contact in ("", "nonsense", str(amy.pk)):
        assert api.get(f"/api/candidates/{amy.pk}/outreach-preview/", {"contact_id": contact}).status_code == 404


def test_markup_in_any_field_stays_words(api, outbox, settings):
    for name in ("NAME", "CONSULTANT", "ROLE", "PHONE", "ADDRESS", "WEBSITE", "COMPANY_LINE"):
        setattr(settings, f"AGENCY_{name}", f"{name}{HOSTILE}")
    amy = ready_candidate(name_without_surname=HOSTILE, email_subject=f"SUBJECT{HOSTILE}", email_body=f"BODY{HOSTILE}\n\n- ITEM{HOSTILE}")
    person = a_contact(a_school(), contact_person=f"PERSON{HOSTILE}", work_email="zoe@ash.example")
    mail = sent(api, outbox, amy, person)
    page, text = text_of(mail, "html"), text_of(mail, "plain")
    assert not re.search(r"<script|<b>|</title>.*</title>", page, re.DOTALL)
    for field in ("NAME", "CONSULTANT", "ROLE", "PHONE", "ADDRESS", "WEBSITE", "COMPANY_LINE", "BODY", "ITEM", "PERSON"):
        assert f"{field}{HOSTILE}" in text
        assert f"{field}&lt;b&gt;x&lt;/b&gt;" in page
    assert mail["Subject"] == f"SUBJECT{HOSTILE}"


@pytest.mark.parametrize("transport", ["outbox", "sendgrid"])
def test_no_field_adds_a_header(api, outbox, settings, transport):
    amy = ready_candidate(email_subject=INJECTED, name_without_surname=INJECTED)
    person = a_contact(a_school(), contact_person=INJECTED, work_email="zoe@ash.example")
    if transport == "outbox":
        mail = sent(api, outbox, amy, person)
        assert (mail["Bcc"], [to.addr_spec for to in mail["To"].addresses]) == (None, ["zoe@ash.example"])
        assert mail["Subject"].startswith("A Bcc: all@school.example")
        return
    with sendgrid_transport(settings) as sendgrid:
        send(api, amy, [person])
        to_the_end()
        [taken] = sendgrid.mails
    assert "\n" not in taken.subject + taken.name + "".join(taken.headers.values())
    assert "=?" not in taken.subject + taken.name


def test_the_candidate_shows_what_the_ledger_knows(api, outbox):
    amy, people = ready_candidate(email="amy@home.example"), contacts(3)
    shown = api.get(f"/api/candidates/{amy.pk}/").json()
    assert (shown["last_contacted_at"], shown["contacts_emailed_count"]) == (None, 0)
    outreach.invite(amy)
    send(api, amy, people[:2])
    send(api, amy, people[:1], resend=True)
    to_the_end()
    latest = timezone.now() + timedelta(hours=1)
    Delivery.objects.filter(recipient=people[1].work_email).update(sent_at=latest)
    shown = api.get(f"/api/candidates/{amy.pk}/").json()
    assert (parse_datetime(shown["last_contacted_at"]), shown["contacts_emailed_count"]) == (latest, 2)
    assert api.get(f"/api/candidates/{a_candidate().pk}/").json()["contacts_emailed_count"] == 0
