"""The school work that whole CVs tell of, and that CVs of other trades do not."""

from datetime import date

import pytest

from candidate.ai.local.findings import find
from candidate.ai.local.teaching import Teaching
from tests.candidate.ai.cvs import CVS
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)

SCHOOL_CVS = {
    "a primary teacher on supply": (
        """
        ^ Folasade Adeyemi
        fola.adeyemi@example.com
        # Profile
        I am a reflective teacher with experience across EYFS, KS1 and KS2.
        # Teaching experience
        + Supply Teacher, Teaching Personnel
        September 2022 - present
        * Day to day supply, from Nursery to Year 6
        + Year 4 Class Teacher and PSHE Lead, St Chad's Catholic Primary School
        September 2017 - July 2022
        # Education
        PGCE Primary (5-11), Roehampton University, 2017
        """,
        ("class_teacher middle_leader", "nursery primary", "eyfs ks1 ks2", "pshe"),
    ),
    "a teacher of maths": (
        """
        ^ D. Mukherjee
        d.mukherjee@example.com
        # Employment
        + Maths Teacher, Ark Kingsway
        Sept 2019 - date
        * KS3, GCSE and A-level Maths and Further Maths
        + Barista, Costa
        2015 - 2019
        # Qualifications
        PGCE Secondary Maths, University of Warwick, 2019
        """,
        ("subject_teacher", "secondary", "ks3 ks4 ks5", "maths"),
    ),
    "a teacher whose subject only the training tells": (
        """
        ^ Tom Ash
        tom.ash@example.com
        # Employment
        + Teacher, Denbigh High School
        Sept 2019 - date
        # Qualifications
        PGCE Secondary History, Leeds College of Art, 2019
        """,
        ("subject_teacher", "secondary", "", "history"),
    ),
    "a new teacher with placements and a waitress's job": (
        """
        ^ Ella Rowe
        Primary ECT
        ella.rowe@example.com
        # School placements
        Year 5, Hill View Junior School, January to June 2026
        Reception, Meadow Infant School, autumn 2025
        # Work experience
        + Waitress, Pizza Express
        2022 - 2025
        """,
        ("class_teacher", "primary", "eyfs ks1 ks2", ""),
    ),
    "a SENCO": (
        """
        ^ Hilary Stone
        hilary.stone@example.com
        # Employment history
        + SENDCo and Assistant Head, Wood Green Academy
        September 2016 - present
        * Year 11 results, Key Stage 4 options and everything else
        + SEN Teacher, Beacon Hill Special School
        2009 - 2016
        """,
        ("senco head class_teacher", "secondary special", "ks4", ""),
    ),
    "a lecturer": (
        """
        ^ Ruth Amos
        ruth.amos@example.com
        # Career
        + Lecturer in Health and Social Care, Tameside College
        2015 - present
        + Social Worker, Tameside Council
        2005 - 2015
        """,
        ("tutor", "16_plus", "", "health_social_care"),
    ),
    "nursery, titles alone": (
        """
        ^ Chantelle Okeke
        chantelle@example.com
        # Experience
        + Room Leader, Bright Horizons
        2020 - present
        + Nursery Nurse, Kiddi Caru
        2016 - 2020
        """,
        ("nursery", "nursery", "eyfs", ""),
    ),
    "only the statement tells": (
        """
        ^ Joan Pike
        joan.pike@example.com
        # Profile
        I am a primary teaching assistant with six years in Year 2, looking for work in Leeds.
        # Education
        GCSEs, 2009
        """,
        ("teaching_assistant", "primary", "ks1", ""),
    ),
}

OTHER_CVS = {
    "a nurse who teaches students": """
        ^ Grace Obi
        grace.obi@example.com
        # Experience
        + Staff Nurse, Queen Elizabeth Teaching Hospital
        2018 - present
        * Mentored year 2 students; nursery for premature babies; taught reception staff
        """,
    "a developer of school software": """
        ^ Oleks Petrenko
        oleks@example.com
        # Summary
        Backend developer who has worked with teachers in 300 primary schools.
        # Experience
        + Senior Software Engineer, Key Stage Software
        2020 - present
        * Year 6 SATs module, GCSE maths module
        # Education
        MSc Computer Science, PGCE modules
        """,
    "a driver who would like to be a teaching assistant": """
        ^ Mohammed Aziz
        m.aziz@example.com
        # Profile
        Delivery driver looking to become a teaching assistant in a primary school.
        # Work
        + Delivery Driver, DPD
        2015 - present
        """,
    "a lecturer at a university": """
        ^ Ann Berg
        ann.berg@example.com
        # Career
        + Senior Lecturer in Education, University of Hull
        2010 - present
        * Year 1 to Year 3 of the BA Primary Education
        """,
}


def told(taught: Teaching) -> tuple[str, ...]:
    facts = (taught.roles, taught.phases, taught.key_stages, taught.subjects)
    return tuple(" ".join(found.value for found in kind) for kind in facts)


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize("name", SCHOOL_CVS)
def test_it_knows_the_school_work_of_a_cv(of, name):
    text, wanted = SCHOOL_CVS[name]
    assert told(find(of(text), TODAY).teaching) == wanted


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize("text", OTHER_CVS.values(), ids=OTHER_CVS)
def test_it_finds_none_in_other_trades(of, text):
    assert find(of(text), TODAY).teaching == Teaching()


@pytest.mark.parametrize("text", [text for text, _ in SCHOOL_CVS.values()] + [cv.text for cv in CVS])
def test_it_shows_where_it_read_each_fact(text):
    taught = find(styled(text), TODAY).teaching
    for found in (*taught.roles, *taught.phases, *taught.key_stages, *taught.subjects):
        assert 0.5 <= found.confidence <= 0.95
        assert found.evidence
        assert all(line.text in " ".join(text.split()) for line in found.evidence)
