"""From rows of words to the lines of a page: cells, bullets, paragraphs, broken words, and what repeats on every page."""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from candidate.documents.layout import flows
from candidate.documents.model import Line, Page
from candidate.documents.segments import WORD_GAP, Row, Segment
from candidate.documents.words import clean, without_bullet

SMALLEST_PITCH = 4.0  # points; less is one row
CELL_GAP = 2.0  # in line heights: a wider gap within a row parts two cells
SAME_SIZE = 0.03  # of the size
MARGIN = 0.12  # of the page's height: where headers and footers stand

Style = Callable[[int], tuple[float, bool, str]]  # place of a character in the file: size in points, boldness, font name

_PAGE_NUMBER = re.compile(r"(?i)^\W*(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\W*$")
_NUMBERED = re.compile(r"(?i)^.{2,60}\W(?:page|tudalen)\s*\d{1,3}(?:\s*(?:of|o|/)\s*\d{1,3})?\W*$|^\W*page\s*\d{1,3}\W.{2,60}$")
_BROKEN = re.compile(r"(?<=[^\W\d])[-\xad\u2010]$")
_SYLLABLE = re.compile(  # how the rest of a hyphenated English word begins, and no word of its own ("part-time", "well-known")
    r"(?:[st]ion|tions?|ing|ments?|ences?|ances?|ness|bil|bly|ble|ities|ity|ties|ty|tive|ture|tures|cial|ally|ly|ers?|ed|ence|ical|ous|ful)\b"
)


def lines_of(words: Sequence[Segment], style: Style, block: int) -> tuple[Line, ...]:
    """The lines of one page in reading order, their paragraphs numbered from `block` on."""
    lines: list[Line] = []
    for flow in flows(words):
        found = [line for row in flow for cell in _cells(row, style) if (line := _line(cell, style))]
        lines.extend(_numbered(found, lines[-1].block + 1 if lines else block))
    return tuple(_mended(lines))


def _cells(row: Row, style: Style) -> Iterable[list[Segment]]:
    """Segments of a row that belong together."""
    cell = [row[0]]
    for segment in row[1:]:
        if _continues(cell[-1], segment, style):
            cell.append(segment)
        else:
            yield cell
            cell = [segment]
    yield cell


def _continues(left: Segment, right: Segment, style: Style) -> bool:
    """Whether two neighbours in a row are one text: near each other, or a label and what follows it."""
    gap = (right.x0 - left.x1) / max(right.height, 1.0)
    if gap < WORD_GAP or left.text.endswith(":"):
        return True
    if not 0 <= right.start - left.end < 4 or gap >= CELL_GAP:
        return False
    (left_size, left_bold, _), (right_size, right_bold, _) = style(left.end), style(right.start)
    return left_bold == right_bold and abs(left_size - right_size) <= SAME_SIZE * right_size


def _line(cell: list[Segment], style: Style) -> Line | None:
    raw = " ".join(segment.text for segment in cell)
    size, bold, font = style(cell[0].start)
    text, bullet = without_bullet(raw, font)
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


def _numbered(flow: list[Line], block: int) -> Iterable[Line]:
    """The lines of one flow with the numbers of their paragraphs, from `block` on."""
    tops = [line.box[1] for line in flow if line.box]
    pitches = sorted(below - above for above, below in pairwise(tops) if below - above > SMALLEST_PITCH)
    usual = pitches[len(pitches) // 4] if pitches else 0.0
    above: Line | None = None
    for line in flow:
        block += above is not None and _starts_paragraph(above, line, usual)
        yield dataclasses.replace(line, block=block)
        above = line


def _starts_paragraph(above: Line, line: Line, usual: float) -> bool:
    """Whether `line` is not the continuation of `above`, where lines of a paragraph are `usual` points apart."""
    if above.box is None or line.box is None:
        return True
    height = line.box[3] - line.box[1]
    pitch = line.box[1] - above.box[1]
    if abs(pitch) < 0.5 * height:
        return False  # cells of one row
    differs = line.kind == "bullet" or above.bold != line.bold or abs((above.size or 0) - (line.size or 0)) > 0.5
    return differs or pitch < 0 or pitch > max(1.2 * usual, 1.1 * height)


def _mended(lines: list[Line]) -> Iterable[Line]:
    """Words broken at the end of a line, whole again on the upper line; texts cleaned."""
    texts = [line.text for line in lines]
    for number in range(len(lines) - 1):
        upper, lower = texts[number], texts[number + 1]
        if lines[number].block == lines[number + 1].block and (hyphen := _BROKEN.search(upper)) and lower[:1].islower():
            rest, _, texts[number + 1] = lower.partition(" ")
            texts[number] = upper[: hyphen.start()] + ("-" if hyphen[0] == "-" and not _SYLLABLE.match(rest) else "") + rest
    for line, text in zip(lines, map(clean, texts), strict=True):
        if text:
            yield dataclasses.replace(line, text=text)


def mark_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Lines that repeat at the top or the bottom of several pages, and those with a page's number, become kind header or footer."""
    if len(pages) < 2:
        return tuple(pages)
    seen = Counter(key for page in pages for key in {_key(line, page) for line in page.lines} if key)
    repeated = {key for key, times in seen.items() if times >= max(2, len(pages) // 2)}
    return tuple(
        dataclasses.replace(
            page,
            lines=tuple(
                dataclasses.replace(line, kind=key[0])
                if (key := _key(line, page)) and (key in repeated or _NUMBERED.match(line.text))
                else line
                for line in page.lines
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
