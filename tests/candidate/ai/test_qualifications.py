"""Qualifications from the lines of education sections, in the shapes that CVs give them."""

from datetime import date

import pytest

from candidate.ai.local.qualifications import read
from candidate.documents.model import Line

TODAY = date(2026, 11, 20)


def held(text):
    lines = [row.strip() for row in text.strip().splitlines()]
    return read(
        [
            [
                Line(line.lstrip("*+ "), kind="bullet" if line[0] == "*" else "text", bold=line[0] == "+", block=number)
                for number, line in enumerate(lines)
            ]
        ],
        TODAY,
    )


def texts(text):
    return [found.text for found in held(text)]


@pytest.mark.parametrize(
    "text",
    [
        "BA (Hons) English Literature, 2:1, University of Leeds, 2009-2012\nPGCE Secondary English, University of Sheffield, 2012-2013",
        "University of Leeds 2009-2012\nBA (Hons) English Literature\n2:1\nUniversity of Sheffield 2012-2013\nPGCE Secondary English",
        "2009-2012\nUniversity of Leeds\nBA (Hons) English Literature, 2:1\n2012-2013\nUniversity of Sheffield\nPGCE Secondary English",
        "+ BA (Hons) English Literature – 2:1\nUniversity of Leeds | 2009-2012\n"
        "+ PGCE Secondary English\nUniversity of Sheffield | 2012-2013",
        "2009-2012 BA (Hons) English Literature, University of Leeds (2:1)\n2012-2013 PGCE Secondary English, University of Sheffield",
        "BA (Hons) English Literature at University of Leeds (2009-2012), 2:1\n"
        "PGCE Secondary English from University of Sheffield (2012-2013)",
        "Institution: University of Leeds\nQualification: BA (Hons) English Literature\nGrade: 2:1\nDates: 2009-2012\n"
        "Institution: University of Sheffield\nQualification: PGCE Secondary English\nDates: 2012-2013",
        "Dates\nSchool/College/University\nQualifications gained\nGrade\n2009-2012\nUniversity of Leeds\nBA (Hons) English Literature\n"
        "2:1\n"
        "2012-2013\nUniversity of Sheffield\nPGCE Secondary English",
    ],
)
def test_it_reads_an_entry_in_any_order_over_any_lines(text):
    assert texts(text) == [
        "BA (Hons) English Literature, 2:1, University of Leeds, 2009-2012",
        "PGCE Secondary English, University of Sheffield, 2012-2013",
    ]


@pytest.mark.parametrize(
    ("text", "level", "subject", "body", "grade", "year"),
    [
        ("BSc (Hons) Psychology, First Class, University of York, 2015", "bachelor", "Psychology", "University of York", "First Class",
         "2015"),
        ("MA Educational Leadership, Merit, UCL, 2019", "master", "Educational Leadership", "UCL", "Merit", "2019"),
        ("PhD in Organic Chemistry, Imperial College London (2010–2014)", "doctorate", "Organic Chemistry", "Imperial College London",
         "", "2014"),
        ("NVQ Level 3 Plumbing, City & Guilds, 2012", "nvq 3", "Plumbing", "City & Guilds", "", "2012"),
        ("Foundation Degree in Early Years, Leeds City College, 2011", "foundation", "Early Years", "Leeds City College", "", "2011"),
        ("NPQH, Ambition Institute, 2022", "npq", "", "Ambition Institute", "", "2022"),
        ("HLTA Status, Best Practice Network, 2021", "hlta", "Status", "Best Practice Network", "", "2021"),
        ("Qualified Teacher Status, July 2019", "qts", "", "", "", "2019"),
        ("B.Tech in Information Technology, Anna University, Chennai, 8.2 CGPA, 2014", "bachelor", "Information Technology",
         "Anna University", "8.2 CGPA", "2014"),
        ("BTEC National Diploma Sport, DDM, Derby College, 2010", "diploma", "Sport", "Derby College", "DDM", "2010"),
        ("HGV Class 1 Licence, 2010", "vocational", "Class 1 Licence", "", "", "2010"),
        ("Paediatric First Aid, St John Ambulance, 2024", "course", "Paediatric First Aid", "St John Ambulance", "", "2024"),
        ("Level 2 Certificate in Supporting Teaching and Learning in Schools, Cambridge College, 2016", "certificate",
         "Supporting Teaching and Learning in Schools", "Cambridge College", "", "2016"),
    ],
)  # fmt: skip
def test_it_knows_level_subject_institution_grade_and_year(text, level, subject, body, grade, year):
    (found,) = held(text)
    assert (found.level, found.subject, found.awarding_body, found.grade, found.year) == (level, subject, body, grade, year)


@pytest.mark.parametrize(
    ("text", "level", "count"),
    [
        ("9 GCSEs A*-C including English and Maths, Oakfield School, 2006", "gcse", 9),
        ("A Levels: English (A), History (B), French (B)", "a_level", 3),
        ("GCSE's: 5 A-C", "gcse", 5),
        ("Eight GCSEs, grades 9 to 5", "gcse", 8),
        ("BA History", "bachelor", 0),
    ],
)
def test_it_keeps_several_gcses_of_one_line_together_and_counts_them(text, level, count):
    (found,) = held(text)
    assert (found.level, found.count) == (level, count)


def test_it_joins_subjects_below_their_award():
    assert texts("+ GCSEs\nRoundhay School | 2013\n* English: B\n* Maths: C") == ["GCSEs, English: B, Maths: C, Roundhay School, 2013"]


def test_it_joins_a_list_of_graded_subjects_to_the_line_above():
    assert texts("GCSE\nEnglish Language 6\nMathematics 5\nFirst Aid at Work") == [
        "GCSE, English Language 6, Mathematics 5",
        "First Aid at Work",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Truro College: A Levels – Drama (A), English (B) – 2007", "A Levels, Drama (A), English (B), Truro College, 2007"),
        ("Currently studying: Level 5 Diploma in Education (expected July 2027)", "Level 5 Diploma in Education, July 2027"),
        ("SMSTS – valid until March 2028", "SMSTS, March 2028"),
    ],
)
def test_it_drops_the_words_around_names_and_dates(text, wanted):
    assert texts(text) == [wanted]


def test_it_gives_a_second_award_below_an_institution_the_same_institution():
    assert texts("Thomas Rotherham College\n2000 – 2002\nA Level History – B\nA Level Sociology – C") == [
        "A Level History, B, Thomas Rotherham College, 2000 – 2002",
        "A Level Sociology, C, Thomas Rotherham College, 2000 – 2002",
    ]


def test_it_takes_a_status_in_a_row_for_part_of_the_training():
    assert texts("2012\nGTP Mathematics\nUniversity of Salford\nQTS awarded\n2009\nBSc Mathematics\nUniversity of Hull\n2:1") == [
        "GTP Mathematics, QTS awarded, University of Salford, 2012",
        "BSc Mathematics, 2:1, University of Hull, 2009",
    ]


def test_it_takes_a_body_for_what_it_awards_when_nothing_else_is_named():
    assert texts("Association of Accountants\n2013 - 2016\nACCA\nUniversity of Lagos\n2010 - 2013\nBSc Accounting")[-1] == (
        "BSc Accounting, University of Lagos, 2010 - 2013"
    )
    assert texts("ACCA, 2016\nBSc Accounting, University of Lagos, 2013")[0] == "ACCA, 2016"


def test_it_lists_courses_one_by_one():
    assert texts("* Team Teach\n* Prevent (2024)\n* Introduction to ADHD") == ["Team Teach", "Prevent, 2024", "Introduction to ADHD"]


@pytest.mark.parametrize(
    "text",
    [
        "Oakfield Comprehensive School, Rotherham, 1995 – 2000",
        "Enhanced DBS on the update service, 2024",
        "NMC PIN: 17I1234E",
        "Modules included: child development, safeguarding, play.",
        "Year\nQualification\nInstitution\nGrade",
    ],
)
def test_it_takes_schools_modules_and_heads_of_tables_for_no_qualifications(text):
    assert texts(text) == []


def test_it_leaves_modules_and_theses_out():
    assert texts("PhD Physics, Imperial College London, 2014\nThesis: Spin in thin films\nBSc Physics, University of York, 2010") == [
        "PhD Physics, Imperial College London, 2014",
        "BSc Physics, University of York, 2010",
    ]


def test_it_takes_ordinary_words_for_no_degrees():
    assert [found.level for found in held("* Be the change\n* Ma and Pa, a play")] == ["", ""]


def test_it_is_surer_of_degrees_than_of_lines_that_name_nothing():
    degree, course, unnamed = held("* BA History, University of York, 2010\n* Team Teach\n* Introduction to something new")
    assert degree.confidence > course.confidence > unnamed.confidence


def test_it_does_not_join_rows_that_begin_with_their_dates():
    rows = ["2006-2008 A Levels: Bengali (A), Sociology (C), ICT (D). Tower Hamlets College", "2006", "10 GCSEs A*-C, Stepney Green School"]
    found = read([[Line(row, block=1) for row in rows]], TODAY)
    assert [held.year for held in found] == ["2008", "2006"]


def test_it_takes_no_degree_and_no_a_level_for_a_grade():
    names = ["BA (Hons)", "BA", "BEd", "EdD", "A Level"]
    assert [found.grade for name in names for found in held(f"{name}\nUniversity of York\n2010")] == [""] * 5
    (found,) = held("BSc Geology, ABB, 2(i), University of York, 2010")
    assert found.text == "BSc Geology, ABB, 2(i), University of York, 2010"


def test_it_keeps_equal_grades_of_several_subjects():
    assert texts("Higher\nEnglish, History, French\nOban High\nA, A, B\n2006") == [
        "Higher, English, History, French, A, A, B, Oban High, 2006"
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("City and Guilds 2050 Toolmaking, 1994", "City and Guilds 2050 Toolmaking, 1994"),
        ("PhD Physics, University of York, 2017. Thesis: 'Spin in thin films'", "PhD Physics, University of York, 2017"),
        ("Primary\nPGCE\nMile End Sixth Form\n2016", "Primary, PGCE, Mile End Sixth Form, 2016"),
        ("Licence LEA, Université de\nHaute-Bretagne, 2012", "Licence LEA, Université de Haute-Bretagne, 2012"),
        ("First Aid at Work (expires\n03/2027)", "First Aid at Work, 03/2027"),
        ("University of Lagos, Nigeria\nB.Sc Mathematics, 2012", "B.Sc Mathematics, University of Lagos, Nigeria, 2012"),
        ("Bachelor, Computing\nTechnical University of Sofia\n2010", "Bachelor, Computing, Technical University of Sofia, 2010"),
        ("BA English\nUniversity of York\nUpper second class honours (2:1)",
         "BA English, Upper second class honours (2:1), University of York"),
        ("GCSE\nMaths 7\nScience 6-6\nHistory 5", "GCSE, Maths 7, Science 6-6, History 5"),
    ],
)  # fmt: skip
def test_it_tells_what_belongs_to_a_qualification(text, wanted):
    assert texts(text) == [wanted]


def test_it_begins_anew_behind_a_line_that_ends_with_its_year():
    rows = ["NVQ Level 2 Professional Cookery, Harringay Technical College 2017", "Lise diploma, Gaziantep College 2014"]
    found = read([[Line(row, block=1) for row in rows]], TODAY)
    assert [held.year for held in found] == ["2017", "2014"]


def test_it_takes_what_stands_apart_on_the_page_for_entries():
    rows = [
        (0, "University of York"), (20, "2014"), (40, "Master"), (60, "Modern languages"),
        (110, "University of Hull"), (130, "2012"), (150, "BA"), (170, "French"),
        (220, "2009"), (240, "A Level"), (260, "Spanish"),
    ]  # fmt: skip
    found = read([[Line(text, box=(50.0, top, 200.0, top + 10.0), block=top, page=1) for top, text in rows]], TODAY)
    assert [held.text for held in found] == [
        "Master, Modern languages, University of York, 2014",
        "BA, French, University of Hull, 2012",
        "A Level, Spanish, 2009",
    ]


def test_it_begins_anew_with_a_body_in_bold():
    assert texts("+ York College\nPGCE\n+ Royal Conservatoire\nBMus\n+ ABRSM\nDipABRSM Piano")[-1] == "DipABRSM Piano, ABRSM"


def test_it_reads_bullets_below_institutions():
    assert texts("University of Essex (2010-2013)\n* BSc Economics, 2:2\nChelmsford College (2008-2010)\n* BTEC Diploma in Business") == [
        "BSc Economics, 2:2, University of Essex, 2010-2013",
        "BTEC Diploma in Business, Chelmsford College, 2008-2010",
    ]


def test_it_keeps_awards_that_end_with_their_level_apart():
    assert texts("Functional Skills English Level 2\nFunctional Skills Maths Level 2") == [
        "Functional Skills English Level 2",
        "Functional Skills Maths Level 2",
    ]


def test_it_knows_a_course_by_its_name_though_brackets_tell_where_it_was():
    assert texts("NVQ 3 in Hairdressing\nBarber course (London School of Barbering)") == [
        "NVQ 3 in Hairdressing",
        "Barber course (London School of Barbering)",
    ]


def test_it_takes_names_that_say_nothing_for_courses_only_where_they_are_few():
    assert texts("Makaton\nThrive practitioner\nFirst Aid") == ["Makaton", "Thrive practitioner", "First Aid"]
    assert texts("First Aid\nUpdates\nSolidWorks\nDementia Friend") == ["First Aid"]


def test_a_sixth_form_is_where_the_qualification_above_it_was_earned():
    assert texts("+ NVQ 3 Childcare\nAcme Adult Learning, 2023\n+ BTEC L3 Sport\nElm Hill Sixth Form, 2016") == [
        "NVQ 3 Childcare, Acme Adult Learning, 2023",
        "BTEC L3 Sport, Elm Hill Sixth Form, 2016",
    ]
