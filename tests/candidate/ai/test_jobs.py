"""Headings of jobs in the shapes that CVs give them: '+' before a line is bold, '*' a bullet, tabs part the cells of a row.

Below each: title | employer of every job, newest first.
"""

from datetime import date

import pytest

from candidate.ai.local.jobs import read
from candidate.documents.model import Line

TODAY = date(2026, 11, 20)

SHAPES = {
    "title first, dates below": """
        Class Teacher (Year 3)
        St Mary's C of E Primary School, Harrogate
        September 2019 – Present
        * Plan lessons
        Teaching Assistant
        Bilton Grange, Harrogate
        Sept 2016 – July 2019
        * Support
        = Class Teacher (Year 3) | St Mary's C of E Primary School
        = Teaching Assistant | Bilton Grange
        """,
    "employer (town) – title": """
        St Mary's Primary School (Leeds) – Year 2 Teacher
        Sept 2019 – date
        Taught a class of 30 pupils.
        Oakfield (Bradford) – Higher Level Teaching Assistant
        2015–2019
        Covered lessons.
        = Year 2 Teacher | St Mary's Primary School
        = Higher Level Teaching Assistant | Oakfield
        """,
    "employer above several posts": """
        + Harris Federation
        2015 – present
        + Head of Science (2019 – present)
        * Lead a team
        + Second in Department (2017 – 2019)
        * Led KS3
        + Teacher of Chemistry (2015 – 2017)
        * Taught KS3-5
        + Pret A Manger
        Barista (2013 – 2015)
        * Coffee
        = Head of Science | Harris Federation
        = Second in Department | Harris Federation
        = Teacher of Chemistry | Harris Federation
        = Barista | Pret A Manger
        """,
    "dates first, bars": """
        Sep 2021 – Present | Software Engineer | Monzo | London
        * Built APIs
        Jul 2018 – Aug 2021 | Junior Developer | Sky Betting and Gaming | Leeds
        * Built things
        = Software Engineer | Monzo
        = Junior Developer | Sky Betting and Gaming
        """,
    "supply work through agencies": """
        Supply Teacher, via Teaching Personnel, Sept 2022 – present
        * Worked in schools across Kent
        Supply Teacher (Reed Education) 2020 - 2022
        = Supply Teacher | Teaching Personnel
        = Supply Teacher | Reed Education
        """,
    "self-employed, and a firm of plumbers": """
        Self-employed Plumber, Jan 2015 – Dec 2020
        * Domestic plumbing
        Plumber, Pimlico Plumbers, 2010 – 2014
        * Boilers
        = Self-employed Plumber | Self-employed
        = Plumber | Pimlico Plumbers
        """,
    "employer first, a title no list knows": """
        01/2018 - 03/2021
        Greggs plc
        Shop Floor Legend
        * Served
        06/2015 - 12/2017
        Nandos
        Grill Ninja
        * Cooked
        = Shop Floor Legend | Greggs plc
        = Grill Ninja | Nandos
        """,
    "dates beside the title": """
        + Nurse Practitioner\tMarch 2018 – Present
        Royal Free London NHS Foundation Trust
        * Care
        + Staff Nurse – A&E\tJune 2013 – Feb 2018
        Whittington Health NHS Trust
        * Care
        = Nurse Practitioner | Royal Free London NHS Foundation Trust
        = Staff Nurse – A&E | Whittington Health NHS Trust
        """,
    "a form with labels, dates on two lines": """
        Employer: Wincanton
        Position: HGV Class 1 Driver
        From: 03/2016
        To: 09/2021
        Reason for leaving: redundancy
        Duties: nationwide deliveries
        Employer: Stobart
        Position: LGV Driver
        From: 05/2011
        To: 02/2016
        Duties: trunking
        = HGV Class 1 Driver | Wincanton
        = LGV Driver | Stobart
        """,
    "title at employer": """
        2016-2019
        Deputy Manager at Busy Bees Nursery, Solihull
        * Ran rooms
        2012-2016
        Room Leader at Kids Allowed, Birmingham
        * Ran a room
        = Deputy Manager | Busy Bees Nursery
        = Room Leader | Kids Allowed
        """,
    "an introduction and a career break": """
        I have worked in a range of schools across the North West.
        Teacher of Mathematics | The Blue Coat School, Liverpool | September 2018 to present
        * Taught Y7-13
        Cover Supervisor | Archbishop Blanch | 2017 - 2018
        * Covered
        Career break | travelling in Asia | 2016 - 2017
        = Teacher of Mathematics | The Blue Coat School
        = Cover Supervisor | Archbishop Blanch
        """,
    "oldest first, dates in brackets": """
        ASDA, Leeds  (2009 – 2012)
        Checkout Operator
        Served customers
        Tesco Extra, Leeds  (2012 – 2015)
        Team Leader
        Led the team
        = Team Leader | Tesco Extra
        = Checkout Operator | ASDA
        """,
    "one line, ending with a full stop": """
        Receptionist, The Grove Medical Centre, Reading, Berkshire. May 2014 – June 2018.
        Greeted patients and booked appointments.
        Administrator, Thames Water, Reading. Jan 2010 – April 2014.
        Typed letters.
        = Receptionist | The Grove Medical Centre
        = Administrator | Thames Water
        """,
    "dates and a colon first": """
        + 2019 – Present: Senior Social Worker, Kent County Council
        * Caseload
        + 2015 – 2019: Social Worker, Medway Council
        * Caseload
        + Summer 2014: Student Social Worker, Porchlight
        = Senior Social Worker | Kent County Council
        = Social Worker | Medway Council
        = Student Social Worker | Porchlight
        """,
    "promoted within one firm": """
        Deloitte LLP, London
        Audit Senior
        Oct 2017 - Sept 2020
        Audited clients
        Audit Associate
        Sept 2014 - Sept 2017
        Assisted on audits
        PwC, London
        Intern
        Summer 2013
        = Audit Senior | Deloitte LLP
        = Audit Associate | Deloitte LLP
        = Intern | PwC
        """,
    "a table in Welsh": """
        Dates
        Employer
        Position
        Duties
        Sept 2019 – present
        Ysgol Glan Clwyd
        Athro Mathemateg
        Teaching KS3 and KS4 maths
        Sept 2016 – Aug 2019
        Ysgol Eirias
        Cymhorthydd Dysgu
        Supporting learners
        = Athro Mathemateg | Ysgol Glan Clwyd
        = Cymhorthydd Dysgu | Ysgol Eirias
        """,
    "dates and title, then employer": """
        Jan 2020 - Present: Class 2 Driver
        DPD, Hinckley
        * Multi-drop
        Feb 2016 - Dec 2019: Warehouse Operative
        XPO Logistics, Hinckley
        * Picking
        = Class 2 Driver | DPD
        = Warehouse Operative | XPO Logistics
        """,
    "titles in capitals": """
        LEARNING SUPPORT ASSISTANT
        Springwell Special Academy, Barnsley, September 2020 - Present
        Working 1:1 with pupils with ASD.
        CARE ASSISTANT
        HC-One, Barnsley, March 2015 - August 2020
        Personal care
        = LEARNING SUPPORT ASSISTANT | Springwell Special Academy
        = CARE ASSISTANT | HC-One
        """,
    "results that name years": """
        Head of English, Outwood Academy Bydales (Sept 2020 – Present)
        Line management of 7 staff
        Improved results in 2021, 2022 and 2023 from 60% to 75%
        KS3 Coordinator for English, Huntcliff School (Sept 2016 – Aug 2020)
        Introduced a new curriculum from 2017 to 2019 across 3 schools
        = Head of English | Outwood Academy Bydales
        = KS3 Coordinator for English | Huntcliff School
        """,
    "three lines with a place": """
        Chef de Partie
        The Ledbury
        London, UK
        Feb 2019 - Nov 2022
        * Sauce section
        Commis Chef
        Le Gavroche
        London, UK
        Jan 2017 - Jan 2019
        * Larder
        = Chef de Partie | The Ledbury
        = Commis Chef | Le Gavroche
        """,
    "cells of a row": """
        Jun 2021 – now\tFoundation Stage Lead\tLittle Acorns
        Led the room
        Sep 2018 – May 2021\tNursery Nurse\tTreetops
        Cared for babies
        = Foundation Stage Lead | Little Acorns
        = Nursery Nurse | Treetops
        """,
    "extras in brackets": """
        Mechanical Engineer (Graduate Scheme), Rolls-Royce plc, Derby, Sept 2019 – Aug 2021
        * Turbines
        Year in Industry Placement Student, JCB, Rocester, July 2017 – June 2018
        * CAD
        = Mechanical Engineer (Graduate Scheme) | Rolls-Royce plc
        = Year in Industry Placement Student | JCB
        """,
    "posts at one bank": """
        Barclays Bank UK PLC
        Branch Manager, Northampton | 2015 – 2019
        * Managed
        Personal Banker, Kettering | 2011 – 2015
        * Sold
        = Branch Manager | Barclays Bank UK PLC
        = Personal Banker | Barclays Bank UK PLC
        """,
    "a heading within the section": """
        Teaching Experience
        Sept 2019 - July 2021
        Cardinal Newman Catholic School
        NQT/RQT Teacher of RE and PSHE
        * Taught RE
        Sept 2018 - July 2019
        Bishop Challoner
        PGCE Placement
        * Taught RE
        = NQT/RQT Teacher of RE and PSHE | Cardinal Newman Catholic School
        = PGCE Placement | Bishop Challoner
        """,
    "lengths instead of dates": """
        Lunchtime Supervisor and Cleaner - Meadow Vale Primary 3 years
        Supervised children
        Shop Assistant - Spar 18 months
        Tills
        = Lunchtime Supervisor and Cleaner | Meadow Vale Primary
        = Shop Assistant | Spar
        """,
    "work abroad": """
        TESL Teacher – Wall Street English, Shanghai, China – 08.2016 to 07.2018
        * Taught adults
        Assistente Administrativo – Banco Bradesco, São Paulo – 2012 to 2016
        * Office
        = TESL Teacher | Wall Street English
        = Assistente Administrativo | Banco Bradesco
        """,
    "an employer that sounds like people": """
        NHS Professionals
        Bank Healthcare Assistant
        May 2020 – Present
        Four Seasons Health Care
        Senior Carer
        Aug 2016 – April 2020
        = Bank Healthcare Assistant | NHS Professionals
        = Senior Carer | Four Seasons Health Care
        """,
    "freelance": """
        Freelance Translator (self-employed)
        2014 – Present
        * Translated
        Project Coordinator, Lionbridge, Warsaw
        2010 – 2014
        * Coordinated
        = Freelance Translator | self-employed
        = Project Coordinator | Lionbridge
        """,
    "orchestra": """
        + Peripatetic Music Tutor | Kirklees Music School
        Sept 2010 – Present
        Teaching violin.
        + Orchestral Violinist | Orchestra of Opera North
        Sept 2004 – Aug 2010
        Performing.
        = Peripatetic Music Tutor | Kirklees Music School
        = Orchestral Violinist | Orchestra of Opera North
        """,
}


def lines_of(text):
    rows = [row.strip() for row in text.strip().splitlines()]
    return [
        Line(cell.strip(), kind="bullet" if row[0] == "*" else "text", bold=row[0] == "+", block=number)
        for number, row in enumerate(rows)
        if row[0] != "="
        for cell in row.lstrip("*+ ").split("\t")
    ]


def jobs_of(text):
    return read([lines_of(text)], TODAY)


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_it_reads_titles_and_employers(text):
    wanted = [tuple(row.strip().removeprefix("= ").rsplit(" | ", 1)) for row in text.splitlines() if row.strip().startswith("= ")]
    assert [(job.title, job.employer) for job in jobs_of(text)] == wanted


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Teacher, Oak School\nFrom: 03/2016\nTo: 09/2021", "2016-03", "2021-09"),
        ("Teacher, Oak School\nSept 2016\nto date", "2016-09", "present"),
        ("Teacher, Oak School, October 2014 to February\n2017", "2014-10", "2017-02"),
        ("July 2021 to the\tTeacher, Oak School\npresent day", "2021-07", "present"),
        ("Teacher, Oak School, 2018/19 - 2020/21", "2018-09", "2021-08"),
        ("Teacher, Oak School, Summer 2015", "2015-04", "2015-08"),
        ("Teacher, Oak School, 3 years", "", ""),
    ],
)
def test_it_reads_when(text, start, end):
    (job,) = jobs_of(text)
    assert (job.title, job.employer, job.when.start, job.when.end) == ("Teacher", "Oak School", start, end)


def test_it_reads_a_job_without_dates_among_others():
    text = "+ Teacher, Oak School\n2015 - 2019\n* Taught\n+ Cleaner at Elm School\n* Cleaned\n+ Cook, Ash School\n2010 - 2012\n* Cooked"
    assert [(job.title, job.employer, job.duties) for job in jobs_of(text)] == [
        ("Teacher", "Oak School", ("Taught",)),
        ("Cook", "Ash School", ("Cooked",)),
        ("Cleaner", "Elm School", ("Cleaned",)),
    ]


@pytest.mark.parametrize("text", ["Career break, 2012 - 2014", "Maternity leave\n2012 - 2014", "Travelling (2012 - 2014)"])
def test_it_takes_breaks_for_no_jobs(text):
    assert jobs_of(text) == []


@pytest.mark.parametrize("text", ["Improved results from 2017 to 2019 across three schools", "* In 2015 we opened a library"])
def test_it_takes_years_within_duties_for_no_jobs(text):
    (job,) = jobs_of(f"Teacher, Oak School, 2010 - 2020\n{text}")
    assert job.duties == (text.lstrip("* "),)


def test_it_takes_the_lines_above_the_dates_that_fit_all_jobs():
    text = "Subject Leader: Computing\nStretford Grammar\n2019 - 2023\n* Led\nTeacher of Computing\nWirral Met\n2015 - 2019\n* Taught"
    assert [(job.title, job.employer) for job in jobs_of(text)] == [
        ("Subject Leader: Computing", "Stretford Grammar"),
        ("Teacher of Computing", "Wirral Met"),
    ]


def test_it_tells_two_titles_apart_by_what_leads_elsewhere():
    text = "Oak School\n2019 - 2023\nReceptionist\n* Phones\nCoombe Dean\n2015 - 2019\nCaretaker\n* Keys"
    assert jobs_of(text)[-1].employer == "Coombe Dean"


def test_it_learns_from_other_jobs_whether_employers_lead():
    unsure = "Jan 2010 - Feb 2012\nGreenbank\nAll Sorts"
    sure = "Mar 2012 - Feb 2015\nElm School\nCleaner\nMar 2015 - May 2018\nOak School\nTeacher"
    assert [(job.title, job.employer) for job in jobs_of(f"{sure}\n{unsure}")][-1] == ("All Sorts", "Greenbank")


def test_it_is_less_sure_of_what_no_wording_tells():
    told, guessed = jobs_of("Teacher, Oak School\n2015 - 2019\n* Taught\nAll Sorts, Greenbank\n2010 - 2012\n* Helped")
    assert told.confidence > guessed.confidence


@pytest.mark.parametrize(
    ("when", "at_most"),
    [
        ("2014 - 2016", ("2014-01", "2016-12")),
        ("Sept 2014 - 2016", ("2014-09", "2016-12")),
        ("2014 - present", ("2014-01", "present")),
        ("2018/19", ("2018-09", "2019-08")),
        ("2015", ("2015-01", "2015-12")),
        ("3 years", ("", "")),
    ],
)
def test_it_takes_a_year_alone_for_any_part_of_it(when, at_most):
    (job,) = jobs_of(f"Teacher, Oak School, {when}")
    assert job.at_most == at_most
