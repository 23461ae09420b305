"""E-mail, phones and address, the candidate's and nobody else's."""

from datetime import date

import pytest

from candidate.ai.local import address, contact, emails, phones, sections
from candidate.ai.local.evidence import values
from candidate.documents.model import Line
from tests.candidate.ai.samples import styled

TODAY = date(2026, 11, 20)


def split(text):
    return sections.split(styled(text), TODAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("M: 07700900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("447700900123", "+447700900123"),
        ("(0113) 496 0123", "+441134960123"),
        ("020-7946-0123", "+442079460123"),
        ("+48 601 234 567", "+48601234567"),
        ("Tel 07700.900.123.", "+447700900123"),
    ],
)
def test_it_reads_a_phone_number(text, number):
    assert phones.find(text) == [number]


@pytest.mark.parametrize(
    "text", ["09/2016 - 08/2019", "01.09.2016 - 31.08.2019", "2010 - 2012 2014 - 2016", "12/03/1985", "URN 1234567", "0.48 to 0.21", "99 7"]
)
def test_it_takes_no_other_number_for_a_phone(text):
    assert phones.find(text) == []


def test_it_leaves_the_referees_out():
    parts = split(
        """
        ^ Jane Smith
        # Experience
        + Teacher, Oak School
        # References
        Mr Alan Jones, head@oak.example.org, 0113 496 0999
        # Contact
        jane@example.com, 07700 900123
        """
    )
    found = contact.read(parts, ["mailto:head@oak.example.org", "https://www.linkedin.com/in/jane"], "Jane Smith")
    assert (found.email.value, values(found.phones)) == ("jane@example.com", ("+447700900123",))
    assert set(found.others) == {"head@oak.example.org", "+441134960999", "https://www.linkedin.com/in/jane"}


def test_it_finds_nothing_where_only_the_referees_can_be_reached():
    found = contact.read(split("^ Jane Smith\n# Referees\nAlan Jones\nalan@example.com\n07700 900999"), [], "Jane Smith")
    assert (found.email.value, found.phones) == ("", ())


def test_it_prefers_the_address_made_of_the_name_and_the_mobile():
    found = contact.read(split("^ Jane Smith\noffice@oak.example.org 0113 496 0123\nj.smith@example.com 07700 900123"), [], "Jane Smith")
    assert (found.email.value, found.phones[0].value) == ("j.smith@example.com", "+447700900123")


def test_it_reads_an_address_behind_a_link():
    found = contact.read(split("^ Jane Smith"), ["mailto:Jane.Smith@example.com?subject=Hello"], "Jane Smith")
    assert found.email.value == "jane.smith@example.com"


@pytest.mark.parametrize(
    ("text", "town", "streets", "postcode"),
    [
        ("27 Chapel Mews, Leeds, LS7 4QJ", "Leeds", ("27 Chapel Mews",), "LS7 4QJ"),
        ("27 Chapel Mews\nLeeds\nls74qj", "Leeds", ("27 Chapel Mews",), "LS7 4QJ"),
        ("Flat 4, 118 Court Road, Croydon CR0 6TS | 07700 900123", "Croydon", ("Flat 4, 118 Court Road",), "CR0 6TS"),
        ("Address: Tŷ Gwyn\n8 Heol Llansteffan\nCarmarthen\nSA31 3NQ", "Carmarthen", ("Tŷ Gwyn", "8 Heol Llansteffan"), "SA31 3NQ"),
        ("3 Mill Lane, Much Wenlock, Shropshire, TF13 6AA", "Much Wenlock", ("3 Mill Lane",), "TF13 6AA"),
        ("16 Barrowby Gate, Grantham, NG31\n8AE", "Grantham", ("16 Barrowby Gate",), "NG31 8AE"),
        ("Leeds, West Yorkshire", "Leeds", (), ""),
        ("Leeds LS7 4QJ • 07700 900123 • Full driving licence • Own van", "Leeds", (), "LS7 4QJ"),
        ("07700 900123 / Leeds LS7 / Fluent Polish", "Leeds", (), "LS7"),
        ("Postal code & city\nLS7 4QJ Leeds", "Leeds", (), "LS7 4QJ"),
        ("Based in: Ambleside", "Ambleside", (), ""),
        ("Kent", "Kent", (), ""),
        ("12 Oak Road, York", "York", ("12 Oak Road",), ""),
        ("York YO1 1AA | 07700 900123 | Clean licence", "York", (), "YO1 1AA"),
    ],
)
def test_it_reads_an_address(text, town, streets, postcode):
    found = address.read(split(f"^ Jane Smith\n{text}\njane@example.com\n# Experience\n+ Teacher, Oak School, Bath BA1 1AA"), "Jane Smith")
    assert (found.town, found.streets, found.postcode) == (town, streets, postcode)


def test_it_reads_an_address_around_a_name_in_the_other_column():
    lines = [
        Line("12 Oak Road, York", (400, 50, 500, 60), 10.0),
        Line("Jane Smith", (50, 55, 300, 75), 20.0),
        Line("YO1 1AA", (400, 62, 500, 72), 10.0),
    ]
    assert address.read([sections.Section("top", "", tuple(lines))], "Jane Smith").town == "York"


@pytest.mark.parametrize(
    ("text", "country"),
    [("Lagos, Nigeria", "NG"), ("ul. Długa 5, Kraków, Poland", "PL"), ("Leeds, UK", "GB"), ("Leeds\nNationality: Poland", "GB")],
)
def test_it_knows_the_country(text, country):
    assert address.read(split(f"^ Jane Smith\n{text}"), "Jane Smith").country == country


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("jane . smith@example.com", "smith@example.com"),
        ("jane @ example . co . uk", "jane@example.co.uk"),
        ("jane [at] example [dot] com", "jane@example.com"),
        ("jane at example dot com", "jane@example.com"),
        ("Jane.Smith@Example.comMobile 07700", "jane.smith@example.com"),
        ("jane@example.com. Next", "jane@example.com"),
    ],
)
def test_it_reads_an_email_address_as_people_write_it(text, email):
    assert emails.find(text) == [email]


@pytest.mark.parametrize("text", ["I work at Greggs", "10 @ 5 pounds", "@jane", "jane@localhost", "a@b.1"])
def test_it_takes_no_other_text_for_an_email_address(text):
    assert emails.find(text) == []


@pytest.mark.parametrize(
    ("above", "below", "email"),
    [
        ("margaret.jones@example.", "co.uk", "margaret.jones@example.co.uk"),
        ("margaret.jones@example.c", "om", "margaret.jones@example.com"),
        ("margaret.jones@example.co", "m", "margaret.jones@example.com"),
        ("margaret.jones@example.com", "uk", "margaret.jones@example.com"),
        ("margaret.jones@btinternet.exam", "ple", "margaret.jones@btinternet.example"),
        ("margaret.jones@example.co", ".uk", "margaret.jones@example.co.uk"),
        ("margaret.jones@mail.exa", "mple.co.u\nk", "margaret.jones@mail.example.co.uk"),
        ("margaret.jones@gmail.co", "Leeds", ""),
        ("margaret.jones@example.or", "Leeds", ""),
        ("margaret.jo", "nes@example.com", "margaret.jones@example.com"),
        ("margaret_jones.ca", "rdiff@example.com", "margaret_jones.cardiff@example.com"),
        ("jones.example.com", "margaret@example.com", "margaret@example.com"),
        ("www.jones.example", "margaret@example.com", "margaret@example.com"),
    ],
)
def test_it_tells_an_address_that_a_narrow_column_cut_from_a_site_above_one(above, below, email):
    found = contact.read(
        split(f"^ Margaret Jones\n{above}\n{below}\n07700 900123\n# Experience\n+ Teacher, Oak School"), [], "Margaret Jones"
    )
    assert found.email.value == email


@pytest.mark.parametrize(
    ("width", "email"), [(100.0, "margaretjones@example.com"), (40.0, "nes@example.com")], ids=["fills its column", "is narrower"]
)
def test_it_takes_a_word_above_an_address_for_its_beginning_where_the_column_ends(width, email):
    above, below = Line("margaretjo", (20.0, 40.0, width, 50.0)), Line("nes@example.com", (20.0, 52.0, 95.0, 62.0))
    assert [found for found, _ in emails.everywhere([above, below])] == [email]


def test_it_takes_no_number_above_an_address_for_its_beginning():
    above, below = Line("07700900123", (20.0, 40.0, 100.0, 50.0)), Line("jones@example.com", (20.0, 52.0, 95.0, 62.0))
    assert [found for found, _ in emails.everywhere([above, below])] == ["jones@example.com"]


def test_the_link_below_a_broken_address_tells_it_whole():
    found = contact.read(split("^ Jane Smith\njanesmi\nth@example.com"), ["mailto:janesmith@example.com"], "Jane Smith")
    assert found.email.value == "janesmith@example.com"


def test_a_mailbox_that_ends_like_one_of_an_office_is_a_persons():
    found = contact.read(split("^ Jane Smith\njs-teaching@example.com"), [], "Jane Smith")
    assert found.email.value == "js-teaching@example.com"


def test_it_puts_a_broken_email_address_together():
    found = contact.read(split("^ Jane Smith\njane.smith@\nexample.com"), [], "Jane Smith")
    assert found.email.value == "jane.smith@example.com"


@pytest.mark.parametrize(
    ("text", "region", "numbers"),
    [
        ("0113 496 0123 / 07700 900123", "GB", ["+441134960123", "+447700900123"]),
        ("+44 (0)117 496 0022", "GB", ["+441174960022"]),
        ("0803 123 4567", "NG", ["+2348031234567"]),
        ("0803 123 4567", "GB", []),
        ("07700 900123 ext 4", "GB", ["+447700900123"]),
        ("Fax: 0113 496 0123", "GB", []),
        ("DBS certificate number 001512345678", "GB", []),
        ("NI number QQ 12 34 56 C", "GB", []),
        ("01/2019 - 2021", "GB", []),
    ],
)
def test_it_reads_numbers_by_where_they_belong(text, region, numbers):
    assert phones.find(text, region) == numbers


def test_it_joins_no_telephone_number_to_the_address_below():
    lines = [Line("07700.900.123"), Line("jane.smith@example.com")]
    assert [email for email, _ in emails.everywhere(lines)] == ["jane.smith@example.com"]
