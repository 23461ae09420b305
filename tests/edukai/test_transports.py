"""One letter to many: what a mail looks like, and what becomes of each at the outbox and at a mail server."""

import email
from email.header import decode_header, make_header
from email.policy import compat32, default

import pytest

from edukai.errors import PermanentError, TransientError, UnknownOutcome
from edukai.mailer import Addressee, Attachment, Letter, NotYet, Refused, letter, marker, transport
from tests.factories import files_in
from tests.fakes.smtp import mailbox

PDF = Attachment("Profile.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 800)
GREETING = marker("greeting")
LETTER = Letter("A teacher for you", f"{GREETING}\n\nHello.\n", f"<p>{GREETING}</p>", (PDF,), {"greeting": GREETING})
LINK = f"https://edukai.example/mail/unsubscribe/{'x' * 300}/"
NAMES = [
    "Siobhán O'Neill",
    'Dr "Bob" O\'Brien, MBE; Head (acting)',
    "A\\B <evil@e.example>, c@d.example",
    "美玲" * 60,
    "Wł, " * 40 + "ą",
    "Ann " * 60,
    "x" * 60 + " " + "y" * 60,
]


@pytest.fixture
def smtp(settings):
    with mailbox() as server:
        settings.MAIL_TRANSPORT, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", server.port
        yield server


def people(count: int, **details: str) -> list[Addressee]:
    return [Addressee(f"k{n}", f"p{n}@school.example", fields={"greeting": f"Dear <{n}> & Co,"}, **details) for n in range(count)]


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=default)


def only(outbox, addressee: Addressee, sent: Letter = LETTER):
    assert transport().send(sent, [addressee]) == {addressee.key: None}
    return (outbox / f"{addressee.key}.eml").read_bytes()


def test_a_letter_is_filled_for_each(outbox):
    assert transport().send(LETTER, people(3)) == {"k0": None, "k1": None, "k2": None}
    for number, file in enumerate(files_in(outbox)):
        message = read(file.read_bytes())
        assert message["To"] == f"p{number}@school.example"
        assert message["Message-ID"] == f"<k{number}@edukai.example>"
        assert message.get_body(["plain"]).get_content() == f"Dear <{number}> & Co,\n\nHello.\n"
        assert message.get_body(["html"]).get_content() == f"<p>Dear &lt;{number}&gt; &amp; Co,</p>\n"
        [attached] = message.iter_attachments()
        assert (attached.get_filename(), attached.get_content_type()) == ("Profile.pdf", "application/pdf")
        assert attached.get_content() == PDF.content


def test_a_template_is_rendered_with_marks_for_its_fields(outbox):
    rendered = letter("availability", {"roles": []}, fields=["given_name"], attachments=[PDF])
    message = read(only(outbox, Addressee("k", "amy@home.example", fields={"given_name": "Zoë <b>"}), rendered))
    assert message.get_body(["plain"]).get_content().startswith("Dear Zoë <b>,\n")
    assert "Dear Zoë &lt;b&gt;," in message.get_body(["html"]).get_content()
    assert not [mark for mark in rendered.markers.values() if mark in message.as_string()]


def test_a_picture_that_the_page_shows_goes_with_the_page(outbox):
    picture = Attachment("Logo.png", "image/png", b"\x89PNG", "logo")
    sent = Letter("A", "Hello.\n", '<img src="cid:logo">', (PDF, picture))
    message = read(only(outbox, *people(1), sent))
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf")
    ]
    shown = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (shown["Content-ID"], shown.get_content_disposition(), shown.get_content()) == ("<logo>", "inline", b"\x89PNG")
    assert [part.get_filename() for part in message.iter_attachments()] == ["Profile.pdf"]


def test_a_field_that_an_addressee_lacks_is_empty(outbox):
    assert read(only(outbox, Addressee("k", "amy@home.example"))).get_body(["plain"]).get_content() == "\n\nHello.\n"


@pytest.mark.parametrize("name", NAMES)
def test_it_encodes_names_and_subjects_of_any_kind(outbox, name):
    sent = Letter(name, "Hello.\n", "<p>Hello.</p>")
    raw = only(outbox, Addressee("k", "amy@home.example", name.strip()), sent)
    head = raw.partition(b"\n\n")[0]
    assert head.isascii()
    assert [line for line in head.splitlines() if len(line) > 78] == []
    [to] = read(raw)["To"].addresses
    assert to.addr_spec == "amy@home.example"
    # Python's newer parser leaves spaces between encoded words, which RFC 2047 forbids, so that the older one is asked
    old = email.message_from_bytes(raw, policy=compat32)
    assert str(make_header(decode_header(old["Subject"]))).split() == name.split()
    assert to.display_name.replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ["A\r\nBcc: all@school.example", "A\nBcc: all@school.example", "A\x00\u2028\x85Bcc: x", "=?utf-8?q?A=0ABcc:_all@school.example?="],
)
def test_nothing_adds_a_header(outbox, text):
    addressee = Addressee("k", "amy@home.example", text, {"greeting": text})
    message = read(only(outbox, addressee, Letter(text, LETTER.text, LETTER.html, (Attachment(text, "application/pdf", b"x"),))))
    assert message["Bcc"] is None
    assert [to.addr_spec for to in message["To"].addresses] == ["amy@home.example"]
    assert "\n" not in message["Subject"] + message["To"].addresses[0].display_name


@pytest.mark.parametrize("by_mail", ["", "unsubscribe@edukai.example"])
def test_one_click_unsubscribes(outbox, settings, by_mail):
    settings.MAIL_UNSUBSCRIBE_ADDRESS = by_mail
    [addressee] = people(1, unsubscribe=LINK)
    raw = only(outbox, addressee)
    assert f"<{LINK}>".encode() in raw  # as it is, however long
    message = read(raw)
    ways = [way.strip() for way in message["List-Unsubscribe"].split(",")]
    assert ways == [f"<{LINK}>", *([f"<mailto:{by_mail}?subject=unsubscribe>"] if by_mail else [])]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_address_for_it_no_header_says_how_to_unsubscribe(outbox):
    assert b"List-Unsubscribe" not in only(outbox, *people(1))


@pytest.mark.parametrize(
    "address", ["nobody", "a b@home.example", "a@b@c.example", "a@home.example\nBcc: x@y.example", "zoë@home.example", ""]
)
@pytest.mark.parametrize("name", ["outbox", "smtp"])
def test_an_address_that_is_none_fails_alone(smtp, settings, outbox, name, address):
    settings.MAIL_TRANSPORT = name
    outcomes = transport().send(LETTER, [Addressee("bad", address), *people(1)])
    assert isinstance(outcomes["bad"], PermanentError)
    assert (outcomes["bad"].code, outcomes["k0"]) == ("address", None)


def test_a_domain_of_another_script_is_written_as_the_network_has_it(smtp):
    assert transport().send(LETTER, [Addressee("k", "amy@bücher.example")]) == {"k": None}
    assert smtp.recipients == ["amy@xn--bcher-kva.example"]


@pytest.mark.parametrize("name", ["outbox", "smtp", "sendgrid"])
@pytest.mark.parametrize("sender", ["Teach, Learn & Co <a@b.example>", "A\nBcc: c@d.example <a@b.example>", "zoë@b.example"])
def test_a_sender_that_is_none_is_told_before_anything_is_sent(settings, name, sender):
    settings.MAIL_TRANSPORT, settings.MAIL_FROM = name, sender
    with pytest.raises(Refused, match="MAIL_FROM") as raised:
        transport().send(LETTER, people(1))
    assert (raised.value.code, raised.value.done) == ("sender", {})


def test_what_the_outbox_has_is_told_when_it_is_full(outbox):
    (outbox / "k1.eml").mkdir(parents=True)
    with pytest.raises(NotYet) as raised:
        transport().send(LETTER, people(3))
    assert raised.value.done == {"k0": None}


def test_one_connection_serves_many(smtp):
    assert set(transport().send(LETTER, people(20)).values()) == {None}
    assert (smtp.connections, len(smtp.mails)) == (1, 20)
    raw = smtp.mails[7]
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    [attached] = read(raw).iter_attachments()
    assert attached.get_content() == PDF.content


def outcomes(done) -> dict[str, str | None]:
    return {key: {PermanentError: "refused", UnknownOutcome: "unknown"}[type(error)] if error else None for key, error in done.items()}


@pytest.mark.parametrize(
    ("answers", "known", "mails"),
    [
        ({"RCPT": ["250 ok", "550 no"]}, {"k0": None, "k1": "refused", "k2": None}, 2),
        ({"END": ["250 ok", "554 no"]}, {"k0": None, "k1": "refused", "k2": None}, 3),
        ({"DATA": ["354 go on", "554 no"]}, {"k0": None, "k1": "refused", "k2": None}, 2),
        ({"RCPT": ["250 ok", "550 no"], "RSET": ""}, {"k0": None, "k1": "refused"}, 1),
        ({"RCPT": ["250 ok", "450 later"]}, {"k0": None, "k2": None}, 2),
        ({"END": ["452 later"]}, {"k1": None, "k2": None}, 3),
        ({"MAIL": ["250 ok", "451 later"]}, {"k0": None, "k2": None}, 2),
        ({"MAIL": ["250 ok", ""]}, {"k0": None}, 1),
        ({"RCPT": ["250 ok", ""]}, {"k0": None}, 1),
        ({"RCPT": ["250 ok", "nonsense"]}, {"k0": None, "k2": None}, 2),
        ({"END": ["250 ok", ""]}, {"k0": None, "k1": "unknown"}, 2),
        ({"END": ["250 ok", "nonsense"]}, {"k0": None, "k1": "unknown", "k2": None}, 3),
        ({"END": ["250 ok", "250 ok", ""]}, {"k0": None, "k1": None, "k2": "unknown"}, 3),
    ],
)
def test_each_mail_has_an_outcome_of_its_own(smtp, answers, known, mails):
    smtp.answers = answers
    if len(known) == 3:
        assert outcomes(transport().send(LETTER, people(3))) == known
    else:
        with pytest.raises(NotYet) as raised:
            transport().send(LETTER, people(3))
        assert outcomes(raised.value.done) == known
    assert len(smtp.mails) == mails


def test_each_mail_is_said_to_leave_once_it_is_known_what_became_of_the_one_before(smtp):
    said = []

    def leaving(keys, done):
        if keys == ["k2"]:
            raise NotYet("Not this one.")
        said.append((list(keys), outcomes(done), len(smtp.mails)))

    with pytest.raises(NotYet) as raised:
        transport().send(LETTER, people(4), leaving)
    assert said == [(["k0"], {}, 0), (["k1"], {"k0": None}, 1), (["k3"], {"k0": None, "k1": None}, 2)]
    assert outcomes(raised.value.done) == {"k0": None, "k1": None, "k3": None}


def test_a_sender_that_is_refused_stops_a_call(smtp):
    smtp.answers = {"MAIL": ["250 ok", "550 no"]}
    with pytest.raises(Refused) as raised:
        transport().send(LETTER, people(3))
    assert (outcomes(raised.value.done), len(smtp.mails)) == ({"k0": None}, 1)


@pytest.mark.parametrize(("answer", "error", "code"), [("535 no", PermanentError, "key"), ("454 later", TransientError, "smtp")])
def test_a_password_that_is_refused_is_told_with_its_mend(smtp, settings, answer, error, code):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "wrong"
    smtp.answers = {"EHLO": "250-test\r\n250 AUTH PLAIN", "AUTH": answer}
    with pytest.raises(error) as raised:
        transport().send(LETTER, people(1))
    assert raised.value.code == code
    assert ("EMAIL_HOST_PASSWORD" in raised.value.message) == (code == "key")
    assert smtp.mails == []


def test_a_server_without_tls_is_never_used_when_tls_is_asked_for(smtp, settings):
    settings.EMAIL_USE_TLS = True
    with pytest.raises(Refused, match="EMAIL_USE_TLS"):
        transport().send(LETTER, people(1))
    assert smtp.mails == []
