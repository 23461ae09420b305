"""From words with places to lines in reading order: column by column, headers that span the columns first.

Two witnesses decide what is a column: the boxes, and the order in which the file draws its words, since writers draw a column from
top to bottom but a table row by row. Lengths are PDF points, y grows downwards.
"""

import dataclasses
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise

from candidate.documents.words import is_mark

GUTTER = 8.0  # the least space between two columns
COLUMN_ROWS = 3  # fewer rows beside each other are a table or a header, not columns
MOST_ALONE = 3  # rows
MOST_CHANGES = 3  # from one column to the other, while the file draws them one after the other
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


def flows(words: Sequence[Segment]) -> Iterator[list[Row]]:
    """Stretches of rows in reading order. Rows of one stretch follow each other down one column; cells of a row go from left to right."""
    yield from _flows(_with_marks(list(_runs(words))))


def _runs(words: Sequence[Segment]) -> Iterator[Segment]:
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


def _with_marks(runs: list[Segment]) -> list[Segment]:
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


def _flows(segments: list[Segment]) -> Iterator[list[Row]]:
    rows = _rows(segments)
    single: list[Row] = []
    at = 0
    while at < len(rows):
        band = _band(rows, at)
        start, end, gutter = _trimmed(rows, at, *band) if band else (at, at, 0.0)
        if not _divides(rows[start:end], gutter):
            single.append(rows[at])
            at += 1
            continue
        single.extend(rows[at:start])
        left, right = _halves([segment for row in rows[start:end] for segment in row], gutter)
        if not _are_columns(left, right):
            single.extend(_table_rows(rows[start:end], left, right))
        else:
            if single:
                yield single
                single = []
            yield from _flows(left)
            yield from _flows(right)
        at = end
    if single:
        yield single


def _rows(segments: list[Segment]) -> list[Row]:
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


def _band(rows: list[Row], at: int) -> tuple[int, float] | None:
    """The longest stretch of rows from `at` on that one gutter divides: its end, and the gutter's middle."""
    gaps = [(min(row[0].x0 for row in rows), max(segment.x1 for row in rows for segment in row))]
    best = None
    for end in range(at, len(rows) + 1):
        left_over = _without(gaps, rows[end]) if end < len(rows) else []
        for x0, x1 in gaps:
            if not any(x0 <= y0 and y1 <= x1 for y0, y1 in left_over):
                middle = (x0 + x1) / 2
                if _divides(rows[at:end], middle) and (best is None or best[0] < end):
                    best = end, middle
        if not left_over:
            return best
        gaps = left_over
    return best


def _without(gaps: list[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """What a row leaves of the vertical gaps, narrow rests dropped."""
    for segment in row:
        gaps = [part for x0, x1 in gaps for part in ((x0, min(x1, segment.x0)), (max(x0, segment.x1), x1)) if part[1] - part[0] >= GUTTER]
    return gaps


def _divides(rows: list[Row], middle: float) -> bool:
    left = sum(row[0].x0 < middle for row in rows)
    right = sum(row[-1].x0 > middle for row in rows)
    return min(left, right) >= COLUMN_ROWS


def _trimmed(rows: list[Row], start: int, end: int, gutter: float) -> tuple[int, int, float]:
    """The band without the few rows in which one column stands alone: a heading above both columns, or text that goes on across both."""
    left = [number for number in range(start, end) if rows[number][0].x0 < gutter]
    right = [number for number in range(start, end) if rows[number][-1].x0 > gutter]
    head, tail = max(left[0], right[0]), min(left[-1], right[-1]) + 1
    few_above = head - start <= MOST_ALONE
    few_below = end - tail <= MOST_ALONE and end < len(rows)
    return head if few_above else start, tail if few_below else end, gutter


def _halves(segments: list[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    return [segment for segment in segments if segment.x0 < gutter], [segment for segment in segments if segment.x0 >= gutter]


def _are_columns(left: list[Segment], right: list[Segment]) -> bool:
    """Whether to read down rather than across."""
    few, many = sorted((_rows(left), _rows(right)), key=len)
    height = statistics.median(row[0].height for row in few)
    level = [any(row[0].level(other[0]) for other in many) for row in few if any(row[0].touches(other[0]) for other in many)]
    aligned = sum(level) / len(level) if level else 1.0
    spaces = [below[0].y0 - above[0].y1 for above, below in pairwise(few)]
    scattered = bool(spaces) and statistics.median(spaces) > height
    if aligned > 0.9 and scattered:
        return False
    return aligned < 0.7 or _changes(left, right) <= max(MOST_CHANGES, len(few) // 4)


def _changes(left: list[Segment], right: list[Segment]) -> int:
    """How often the file jumps from one half to the other while it draws them."""
    sides = [side for _, side in sorted([(segment.start, 0) for segment in left] + [(segment.start, 1) for segment in right])]
    return sum(before != after for before, after in pairwise(sides))


def _table_rows(rows: list[Row], left: list[Segment], right: list[Segment]) -> list[Row]:
    """The rows of a table, cell by cell as the file draws them (a cell may have several lines), when it does so from the top down."""
    drawn = sorted(left + right, key=lambda segment: segment.start)
    upwards_within_column = any(below.y1 < above.y0 and below.x0 <= above.x0 for above, below in pairwise(drawn))
    if upwards_within_column or _changes(left, right) <= MOST_CHANGES:
        return rows
    drawn_rows: list[Row] = []
    for segment in drawn:
        if drawn_rows and drawn_rows[-1][-1].beside(segment) and drawn_rows[-1][-1].x0 < segment.x0:
            drawn_rows[-1].append(segment)
        else:
            drawn_rows.append([segment])
    return drawn_rows
