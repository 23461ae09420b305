"""Languages and how well they are spoken."""

from datetime import date

import pytest

from candidate.ai.local.findings import find
from tests.candidate.ai.samples import styled


def read(text):
    return [(found.value.name, found.value.level) for found in find(styled(f"^ Jane Smith\n{text}"), date(2026, 11, 20)).languages]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (
            "# Languages\nEnglish (native), French (B2), Urdu - conversational",
            [("English", "native"), ("French", "B2"), ("Urdu", "conversational")],
        ),
        ("# Languages\n* Polish: mother tongue\n* English: C1\n* German", [("Polish", "mother tongue"), ("English", "C1"), ("German", "")]),
        ("# Languages\nFluent in Welsh and English, basic Spanish", [("Welsh", "fluent"), ("English", "fluent"), ("Spanish", "basic")]),
        ("# Languages\nPanjabi\nBSL Level 2\nShqip", [("Punjabi", ""), ("Sign Language", ""), ("Albanian", "")]),
        ("Languages spoken: Igbo, Yoruba and Hausa", [("Igbo", ""), ("Yoruba", ""), ("Hausa", "")]),
        ("# Profile\nA fluent Arabic speaker who teaches English", [("Arabic", "fluent")]),
    ],
)
def test_it_reads_languages(text, languages):
    assert read(text) == languages


@pytest.mark.parametrize(
    "text", ["# Profile\nI taught English and French at Polish schools", "# Skills\nPython, Java", "# References\nFluent French"]
)
def test_it_takes_no_subject_for_a_language_spoken(text):
    assert read(text) == []
