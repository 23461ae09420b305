import re

from django.template.loader import render_to_string

from candidate.mail_text import Block, blocks
from edukai import agency

BODY = """Amy has taught maths for five years.

A few highlights:
- QTS
- Enhanced DBS

Would you like to meet her?
She is free on Mondays."""


def rendered(part: str, body: str = BODY, **changes: str) -> str:
    marks = {
        "subject": "A maths teacher in Leeds",
        "greeting": "Dear Ann Lee,",
        "unsubscribe": "https://agency.example/m/u/1/?s=2",
        **changes,
    }
    return render_to_string(f"mail/outreach.{part}", {"agency": agency.details(), "blocks": blocks(body), **marks})


def test_it_tells_paragraphs_from_lists():
    assert blocks(BODY) == [
        Block(("Amy has taught maths for five years.",)),
        Block(("A few highlights:",)),
        Block(("QTS", "Enhanced DBS"), is_list=True),
        Block(("Would you like to meet her?", "She is free on Mondays.")),
    ]


def test_it_takes_what_word_processors_and_browsers_send():
    assert blocks("One.\r\n\r\n\r\n  • two\r\n*  three\r\n– four\r\nfive") == [
        Block(("One.",)),
        Block(("two", "three", "four"), is_list=True),
        Block(("five",)),
    ]


def test_a_dash_within_words_and_an_empty_item_are_no_list():
    assert blocks("-5 degrees\n- \nwell-known") == [Block(("-5 degrees", "-", "well-known"))]
    assert blocks(" \n\n ") == []


def test_nothing_gets_lost_of_a_long_text():
    long = "word " * 2_000
    assert blocks(long) == [Block((long.strip(),))]
    assert len(blocks("- item\n" * 1_500)[0].lines) == 1_500


def test_text_and_html_say_the_same():
    assert rendered("subject.txt").strip() == "A maths teacher in Leeds"
    for part in (rendered("txt"), rendered("html")):
        said = " ".join(part.split())
        for words in ("Dear Ann Lee,", "five years.", "Enhanced DBS", "The CV is attached", "The EduKai team", "Recruitment consultants"):
            assert words in said
        for words in ("020 7946 0100", "hello@edukai.example", "www.edukai.example", "1 Example Square", "You receive this email because"):
            assert words in said
        assert "https://agency.example/m/u/1/?s=2" in said
    assert "\n  - QTS\n  - Enhanced DBS\n" in rendered("txt")
    assert rendered("html").count("<li") == 2
    assert "\n\n\n" not in rendered("txt")


def test_hostile_text_stays_text():
    evil = '</p><script>alert(1)</script>\n- <img src=x onerror="x">\n\n{{ agency.email }} {% now "Y" %} \u202egnp.exe\x00\u2028'
    marks = {"subject": "<b>x</b>", "greeting": "Dear <b>Ann</b>,", "unsubscribe": '"><script>'}
    page, plain = rendered("html", evil, **marks), rendered("txt", evil, **marks)
    assert not re.search(r"<(script|img|b)\b", page)
    assert "&lt;/p&gt;&lt;script&gt;" in page
    assert '{{ agency.email }} {% now "Y" %}' in plain
    assert rendered("subject.txt", **marks).strip() == "<b>x</b>"
    assert not re.search("[\x00\u2028]", page + plain)


def test_it_loads_nothing_from_elsewhere():
    assert not re.search(r"<(?:img|link|script|iframe)\b|url\(|https?://(?!agency\.example/m/u/)", rendered("html"))


def test_without_a_link_a_reply_stops_the_mails(settings):
    settings.AGENCY_COMPANY_LINE = "Bright Ltd, registered in England 01234567"
    settings.AGENCY_ROLE = settings.AGENCY_PHONE = ""
    page, plain = rendered("html", unsubscribe=""), rendered("txt", unsubscribe="")
    assert "reply with the word" in plain
    assert "?subject=Stop" in page
    for part in (page, plain):
        assert "Bright Ltd, registered in England 01234567" in part
