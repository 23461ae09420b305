"""Jobs in the shapes that CVs give them; `job_shapes.txt` holds their headings."""

from datetime import date
from pathlib import Path

import pytest

from candidate.ai.local.jobs import read
from candidate.documents.model import Line

TODAY = date(2026, 11, 20)

SHAPES = {
    name: text
    for name, _, text in (
        shape.partition("\n") for shape in Path(__file__).with_name("job_shapes.txt").read_text(encoding="utf-8").split("\n## ")[1:]
    )
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


def _placed(*rows):
    """Lines below each other: each row holds a left edge and a text, or several of them."""
    return [
        Line(text, (x0, 20.0 * number, x0 + 5.0 * len(text), 20.0 * number + 10), 10.0, block=number)
        for number, row in enumerate(rows)
        for x0, text in row
    ]


def test_it_tells_duties_without_marks_by_their_indent():
    lines = _placed(
        [(40.0, "Ash Academy, Leeds")],
        [(40.0, "Class Teacher"), (400.0, "Sept 2018 - date")],
        [(52.0, "Acting Head of School, January to April 2023")],
        [(52.0, "Opened the beach school")],
        [(40.0, "Elm School, Leeds")],
        [(40.0, "Teaching Assistant"), (400.0, "Sept 2015 - Aug 2018")],
        [(52.0, "Minibus driver since 2016")],
    )
    found = read([lines], TODAY)
    assert [(job.title, job.employer) for job in found] == [("Class Teacher", "Ash Academy"), ("Teaching Assistant", "Elm School")]


def test_it_takes_a_year_behind_a_broken_sentence_for_no_job():
    found = jobs_of(
        "Sept 2017 to present\nAsh Academy\nCover Supervisor\nNone permanently excluded since\n2021\n2014 - 2017\nElm School\nMentor"
    )
    assert [(job.title, job.employer) for job in found] == [("Cover Supervisor", "Ash Academy"), ("Mentor", "Elm School")]


def test_a_week_of_work_experience_is_no_job():
    assert jobs_of("Work experience (one week), Ash Academy\nJune 2024 - July 2024") == []


def test_it_passes_over_an_aside_below_the_dates():
    found = jobs_of("+ 02/2019 - 03/2020\n+ (closed in March)\n+ Commis Chef\nBrasserie Montague, Leeds")
    assert [(job.title, job.employer) for job in found] == [("Commis Chef", "Brasserie Montague")]


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


@pytest.mark.parametrize(
    "text",
    [
        "Career break, 2012 - 2014",
        "Maternity leave\n2012 - 2014",
        "Travelling (2012 - 2014)",
        "Career break to raise my two sons, 2012 - 2014",
    ],
)
def test_it_takes_breaks_for_no_jobs(text):
    assert jobs_of(text) == []


@pytest.mark.parametrize("text", ["Maternity Cover Teacher, Oak School, 2012 - 2014", "Lecturer, University\n2012 - 2014"])
def test_it_takes_work_for_no_break(text):
    assert len(jobs_of(text)) == 1


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


def test_it_reads_forms_without_dates_among_others():
    form = "Position: {}\nEmployer: {}\nDates: {}\nDuties: all sorts\n"
    text = (
        form.format("Carer", "Oak Home", "2019 - now")
        + form.format("Cleaner", "Elm School", "no dates")
        + form.format("Cook", "Ash Inn", "on and off")
    )
    assert {(job.title, job.employer) for job in jobs_of(text)} == {("Carer", "Oak Home"), ("Cleaner", "Elm School"), ("Cook", "Ash Inn")}


def test_it_reads_a_title_that_ends_like_a_heading():
    text = "Oak LLP\tLondon EC2\nSenior Associate, Employment\tOct 2021 – present"
    assert [(job.title, job.employer) for job in jobs_of(text)] == [("Senior Associate, Employment", "Oak LLP")]


@pytest.mark.parametrize("line", ["2013 - 2014: at home with my son.", "Apprentice 1995–1999, then fitter until the plant shut"])
def test_it_takes_what_is_told_below_a_job_for_no_other(line):
    (job,) = jobs_of(f"Site Manager at Oak School, York (Nov 2013 to date)\n{line}")
    assert (job.title, job.employer) == ("Site Manager", "Oak School")


def test_a_full_stop_in_brackets_ends_no_heading():
    first, second = jobs_of("2015 - 2018\nForklift Driver, Oak Ltd, York\n2009 - 2015\nDriver (cat. C+E), Ash Trans Ltd, Cluj, Romania")
    assert (first.title, second.title, second.employer) == ("Forklift Driver", "Driver (cat. C+E)", "Ash Trans Ltd")
