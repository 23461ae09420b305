import pytest

from organization.geo import postcodes


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SE26 4QH", "SE26 4QH"),
        ("se264qh", "SE26 4QH"),
        (" m1\u00a01ae ", "M1 1AE"),
        ("EC1A-1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("DN55  1PT", "DN55 1PT"),
        ("ＣＲ２ ６ＸＨ", "CR2 6XH"),
        ("GIR 0AA", "GIR 0AA"),
    ],
)
def test_it_writes_postcodes_as_royal_mail_does(typed, written):
    assert postcodes.normalise(typed) == written
    assert postcodes.normalise(written) == written


@pytest.mark.parametrize("text", ["", "SE26", "N/A", "12345", "SE26 4QH London", "QA1 1AA", "SE26 4QC", "SE26 QH4", "SE26 4QH" * 2, "\x00"])
def test_it_takes_nothing_else_for_a_postcode(text):
    assert postcodes.normalise(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 High Street, London se26 4qh", "SE26 4QH"),
        ("Head office M1 1AE; home: SE264QH, UK", "SE26 4QH"),
        ("London SE26", None),
        ("Ref ASE26 4QHX", None),
        ("", None),
    ],
)
def test_it_finds_the_postcode_in_a_text(text, found):
    assert postcodes.find_postcode(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("London SE26", "SE26"),
        ("se26, london", "SE26"),
        ("EC1A", "EC1A"),
        ("Unit B1, Leeds", None),
        ("Unit B1, Leeds LS6", "LS6"),
        ("Croydon", None),
    ],
)
def test_it_finds_the_outward_code_in_a_text(text, found):
    assert postcodes.find_outcode(text) == found


def test_it_takes_postcodes_apart():
    assert postcodes.compact("SE26 4QH") == "SE264QH"
    assert postcodes.outcode("SE26 4QH") == postcodes.outcode("SE264QH") == "SE26"
    assert postcodes.is_compact("M11AE")
    assert not postcodes.is_compact("M1 1AE")
    assert postcodes.is_outcode("M1")
    assert not postcodes.is_outcode("M1 1AE")
