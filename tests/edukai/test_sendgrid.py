"""SendGrid by its library, against a double that speaks HTTP: what it is told, and what every answer comes to."""

import base64
import hashlib
import json
import socket
import threading
import time
import tracemalloc
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edukai import checks, mailer
from edukai.errors import PermanentError, TransientError, UnknownOutcome
from edukai.mailer import Addressee, Attachment, Letter, NotYet, Refused, Unclear, marker, sendgrid
from tests.fakes.loopback import Answer, Service
from tests.fakes.sendgrid_server import Behaviour, SendGridServer, sendgrid_server

PDF = Attachment("Profile.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 800)
TAKEN = Answer(202, b"")
GREETING = marker("greeting")
LETTER = Letter("A teacher for you", f"{GREETING}\n\nHello.\n", f"<p>{GREETING}</p>", (PDF,), {"greeting": GREETING})


@pytest.fixture
def server(settings):
    with sendgrid_server() as double:
        settings.MAIL_TRANSPORT, settings.SENDGRID_HOST, settings.SENDGRID_API_KEY = "sendgrid", double.url, "SG.test"
        yield double


def people(count: int) -> list[Addressee]:
    return [
        Addressee(f"k{n}", f"p{n}@school.example", f"Person {n}, Head", {"greeting": f"Dear <{n}> & Co,"}, f"https://edukai.example/u/{n}/")
        for n in range(count)
    ]


def send(addressees, letter=LETTER):
    return mailer.transport().send(letter, addressees)


def test_all_are_handed_over_in_one_call(server, settings):
    assert send(people(3)) == {"k0": None, "k1": None, "k2": None}
    assert len(server.calls) == 1
    for number, mail in enumerate(server.mails):
        assert (mail.to, mail.name) == (f"p{number}@school.example", f"Person {number}, Head")
        assert (mail.sender, mail.subject) == (settings.AGENCY_EMAIL, LETTER.subject)
        assert mail.text == f"Dear <{number}> & Co,\n\nHello.\n"
        assert mail.html == f"<p>Dear &lt;{number}&gt; &amp; Co,</p>"
        assert mail.custom_args == {"key": f"k{number}"}
        assert mail.headers == {
            "Message-ID": f"<k{number}@edukai.example>",
            "List-Unsubscribe": f"<https://edukai.example/u/{number}/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        assert [(file.filename, file.type, file.sha256) for file in mail.attachments] == [
            ("Profile.pdf", "application/pdf", hashlib.sha256(PDF.content).hexdigest())
        ]


def test_a_picture_that_the_page_shows_is_handed_over_once_and_inline(settings):
    with recorder(settings) as told:
        send(people(3), Letter("A", "Hello.\n", '<img src="cid:logo">', (PDF, Attachment("Logo.png", "image/png", b"png", "logo"))))
    [message] = told
    assert [(file["disposition"], file.get("content_id")) for file in message["attachments"]] == [("attachment", None), ("inline", "logo")]


def test_one_mail_goes_the_same_way(server):
    mailer.send("password_reset", "amy@home.example", {"code": "123456", "minutes": 10}, key="reset-1")
    [mail] = server.mails
    assert (mail.to, mail.name, mail.custom_args) == ("amy@home.example", "", {"key": "reset-1"})
    assert "123456" in mail.text
    assert "123456" in mail.html


def test_line_breaks_go_into_no_name_subject_or_file_name(server):
    send(
        [Addressee("k", "amy@home.example", "A\r\nBcc: x")], Letter("A\nB", "x\n", "x", (Attachment("a\nb.pdf", "application/pdf", b"x"),))
    )
    [mail] = server.mails
    assert (mail.name, mail.subject, mail.attachments[0].filename) == ("A Bcc: x", "A B", "a b.pdf")


@pytest.mark.parametrize("opens", [True, False])
def test_nothing_is_tracked_but_opens_when_asked_for(settings, opens):
    settings.MAIL_TRACK_OPENS = opens
    with recorder(settings) as told:
        send(people(1))
    tracking = {name: switch["enable"] for name, switch in told[0]["tracking_settings"].items()}
    assert tracking == {"click_tracking": False, "open_tracking": opens, "subscription_tracking": False}
    assert told[0]["tracking_settings"]["click_tracking"]["enable_text"] is False


def test_nobody_is_named_but_as_a_recipient(settings):
    with recorder(settings) as told:
        send(people(2))
    [message] = told
    assert len(message["attachments"]) == 1
    for personalization in message.pop("personalizations"):
        personalization.pop("to")
        personalization.pop("substitutions")
        assert "school" not in json.dumps(personalization)
    assert "school" not in json.dumps(message)


@contextmanager
def recorder(settings, answer: Answer = TAKEN):
    """Takes whatever it is told."""
    told: list[dict] = []

    class Double:
        def answer_to(self, method, path, headers, content):
            told.append(json.loads(content) if content else {})
            return answer

    service = Service(Double(), 0)
    service.start()
    settings.MAIL_TRANSPORT, settings.SENDGRID_HOST, settings.SENDGRID_API_KEY = "sendgrid", service.url, "SG.test"
    try:
        yield told
    finally:
        service.stop()


def test_the_sandbox_sends_nothing(server, settings):
    settings.SENDGRID_SANDBOX = True
    assert send(people(1)) == {"k0": None}
    assert (server.mails, server.calls[0].status) == ([], 200)


@pytest.mark.parametrize(("region", "host"), [("eu", "https://api.eu.sendgrid.com"), ("global", "https://api.sendgrid.com")])
def test_the_region_chooses_the_host_unless_one_is_set(settings, region, host):
    settings.SENDGRID_REGION = region
    assert sendgrid._client(list).host == host
    settings.SENDGRID_HOST = "http://127.0.0.1:1"
    assert sendgrid._client(list).host == "http://127.0.0.1:1"


def test_those_whom_sendgrid_refuses_are_told_and_the_others_go_at_once(server):
    server.rejects = {"p1@school.example", "p3@school.example"}
    with pytest.raises(NotYet) as raised:
        send(people(4))
    done = raised.value.done
    assert raised.value.retry_after == 0
    assert set(done) == {"k1", "k3"}
    assert all(isinstance(error, PermanentError) and error.code == "address" for error in done.values())
    assert server.mails == []
    assert send([person for person in people(4) if person.key not in done]) == {"k0": None, "k2": None}


def test_when_all_are_refused_nothing_is_left_to_try(server):
    server.rejects = {"p0@school.example"}
    assert send(people(1))["k0"].code == "address"


def test_an_address_that_is_none_costs_no_call(server):
    bad = Addressee("bad", "nobody")
    assert send([bad])["bad"].code == "address"
    assert server.calls == []
    outcomes = send([people(1)[0], bad, people(2)[1]])
    assert (outcomes["k0"], outcomes["bad"].code, outcomes["k1"]) == (None, "address", None)
    assert [mail.custom_args["key"] for mail in server.mails] == ["k0", "k1"]


def test_a_failed_call_still_tells_of_addresses_that_are_none(server):
    server.script.append(Behaviour("500"))
    with pytest.raises(NotYet) as raised:
        send([Addressee("bad", "nobody"), *people(1)])
    assert list(raised.value.done) == ["bad"]


def test_what_is_wrong_with_one_mail_fails_that_one(server):
    one, other = people(2)
    with pytest.raises(NotYet) as raised:
        send([one, Addressee("long", "amy@home.example", fields={"greeting": "x" * 12_000}), other])
    assert {key: error.code for key, error in raised.value.done.items()} == {"long": "sendgrid"}


def test_what_is_wrong_with_the_letter_fails_the_call(server):
    with pytest.raises(Refused) as raised:
        send(people(2), Letter("", "x\n", "x"))
    assert (raised.value.code, raised.value.done) == ("sendgrid", {})


def test_a_letter_that_is_wrong_for_everybody_and_somebody_fails_nobody_alone(server):
    server.rejects = {"p0@school.example"}
    with pytest.raises(Refused) as raised:
        send(people(2), Letter("", "x\n", "x"))
    assert raised.value.done == {}


@pytest.mark.parametrize("forbidden", [True, False])
def test_a_key_that_is_refused_is_told_with_its_mend(server, settings, forbidden):
    server.forbidden = forbidden
    settings.SENDGRID_API_KEY = "SG.test" if forbidden else "SG.old"
    with pytest.raises(Refused, match=r"^SendGrid refuses the key: set SENDGRID_API_KEY\.$") as raised:
        send(people(1))
    assert raised.value.code == "key"


def test_a_call_that_is_too_large_says_so(server):
    server.most_bytes = 10_000
    with pytest.raises(Refused) as raised:
        send(people(1))
    assert raised.value.code == "too_large"


@pytest.mark.parametrize(
    ("behaviour", "least", "most"),
    [
        (Behaviour("429", retry_after=7), 7, 7),
        (Behaviour("429", reset=30), 28, 31),
        (Behaviour("429", retry_after=7, reset=30), 7, 7),
        (Behaviour("429", reset=100_000), 3_600, 3_600),
        (Behaviour("429"), None, None),
        (Behaviour("500"), None, None),
        (Behaviour("503", retry_after=5), 5, 5),
    ],
)
def test_it_waits_as_long_as_sendgrid_asks(server, behaviour, least, most):
    server.script.append(behaviour)
    with pytest.raises(NotYet) as raised:
        send(people(2))
    wait = raised.value.retry_after
    assert wait is None if least is None else least <= wait <= most
    assert (raised.value.done, server.mails) == ({}, [])


def test_nothing_has_left_before_it_is_said_to_leave(server):
    said = []

    def leaving(keys, done):
        time.sleep(0.3)  # all but the last byte is there by now
        said.append((list(keys), dict(done), len(server.calls)))

    outcomes = mailer.transport().send(LETTER, [Addressee("bad", "nobody"), *people(2)], leaving)
    [(keys, done, calls)] = said
    assert (keys, list(done), calls) == (["k0", "k1"], ["bad"], 0)
    assert ([key for key, error in outcomes.items() if error is None], len(server.mails)) == (["k0", "k1"], 2)


def test_what_is_held_back_at_the_last_moment_has_not_left(server):
    def leaving(keys, done):
        raise NotYet("Not these.", code="held")

    with pytest.raises(NotYet, match="Not these"):
        mailer.transport().send(LETTER, people(2), leaving)
    assert send([Addressee("k", "amy@home.example")]) == {"k": None}
    assert [mail.to for mail in server.mails] == ["amy@home.example"]


@pytest.mark.parametrize("kind", ["cut", "cut_before", "die"])
def test_a_connection_that_is_cut_is_no_answer(server, kind):
    server.script.append(Behaviour(kind))
    with pytest.raises(Unclear) as raised:
        send(people(2))
    assert raised.value.done == {}


def test_a_call_that_is_not_answered_in_time_is_no_answer(server, monkeypatch):
    monkeypatch.setattr(sendgrid, "TIMEOUT_SECONDS", 0.2)
    server.script.append(Behaviour("slow", seconds=10))
    with pytest.raises(Unclear):
        send(people(1))
    assert len(server.mails) == 1


@pytest.mark.parametrize("answer", [Answer(504, b""), Answer(502, b"<html>"), Answer(200, b"hello"), Answer(302, b"", {"Location": "/"})])
def test_what_others_answer_in_sendgrids_place_is_no_answer(settings, answer):
    with recorder(settings, answer), pytest.raises(UnknownOutcome):
        send(people(1))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"errors": [1]}', b'{"errors": [{"field": null}]}', b"\xff"])
def test_a_complaint_that_cannot_be_read_fails_the_call(settings, body):
    with recorder(settings, Answer(400, body)), pytest.raises(Refused) as raised:
        send(people(1))
    assert raised.value.code == "sendgrid"


@pytest.mark.parametrize("number", [1, 99])
def test_a_complaint_about_a_number_that_is_nobodys_fails_the_call(settings, number):
    body = {"errors": [{"field": f"personalizations.{number}.to.0.email", "message": "no"}]}
    with recorder(settings, Answer(400, body)), pytest.raises(Refused):
        send(people(1))


@pytest.mark.parametrize("host", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_a_sendgrid_that_is_not_there_has_got_nothing(settings, host):
    settings.MAIL_TRANSPORT, settings.SENDGRID_HOST, settings.SENDGRID_API_KEY = "sendgrid", host, "SG.test"
    with pytest.raises(NotYet, match="not reachable"):
        send(people(1))


def test_a_request_that_does_not_leave_as_a_whole_has_brought_nothing(settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.MAIL_TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", "SG.test"
        settings.SENDGRID_HOST = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(10_000)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        big = Letter("x", "x\n", "x", (Attachment("a.pdf", "application/pdf", bytes(20_000_000)),))
        with pytest.raises(TransientError):
            send(people(1), big)
        thread.join()


def test_what_is_logged_names_nobody(server, caplog):
    server.rejects = {"p0@school.example"}
    caplog.set_level("INFO")
    send(people(1))
    assert "personalizations.0.to.0.email" in caplog.text
    assert "school.example" not in caplog.text
    assert "SG.test" not in caplog.text


def test_a_thousand_are_handed_over_in_one_call(server):
    addressees = people(1_000)
    assert len(send(addressees)) == len(server.mails) == 1_000
    assert (len(server.calls), server.mails[999].custom_args) == (1, {"key": "k999"})


def test_a_thousand_take_little_memory(server):
    addressees = people(1_000)
    tracemalloc.start()
    try:
        send(addressees)
        assert tracemalloc.get_traced_memory()[1] < 40e6  # of the double too, which runs in this process
    finally:
        tracemalloc.stop()


OTHER_KINDS = [rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()]


def test_the_key_of_the_webhook_has_to_be_one(settings):
    others = [
        base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode() for key in OTHER_KINDS
    ]
    good = SendGridServer().public_key
    for key in ("nonsense", "Zm9v", good[:-8], f"-----BEGIN PUBLIC KEY-----{good}", "ключ", *others):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = key
        assert [message.id for message in checks.sendgrid_webhook()] == ["edukai.E013"], key
    for key in ("", good):
        settings.SENDGRID_WEBHOOK_PUBLIC_KEY = key
        assert checks.sendgrid_webhook() == []


def test_a_key_has_to_be_set(settings):
    settings.MAIL_TRANSPORT, settings.SENDGRID_API_KEY = "sendgrid", ""
    assert [message.id for message in checks.sendgrid()] == ["edukai.E012"]
    settings.SENDGRID_API_KEY = "SG.test"
    assert checks.sendgrid() == []
    settings.MAIL_TRANSPORT, settings.SENDGRID_API_KEY = "outbox", ""
    assert checks.sendgrid() == []
