import html
import re

from django.template.loader import render_to_string

AGENCY = {
    "name": "Bright & Sons",
    "email": "kim+cv@bright.example",
    "phone": "0113 496 0999",
    "website": "bright.example",
    "address": "1 Park Row, Leeds",
    "consultant": "Kim Lee",
    "colour": "#0b4f6c",
}
LINK = "https://agency.example/m/a/1/?s=2.3"
DELETE_LINK = "https://agency.example/m/a/1/delete/?s=2.3"
CONTEXT = {
    "agency": AGENCY,
    "answer_link": LINK,
    "delete_link": DELETE_LINK,
    "logo": {"id": "logo", "width": 148, "height": 44},
    "given_name": "Siân <Ann>",
    "roles": ["Class Teacher", "SENCO", "Tutor", "Coach"],
}


def part(name: str, **changes: object) -> str:
    return render_to_string(f"mail/availability.{name}", CONTEXT | changes)


def words(name: str, **changes: object) -> str:
    return " ".join(part(name, **changes).split())


def test_it_has_a_short_subject_of_one_line():
    subject = part("subject.txt").strip()
    assert subject == "Bright & Sons: your CV is ready. Are you available?"
    assert "\n" not in subject


def test_it_says_the_same_in_text_and_html():
    for name in ("txt", "html"):
        for sentence in (
            "We have received it and prepared a profile",
            "Class Teacher, SENCO or Tutor",
            "Are you available at the moment?",
            "You receive this email because your CV was submitted to",
            "delete your CV and everything we hold about you",
            "Kim Lee",
            "0113 496 0999",
            "1 Park Row, Leeds",
            "kim+cv@bright.example",
        ):
            assert sentence in words(name)


def test_it_escapes_html_and_nothing_else():
    assert "Siân &lt;Ann&gt;" in part("html")
    assert "Bright &amp; Sons" in part("html")
    assert "Dear Siân <Ann>," in part("txt")
    assert "Bright & Sons" in part("txt")


def test_it_is_answered_by_links_and_has_data_deleted_by_one():
    targets = {f"{LINK}&answer={choice}" for choice in ("available", "open_to_offers", "not_available")} | {DELETE_LINK}
    assert {html.unescape(target) for target in re.findall(r'href="(http[^"]+)"', part("html"))} == targets
    assert set(re.findall(r"http\S+$", part("txt"), re.MULTILINE)) == targets
    assert re.findall(r'href="(mailto[^"]+)"', part("html")) == ["mailto:kim%2Bcv@bright.example"]


def test_it_loads_nothing_from_elsewhere():
    assert re.findall(r"<(?:img|link|script|iframe)\b[^>]*", part("html")) == [
        '<img src="cid:logo" width="148" height="44" alt="Bright &amp; Sons" style="display:block; border:0;"'
    ]
    assert not re.search(r"url\(|(?<!href=\")https?://", part("html"))
    assert "<img" not in part("html", logo=None)


def test_it_does_without_name_and_roles():
    for name in ("txt", "html"):
        assert "Hello," in words(name, given_name="", roles=[])
        assert "roles in education" in words(name, given_name="", roles=[])
