"""From words with places to rows in reading order: column by column, headers that span the columns first.

Two witnesses decide what is a column: the boxes, and the order in which the file draws its words, since writers draw a column from
top to bottom but a table row by row. Lengths are PDF points, y grows downwards.
"""

import statistics
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import itemgetter

from candidate.documents.segments import Row, Segment, in_rows, runs, with_marks

GUTTER = 8.0  # the least space between two columns
COLUMN_ROWS = 3  # fewer rows beside each other are a table or a header, not columns
MOST_ALONE = 3  # rows
MOST_CHANGES = 3  # from one column to the other, while the file draws them one after the other
DENSE = 0.6  # in line heights: the lines of running text have less space between them
HOLE = 2.5  # in line heights: above a heading there is less
OVERLAP = -0.2  # in line heights; boxes as high as their font may overlap a little
LARGER = 1.15  # times the usual height: a heading
DENSE_ROWS = 6
MOST_STRAYS = 2  # rows
MOST_ROWS = 300  # of columns that are looked at row by row


def flows(words: Sequence[Segment]) -> Iterator[list[Row]]:
    """Stretches of rows in reading order. Rows of one stretch follow each other down one column; cells of a row go from left to right."""
    yield from _flows(with_marks(list(runs(words))))


def _flows(segments: list[Segment]) -> Iterator[list[Row]]:
    rows = in_rows(segments)
    single: list[Row] = []
    at = 0
    while at < len(rows):
        band = _band(rows, at)
        start, end, gutter = _kept(rows, at, *band) if band else (at, at, 0.0)
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


def _kept(rows: list[Row], start: int, end: int, gutter: float) -> tuple[int, int, float]:
    """The band without what merely stands above or below its columns."""
    start, end = _trimmed(rows, start, end, gutter)
    start, end = _without_strays(rows, start, end, gutter)
    return (*_drawn_apart(rows, start, end, gutter), gutter)


def _sides(rows: list[Row], start: int, end: int, gutter: float) -> tuple[list[int], list[int]]:
    """The rows in which there is something left of the gutter, and right of it."""
    left = [number for number in range(start, end) if rows[number][0].x0 < gutter]
    return left, [number for number in range(start, end) if rows[number][-1].x0 > gutter]


def _trimmed(rows: list[Row], start: int, end: int, gutter: float) -> tuple[int, int]:
    """Without the few rows in which one column stands alone: a heading above both columns, or text that goes on across both."""
    left, right = _sides(rows, start, end, gutter)
    head, tail = max(left[0], right[0]), min(left[-1], right[-1]) + 1
    few_above = head - start <= MOST_ALONE
    few_below = end - tail <= MOST_ALONE and end < len(rows)
    return head if few_above else start, tail if few_below else end


def _without_strays(rows: list[Row], start: int, end: int, gutter: float) -> tuple[int, int]:
    """Without a date or two at the right margin, far above or below the columns, where the file draws from the top down."""
    if _changes_in(rows[start:end], gutter) <= MOST_CHANGES:
        return start, end
    _, few = _sides(rows, start, end, gutter)
    for number in range(1, min(MOST_STRAYS, len(few) - 1) + 1):
        if few[number] - few[number - 1] > MOST_ALONE and _divides(rows[few[number] : end], gutter):
            start = few[number]
    for number in range(1, min(MOST_STRAYS, len(few) - 1) + 1):
        if few[-number] - few[-number - 1] > MOST_ALONE and _divides(rows[start : few[-number]], gutter):
            end = few[-number]
    return start, end


def _drawn_apart(rows: list[Row], start: int, end: int, gutter: float) -> tuple[int, int]:
    """The columns alone where the file draws them one after the other, and what is above or below them before or after both."""
    if end - start > MOST_ROWS or _changes_in(rows[start:end], gutter) == 1:
        return start, end
    last = list(accumulate((max(segment.start for segment in row) for row in rows[start:end]), max))
    first = list(accumulate((min(segment.start for segment in row) for row in reversed(rows[start:end])), min))[::-1]
    for middle in range(1, end - start):
        if last[middle - 1] < first[middle]:
            for part in ((start, start + middle), (start + middle, end)):
                if _divides(rows[part[0] : part[1]], gutter) and _changes_in(rows[part[0] : part[1]], gutter) == 1:
                    return part
    return start, end


def _halves(segments: list[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    return [segment for segment in segments if segment.x0 < gutter], [segment for segment in segments if segment.x0 >= gutter]


def _are_columns(left: list[Segment], right: list[Segment]) -> bool:
    """Whether to read down rather than across."""
    few, many = sorted((in_rows(left), in_rows(right)), key=len)
    level = [any(row[0].level(other[0]) for other in many) for row in few if any(row[0].touches(other[0]) for other in many)]
    aligned = sum(level) / len(level) if level else 1.0
    if (aligned > 0.9 and _space(few) > 1.0) or _drawn_in_rows(left, right):
        return False
    if aligned < 0.7 or _changes(left, right) <= max(MOST_CHANGES, len(few) // 4):
        return True
    labels = sum(row[0].text.endswith(":") for row in in_rows(left))
    return len(few) >= DENSE_ROWS and labels < 2 and _is_running(few) and _is_running(many) and _tells(few, many)


def _is_running(rows: list[Row]) -> bool:
    """Whether lines follow each other as those of a text do: no holes, little space between, not overlapping as centred cells."""
    spaces = [below[0].y0 - above[0].y1 for above, below in pairwise(rows)]
    return OVERLAP < _space(rows) < DENSE and max(spaces) < HOLE * statistics.median(row[0].height for row in rows)


def _tells(*columns: list[Row]) -> bool:
    """Whether a line goes on from the one above, or a heading stands out: cells of a table do neither."""
    heights = [row[0].height for rows in columns for row in rows]
    return max(heights) > LARGER * statistics.median(heights) or any(row[0].text[0].islower() for rows in columns for row in rows)


def _space(rows: list[Row]) -> float:
    """What usually lies between one row and the next, in line heights."""
    spaces = [below[0].y0 - above[0].y1 for above, below in pairwise(rows)]
    return statistics.median(spaces) / max(statistics.median(row[0].height for row in rows), 1.0) if spaces else 0.0


def _drawn_in_rows(left: list[Segment], right: list[Segment]) -> bool:
    """Whether the file draws cell by cell, each row of cells below the one before: cells of several lines show it."""
    drawn = sorted(
        [(segment.start, 0, segment) for segment in left] + [(segment.start, 1, segment) for segment in right], key=itemgetter(0)
    )
    bottom, cell_bottom, side, returns, turns = 0.0, 0.0, drawn[0][1], 0, 0
    for _, this, segment in drawn:
        tolerance = 0.5 * segment.height
        if this != side and this == drawn[0][1]:
            if segment.y0 < bottom - tolerance:
                return False
            returns += 1
        elif this != side and segment.y1 < cell_bottom - tolerance:
            turns += 1
        cell_bottom = segment.y1 if this != side else max(cell_bottom, segment.y1)
        bottom, side = max(bottom, segment.y1), this
    return returns > 0 and turns > 1


def _changes(left: list[Segment], right: list[Segment]) -> int:
    """How often the file jumps from one half to the other while it draws them."""
    sides = [side for _, side in sorted([(segment.start, 0) for segment in left] + [(segment.start, 1) for segment in right])]
    return sum(before != after for before, after in pairwise(sides))


def _changes_in(rows: list[Row], gutter: float) -> int:
    return _changes(*_halves([segment for row in rows for segment in row], gutter))


def _table_rows(rows: list[Row], left: list[Segment], right: list[Segment]) -> list[Row]:
    """The rows of a table, cell by cell as the file draws them (a cell may have several lines), when it does so from the top down."""
    drawn = sorted(left + right, key=lambda segment: segment.start)
    upwards_within_column = any(below.y1 < above.y0 and below.x0 <= above.x0 for above, below in pairwise(drawn))
    if upwards_within_column or (_changes(left, right) <= MOST_CHANGES and not _drawn_in_rows(left, right)):
        return rows
    drawn_rows: list[Row] = []
    for segment in drawn:
        if drawn_rows and drawn_rows[-1][-1].beside(segment) and drawn_rows[-1][-1].x0 < segment.x0:
            drawn_rows[-1].append(segment)
        else:
            drawn_rows.append([segment])
    return drawn_rows
