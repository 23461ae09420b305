"""The quality check: years from dates, and what they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidate.profile import Brief, DataExtracted, Employment, PersonalInfo, Profile
from candidate.quality import Gap, assess, gaps, marked, years_of_experience

TODAY = date(2026, 11, 20)


def job(start: str, end: str) -> Employment:
    return Employment(role="Teacher", company="A School", start=start, end=end)


def profile(*jobs: Employment, name: str = "Jane Smith", email: str = "jane@example.com", phone: str = "", remarks: tuple = ()) -> Profile:
    return Profile(
        personal_info=PersonalInfo(full_name=name, email=email, whatsapp=phone),
        data_extracted=DataExtracted(employment_history=list(jobs)),
        remarks=remarks,
    )


@pytest.mark.parametrize(
    ("spans", "years"),
    [
        ([("2020-01", "2020-12")], 1.0),
        ([("2020-01", "2020-01")], 0.1),
        ([("2025-12", "present")], 1.0),
        ([("2018-01", "2019-12"), ("2019-01", "2020-12")], 3.0),
        ([("2010-01", "2019-12"), ("2012-03", "2013-03")], 10.0),
        ([("2010-01", "2010-12"), ("2015-01", "2015-12")], 2.0),
        ([("2015-01", "2015-12"), ("2010-01", "2010-12")], 2.0),
    ],
)
def test_it_adds_up_months_and_counts_overlaps_once(spans, years):
    assert years_of_experience([job(*span) for span in spans], TODAY) == years


@pytest.mark.parametrize(
    "span",
    [
        ("", ""),
        ("2020-01", ""),
        ("", "2020-01"),
        ("2020-05", "2019-05"),
        ("2027-01", "present"),
        ("2028-01", "2029-01"),
        ("1911-01", "2020-01"),
    ],
)
def test_it_cannot_compute_years_from_missing_reversed_future_or_absurd_dates(span):
    assert years_of_experience([job(*span)], TODAY) is None
    assert years_of_experience([job(*span), job("2020-01", "2020-12")], TODAY) == 1.0


def test_it_counts_a_job_that_ends_in_the_future_until_today():
    assert years_of_experience([job("2025-12", "2030-01")], TODAY) == 1.0


def test_it_has_no_years_without_jobs():
    assert years_of_experience([], TODAY) is None


@pytest.mark.parametrize(
    ("candidate", "brief", "status", "reasons"),
    [
        (profile(job("2020-01", "present")), Brief(), "passed", ()),
        (profile(job("2026-06", "present")), Brief(), "passed", ()),
        (profile(job("2026-07", "present")), Brief(), "failed", ("under_half_a_year",)),
        (profile(), Brief(), "manual", ("years_not_computable",)),
        (profile(job("2020-01", "present"), name=""), Brief(), "manual", ("no_name",)),
        (profile(job("2020-01", "present"), email=""), Brief(), "manual", ("no_contact",)),
        (profile(job("2020-01", "present"), email="", phone="+447700900123"), Brief(), "passed", ()),
        (profile(job("2024-12", "present")), Brief(experience=2), "passed", ()),
        (profile(job("2025-12", "present")), Brief(experience=2), "manual", ("fewer_years_than_asked",)),
        (profile(job("2026-10", "present")), Brief(experience=2), "failed", ("under_half_a_year",)),
        (profile(job("2026-10", "present"), name=""), Brief(), "manual", ("no_name", "under_half_a_year")),
        (profile(name="", email=""), Brief(), "manual", ("no_name", "no_contact", "years_not_computable")),
        (profile(job("2020-01", "present"), remarks=("not_a_cv",)), Brief(), "manual", ("not_a_cv",)),
        (profile(job("2026-10", "present"), remarks=("not_a_cv",)), Brief(), "manual", ("not_a_cv", "under_half_a_year")),
        (profile(job("2020-01", "present"), remarks=("instructions", "nonsense")), Brief(), "passed", ("instructions",)),
        (
            profile(job("2026-10", "present"), remarks=("hidden_text", "macros")),
            Brief(),
            "failed",
            ("under_half_a_year", "hidden_text", "macros"),
        ),
    ],
)
def test_it_judges_a_candidate(candidate, brief, status, reasons):
    found = assess(candidate, brief, TODAY)
    assert (found.status, found.reasons) == (status, reasons)


def test_it_writes_verdict_and_years_into_the_profile():
    done = marked(profile(job("2020-01", "2022-06")), Brief(), TODAY)
    assert (done.quality_check, done.personal_info.experience) == ("pass", "2.5")
    assert marked(profile(), Brief(), TODAY).personal_info.experience == ""


months = st.builds(lambda year, month: f"{year}-{month:02}", st.integers(1900, 2099), st.integers(1, 12))


@given(st.lists(st.builds(job, months | st.just(""), months | st.sampled_from(["", "present"])), max_size=8))
def test_it_never_counts_a_month_twice_and_forgets_none(jobs):
    def covered(item: Employment) -> set[int]:
        now = TODAY.year * 12 + TODAY.month - 1
        first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (item.start, f"{TODAY:%Y-%m}" if item.end == "present" else item.end))
        return set(range(first, min(last, now) + 1)) if min(last, now) - first < 720 else set()

    worked = set().union(*(covered(item) for item in jobs if item.start and item.end), set())
    assert years_of_experience(jobs, TODAY) == (round(len(worked) / 12, 1) if worked else None)


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([("2020-01", "2020-12"), ("2021-04", "present")], []),
        ([("2020-01", "2020-12"), ("2021-05", "present")], [Gap("2021-01", "2021-04", 4)]),
        ([("2021-05", "present"), ("2020-01", "2020-12")], [Gap("2021-01", "2021-04", 4)]),
        ([("2010-01", "2020-12"), ("2012-01", "2012-03"), ("2021-01", "present")], []),
        (
            [("2010-01", "2010-12"), ("2012-01", "2012-12"), ("2014-01", "present")],
            [Gap("2013-01", "2013-12", 12), Gap("2011-01", "2011-12", 12)],
        ),
        ([("2020-01", "2026-05")], [Gap("2026-06", "present", 6)]),
        ([("2020-01", "2026-08")], []),
        ([("", "2020-12"), ("2015-01", "2010-01")], []),
        ([], []),
    ],
)
def test_it_lists_gaps_of_more_than_three_months_latest_first(spans, found):
    assert gaps(spans, TODAY) == found
