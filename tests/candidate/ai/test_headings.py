"""What headings of CVs are called, and what only looks like one."""

import pytest

from candidate.ai.local.headings import Look, heading_kind
from candidate.documents.model import Line


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("profile", ["Personal Statement", "PROFESSIONAL SUMMARY:", "About me", "Career Objective", "Teaching philosophy", "Amdanaf i"]),
        ("experience", ["Work History", "Career to date", "Posts held", "Relevant Teaching Experience", "Employment (most recent first)"]),
        ("experience", ["School placements and work", "Career outline", "Present appointment", "Sites and employers", "Jobs I have had"]),
        ("experience", ["Work in the United Kingdom", "Employment in Syria and Lebanon"]),
        ("experience", ["Profiad gwaith", "Cyflogaeth", "Hanes cyflogaeth", "Berufserfahrung", "Expérience professionnelle"]),
        (
            "education",
            ["Education & Training", "2. Qualifications", "Professional development", "CPD and INSET", "Licenses and certifications"],
        ),
        ("education", ["Addysg a chymwysterau", "Hyfforddiant", "Formación académica", "Wykształcenie", "Academic Background"]),
        ("skills", ["Key skills and competencies", "Areas of expertise", "Tech stack", "Sgiliau", "Umiejętności", "What I can bring"]),
        ("interests", ["Hobbies & interests", "Outside of work", "Diddordebau", "Centres d'intérêt", "Away from the classroom"]),
        ("languages", ["Languages spoken", "Ieithoedd", "Sprachkenntnisse", "Języki obce"]),
        ("references", ["Referees", "References available on request", "Canolwyr", "Geirdaon", "Testimonials"]),
        ("contact", ["Personal details", "Manylion personol", "Get in touch", "Dane osobowe", "Personal Particulars"]),
        ("volunteering", ["Voluntary work", "Community involvement", "Gwirfoddoli", "Volunteer experience"]),
        ("placements", ["Teaching practice", "School placements", "Placement experience", "Internships", "Practicum"]),
        ("other", ["Publications", "Honours and awards", "Declaration", "Research interests", "Professional memberships", "Right to work"]),
        ("availability", ["Notice period", "Availability"]),
    ],
)
def test_it_knows_what_headings_are_called(kind, texts):
    assert {text: heading_kind(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Teacher of Early Education",
        "Training Coordinator",
        "Oak Academy",
        "Jane Smith",
        "Career break",
        "I have experience of work in schools.",
        "Leeds, West Yorkshire",
        "2016 - 2019",
        "",
    ],
)
def test_it_takes_nothing_else_for_a_heading(text):
    assert heading_kind(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("E D U C A T I O N", "education"),
        ("W O R K H I S T O R Y", "experience"),
        ("K E Y S K I L L S", "skills"),
        ("E M P L O Y M E N T & T R A I N I N G :", "experience"),
        ("A B C D E F", None),
    ],
)
def test_it_reads_headings_with_their_letters_set_apart(text, kind):
    assert heading_kind(text) == kind


def test_it_reads_a_heading_in_two_languages():
    assert heading_kind("Addysg / Education") == "education"
    assert heading_kind("Skills / Oak School") is None


def _kinds(lines: list[Line]) -> list[str]:
    look, kinds, current = Look(lines), list[str](), "top"
    for line in lines:
        current = look.heading(line, current) or current
        kinds.append(current)
    return kinds


def test_it_takes_a_smaller_heading_within_a_job_for_a_part_of_the_job():
    lines = [
        Line("Employment", size=14.0, bold=True),
        Line("Class Teacher, Oak School", size=10.0, bold=True),
        Line("Key achievements:", size=10.0, bold=True),
        Line("Raised results in reading, writing and mathematics", size=10.0),
        Line("Key achievements", size=14.0, bold=True),
    ]
    assert _kinds(lines) == ["experience"] * 4 + ["other"]


def test_it_takes_small_letters_for_no_heading_where_headings_are_in_capitals():
    texts = ["EXPERIENCE", "Teaching Assistant", "Training", "EDUCATION", "BA English", "SKILLS", "Information"]
    assert _kinds([Line(text) for text in texts]) == ["experience"] * 3 + ["education"] * 2 + ["skills"] * 2


def test_it_is_not_misled_by_sizes_that_were_measured_in_a_picture():
    texts = [
        "I plan lessons for thirty pupils",
        "and mark their books",
        "Safeguarding",
        "Education",
        "and see to their safety at all times",
    ]
    sizes = [9.8, 10.1, 10.3, 13.9, 10.2]
    lines = [Line(text, size=size) for text, size in zip(texts, sizes, strict=True)]
    assert _kinds(lines) == ["top"] * 3 + ["education"] * 2


def test_it_takes_type_larger_than_any_heading_for_the_head_of_the_cv():
    lines = [
        Line("Skills", size=12.0, bold=True),
        Line("Phonics and reading", size=9.0),
        Line("Jane Smith", size=24.0),
        Line("Class teacher with many years in Leeds", size=9.0),
    ]
    assert _kinds(lines) == ["skills", "skills", "top", "top"]


def test_it_takes_plain_lines_for_headings_where_none_stands_out():
    texts = ["Education", "BA English, York", "2. Employment history", "Class Teacher, Oak School", "Skills"]
    lines = [Line("Jane Smith", size=20.0, bold=True), *(Line(text, size=10.0) for text in texts)]
    assert _kinds(lines) == ["top", "education", "education", "experience", "experience", "skills"]


def test_it_reads_words_joined_by_hyphens():
    assert heading_kind("Volunteering & Extra-curricular") == "volunteering"
    assert heading_kind("Co-curricular activities") == "other"


def test_it_takes_achievements_for_a_part_of_the_job_where_all_is_plain():
    texts = ["Employment", "Class Teacher, Oak School", "Achievements", "Raised results", "Education", "BA English"]
    assert _kinds([Line(text) for text in texts]) == ["experience"] * 4 + ["education"] * 2


def test_it_takes_what_stands_behind_in_for_the_field_not_for_the_kind():
    assert heading_kind("Career in education") == "experience"
    assert heading_kind("School and college") == "education"


def test_it_takes_the_name_of_an_award_for_no_heading():
    assert heading_kind("Professional Graduate Certificate in Education (PGCE)") is None
    assert heading_kind("Legal Practice Course (Commendation)") is None
    assert heading_kind("Certificates and education") == "education"


def test_it_takes_a_body_or_an_award_set_like_a_heading_for_none():
    lines = [Line(text, size=12.0, bold=True) for text in ("EXPERIENCE", "EDUCATION", "CIPFA", "Certificate in Finance", "GCSE")]
    assert _kinds(lines) == ["experience", *["education"] * 4]
