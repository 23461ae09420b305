"""Whatever stands where: no word is lost, none is doubled, nothing raises."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from candidate.documents.layout import Segment, flows
from candidate.documents.lines import lines_of

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
