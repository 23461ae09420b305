"""Sections that go on in the next column, or in the same column of the next page."""

from datetime import date

from candidate.ai.local import sections
from candidate.documents.model import Document, Line, Page

TODAY = date(2026, 11, 20)
SIDE, MAIN, FULL = (40.0, 150.0), (200.0, 550.0), (40.0, 550.0)


def _column(edges: tuple[float, float], top: float, *texts: str) -> list[Line]:
    """Lines below each other; '#' before a text makes it a heading."""
    x0, x1 = edges
    return [
        Line(text.removeprefix("#"), (x0, top + 15 * row, x1, top + 15 * row + 11), 14.0 if text.startswith("#") else 10.0)
        for row, text in enumerate(texts)
    ]


def _read(*pages: list[Line]) -> dict[str, list[str]]:
    document = Document(tuple(Page(tuple(lines), width=595.0, height=842.0) for lines in pages))
    return {section.heading: [line.text for line in section.lines] for section in sections.split(document, TODAY) if section.lines}


def test_it_goes_on_with_the_jobs_on_the_next_page():
    first = _column(SIDE, 50, "#Skills", "Phonics", "#Referees", "Mrs Field") + _column(
        MAIN, 50, "#Employment", "Teacher, Oak School", "Taught"
    )
    second = _column(SIDE, 50, "Mr Brook", "0113 496 0000") + _column(MAIN, 50, "art", "#Education", "BA English")
    assert _read(first, second) == {
        "Skills": ["Phonics"],
        "Referees": ["Mrs Field", "Mr Brook", "0113 496 0000"],
        "Employment": ["Teacher, Oak School", "Taught", "art"],
        "Education": ["BA English"],
    }


def test_it_goes_on_with_the_jobs_in_the_second_of_two_equal_columns():
    page = _column((40.0, 550.0), 50, "Sam Okafor", "Leeds") + _column(
        (40.0, 280.0), 100, "#Profile", "A cook.", "#Employment", "Cook, Ash Academy", "2016 - 2019"
    )
    page += _column((300.0, 545.0), 100, "Porter, Elm School", "2014 - 2016", "#Education", "GCSEs")
    assert _read(page)["Employment"] == ["Cook, Ash Academy", "2016 - 2019", "Porter, Elm School", "2014 - 2016"]


def test_it_goes_on_with_the_jobs_where_the_next_page_has_no_sidebar():
    first = _column(MAIN, 50, "#Employment", "Teacher, Oak School", "2016 - 2019") + _column(SIDE, 50, "#Referees", "Mrs Field")
    second = _column(FULL, 50, "Teaching Assistant, Ash School", "2014 - 2016")
    read = _read(first, second)
    assert read["Employment"] == ["Teacher, Oak School", "2016 - 2019", "Teaching Assistant, Ash School", "2014 - 2016"]


def test_it_takes_a_column_without_a_heading_for_the_head_of_the_cv():
    page = _column(SIDE, 50, "#Skills", "Phonics", "#Languages", "Welsh") + _column(
        MAIN, 50, "Jane Smith", "Teacher", "#Education", "BA English"
    )
    assert _read(page) == {"": ["Jane Smith", "Teacher"], "Skills": ["Phonics"], "Languages": ["Welsh"], "Education": ["BA English"]}


def test_it_keeps_the_columns_of_one_section_together():
    page = _column(FULL, 50, "#Skills") + _column(SIDE, 70, "Phonics", "Safeguarding") + _column(MAIN, 70, "Assessment", "Planning")
    assert _read(page) == {"Skills": ["Phonics", "Safeguarding", "Assessment", "Planning"]}


def test_it_gets_through_columns_without_end_in_time():
    page = [Line(f"word {n}", (float(n % 7), 800.0 - n % 2 * 90, 90.0, 811.0 - n % 2 * 90), 10.0) for n in range(1500)]
    assert sum(map(len, _read(page, page).values())) == 3000


def test_it_goes_on_with_the_jobs_at_the_head_of_the_next_column():
    jobs = ["Ash School", "Cook (2010 - 2014)"]
    assert (
        _read(_column(SIDE, 50, "#Employment", "Oak School", "Teacher (2014 - 2020)") + _column(MAIN, 50, *jobs))["Employment"][2:] == jobs
    )


def test_it_reads_down_below_headings_that_stand_side_by_side():
    page = [
        *_column(SIDE, 50, "#Profile"),
        *_column(MAIN, 50, "#References"),
        *_column(SIDE, 70, "A cook."),
        *_column(MAIN, 70, "On request"),
    ]
    assert _read(page) == {"Profile": ["A cook."], "References": ["On request"]}
