"""Words with places, joined to runs of text and put in rows. Lengths are PDF points, y grows downwards."""

import dataclasses
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from candidate.documents.words import is_mark

MARK_GAP = 5.0  # in line heights, from a bullet mark to its text
LETTER_GAP = 2.0  # in line heights, between the words of a heading with spaced letters
WORD_GAP = 0.6  # in line heights: words of one run of text stand nearer


@dataclasses.dataclass(slots=True)
class Segment:
    """A piece of text on one line: a word, or words of one run. `start` and `end` are the places of its first and last word in the file."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    start: int
    end: int

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def beside(self, other: "Segment") -> bool:
        """Whether both stand on one line."""
        return self._shares(other, 0.5)

    def touches(self, other: "Segment") -> bool:
        """Whether some height is common to both."""
        return self._shares(other, 0.1)

    def _shares(self, other: "Segment", part: float) -> bool:
        top = self.y0 if self.y0 > other.y0 else other.y0
        bottom = self.y1 if self.y1 < other.y1 else other.y1
        return bottom - top > part * min(self.y1 - self.y0, other.y1 - other.y0)

    def level(self, other: "Segment") -> bool:
        """Whether both end at the same height, as the cells of a table row do."""
        return abs(self.y1 - other.y1) < 0.25 * min(self.height, other.height)


Row = list[Segment]


def runs(words: Sequence[Segment]) -> Iterator[Segment]:
    """Words that the file draws one after the other on one line, joined."""
    run: list[Segment] = []
    for word in words:
        if run and not _follows(run[-1], word):
            yield _joined(run)
            run = []
        run.append(word)
    if run:
        yield _joined(run)


def _follows(word: Segment, next_word: Segment) -> bool:
    gap = (next_word.x0 - word.x1) / max(word.height, next_word.height, 1.0)
    spaced_letters = len(word.text) == len(next_word.text) == 1
    return word.beside(next_word) and -0.3 < gap < (LETTER_GAP if spaced_letters else WORD_GAP)


def with_marks(runs: list[Segment]) -> list[Segment]:
    """Bullet marks put before their texts: many writers draw all the marks of a page at its end."""
    texts = [run for run in runs if not is_mark(run.text)]
    for mark in runs:
        if is_mark(mark.text):
            near = [text for text in texts if mark.beside(text) and 0 <= text.x0 - mark.x0 < MARK_GAP * text.height]
            if near:
                text = min(near, key=lambda text: text.x0)
                text.text, text.x0 = f"{mark.text} {text.text}", mark.x0
    return texts


def _joined(run: Sequence[Segment]) -> Segment:
    return Segment(
        _spelled(run),
        min(word.x0 for word in run),
        min(word.y0 for word in run),
        max(word.x1 for word in run),
        max(word.y1 for word in run),
        run[0].start,
        run[-1].end,
    )


def _spelled(run: Sequence[Segment]) -> str:
    """The words with spaces between; letter-spaced headings ("C V") as words again, told by their even gaps."""
    if len(run) < 4 or sum(len(word.text) == 1 for word in run) < 0.8 * len(run):
        return " ".join(word.text for word in run)
    gaps = [right.x0 - left.x1 for left, right in pairwise(run)]
    wide = 1.6 * statistics.median(gaps)
    return run[0].text + "".join((" " if gap > wide else "") + word.text for gap, word in zip(gaps, run[1:], strict=True))


def in_rows(segments: list[Segment]) -> list[Row]:
    """Segments that stand beside each other, from the top down, each row from left to right."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda segment: (segment.y0 + segment.y1, segment.x0)):
        if rows and all(segment.beside(other) for other in rows[-1]):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda segment: segment.x0)
    return rows
