"""Hebrew and Arabic words in the order in which they are read. For the child process only.

PDFium gives letters of such a word in reading order, but words of one script within a line of another as they stand from left to right.
"""

import re
from collections.abc import Iterable, Iterator

from candidate.documents.segments import Segment

GAP = 0.8  # in line heights, between words of one name
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def in_reading_order(words: Iterable[Segment]) -> Iterator[Segment]:
    """The words, those that are read from right to left and stand next to each other joined."""
    run: list[Segment] = []
    for word in words:
        written = bool(_RIGHT_TO_LEFT.search(word.text))
        if run and not (written and _is_next(run[-1], word)):
            yield _joined(run)
            run = []
        if written:
            run.append(word)
        else:
            yield word
    if run:
        yield _joined(run)


def _is_next(word: Segment, other: Segment) -> bool:
    gap = max(word.x0, other.x0) - min(word.x1, other.x1)
    return word.beside(other) and gap < GAP * max(word.height, other.height)


def _joined(run: list[Segment]) -> Segment:
    text = " ".join(word.text for word in sorted(run, key=lambda word: -word.x1))
    edges = min(word.x0 for word in run), min(word.y0 for word in run), max(word.x1 for word in run), max(word.y1 for word in run)
    return Segment(text, *edges, min(word.start for word in run), max(word.end for word in run))
