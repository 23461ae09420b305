"""Mails: text from templates, one file a key in the outbox, and what a mail server may answer."""

import email
from email.policy import default

import pytest

from edukai import mailer
from edukai.errors import PermanentError, TransientError, UnknownOutcome
from tests.factories import files_in
from tests.fakes.smtp import mailbox

CONTEXT = {"given_name": "Amy", "roles": ["Maths Teacher"]}


@pytest.fixture
def smtp(settings):
    with mailbox() as server:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", server.port
        yield server


def send(to: str = "amy@home.example", key: str = "availability-1", **context) -> None:
    mailer.send("availability", to, CONTEXT | context, key=key)


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=default)


def test_it_writes_one_file_with_text_and_html(outbox, settings):
    send()
    assert [file.name for file in files_in(outbox)] == ["availability-1.eml"]
    message = read((outbox / "availability-1.eml").read_bytes())
    assert (message["To"], message["From"]) == ("amy@home.example", settings.MAIL_FROM)
    assert message["Subject"]
    assert "\n" not in message["Subject"]
    for kind in ("plain", "html"):
        text = message.get_body([kind]).get_content()
        assert "Amy" in text
        assert settings.AGENCY_NAME in text
    assert message["Message-ID"].endswith("@edukai.example>")


def test_it_writes_the_same_key_once_and_another_beside_it(outbox):
    for key in ("a", "a", "b"):
        send(key=key)
    assert [file.name for file in files_in(outbox)] == ["a.eml", "b.eml"]


def test_it_escapes_what_a_cv_says_in_html_alone(outbox):
    send(given_name="<b>Amy</b> & Co")
    message = read((outbox / "availability-1.eml").read_bytes())
    assert "<b>Amy</b> & Co" in message.get_body(["plain"]).get_content()
    html = message.get_body(["html"]).get_content()
    assert "&lt;b&gt;Amy&lt;/b&gt; &amp; Co" in html
    assert "<b>Amy</b>" not in html


def test_it_keeps_line_breaks_out_of_the_headers(outbox, smtp):
    send(given_name="Amy\nBcc: all@school.example", roles=["Teacher\r\nX-Evil: 1"])
    message = read(smtp.mails[0])
    assert (message["Bcc"], message["X-Evil"]) == (None, None)
    assert smtp.recipients == ["amy@home.example"]


def test_it_writes_names_in_any_script(outbox):
    send(given_name="Siobhán 美玲 يوسف")
    message = read((outbox / "availability-1.eml").read_bytes())
    assert "Siobhán 美玲 يوسف" in message.get_body(["plain"]).get_content()


def test_it_hands_a_mail_to_a_mail_server(smtp):
    send()
    assert smtp.recipients == ["amy@home.example"]
    assert read(smtp.mails[0])["To"] == "amy@home.example"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"RCPT": "450 later"}, TransientError),
        ({"MAIL": "451 later"}, TransientError),
        ({"DATA": "421 later"}, TransientError),
        ({"END": "452 later"}, TransientError),
        ({"RCPT": "550 no"}, PermanentError),
        ({"MAIL": "530 sign in first"}, PermanentError),
        ({"END": "554 no"}, PermanentError),
        ({"END": ""}, UnknownOutcome),
        ({"DATA": ""}, UnknownOutcome),
    ],
)
def test_it_sorts_what_a_mail_server_answers(smtp, answers, error):
    smtp.answers = answers
    with pytest.raises(error) as raised:
        send()
    assert raised.value.code == "smtp"
    assert "amy" not in raised.value.message


def test_a_mail_server_that_is_away_is_a_transient_error(settings):
    with mailbox() as server:
        free = server.port
    settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", free
    with pytest.raises(TransientError, match="not reachable"):
        send()


def test_an_outbox_that_cannot_be_written_is_a_transient_error(settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MAIL_OUTBOX = tmp_path / "file"
    with pytest.raises(TransientError, match="outbox"):
        send()
