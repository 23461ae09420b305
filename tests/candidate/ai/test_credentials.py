"""Teacher status, DBS and right to work: what a CV states, and what it only seems to."""

from datetime import date

import pytest

from candidate.ai.local.findings import Findings, find
from candidate.documents.model import Line
from tests.candidate.ai.samples import lined, plain, styled

TODAY = date(2026, 11, 20)


def read(line: str, *, below: str = "# Further details") -> Findings:
    """A teacher's CV with this below a heading."""
    text = f"""
        ^ Jane Smith
        jane@example.com
        # Experience
        + Class Teacher, Oak Primary School
        Jan 2015 - present
        * Taught Year 3
        # Education
        BA History, University of York, 2013
        {below}
        {line}
        """
    return find(styled(text), TODAY)


@pytest.mark.parametrize(
    "line",
    [
        "QTS",
        "QTS: yes",
        "QTS awarded July 2015",
        "QTS and induction completed",
        "Qualified Teacher Status (QTS)",
        "Qualified teacher status, 2014",
        "PGCE with QTS, University of Leeds, 2014",
        "I hold QTS and an enhanced DBS.",
        "Enhanced DBS | QTS | Full driving licence",
        "Driving licence: no | QTS: yes",
        "No criminal record, QTS",
        "GTP, 2012, QTS awarded",
        "Not only QTS but NPQML",
        "Obtained QTS by the assessment only route",
        "Statws Athro Cymwysedig",
    ],
)
def test_it_reads_qts_where_it_is_stated(line):
    found = read(line).credentials
    assert (found.qts, [status.value for status in found.statuses]) == (True, ["qts"])
    assert any(line[:10] in evidence.text for evidence in found.statuses[0].evidence)
    assert found.statuses[0].confidence >= 0.9


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("QTS: no", []),
        ("QTS - not yet", []),
        ("QTS: N/A", []),
        ("QTS: Yes / No", []),
        ("QTS\nNo", []),
        ("Qualified teacher status: none", []),
        ("I do not have QTS.", []),
        ("Unqualified teacher without QTS", []),
        ("PGCE (non-QTS), 2019", []),
        ("PGCE Primary, University of Leeds, 2014", []),
        ("Fully qualified teacher, trained in Nigeria", []),
        ("NQT induction completed, 2015", []),
        ("Mentored trainees towards QTS", []),
        ("Supported four students to gain QTS", []),
        ("QTS skills tests passed", []),
        ("Assessed against the QTS standards", []),
        ("Working towards QTS", ["working_towards_qts"]),
        ("Currently training to gain QTS", ["working_towards_qts"]),
        ("QTS expected July 2027", ["working_towards_qts"]),
        ("QTS (pending)", ["working_towards_qts"]),
        ("Eligible for QTS", ["working_towards_qts"]),
        ("Unqualified teacher, working for QTS", ["working_towards_qts"]),
        ("PGCE with QTS, September 2026 - July 2027", ["working_towards_qts"]),
        ("PGCE Primary with QTS, 2025 - present", ["working_towards_qts"]),
        ("I will be awarded QTS in the summer.", ["working_towards_qts"]),
        ("QTLS", ["qtls"]),
        ("Early Years Teacher Status", ["eyts"]),
        ("HLTA status, 2019", ["hlta"]),
        ("Working towards HLTA", []),
    ],
)
def test_it_reads_no_qts_from_anything_else(line, statuses):
    found = read(line).credentials
    assert ([status.value for status in found.statuses], found.qts) == (statuses, False)


@pytest.mark.parametrize(
    ("head", "title", "when", "is_ect"),
    [
        ("ECT Primary Teacher", "Teaching Assistant", "Jan 2015 - Jul 2025", True),
        ("", "Maths Teacher (ECT)", "Sep 2025 - present", True),
        ("", "NQT", "Sep 2010 - Jul 2011", False),
        ("", "ECT Mentor and Class Teacher", "Sep 2010 - present", False),
        ("I am a newly qualified primary teacher.", "Barista", "Sep 2024 - present", True),
        ("I have mentored ECTs and NQTs. After my NQT year I led maths.", "Class Teacher", "Sep 2010 - present", False),
        ("Nurse who has given ECT", "Staff Nurse", "Sep 2010 - present", False),
    ],
)
def test_it_knows_an_early_career_teacher_of_today(head, title, when, is_ect):
    text = f"^ Jane Smith\n{head}\njane@example.com\n# Experience\n+ {title}, Oak Primary School\n{when}"
    text = text.replace("Oak Primary School", "St Thomas' Hospital") if "urse" in title else text
    statuses = [status.value for status in find(styled(text), TODAY).credentials.statuses]
    assert statuses == (["ect"] if is_ect else [])


@pytest.mark.parametrize(
    ("line", "dbs"),
    [
        ("Enhanced DBS on the Update Service (certificate dated 14/02/2024)", ("enhanced", True, "2024-02")),
        ("DBS: Enhanced, child workforce, March 2025", ("enhanced", False, "2025-03")),
        ("Full enhanced DBS, registered with the update service", ("enhanced", True, "")),
        ("Enhanced DBS certificate (2023)", ("enhanced", False, "2023")),
        ("Clean DBS", ("", False, "")),
        ("Current DBS check, update service: no", ("", False, "")),
        ("Enhanced DBS, not on the update service", ("enhanced", False, "")),
        ("Enhanced DBS\nRegistered on the update service, issued June 2024", ("enhanced", True, "2024-06")),
        ("Enhanced DBS issued 05/2022, expires 05/2027", ("enhanced", False, "2022-05")),
        ("I have an enhanced DBS and subscribe to the DBS Update Service.", ("enhanced", True, "")),
        ("Enhanced Disclosure and Barring Service check, 2021", ("enhanced", False, "2021")),
        ("CRB checked", ("", False, "")),
        ("DBS: no", None),
        ("No DBS", None),
        ("DBS pending", None),
        ("DBS in process", None),
        ("Will need a new DBS", None),
        ("Applied for an enhanced DBS", None),
        ("Happy to undergo a DBS check", None),
        ("I do not have a DBS", None),
        ("Processed DBS checks for all staff", None),
        ("", None),
    ],
)
def test_it_reads_a_dbs_certificate(line, dbs):
    found = read(line).credentials.dbs
    assert (found.value and (found.value.level, found.value.update_service, found.value.date)) == dbs
    assert bool(found.evidence) == bool(dbs)


def test_it_takes_no_dbs_from_what_was_done_for_others():
    duties = "* Recruitment: advertising, references and enhanced DBS for new staff\n* Responsible for the single central record and DBS"
    assert read(duties, below="# Work experience").credentials.dbs.value is None


@pytest.mark.parametrize("heading", ["# DBS", "# Right to work", "# DBS and right to work"])
def test_it_reads_the_answer_below_a_heading_that_asks(heading):
    found = read("Yes, full, no restrictions" if "Right" in heading else "Enhanced, update service, 2024", below=heading).credentials
    assert (found.right_to_work.value, found.dbs.value is not None) == (None if "DBS" in heading else True, "DBS" in heading)


@pytest.mark.parametrize(
    ("line", "may"),
    [
        ("Right to work in the UK: yes", True),
        ("Full right to live and work in the UK", True),
        ("Eligible to work in the United Kingdom", True),
        ("EU settled status", True),
        ("Indefinite leave to remain", True),
        ("No sponsorship required", True),
        ("Dependant visa, full work rights", True),
        ("Work permit: not required", True),
        ("I do not require sponsorship.", True),
        ("Requires Skilled Worker visa sponsorship", False),
        ("Right to work in the UK: no", False),
        ("British citizen", None),
        ("Nationality: Polish", None),
        ("Carried out right to work checks", None),
        ("", None),
    ],
)
def test_it_reads_the_right_to_work_where_it_is_stated(line, may):
    assert read(line).credentials.right_to_work.value is may


@pytest.mark.parametrize("of", [styled, plain])
def test_it_reads_nothing_from_the_referees(of):
    text = "Jane Smith\nExperience\nBarista, Costa\n2015 - 2019\nReferences\nAnn Lee, QTS, HLTA, enhanced DBS, right to work in the UK"
    found = find(of(text), TODAY).credentials
    assert (found.statuses, found.dbs.value, found.right_to_work.value) == ((), None, None)


def test_it_reads_a_statement_below_a_long_entry_of_the_same_paragraph():
    rows = (
        "B.Ed (Hons) Primary Education with Music, University of Wales, Newport, upper second, 2019",
        "QTS and induction completed",
        "Enhanced DBS on the Update Service (certificate dated 14/02/2024)",
    )
    lines = [Line("Jane Smith", block=1), Line("Education", bold=True, block=2), *(Line(row, block=3) for row in rows)]
    found = find(lined(*lines), TODAY).credentials
    assert (found.qts, found.dbs.value and found.dbs.value.update_service) == (True, True)
