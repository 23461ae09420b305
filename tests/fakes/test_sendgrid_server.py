"""The double of SendGrid, as the official library sees it."""

import base64
import hashlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from python_http_client import exceptions
from sendgrid import SendGridAPIClient
from sendgrid.helpers import mail as sg
from sendgrid.helpers.eventwebhook import EventWebhook, EventWebhookHeader

from tests.fakes.loopback import receiver
from tests.fakes.sendgrid_server import EVENTS, Attachment, Behaviour, SendGridServer, sendgrid_server

PDF = b"%PDF-1.7 " + bytes(range(256)) * 4
BROKEN = (ConnectionError, http.client.HTTPException, urllib.error.URLError)


@pytest.fixture
def server() -> Iterator[SendGridServer]:
    with sendgrid_server() as double:
        yield double


@pytest.fixture
def client(server: SendGridServer) -> SendGridAPIClient:
    return SendGridAPIClient("SG.test", host=server.url)


def personal(address: str, id: str) -> sg.Personalization:
    one = sg.Personalization()
    one.add_to(sg.To(address, f"Zoë {id}"))
    one.add_custom_arg(sg.CustomArg("delivery", id))
    one.add_header(sg.Header("List-Unsubscribe", f"<https://agency.example/u/{id}>"))
    one.add_substitution(sg.Substitution("-greeting-", f"Dear Zoë {id}"))
    return one


def message(*addresses: str, content: bytes = PDF) -> sg.Mail:
    mail = sg.Mail(from_email=("jobs@agency.example", "The agency"), subject="A teacher, -greeting-")
    mail.reply_to = sg.ReplyTo("amy@agency.example")
    mail.add_content(sg.Content("text/plain", "-greeting-, here is £ and a profile."))
    mail.add_content(sg.Content("text/html", "<p>-greeting-, here is a profile.</p>"))
    mail.add_custom_arg(sg.CustomArg("campaign", "c-1"))
    mail.add_header(sg.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    mail.add_attachment(sg.Attachment(base64.b64encode(content).decode(), "profile.pdf", "application/pdf"))
    for number, address in reversed([*enumerate(addresses)]):  # the library puts each before those it has
        mail.add_personalization(personal(address, f"d-{number}"))
    return mail


def body(**changes) -> dict:
    return message("head@school.example", "office@school.example").get() | changes


def complaints(client: SendGridAPIClient, **changes) -> dict[str, str]:
    """Fields and messages of an answer 400."""
    with pytest.raises(exceptions.BadRequestsError) as caught:
        client.send(body(**changes))
    errors = caught.value.to_dict["errors"]
    assert all(set(error) == {"message", "field", "help"} for error in errors)
    return {error["field"]: error["message"] for error in errors}


def outcome(client: SendGridAPIClient, *addresses: str) -> str:
    try:
        return str(client.send(message(*addresses or ["head@school.example"])).status_code)
    except exceptions.HTTPError as error:
        return str(error.status_code)
    except BROKEN:
        return "no answer"


def until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_takes_mails_and_keeps_what_each_recipient_gets(server, client):
    response = client.send(message("head@school.example", "Office@School.example"))
    assert (response.status_code, response.body) == (202, b"")
    first, second = server.mails
    assert (first.to, first.name, first.sender, first.reply_to) == (
        "head@school.example", "Zoë d-0", "jobs@agency.example", "amy@agency.example",
    )  # fmt: skip
    assert first.subject == "A teacher, Dear Zoë d-0"
    assert (first.text, first.html) == ("Dear Zoë d-0, here is £ and a profile.", "<p>Dear Zoë d-0, here is a profile.</p>")
    assert first.headers == {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Unsubscribe": "<https://agency.example/u/d-0>"}
    assert [mail.custom_args for mail in (first, second)] == [{"campaign": "c-1", "delivery": id} for id in ("d-0", "d-1")]
    assert second.attachments == (Attachment("profile.pdf", "application/pdf", hashlib.sha256(PDF).hexdigest(), len(PDF)),)
    assert first.sg_message_id.startswith(f"{response.headers['X-Message-Id']}.filter")
    assert first.sg_message_id != second.sg_message_id
    assert (server.to("office@school.example"), server.to("nobody@school.example")) == (1, 0)


def test_it_keeps_what_was_called(server, client):
    sent = message("head@school.example", "office@school.example")
    client.send(sent)
    complaints(client, subject="", content=[])
    assert [(call.number, call.taken, call.status) for call in server.calls] == [(1, 2, 202), (2, 0, 400)]
    assert server.calls[0].size == len(json.dumps(sent.get()))
    assert {mail.call for mail in server.mails} == {1}
    assert server.counts() == {"calls": 2, "refused": 1, "cut": 0, "mails": 2, "recipients": 2}


def test_a_personalization_goes_before_the_message(server, client):
    mail = message()
    one = personal("head@school.example", "d-0")
    one.add_cc(sg.Cc("deputy@school.example"))
    one.subject = "Just for you"
    one.set_from(sg.From("amy@agency.example"))
    one.add_custom_arg(sg.CustomArg("campaign", "c-2"))
    mail.add_personalization(one)
    client.send(mail)
    assert [(mail.to, mail.subject, mail.sender, mail.custom_args["campaign"]) for mail in server.mails] == [
        (address, "Just for you", "amy@agency.example", "c-2") for address in ("head@school.example", "deputy@school.example")
    ]


def test_it_wants_a_good_key(server, client):
    with pytest.raises(exceptions.UnauthorizedError) as caught:
        SendGridAPIClient("SG.other", host=server.url).send(body())
    message = "The provided authorization grant is invalid, expired, or revoked"
    assert caught.value.to_dict == {"errors": [{"message": message, "field": None, "help": None}]}
    server.forbidden = True
    with pytest.raises(exceptions.ForbiddenError):
        client.send(body())
    assert server.mails == []


def test_it_sends_nothing_in_the_sandbox(server, client):
    assert client.send(body(mail_settings={"sandbox_mode": {"enable": True}})).status_code == 200
    assert server.mails == []
    assert "subject" in complaints(client, mail_settings={"sandbox_mode": {"enable": True}}, subject="")
    assert client.send(body(mail_settings={"sandbox_mode": {"enable": False}})).status_code == 202


@pytest.mark.parametrize(
    ("personalizations", "field", "said"),
    [
        ([], "personalizations", "at least one personalization"),
        ([{"to": [{"email": f"{n}@school.example"}]} for n in range(1001)], "personalizations", "You have provided 1001 personalizations"),
        ([{"to": [{"email": f"{n}@school.example"} for n in range(1001)]}], "personalizations", "limit of 1000 total recipients"),
        ([{"subject": "x"}], "personalizations.0.to", "required"),
        ([{"to": []}], "personalizations.0.to", "required"),
        ([{"to": [{"name": "Zoë"}]}], "personalizations.0.to.0.email", "Does not contain a valid address."),
        (
            [{"to": [{"email": "a@b.example"}, {"email": "c@b.example"}], "cc": [{"email": "A@b.example"}]}],
            "personalizations.0",
            "We found the first duplicate instance of [A@b.example] in the personalizations.0.cc field.",
        ),
        ([{"to": "a@b.example"}], "personalizations.0.to", "Expected: array, given: string."),
        ([{"to": [{"email": "a@b.example"}], "custom_args": {"id": 5}}], "personalizations.0.custom_args.id", "must be strings"),
        ([{"to": [{"email": "a@b.example"}], "custom_args": "id"}], "personalizations.0.custom_args", "Expected: object, given: string."),
        ([{"to": [{"email": "a@b.example"}], "custom_args": {"id": "x" * 9990}}], "personalizations.0.custom_args", "10,000 bytes"),
        ([{"to": [{"email": "a@b.example"}], "substitutions": {"-a-": None}}], "personalizations.0.substitutions.-a-", "all strings"),
        ([{"to": [{"email": "a@b.example"}], "substitutions": {"-a-": "x" * 9999}}], "personalizations.0.substitutions", "10,000 bytes"),
        ([{"to": [{"email": "a@b.example"}], "headers": {"reply-to": "x"}}], "personalizations.0.headers.reply-to", "reserved"),
        ([{"to": [{"email": "a@b.example"}], "headers": {"List Help": "x"}}], "personalizations.0.headers.List Help", "empty spaces"),
        ([{"to": [{"email": "a@b.example"}], "from": {"email": "x"}}], "personalizations.0.from.email", "valid address"),
    ],
)  # fmt: skip
def test_it_refuses_personalizations(server, client, personalizations, field, said):
    found = complaints(client, personalizations=personalizations)
    assert list(found) == [field]
    assert said in found[field]
    assert server.mails == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from": None}, "from"),
        ({"from": {"email": "the agency"}}, "from.email"),
        ({"reply_to": {"email": "@agency.example"}}, "reply_to.email"),
        ({"subject": ""}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
        ({"content": [{"type": "", "value": "x"}]}, "content.0.type"),
        ({"content": [{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]}, "content"),
        ({"attachments": [{"content": "no base64", "filename": "a.pdf"}]}, "attachments.0.content"),
        ({"attachments": [{"content": "", "filename": "a.pdf"}]}, "attachments.0.content"),
        ({"attachments": [{"content": "YQ=="}]}, "attachments.0.filename"),
        ({"headers": {"DKIM-Signature": "x"}}, "headers.DKIM-Signature"),
        ({"custom_args": ["id"]}, "custom_args"),
    ],
)
def test_it_refuses_a_message(server, client, changes, field):
    assert list(complaints(client, **changes)) == [field]
    assert server.mails == []


def test_it_names_each_fault_at_once(client):
    recipients = [
        {"to": [{"email": address}]} for address in ("a@b.example", "no address", "ä@b.example", "c@b", "d..e@b.example", "f@b.example")
    ]
    with pytest.raises(exceptions.BadRequestsError) as caught:
        client.send(body(personalizations=recipients, subject=""))
    errors = caught.value.to_dict["errors"]
    assert [error["field"] for error in errors] == [*(f"personalizations.{n}.to.0.email" for n in (1, 2, 3, 4)), "subject"]
    assert errors[0]["help"] == "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.personalizations.to"


def test_it_takes_one_address_in_many_personalizations(server, client):
    assert client.send(message(*["head@school.example"] * 3)).status_code == 202
    assert server.to("head@school.example") == 3


def test_it_takes_no_more_than_so_many_bytes(server, client):
    server.most_bytes = 2_000_000
    assert client.send(message("head@school.example", content=bytes(1_400_000))).status_code == 202
    with pytest.raises(exceptions.PayloadTooLargeError):
        client.send(message("head@school.example", content=bytes(1_500_000)))
    assert server.to("head@school.example") == 1


@pytest.mark.parametrize(
    ("method", "path", "content", "kind", "status"),
    [
        ("POST", "/v3/mail/send", b"{", "application/json", 400),
        ("POST", "/v3/mail/send", b"[]", "application/json", 400),
        ("POST", "/v3/mail/send", rb'{"subject": "\ud800"}', "application/json", 400),
        ("POST", "/v3/mail/send", b"{}", "text/plain", 415),
        ("GET", "/v3/mail/send", b"", "application/json", 405),
        ("POST", "/v3/mail/sends", b"{}", "application/json", 404),
    ],
)
def test_it_refuses_what_is_no_call_of_its_api(server, method, path, content, kind, status):
    with closing(http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]), timeout=5)) as connection:
        for _ in range(2):  # on one connection, which is kept
            connection.request(method, path, content, {"Authorization": "Bearer SG.test", "Content-Type": kind})
            response = connection.getresponse()
            assert (response.status, list(json.loads(response.read()))) == (status, ["errors"])


def test_it_refuses_for_now(server, client):
    server.script += [Behaviour("429", retry_after=2), Behaviour("429", reset=30), Behaviour("429")]
    headers = []
    for _ in range(3):
        with pytest.raises(exceptions.TooManyRequestsError) as caught:
            client.send(body())
        headers.append(caught.value.headers)
    assert [(each["Retry-After"], each["X-RateLimit-Remaining"]) for each in headers] == [("2", None), (None, "0"), (None, None)]
    assert 28 < int(headers[1]["X-RateLimit-Reset"]) - time.time() < 32
    assert (len(server.mails), outcome(client)) == (0, "202")


def test_it_breaks(server, client):
    server.script += [Behaviour(kind) for kind in ("500", "503", "cut_before", "cut")]
    assert [outcome(client) for _ in range(5)] == ["500", "503", "no answer", "no answer", "202"]
    assert [call.taken for call in server.calls] == [0, 0, 0, 1, 1]
    assert [call.status for call in server.calls] == [500, 503, 0, 0, 202]
    with pytest.raises(ValueError, match="cutt"):
        Behaviour("cutt")


def test_it_takes_nothing_of_a_call_that_breaks_off(server, client):
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as broken:
        broken.sendall(b'POST /v3/mail/send HTTP/1.1\r\nContent-Length: 99\r\n\r\n{"subject":')
        broken.shutdown(socket.SHUT_WR)
        assert broken.recv(1) == b""
    assert server.calls == []
    assert outcome(client) == "202"


def test_it_answers_too_late(server, client):
    server.script.append(Behaviour("slow", seconds=0.4))
    client.client.timeout = 0.1
    with pytest.raises(TimeoutError):
        client.send(body())
    assert len(server.mails) == 2
    assert outcome(client) == "202"


def test_it_calls_addresses_invalid_when_told(server, client):
    server.script.append(Behaviour("400", addresses={"office@school.example"}))
    assert complaints(client) == {"personalizations.1.to.0.email": "Does not contain a valid address."}
    assert outcome(client, "office@school.example") == "202"
    server.rejects.add("head@school.example")
    for _ in range(2):
        assert list(complaints(client)) == ["personalizations.0.to.0.email"]
    assert outcome(client, "office@school.example") == "202"


def test_it_dies_and_comes_back_with_all_it_knew(server, client):
    port = int(server.url.rpartition(":")[2])
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as idle:
        idle.request("GET", "/")
        idle.getresponse().read()
        server.script.append(Behaviour("die"))
        assert (outcome(client), outcome(client), server.alive) == ("no answer", "no answer", False)
        assert idle.sock.recv(1) == b""
    assert (len(server.calls), server.to("head@school.example")) == (1, 1)
    server.restart()
    assert (server.alive, outcome(client), server.to("head@school.example")) == (True, "202", 2)


def test_whoever_waits_when_it_dies_gets_no_answer(server, client):
    server.script += [Behaviour("slow", seconds=60)] * 5
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(outcome(client))) for _ in range(5)]
    for thread in threads:
        thread.start()
    until(lambda: len(server.mails) == 5)
    server.script.append(Behaviour("die"))
    got.append(outcome(client))
    for thread in threads:
        thread.join(timeout=5)
    assert (got, len(server.mails)) == (["no answer"] * 6, 6)
    server.restart()
    assert outcome(client) == "202"


def test_it_fails_by_chance_and_the_same_way_each_time(server, client):
    server.refuse_share, server.break_share, server.cut_share, server.cut_before_share, server.die_share = 0.2, 0.1, 0.2, 0.1, 0.1
    got = []
    for _ in range(40):
        got.append(outcome(client))
        if not server.alive:
            server.restart()
    assert Counter(got) == {"202": 10, "429": 9, "500": 8, "no answer": 13}
    assert server.counts() == {"calls": 40, "refused": 17, "cut": 13, "mails": 21, "recipients": 1}


def test_it_signs_as_the_library_verifies(server):
    verifier = EventWebhook(server.public_key)
    events = [{"email": "zoë@school.example", "event": "open"}, {"event": "click"}]
    sent, headers = server.signed(events, timestamp=1_700_000_000)
    signature, stamp = headers[EventWebhookHeader.SIGNATURE], headers[EventWebhookHeader.TIMESTAMP]
    assert (json.loads(sent), stamp) == (events, "1700000000")
    assert verifier.verify_signature(sent.decode(), signature, stamp)
    assert not verifier.verify_signature(sent.decode().replace("open", "click"), signature, stamp)
    assert not verifier.verify_signature(sent.decode(), signature, "1700000001")
    with sendgrid_server() as other:
        assert not verifier.verify_signature(*(sent.decode(), other.signed(events, 1_700_000_000)[1][EventWebhookHeader.SIGNATURE], stamp))


def test_it_tells_all_that_becomes_of_a_mail(server, client):
    client.send(message("head@school.example"))
    (mail,) = server.mails
    events = server.events_for([mail], list(EVENTS))
    assert [event["event"] for event in events] == [{"blocked": "bounce"}.get(kind, kind) for kind in EVENTS]
    assert EVENTS.keys() >= {"processed", "deferred", "delivered", "open", "click", "spamreport", "unsubscribe", "group_unsubscribe"}
    common = {"email": mail.to, "sg_message_id": mail.sg_message_id, "campaign": "c-1", "delivery": "d-0"}
    assert all(common.items() <= event.items() for event in events)
    assert [(event["type"], bool(event["reason"])) for event in events if event["event"] == "bounce"] == [
        ("bounce", True),
        ("blocked", True),
    ]
    assert [event["reason"] for event in events if event["event"] == "dropped"] == ["Bounced Address"]
    stamps = [event["timestamp"] for event in events]
    assert stamps == sorted(set(stamps))
    assert abs(stamps[0] - time.time()) < 5
    assert len({event["sg_event_id"] for event in events}) == len(events)
    assert server.events_for([mail], list(EVENTS)) == events


def test_it_gives_the_reasons_it_is_told(server, client):
    client.send(message("head@school.example", "office@school.example"))
    kinds = ["dropped:Unsubscribed Address", "bounce:550 no such user", "deferred:421 busy", "open", "open"]
    events = server.events_for(server.mails, kinds)
    said = [event.get("reason") or event.get("response") for event in events if event["email"] == "head@school.example"]
    assert said == ["Unsubscribed Address", "550 no such user", "421 busy", None, None]
    assert len({event["sg_event_id"] for event in events}) == 10


def test_a_custom_argument_does_not_hide_what_an_event_says(server, client):
    client.send(body(custom_args={"event": "mine", "email": "mine"}))
    assert {event["event"] for event in server.events_for(server.mails, ["open"])} == {"open"}


def test_it_posts_what_became_of_all_mails(server, client):
    client.send(message("head@school.example", "office@school.example", "gone@school.example"))
    server.outcomes = {"gone@school.example": ["processed", "bounce"], "office@school.example": []}
    with receiver() as (url, got):
        assert server.post_events(f"{url}?from=sendgrid") == [204]
        assert server.post_events(url, duplicates=12, shuffle=True, batch_size=10) == [204] * 5
        assert server.post_events(url, mails=server.mails[1:2]) == []
    verifier = EventWebhook(server.public_key)
    for sent, headers in got:
        signature, stamp = headers[EventWebhookHeader.SIGNATURE], headers[EventWebhookHeader.TIMESTAMP]
        assert verifier.verify_signature(sent.decode(), signature, stamp)
        assert abs(int(stamp) - time.time()) < 5
    first, *others = [json.loads(sent) for sent, _ in got]
    assert [(event["email"], event["event"]) for event in first] == [
        ("head@school.example", "processed"), ("gone@school.example", "processed"),
        ("head@school.example", "delivered"), ("gone@school.example", "bounce"),
    ]  # fmt: skip
    again = [event["sg_event_id"] for events in others for event in events]
    assert Counter(again) == {event["sg_event_id"]: 12 for event in first}
    assert again != [event["sg_event_id"] for event in first] * 12
    assert server.post_events("http://127.0.0.1:9/") == [0]


def test_it_takes_a_thousand_in_one_call(server):
    sent = message(*(f"contact-{n}@school.example" for n in range(1000)), content=bytes(200_000)).get()
    content = json.dumps(sent).encode()
    with closing(http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]), timeout=5)) as connection:
        connection.request("POST", "/v3/mail/send", content, {"Authorization": "Bearer SG.test", "Content-Type": "application/json"})
        assert connection.getresponse().status == 202
    assert len({mail.to for mail in server.mails}) == 1000
    events = server.events_for(server.mails, ["processed", "delivered"])
    assert len({event["sg_event_id"] for event in events}) == 2000


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_by_hand(ending):
    with receiver() as (url, got):
        command = [sys.executable, "-m", "tests.fakes.sendgrid_server", "--events", url, "--seed", "2"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            said = "".join(process.stdout.readline() for _ in range(4))
            environment = dict(re.findall(r"(\w+)=(\S+)", said))
            client = SendGridAPIClient(environment["SENDGRID_API_KEY"], host=environment["SENDGRID_HOST"])
            assert outcome(client) == "202"
            until(lambda: got)
            process.send_signal(ending)
            counts = json.loads(process.stdout.read())
    assert process.returncode == 0
    assert counts == {"calls": 1, "refused": 0, "cut": 0, "mails": 1, "recipients": 1}
    sent, headers = got[0]
    verifier = EventWebhook(environment["SENDGRID_WEBHOOK_PUBLIC_KEY"])
    assert verifier.verify_signature(sent.decode(), headers[EventWebhookHeader.SIGNATURE], headers[EventWebhookHeader.TIMESTAMP])
    assert (len(got), [event["event"] for event in json.loads(sent)]) == (1, ["processed", "delivered"])
