"""Whether a document is a CV at all."""

from datetime import date

import pytest

from candidate.ai.local import understand
from candidate.ai.local.findings import find
from candidate.profile import Brief
from tests.candidate.ai.cvs import CVS
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)

THIN_CVS = {
    "a school leaver": """
        ^ Tom Price
        14 Beech Grove, Wigan WN1 2PQ
        tom.price@example.com
        # Education
        Deanery High School, 2021 - 2026
        GCSEs: Maths (5), English (6), Science (5 5)
        # Skills
        Punctual, friendly, good with my hands
        # Interests
        Football, fishing
        """,
    "a school leaver without headings": """
        Aaliyah Begum
        aaliyah.begum@example.com 07700 900123
        I am sixteen and have just finished school with seven GCSEs. I have helped in my uncle's shop on Saturdays,
        serving customers and stacking shelves, and I would like an apprenticeship in hairdressing.
        """,
    "a letter in front of a thin CV": """
        Dear Mrs Holt,
        I am writing to apply for the post of teaching assistant. Please find enclosed my CV.
        I look forward to hearing from you.
        Yours sincerely,
        Ivy Cole
        ^ Ivy Cole
        ivy.cole@example.com
        # Education
        Deanery High School, 2021 - 2026
        GCSEs: Maths (5), English (6), Science (5 5)
        # Skills
        Punctual, friendly, good with small children, patient, a good listener, first aid, swimming, a little Polish and some Welsh
        """,
    "a list of jobs and nothing else": """
        Joe Fox
        07700 900321
        Work history
        Forklift driver, Wincanton, 2019 - 2024
        Picker, Amazon, 2016 - 2019
        """,
    "a few lines": """
        Shanice Brown 07700 900222
        Looking for care work, nights or days
        Worked at Sunrise Care Home two years, Oak Lodge one year
        NVQ 2 health and social care
        """,
    "an academic": """
        ^ Prof. Adaeze Eze
        a.eze@example.com
        # Appointments
        Reader in Chemistry, University of Leeds, 2018 - present
        Lecturer in Chemistry, University of York, 2011 - 2018
        # Education
        PhD Chemistry, Cambridge, 2010
        # Publications
        Eze A. (2019) Abstract. Introduction. Literature review. Methodology. Conclusion. Bibliography.
        """,
    "no contact data": """
        Curriculum Vitae
        Maria Silva
        Cleaner with ten years of experience in offices and schools, early mornings and evenings, references on request.
        """,
    "a bursar who has seen invoices": """
        ^ Ann Cole
        ann.cole@example.com
        # Employment
        + School Business Manager, Oak Academy
        2015 - present
        * Raised every invoice, purchase order and receipt; VAT returns; payroll, deductions and P60 forms
        * Wrote job descriptions, person specifications and the closing date into every vacancy, edited the newsletter
        * Minutes of the meeting, agenda, apologies, matters arising, timetable for Monday, Tuesday, Wednesday, Thursday and Friday
        + Finance Officer, Kent County Council
        2009 - 2015
        * Quotations and delivery notes
        # Education
        AAT Level 3, 2009
        """,
    "a teacher who has written lesson plans": """
        ^ Ben Hale
        ben.hale@example.com
        # Profile
        Dear reader, I write lesson plans with a learning objective, success criteria, a starter and a plenary, mark scheme and worksheet.
        # Teaching experience
        + Teacher of English, Park High School
        Sept 2019 - present
        * Led on learning objectives, success criteria, differentiation, homework and key questions
        # Education
        PGCE, University of Leeds, 2019
        """,
}

OTHERS = {
    "an invoice of a self-employed tutor": """
        ^ INVOICE
        Jane Smith, Private Tutor
        jane.smith@example.com 07700 900123
        Bill to: Mrs Patel, 3 Elm Road, Leeds LS1 2AB
        Invoice number 118, date 3 September 2026
        GCSE Maths, 4 hours at £32.00 £128.00
        Subtotal £128.00
        Total due £128.00
        Sort code 00-00-00, account number 12345678
        """,
    "a lesson plan": """
        ^ Year 4 Science: electricity
        Teacher: Mr Cole. Class: 4C. Date: 12 March 2026
        # Learning objective
        To build a simple circuit
        # Success criteria
        I can make a bulb light up
        # Skills
        Enquiry, prediction, teamwork
        # Starter
        What runs on batteries at home?
        # Plenary
        Exit ticket
        """,
    "a reference": """
        Oak Academy, Oak Lane, Leeds LS1 2AB, 0113 496 0999, office@oak.example.org
        To whom it may concern
        Reference for Miss Karin Holm
        I have known Karin since September 2019, when she joined us as a Year 3 teacher after a PGCE at the University of Leeds.
        She is a thoughtful teacher and a kind colleague. I recommend her without reservation.
        Yours faithfully
        Ann Lee, Headteacher
        """,
    "a letter of application alone": """
        Dear Mrs Holt,
        I am writing to apply for the post of teaching assistant that I saw on your website. I have always liked working with children,
        and I believe that my patience would be of use to your school.
        I look forward to hearing from you.
        Yours sincerely,
        Ivy Cole
        """,
    "a newsletter": """
        ^ The Oak Messenger
        Dear parents and carers
        # Dates for your diary
        Monday 5 October: inset day
        # Star of the week
        Well done to Amy and Ben!
        # Education
        Year 6 visited the museum of science and industry.
        """,
    "a form for references": """
        ^ Reference request form
        Name of applicant: Jane Smith
        Position: Teaching Assistant
        In what capacity have you known the applicant? Headteacher
        Dates of employment: September 2018 to July 2022
        Reason for leaving: relocation
        Signed: A. Lee, Headteacher, Oak Primary School, head@oak.example.org
        """,
    "a payslip": """
        ^ PAYSLIP
        Jane Smith Employee number 1122 Tax code 1257L
        Basic pay 2,000.00
        Deductions PAYE 230.00
        Net pay 1,770.00
        """,
    "a timetable": """
        ^ Timetable, Mrs Cole
        Monday Tuesday Wednesday Thursday Friday
        Period 1 9C 8A 10B 7D
        Period 2 10B 7D PPA 11A
        Break
        Lunch
        Period 3 7D 9C 8A 12F
        """,
    "a job advert with the headings of a CV": """
        ^ Class Teacher, Oak Primary School
        Salary: main scale. Start date: January 2027. Contact: office@oak.example.org, 0113 496 0999
        # Job description
        The successful candidate will teach a Year 3 class and lead a subject.
        # Person specification
        # Education and qualifications
        Degree, QTS, PGCE (essential)
        # Experience
        At least two years in KS2 (desirable)
        # Skills
        Behaviour management, phonics
        # How to apply
        Closing date: 12 December 2026
        # References
        Two references will be taken up before interview.
        """,
    "a story": """
        Once upon a time there was a woodcutter who lived at the edge of a great forest with his daughter and a grey goose. Every
        morning he went out with his axe, and every evening he came home with less wood than the day before.
        """,
}


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize("text", [*THIN_CVS.values(), *(cv.text for cv in CVS)], ids=[*THIN_CVS, *(cv.title for cv in CVS)])
def test_it_takes_a_cv_for_one_however_thin(of, text):
    assert not find(of(text), TODAY).not_a_cv.value


@pytest.mark.parametrize("of", [styled, plain])
@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_it_tells_other_documents_and_shows_why(of, text):
    found = find(of(text), TODAY)
    assert found.not_a_cv.value
    assert found.not_a_cv.confidence >= 0.7
    profile = understand(of(text), Brief(), TODAY)
    assert (profile.quality_check, profile.remarks) == ("manual review", ["not_a_cv"])


def test_it_says_nothing_of_a_few_words():
    assert not find(styled("Jane Smith"), TODAY).not_a_cv.value
