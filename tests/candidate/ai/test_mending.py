"""Jobs whose heading or dates the page parts, or runs together with what was done."""

from datetime import date

import pytest

from candidate.ai.local.jobs import read
from candidate.documents.model import Line

TODAY = date(2026, 11, 20)


def placed(text):
    """Lines of 12 points each; the cells of a row are parted by tabs. '*' marks a bullet, '_' an empty cell."""
    return [
        Line(cell.lstrip("* "), (x, 12.0 * row, x + 70.0, 12.0 * row + 11), 10.0, kind="bullet" if cell[0] == "*" else "text", block=row)
        for row, line in enumerate(text.splitlines())
        for x, cell in zip((60.0, 140.0, 400.0), line.split("\t"), strict=False)
        if cell != "_"
    ]


def told(lines):
    return [(job.title, job.employer, job.when.start if job.when else "", job.when.end if job.when else "") for job in read([lines], TODAY)]


@pytest.mark.parametrize(
    "text",
    [
        "November\tNurse, Oak Trust\n2016 – May\t* acute ward\n2021\t* nights",
        "November\tNurse, Oak Trust\n2016\t* acute ward\n* May 2021\t* nights",
        "Nov 2016 – May 2021\t* Nurse, Oak Trust, Leeds. Acute ward and",
        "_\tNurse, Oak Trust.\tNov 2016 – May 2021",
        "_\tNurse, Oak Trust Nov 2016\tMay 2021",
        "Dates\tNov 2016 – May 2021\nOccupation or position held\tNurse\nMain duties\tActing up\nName of employer\tOak Trust",
    ],
    ids=[
        "broken dates",
        "a dash that looks like a bullet",
        "a bullet beside dates",
        "a full stop before dates",
        "a column that ran over",
        "labels in cells",
    ],
)
def test_it_puts_the_cells_of_a_job_together(text):
    assert told(placed(text)) == [("Nurse", "Oak Trust", "2016-11", "2021-05")]


def test_it_keeps_the_forms_of_one_job_apart_from_those_of_the_next():
    form = "Dates\t{}\nPosition held\t{}\nMain duties\tActing up\nEmployer\t{}"
    text = "\n".join(
        form.format(*job)
        for job in [("2016 – 2021", "Nurse", "Oak Trust"), ("2010 – 2016", "Carer", "Elm Ltd"), ("2004 – 2010", "Cook", "Ash Inn")]
    )
    assert [job[:2] for job in told(placed(text))] == [("Nurse", "Oak Trust"), ("Carer", "Elm Ltd"), ("Cook", "Ash Inn")]


@pytest.mark.parametrize(
    "text",
    [
        "Nov 2016 – May 2021: Nurse, Oak Trust, Leeds. Acute ward, nights, and whatever else there was to do on a long shift.",
        "Nov 2016 – May 2021 (maternity cover) Nurse, Oak Trust. Acute ward.",
        "Nov 2016 – May 2021 (casual)\nNurse, Oak Trust, Leeds. Acute ward",
        "Nurse\nNov 2016 – May 2021, evenings\nOak Trust",
        "Nurse\nOak Trust, Leeds, Nov 2016 – May 2021 (term time & holidays)",
        "Nov 2016 – May 2021\nNurse (0.8 FTE since 2019), Oak Trust",
        "Nurse, Oak Trust. Full time Nov 2016 – May 2021\nNights at first; key holder from 2019",
    ],
)
def test_it_parts_a_heading_from_remarks_and_sentences(text):
    lines = [Line(line, block=number) for number, line in enumerate(text.splitlines())]
    assert [(title.partition(" (")[0], *rest) for title, *rest in told(lines)] == [("Nurse", "Oak Trust", "2016-11", "2021-05")]


def test_schools_that_an_agency_sent_somebody_to_are_no_jobs():
    text = "Cover Supervisor, Oak Staffing Agency\nFeb 2023 – Oct 2023\nLong term: Elm School (Feb–May 23), Ash School (May–July 23)"
    assert told([Line(line, block=number) for number, line in enumerate(text.splitlines())]) == [
        ("Cover Supervisor", "Oak Staffing Agency", "2023-02", "2023-10")
    ]


def test_a_dash_for_an_end_in_a_form_means_that_it_has_not_ended():
    form = "Employer name\tOak School\nJob title\tTeacher\nStart date\t02/09/2024\nEnd date\t-\nReason for leaving\tPromotion"
    assert told(placed(form)) == [("Teacher", "Oak School", "2024-09", "present")]
