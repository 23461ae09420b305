"""Date ranges in the ways that CVs write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidate.ai.local.dates import first_range, length, ranges

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("Sept 19 – date", "2019-09", "present", "Sep 2019 - Present"),
        ("09/2016 - 08/2019", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("since 2020", "2020-09", "present", "2020 - Present"),
        ("2016–18", "2016-09", "2018-08", "2016 - 2018"),
        ("1998-02", "1998-02", "1998-02", "Feb 1998"),
        ("January 2012 to July 2014", "2012-01", "2014-07", "Jan 2012 - Jul 2014"),
        ("September – December 2021", "2021-09", "2021-12", "Sep 2021 - Dec 2021"),
        ("November – February 2021", "2020-11", "2021-02", "Nov 2020 - Feb 2021"),
        ("2006/09 - 2009/08", "2006-09", "2009-08", "Sep 2006 - Aug 2009"),
        ("2006/09 - now", "2006-09", "present", "Sep 2006 - Present"),
        ("2006/07 - 2009/10", "2006-09", "2010-08", "2006/07 - 2009/10"),
        ("2017-18 to 2019-20", "2017-09", "2020-08", "2017/18 - 2019/20"),
        ("2020-21 to present", "2020-09", "present", "2020/21 - Present"),
        ("Nov 15 ▸ Dec 19", "2015-11", "2019-12", "Nov 2015 - Dec 2019"),
        ("2012 → 15", "2012-09", "2015-08", "2012 - 2015"),
        ("1996 until it shut in 2005", "1996-09", "2005-08", "1996 - 2005"),
        ("2018-date: Cook", "2018-09", "present", "2018 - Present"),
        ("Spring 2019 – (seasonal)", "2019-01", "present", "Spring 2019 - Present"),
        ("2016-09 – 2019-08", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("2006/09 - 2016/08", "2006-09", "2016-08", "Sep 2006 - Aug 2016"),
        ("2006-09 to 2016-12", "2006-09", "2016-12", "Sep 2006 - Dec 2016"),
        ("2009-10 - present", "2009-10", "present", "Oct 2009 - Present"),
        ("01/09/2016 – 31/08/2019", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("Sep '18 – Jul '20", "2018-09", "2020-07", "Sep 2018 - Jul 2020"),
        ("Sept’14 to Aug’15", "2014-09", "2015-08", "Sep 2014 - Aug 2015"),
        ("1st September 2016 to 31st August 2019", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("September 1, 2016 - August 31, 2019", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("12.2015 – 03.2017", "2015-12", "2017-03", "Dec 2015 - Mar 2017"),
        ("(2018 – Present)", "2018-09", "present", "2018 - Present"),
        ("2014 to date", "2014-09", "present", "2014 - Present"),
        ("May 2019 - Current", "2019-05", "present", "May 2019 - Present"),
        ("Jan 2020 –", "2020-01", "present", "Jan 2020 - Present"),
        ("March 2021 onwards", "2021-03", "present", "Mar 2021 - Present"),
        ("From September 2020", "2020-09", "present", "Sep 2020 - Present"),
        ("until 2019", "", "2019-08", "Until 2019"),
        ("2016 - 2016", "2016-01", "2016-12", "2016"),
        ("Autumn 2018 – present", "2018-09", "present", "Autumn 2018 - Present"),
        ("Summer term 2019 to Spring term 2020", "2019-04", "2020-04", "Summer 2019 - Spring 2020"),
        ("Sept 1998 - Aug 2001", "1998-09", "2001-08", "Sep 1998 - Aug 2001"),
        ("May 98 – June 99", "1998-05", "1999-06", "May 1998 - Jun 1999"),
        ("JAN 2015 > FEB 2016", "2015-01", "2016-02", "Jan 2015 - Feb 2016"),
        ("Present - Sept 2019", "2019-09", "present", "Sep 2019 - Present"),
        ("Start date: Sept 2015 End date: Aug 2018", "2015-09", "2018-08", "Sep 2015 - Aug 2018"),
        ("2016.09 - 2019.08", "2016-09", "2019-08", "Sep 2016 - Aug 2019"),
        ("Sep2019-Aug2020", "2019-09", "2020-08", "Sep 2019 - Aug 2020"),
        ("Early 2018 to end of 2019", "2018-01", "2019-12", "Early 2018 - End of 2019"),
        ("2019 – March 2021", "2019-09", "2021-03", "2019 - Mar 2021"),
        ("2021 – March 2021", "2021-01", "2021-03", "2021 - Mar 2021"),
        ("2018/19", "2018-09", "2019-08", "2018/19"),
        ("2018/19 - 2020/21", "2018-09", "2021-08", "2018/19 - 2020/21"),
        ("2018/2019 – 2020/2021", "2018-09", "2021-08", "2018/19 - 2020/21"),
        ("2018/19 to present", "2018-09", "present", "2018/19 - Present"),
        ("2016/18", "2016-09", "2018-08", "2016 - 2018"),
        ("Sep'16 - Dec'18", "2016-09", "2018-12", "Sep 2016 - Dec 2018"),
        ("'16 – '18", "2016-09", "2018-08", "2016 - 2018"),
        ("2019-09-01 to 2020-08-31", "2019-09", "2020-08", "Sep 2019 - Aug 2020"),
        ("08/31/2019 - 09/15/2020", "2019-08", "2020-09", "Aug 2019 - Sep 2020"),
        ("Medi 2019 - presennol", "2019-09", "present", "Sep 2019 - Present"),
        ("Ionawr 2015 hyd heddiw", "2015-01", "present", "Jan 2015 - Present"),
        ("Febuary 2015 - Septemeber 2016", "2015-02", "2016-09", "Feb 2015 - Sep 2016"),
        ("2015 - still employed", "2015-09", "present", "2015 - Present"),
        ("Sept 2019 to this day", "2019-09", "present", "Sep 2019 - Present"),
        ("Sept 2016 (maternity cover) to July 2017", "2016-09", "2017-07", "Sep 2016 - Jul 2017"),
        ("May 2018 to", "2018-05", "present", "May 2018 - Present"),
    ],
)
def test_it_reads_a_range(text, start, end, label):
    found = first_range(text, TODAY)
    assert (found.start, found.end, found.label) == (start, end, label)


@pytest.mark.parametrize("text", ["Jan 2019 - Present (7 years 10 months)", "Sept 2020 – Aug 2021 · 1 yr"])
def test_it_takes_the_length_behind_a_range_for_a_part_of_it(text):
    assert first_range(text, TODAY).span == (0, len(text))


@pytest.mark.parametrize("text", ["3 years", "(18 months)", "two terms", "one and a half years", "1 year 6 months"])
def test_it_knows_a_length_without_dates(text):
    found = length(text)
    assert (found.start, found.end, found.label) == ("", "", text.strip("()"))


@pytest.mark.parametrize("text", ["3 years ago", "Years 3 and 4", "aged 4 years and under", ""])
def test_it_takes_nothing_else_for_a_length(text):
    assert length(text) is None


@pytest.mark.parametrize("text", ["Autumn 2018", "July 2015", "2018"])
def test_it_tells_a_single_date_from_a_range(text):
    assert first_range(text, TODAY).single


@pytest.mark.parametrize(
    "text",
    [
        "68% to 84% in three years",
        "ages 11 to 16",
        "07700 900123",
        "Year 3 and 4",
        "£2000 a week",
        "GCSEs 9-4",
        "PGCE Primary (5-11)",
        "LS7 4QJ",
        "now and then",
        "",
    ],
)
def test_it_finds_no_date_where_there_is_none(text):
    assert ranges(text, TODAY) == []


def test_it_finds_every_range_of_a_line():
    assert [(found.start, found.end) for found in ranges("2010–2012, then Jan 2014 - Mar 2015", TODAY)] == [
        ("2010-09", "2012-08"),
        ("2014-01", "2015-03"),
    ]


def test_it_marks_the_place_of_the_range():
    text = "Teacher, Sept 2019 - present (full time)"
    first, last = first_range(text, TODAY).span
    assert text[first:last] == "Sept 2019 - present"


def test_years_that_follow_each_other_neither_overlap_nor_leave_gaps():
    first, second = first_range("2014 - 2016", TODAY), first_range("2016 - 2018", TODAY)
    assert (first.end, second.start) == ("2016-08", "2016-09")


@given(st.text(alphabet=st.sampled_from("0123456789 -–/.'JanSeptosummercurent"), max_size=200))
def test_it_never_raises_and_stays_within_the_text(text):
    for found in ranges(text, TODAY):
        assert 0 <= found.span[0] < found.span[1] <= len(text)


@pytest.mark.parametrize("text", ["2017 – lockdown (March 2020)", "Sept 2017 – furlough (March 2020)"])
def test_it_reads_an_end_in_brackets(text):
    assert first_range(text, TODAY).end == "2020-03"


def test_a_list_of_summers_is_dates_without_start_and_end():
    found = first_range("summers 2023, 2024 & 2025, York", TODAY)
    assert (found.start, found.end, found.label, found.single) == ("", "", "2023, 2024 & 2025", False)
