"""From rows of words to the lines of a page: cells, bullets, paragraphs, broken words, and what repeats on every page."""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from candidate.documents.layout import WORD_GAP, Row, Segment, flows
from candidate.documents.model import Line, Page
from candidate.documents.words import clean, is_bullet, without_bullet

CELL_GAP = 2.0  # in line heights: a wider gap within a row parts two cells
BULLET_GAP = 5.0
PARAGRAPH_GAP = 0.5  # in line heights, between two lines
MARGIN = 0.1  # of the page's height: where headers and footers stand

Style = Callable[[int], tuple[float, bool, str]]  # place of a character in the file: size in points, boldness, font name

_PAGE_NUMBER = re.compile(r"(?i)^\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$")
_BROKEN = re.compile(r"(?<=[^\W\d])([\xad\u2010])$")


def lines_of(words: Sequence[Segment], style: Style) -> tuple[Line, ...]:
    """The lines of one page in reading order."""
    lines: list[Line] = []
    for flow in flows(words):
        above: Line | None = None
        for row in flow:
            for cell in _cells(row):
                line = _line(cell, style)
                if line is None:
                    continue
                block = lines[-1].block if lines else 0
                if above is None or _starts_paragraph(above, line):
                    block += 1
                above = dataclasses.replace(line, block=block)
                lines.append(above)
    return tuple(_mended(lines))


def _cells(row: Row) -> Iterable[list[Segment]]:
    """Segments of a row that belong together: near each other, or a mark or a label and what follows it."""
    cell = [row[0]]
    for segment in row[1:]:
        gap = (segment.x0 - cell[-1].x1) / max(segment.height, 1.0)
        drawn_together = 0 <= segment.start - cell[-1].end < 4
        if (
            gap < (CELL_GAP if drawn_together else WORD_GAP)
            or cell[-1].text.endswith(":")
            or (gap < BULLET_GAP and is_bullet(cell[-1].text))
        ):
            cell.append(segment)
        else:
            yield cell
            cell = [segment]
    yield cell


def _line(cell: list[Segment], style: Style) -> Line | None:
    raw = " ".join(segment.text for segment in cell)
    size, bold, font = style(cell[0].start)
    text, bullet = without_bullet(raw, font)
    if bullet and len(cell) > 1:
        size, bold, font = style(cell[1].start)
    text = " ".join(text.split())
    if not clean(text):
        return None
    box = (
        round(cell[0].x0, 1),
        round(min(segment.y0 for segment in cell), 1),
        round(max(segment.x1 for segment in cell), 1),
        round(max(segment.y1 for segment in cell), 1),
    )
    return Line(text, box, size, bold and style(cell[-1].end)[1], "bullet" if bullet else "text")


def _starts_paragraph(above: Line, line: Line) -> bool:
    assert above.box
    assert line.box
    height = line.box[3] - line.box[1]
    gap = line.box[1] - above.box[3]
    if line.kind == "bullet" or above.bold != line.bold or abs((above.size or 0) - (line.size or 0)) > 0.5:
        return gap > -0.5 * height
    return gap > PARAGRAPH_GAP * height or gap < -1.5 * height


def _mended(lines: list[Line]) -> Iterable[Line]:
    """Words broken at the end of a line, whole again on the upper line; texts cleaned."""
    texts = [line.text for line in lines]
    for number in range(len(lines) - 1):
        if _BROKEN.search(texts[number]) and lines[number].block == lines[number + 1].block:
            rest, _, texts[number + 1] = texts[number + 1].partition(" ")
            texts[number] = texts[number][:-1] + rest
    for line, text in zip(lines, map(clean, texts), strict=True):
        if text:
            yield dataclasses.replace(line, text=text)


def mark_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Lines that repeat at the top or the bottom of several pages, and page numbers, become kind header or footer."""
    if len(pages) < 2:
        return tuple(pages)
    seen = Counter(key for page in pages for key in {_key(line, page) for line in page.lines} if key)
    repeated = {key for key, times in seen.items() if times >= max(2, len(pages) // 2)}
    return tuple(
        dataclasses.replace(
            page,
            lines=tuple(
                dataclasses.replace(line, kind=key[0]) if (key := _key(line, page)) in repeated and key else line for line in page.lines
            ),
        )
        for page in pages
    )


def _key(line: Line, page: Page) -> tuple[str, str, int] | None:
    """The same for the same line on several pages; None for a line that stands in neither margin."""
    if line.box is None or not page.height:
        return None
    place = "header" if line.box[3] < MARGIN * page.height else "footer" if line.box[1] > (1 - MARGIN) * page.height else None
    text = "#" if _PAGE_NUMBER.match(line.text) else re.sub(r"\d+", "#", line.text)
    return (place, text, round(line.box[1] / 4)) if place else None
