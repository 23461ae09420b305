"""What a document is cut into."""

from datetime import date

import pytest

from candidate.ai.local import sections
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("made", [styled, plain])
def test_it_tells_skills_that_are_called_experience_from_the_jobs(made):
    text = "^ Eve Adam\n# Key skills and experience\n* Stock control\n# Employment\n+ Manager, Tesco\n2015 - 2020\n# Education\nGCSEs, 2010"
    assert [section.kind for section in sections.split(made(text), TODAY)] == ["top", "skills", "experience", "education", "contact"]


@pytest.mark.parametrize("made", [styled, plain])
def test_it_takes_a_list_of_skills_and_experience_with_dates_for_jobs(made):
    text = "^ Eve Adam\n# Skills and experience\n+ Manager, Tesco\n2015 - 2020\n# Education\nGCSEs, 2010"
    assert [section.kind for section in sections.split(made(text), TODAY)] == ["top", "experience", "education", "contact"]


@pytest.mark.parametrize("made", [styled, plain])
def test_it_tells_placements_and_volunteering_from_jobs(made):
    text = """
        ^ Sam Okafor
        # Teaching placements
        + Trainee Teacher, Ash Academy
        2025 - 2026
        # Employment
        + Barista, Costa Coffee
        2022 - 2024
        # Voluntary work
        + Leader, Girlguiding
        2019 - 2021
    """
    kinds = {section.kind: [line.text for line in section.lines] for section in sections.split(made(text), TODAY)}
    assert kinds["experience"] == ["Barista, Costa Coffee", "2022 - 2024"]
    assert kinds["placements"] == ["Trainee Teacher, Ash Academy", "2025 - 2026"]
    assert kinds["volunteering"] == ["Leader, Girlguiding", "2019 - 2021"]


def test_a_heading_that_no_list_knows_may_stand_above_jobs():
    text = """
        ^ Sam Okafor
        # Employment
        + Teacher, Ash Academy
        2015 - 2020
        # The shop floor years
        + Sales Assistant, Boots UK
        2010 - 2014
        # The garden
        Allotment since 2012
    """
    kinds = {section.heading: section.kind for section in sections.split(styled(text), TODAY)}
    assert (kinds["The shop floor years"], kinds["The garden"]) == ("experience", "other")


def test_an_employer_that_looks_like_a_heading_stands_above_its_posts():
    text = """
        ^ Sam Okafor
        # Employment
        + Teacher, Ash Academy
        2015 - 2020
        # Wok & Go
        Restaurant Manager
        June 2010 - August 2014
    """
    last = sections.split(styled(text), TODAY)[-2]
    assert (last.kind, [line.text for line in last.lines]) == (
        "experience",
        ["Wok & Go", "Restaurant Manager", "June 2010 - August 2014"],
    )


def test_a_profile_of_nothing_but_ways_to_reach_somebody_is_the_contact_block():
    parts = sections.split(styled("^ Sam Okafor\n# About\nLeeds LS7 4QJ\nsam@example.com\n07700 900123\n# Summary\nI cook."), TODAY)
    assert [section.kind for section in parts] == ["top", "contact", "profile", "contact"]


def test_it_parts_dates_from_the_word_before():
    parts = sections.split(styled("^ Sam Okafor\n# Employment\nAsh Academy, LeedsFeb 2019 - present\nElm School, Leeds2015 - 2018"), TODAY)
    assert [line.text for line in parts[1].lines] == ["Ash Academy, Leeds Feb 2019 - present", "Elm School, Leeds 2015 - 2018"]


def test_it_finds_the_head_below_a_first_heading():
    text = """
        Personal statement
        A room leader who likes to sing.
        Chidi Okafor
        34b Sheldon Road, London N18 1RH
        Mob: 07700 900123
        chidi@example.com
        I also garden.
        Employment
        Manager, Tesco
        2015 - 2020
    """
    top, profile, *_ = sections.split(plain(text), TODAY)
    assert [line.text for line in top.lines] == [
        "Chidi Okafor",
        "34b Sheldon Road, London N18 1RH",
        "Mob: 07700 900123",
        "chidi@example.com",
    ]
    assert (top.kind, profile.kind) == ("top", "profile")
    assert [line.text for line in profile.lines] == ["A room leader who likes to sing.", "I also garden."]


def test_it_leaves_a_profile_without_a_head_alone():
    text = "Profile\nI like to sing.\nEmployment\nManager, Tesco\n2015 - 2020"
    assert [section.kind for section in sections.split(plain(text), TODAY)] == ["top", "profile", "experience", "contact"]


def _kinds(text):
    return {section.heading: section.kind for section in sections.split(styled(text), TODAY)}


def test_it_takes_schools_for_jobs_where_titles_stand_beside_the_dates():
    jobs = "^ Eve Adam\n# Schools\n2016 - 2022\nClass Teacher, Oak School\n# Qualifications\nBA, 2014"
    assert _kinds(jobs)["Schools"] == "experience"
    assert _kinds(jobs.replace("Class Teacher, ", ""))["Schools"] == "education"


def test_it_finds_the_address_below_a_heading_that_is_none_or_tells_of_something_else():
    reach = "York YO1 1AA\neve@example.com"
    assert _kinds(f"# Personal information\nName\n# Eve Adam\n{reach}\n# Employment\n+ Cook, Oak Inn, 2010 - 2012")["Eve Adam"] == "contact"
    assert _kinds(f"^ Eve Adam\n# About\n{reach}\n# Employment\n+ Cook, Oak Inn, 2010 - 2012")["About"] == "contact"


@pytest.mark.parametrize(
    ("heading", "job"), [("Before nursing", "Bank clerk, Lagos, 2005 to 2007"), ("Schools", "Science Technician\n2014 - 2019\nOak School")]
)
def test_it_tells_jobs_below_other_headings(heading, job):
    text = f"^ Eve Adam\n# Employment\n+ Nurse, Oak Hospital\n2015 - 2020\n# {heading}\n{job}\n# Education\nGCSEs, 2010"
    assert [section.kind for section in sections.split(styled(text), TODAY)] == ["top", "experience", "experience", "education", "contact"]
