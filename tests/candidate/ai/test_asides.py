"""What stands in front of a CV or around it, and is somebody else's."""

from datetime import date

import pytest

from candidate.ai.local import asides, sections
from candidate.ai.local.findings import find
from candidate.documents.model import Document, Line, Page
from tests.candidate.ai.samples import plain, styled

TODAY = date(2026, 11, 20)
CV = """
    ^ Jane Smithson
    Class Teacher
    12 Beech Grove, Leeds LS6 2AB
    07700 900123 | jane.smithson@gmail.com
    # Employment
    + Class Teacher, Oak School, Leeds
    2016 - 2020
    * Taught Year 4
    # Education
    BA (Hons) English, University of York, 2011
"""
LETTER = """
    Jane Smithson
    12 Beech Grove
    Leeds LS6 2AB
    3 May 2026
    Mr Peter Winter
    Headteacher, Ash School, Elm Road, York YO1 7AA
    p.winter@ash.example.org
    Dear Mr Winter,
    Re: Class Teacher, Year 4
    I am writing to apply for the post at your school. Since 2016 I have taught at Oak School.
    You can reach me at any time.
"""


def _aside(document: Document) -> dict[str, list[str]]:
    kinds = {asides.LETTER: list[str](), asides.AGENCY: list[str]()}
    for section in sections.split(document, TODAY):
        if section.kind in kinds:
            kinds[section.kind] += [line.text for line in section.lines]
    return kinds


@pytest.mark.parametrize("made", [styled, plain])
@pytest.mark.parametrize(
    "closing",
    ["Yours sincerely,\nJane Smithson", "Kind regards\nJane Smithson\nEnc. CV", "Yn gywir\nJane Smithson", "Yours faithfully, J Smithson"],
)
def test_it_sets_a_letter_aside(made, closing):
    letter = _aside(made(LETTER + closing + CV))[asides.LETTER]
    assert len(letter) == 11 + len(closing.splitlines())
    found = find(made(LETTER + closing + CV), TODAY)
    assert (found.name.value.full, found.contact.email.value) == ("Jane Smithson", "jane.smithson@gmail.com")
    assert [(job.title, job.employer) for job in found.jobs] == [("Class Teacher", "Oak School")]


def test_it_takes_the_page_behind_a_letter_for_the_cv():
    letter = [
        Line(text, page=1)
        for text in ("Dear Sir or Madam", "Please find my CV enclosed.", "Best wishes,", "Jane", "Jane Smithson", "Teacher")
    ]
    cv = [Line(text, page=2) for text in ("Jane Smithson", "07700 900123", "Employment", "Class Teacher, Oak School, 2016 - 2020")]
    document = Document((Page(tuple(letter)), Page(tuple(cv))))
    assert _aside(document)[asides.LETTER] == [line.text for line in letter]


def test_it_keeps_the_address_above_a_letter_where_the_cv_has_none():
    text = """
        Jane Smithson
        07700 900123 | jane.smithson@gmail.com
        Dear Headteacher,
        I would like to work at your school.
        Yours sincerely,
        Jane Smithson
        # Employment
        + Class Teacher, Oak School, Leeds
        2016 - 2020
    """
    found = find(styled(text), TODAY)
    assert found.contact.email.value == "jane.smithson@gmail.com"
    assert len(_aside(styled(text))[asides.LETTER]) == 4


@pytest.mark.parametrize(
    "opening", ["Hello, I'm Jane, a teacher who loves to read.", "Hello!", "Dear diary. This is no letter.", "Hi there I am Jane"]
)
def test_it_takes_no_greeting_of_a_cv_for_a_letter(opening):
    text = f"^ Jane Smithson\n{opening}\n# Employment\n+ Teacher, Oak School\n2016 - 2020\n# References\nOn request.\nKind regards"
    assert _aside(styled(text)) == {asides.LETTER: [], asides.AGENCY: []}


AGENCIES = {
    "letterhead": [
        "Brightwater Education Recruitment Ltd",
        "3rd Floor, Meridian House, Leeds LS1 4AB",
        "T: 0113 496 0555 E: amy@brightwater.co.uk",
    ],
    "named by its address alone": ["Harbour Teachers", "2 Dock Street, Hull HU1 1AA", "01482 496 0911 | info@harbour-teachers.co.uk"],
    "consultant": ["Candidate ref: BW-2033", "Consultant: Amy Jones", "Tel: 0113 496 0555", "amy.jones@brightwater.co.uk"],
    "known agency": ["Protocol Education", "0113 496 0555"],
    "legal": [
        "Harbour Teaching",
        "Registered office: 14 Dock Street, Liverpool L3 4BX. Company number 01234567",
        "www.harbour.example.org",
    ],
    "presented": ["CV presented by Amy Jones, Brightwater Resourcing, 0113 496 0555"],
}


@pytest.mark.parametrize("made", [styled, plain])
@pytest.mark.parametrize("name", AGENCIES)
def test_it_sets_an_agency_aside(made, name):
    document = made("\n".join(AGENCIES[name]) + CV)
    assert _aside(document)[asides.AGENCY] == AGENCIES[name]
    assert find(document, TODAY).contact.email.value == "jane.smithson@gmail.com"


@pytest.mark.parametrize("name", ["letterhead", "named by its address alone", "legal"])
def test_it_sets_the_margins_of_an_agency_aside(name):
    lines = styled(CV).lines
    margin = tuple(Line(text, size=8.0, kind="footer") for text in AGENCIES[name])
    assert _aside(Document((Page(lines + margin),)))[asides.AGENCY] == AGENCIES[name]


def test_it_sets_a_remark_of_an_agency_aside():
    remark = ["To arrange an interview with this candidate please call Amy Jones on 0113 496 0555", "amy.jones@brightwater.co.uk"]
    assert _aside(styled(CV + "\n".join(remark)))[asides.AGENCY] == remark


@pytest.mark.parametrize(
    "head",
    [
        "^ Jane Smithson\nRecruitment Consultant\n07700 900123 | jane@smithson.example.org",
        "^ Jane Smithson\nHR and Recruitment Specialist\n07700 900123\njane.smithson@gmail.com",
        "^ Jane Smithson\ninfo@janesmithson.co.uk\n07700 900123",
        "^ Curriculum Vitae\nJane Smithson\n12 Beech Grove, Leeds LS6 2AB\n07700 900123 | jane@hotmail.com",
    ],
)
def test_it_leaves_the_candidates_own_head_alone(head):
    body = "\n# Employment\n+ Resourcer, Brightwater Recruitment Ltd, Leeds\n2016 - 2020\n* Safer recruitment\n+ Consultant: PwC\n2015"
    assert _aside(styled(head + body))[asides.AGENCY] == []


@pytest.mark.parametrize(
    "text", ["a@b." * 1000, "www.a." * 600, "for more " * 440, "contact call speak to " * 180, "Dear " + "a " * 20, "0" * 4000]
)
def test_it_gets_through_hostile_text_in_time(text):
    lines = [Line(text, kind=kind) for kind in ("text", "footer") for _ in range(500)]
    assert asides.marks(lines) == {}
