"""Traps in jobs, dates and education."""

import dataclasses

from tests.corpus.case import Case
from tests.corpus.compose import ORDERS
from tests.corpus.dates import TODAY, span
from tests.corpus.invent import lines_of
from tests.corpus.person import Job
from tests.corpus.traps.registry import trap

VOLUNTEERING = (
    ("Beaver Scout Leader", "2nd Parkside Scout Group"),
    ("Volunteer Reader", "Beanstalk"),
    ("Parent Governor", "Hilltop Junior School"),
    ("Food Bank Volunteer", "The Trussell Trust"),
    ("Trustee", "Age UK Wyre Forest"),
)


def _dates_in(case: Case, *styles: str) -> bool:
    """Writes all dates anew; False when there are none."""
    style = case.dice.choice(styles)
    found = False
    for job in case.person.paid_work + case.person.unpaid:
        if job.when and len(job.when.start) == 7:
            start = (int(job.when.start[:4]), int(job.when.start[5:]))
            end = None if job.when.end == "present" else (int(job.when.end[:4]), int(job.when.end[5:]))
            job.when, found = span(start, end, style), True
    return found


@trap("dates: to date", "person", "dates")
def to_date(case: Case) -> bool:
    return _dates_in(case, "to_date", "from_until")


@trap("dates: Sept 19", "person", "dates")
def two_digits(case: Case) -> bool:
    return _dates_in(case, "two_digits", "apostrophe", "numeric_short")


@trap("dates: Autumn 2018", "person", "dates")
def seasons(case: Case) -> bool:
    return _dates_in(case, "season")


@trap("dates: 2016-18", "person", "dates")
def short_years(case: Case) -> bool:
    return _dates_in(case, "year_short")


@trap("dates: years alone", "person", "dates")
def years_alone(case: Case) -> bool:
    return _dates_in(case, "year")


@trap("dates: since 2020", "person", "dates")
def since(case: Case) -> bool:
    return _dates_in(case, "since")


@trap("dates: academic years", "person", "dates")
def academic_years(case: Case) -> bool:
    return _dates_in(case, "academic")


@trap("dates: 2019-09, 09.2019", "person", "dates")
def odd_numbers(case: Case) -> bool:
    return _dates_in(case, "iso", "dotted")


@trap("oldest job first", "person", "job order")
def oldest_first(case: Case) -> bool:
    case.how.oldest_first = True
    return len(case.person.paid_work) > 1


@trap("employer above several posts", "person", "job order")
def employer_above(case: Case) -> bool:
    jobs = case.person.paid_work
    if len(jobs) < 2:
        return False
    case.how.grouped = True
    jobs[1] = dataclasses.replace(jobs[1], employer=jobs[0].employer, place=jobs[0].place)
    return True


@trap("dates on the left", "person", "entry")
def on_the_left(case: Case) -> bool:
    return _entries(case, "left")


@trap("dates below", "person", "entry")
def below(case: Case) -> bool:
    return _entries(case, "below")


@trap("dates above", "person", "entry")
def above(case: Case) -> bool:
    return _entries(case, "above")


@trap("title, employer and dates in one line", "person", "entry")
def one_line(case: Case) -> bool:
    return _entries(case, case.dice.choice(("one_line", "pipe")))


@trap("labels before title and employer", "person", "entry")
def labels(case: Case) -> bool:
    return _entries(case, "labels")


@trap("jobs in a table", "person", "entry")
def jobs_in_a_table(case: Case) -> bool:
    if case.design.side:
        return False
    case.how.entry = "grid"
    return True


def _entries(case: Case, style: str) -> bool:
    if case.design.entries and style not in case.design.entries:
        return False
    case.how.entry = style
    return True


@trap("overlapping jobs", "person", "history")
def overlapping(case: Case) -> bool:
    jobs = [job for job in case.person.paid_work if job.when and len(job.when.start) == 7]
    if len(jobs) < 2 or jobs[1].when is None:
        return False
    start = (int(jobs[1].when.start[:4]), int(jobs[1].when.start[5:]))
    jobs[1].when = span(start, (TODAY.year - 1, 6), "short")
    return start < (TODAY.year - 1, 6)


@trap("a gap between jobs", "person", "history")
def gap(case: Case) -> bool:
    jobs = case.person.paid_work
    if len(jobs) < 3:
        return False
    del jobs[1]
    return True


@trap("undated jobs", "person", "history")
def undated(case: Case) -> bool:
    for job in case.person.paid_work[1:] if case.dice.random() < 0.6 else case.person.paid_work:
        job.when = None
    return any(job.when is None for job in case.person.paid_work)


@trap("no job at all", "person", "history")
def no_job(case: Case) -> bool:
    case.person.paid_work = []
    return True


@trap("volunteering", "person", "unpaid")
def volunteering(case: Case) -> bool:
    title, group = case.dice.choice(VOLUNTEERING)
    place = case.dice.choice(lines_of("towns.txt"))[0]
    case.person.unpaid = [Job(title, group, place, span((2014, 5), (2019, 6), "short"), ["Gave up two evenings a week"])]
    return True


@trap("education before work", "person", "section order")
def education_first(case: Case) -> bool:
    case.how.order = ORDERS["education_first"]
    return True


@trap("referees before the candidate's own data", "person", "section order")
def references_first(case: Case) -> bool:
    case.how.order = ORDERS["references_first"]
    return bool(case.person.referees)


@trap("years of study written like jobs", "person", "education")
def years_of_study(case: Case) -> bool:
    case.how.qualifications_as = "studied"
    return True


@trap("qualifications in a table", "person", "education")
def in_a_table(case: Case) -> bool:
    if case.design.side:
        return False
    case.how.qualifications_as = "grid"
    return True


@trap("skills in columns", "person", "skills")
def in_columns(case: Case) -> bool:
    if case.design.side:
        return False
    case.how.skills_as = "columns"
    return True
