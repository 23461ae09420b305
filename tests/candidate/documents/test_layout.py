"""Whatever stands where: no word is lost, none is doubled, nothing raises."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candidate.documents.layout import flows
from candidate.documents.lines import lines_of, mark_furniture
from candidate.documents.model import Line, Page
from candidate.documents.segments import Segment

PLACES = st.tuples(
    st.integers(0, 12).map(lambda column: column * 45.0),
    st.integers(0, 14).map(lambda row: row * 12.0),
    st.floats(5, 200),
    st.sampled_from([0.0, 4.0, 10.0, 11.5, 30.0]),
)


def _words(places: list[tuple[float, float, float, float]]) -> list[Segment]:
    return [Segment(f"w{n}", x, y, x + width, y + height, n * 3, n * 3 + 1) for n, (x, y, width, height) in enumerate(places)]


@settings(deadline=None, max_examples=300)
@given(st.lists(PLACES, max_size=40))
def test_it_keeps_every_word_once(places):
    segments = [segment for flow in flows(_words(places)) for row in flow for segment in row]
    found = Counter(word for segment in segments for word in segment.text.split())
    assert found == Counter(f"w{number}" for number in range(len(places)))


@settings(deadline=None, max_examples=100)
@given(st.lists(PLACES, max_size=40))
def test_it_makes_lines_of_any_page(places):
    lines = lines_of(_words(places), lambda place: (10.0, False, "Sans"), 5)
    assert sorted(word for line in lines for word in line.text.split()) == sorted(f"w{number}" for number in range(len(places)))
    assert [line.block for line in lines] == sorted(line.block for line in lines)


def test_it_reads_a_right_hand_header_before_the_text_below_it():
    right = [(400.0, 12.0 * row, 100.0, 11.0) for row in range(3)]
    left = [(40.0, 40.0 + 12.0 * row, 120.0, 11.0) for row in range(3)]
    across = [(40.0, 90.0, 480.0, 11.0)]
    texts = [segment.text for flow in flows(_words(right + left + across)) for row in flow for segment in row]
    assert texts == [f"w{number}" for number in range(7)]


Place = tuple[str, float, float]  # text, left edge, row


def _read(*drawn: Place, height: float = 11.0) -> list[str]:
    """The texts in reading order; given in the order in which the file draws them, each five points wide a letter."""
    words = [
        Segment(text, x, 13.0 * row, x + 5.0 * len(text), 13.0 * row + height, 100 * place, 100 * place + len(text))
        for place, (text, x, row) in enumerate(drawn)
    ]
    return [segment.text for flow in flows(words) for row in flow for segment in row]


def _column(name: str, x: float, first: int, count: int) -> list[Place]:
    return [(f"{name}{number} runs on and on", x, first + number) for number in range(count)]


def _names(texts: list[str]) -> list[str]:
    return [text.split()[0] for text in texts]


def test_it_keeps_dates_on_the_left_with_their_jobs():
    first = [
        ("September 2019", 40.0, 0),
        ("to date", 40.0, 1),
        ("Teacher", 200.0, 0),
        ("Oak School, Leeds", 200.0, 1),
        ("Taught art", 200.0, 2),
    ]
    second = [
        ("June 2016 to", 40.0, 4),
        ("July 2019", 40.0, 5),
        ("Assistant", 200.0, 4),
        ("Ash School, York", 200.0, 5),
        ("Helped", 200.0, 6),
    ]
    assert _read(*first, *second) == [text for text, _, _ in first + second]


def test_it_reads_what_is_below_two_columns_after_both():
    left, right = _column("l", 40.0, 0, 8), _column("r", 300.0, 0, 8)
    below = [("Employment", 40.0, 8), ("Teacher", 40.0, 9), ("2016 - 2019", 400.0, 9)]
    assert _read(*left, *right, *below) == [text for text, _, _ in left + right + below]


def test_it_reads_what_is_above_two_columns_before_both():
    above = [line for row in range(4) for line in ((f"Job{row}", 40.0, row), (f"{2010 + row}", 420.0, row))]
    left, right = _column("l", 40.0, 5, 8), _column("r", 300.0, 5, 8)
    assert _read(*above, *left, *right) == [text for text, _, _ in above + left + right]


def test_it_reads_columns_of_text_that_are_drawn_line_by_line():
    left, right = _column("l", 40.0, 0, 8), _column("r", 300.0, 0, 8)
    drawn = [place for pair in zip(left, right, strict=True) for place in pair]
    assert _names(_read(*drawn)) == _names([text for text, _, _ in left + right])


def test_it_reads_a_table_that_is_drawn_line_by_line_across():
    drawn = [
        cell for row in range(8) for cell in ((f"{2010 + row}", 40.0, row), (f"Diploma {row}", 120.0, row), (f"College {row}", 300.0, row))
    ]
    assert _read(*drawn) == [text for text, _, _ in drawn]


def test_it_keeps_a_date_at_the_right_margin_out_of_the_columns_below():
    job = [("Teaching Assistant", 40.0, 0), ("2014 - 2016", 380.0, 0), *((f"Duty {row}", 40.0, row) for row in range(1, 6))]
    left, right = _column("l", 40.0, 7, 8), _column("r", 300.0, 7, 8)
    drawn = job + [place for pair in zip(left, right, strict=True) for place in pair]
    assert _names(_read(*drawn)) == _names([text for text, _, _ in job + left + right])


@pytest.mark.parametrize("text", ["Jane Smith – Page 2", "Jane Smith | CV | page 2 of 3", "Page 2 - Jane Smith", "2"])
def test_it_takes_a_line_with_the_number_of_its_page_for_a_header(text):
    first = Page((Line("Jane Smith", (40.0, 40.0, 200.0, 60.0)),), width=595.0, height=842.0)
    second = Page((Line(text, (40.0, 30.0, 200.0, 40.0)), Line("Page 4 of a book", (40.0, 300.0, 200.0, 311.0))), width=595.0, height=842.0)
    third = Page((Line("3", (40.0, 30.0, 200.0, 40.0)),), width=595.0, height=842.0)
    assert [line.kind for line in mark_furniture([first, second, third])[1].lines] == ["header", "text"]


def test_it_parts_a_heading_from_the_smaller_text_beside_it():
    words = [Segment("Training", 40.0, 0.0, 100.0, 12.0, 0, 7), Segment("PGCE", 115.0, 0.0, 150.0, 12.0, 9, 12)]
    assert [line.text for line in lines_of(words, lambda place: (10.0 if place < 8 else 9.5, True, "Sans"), 0)] == ["Training", "PGCE"]
    assert [line.text for line in lines_of(words, lambda place: (10.0, True, "Sans"), 0)] == ["Training PGCE"]
