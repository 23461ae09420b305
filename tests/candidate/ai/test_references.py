"""Referees, who are asked by an operator and shown to nobody."""

from datetime import date

import pytest

from candidate.ai.local import references
from candidate.ai.local.findings import find
from tests.candidate.ai.samples import styled

TODAY = date(2026, 11, 20)
HEAD = "^ Jane Smith\njane@example.com\n# Experience\n+ Teacher, Oak School\nJan 2015 - present\n"


def read(text):
    found = find(styled(HEAD + text), TODAY).referees
    return [(referee.name, referee.role, referee.employer, referee.email, referee.phone) for referee in found]


ALAN = ("Alan Jones", "Headteacher", "Oak Primary School", "head@oak.example.org", "+441134960999")


@pytest.mark.parametrize(
    "text",
    [
        "# References\nMr Alan Jones, Headteacher, Oak Primary School, head@oak.example.org, 0113 496 0999",
        "# Referees\n+ Alan Jones\nHeadteacher, Oak Primary School\nhead@oak.example.org | 0113 496 0999",
        "# References\nName: Alan Jones\nPosition: Headteacher\nSchool: Oak Primary School\nhead@oak.example.org\nTel: 0113 496 0999",
        "# References\nAlan Jones - Headteacher\nOak Primary School\n12 Oak Lane\nLeeds LS1 1AA\nT: 0113 496 0999 E: head@oak.example.org",
    ],
)
def test_it_reads_a_referee(text):
    assert read(text) == [ALAN]


def test_it_tells_two_referees_apart():
    text = """
        # References
        + Alan Jones
        Headteacher, Oak Primary School
        head@oak.example.org 0113 496 0999
        + Dr Ngozi Okafor
        Tutor, Leeds Beckett University
        n.okafor@beckett.example.org
        """
    assert read(text) == [ALAN, ("Ngozi Okafor", "Tutor", "Leeds Beckett University", "n.okafor@beckett.example.org", "")]


@pytest.mark.parametrize("text", ["# References\nAvailable on request", "# References", ""])
def test_it_finds_none_where_none_is_named(text):
    assert read(text) == []


def test_it_bounds_what_it_takes():
    rows = "\n".join(f"Mr Alan Jones{'x' * 400}, a{number}@example.org" for number in range(50))
    assert len(read(f"# References\n{rows}\n{'a@b.example '.join(['x'] * 500)}")) <= references.MOST
