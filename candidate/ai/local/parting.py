"""The heading of a job parted from the sentences that stand on its line."""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date

from candidate.ai.local import dates, roles
from candidate.ai.local.anchors import LOOSE, REMARK
from candidate.documents.model import Line

_SENTENCE = re.compile(r"(?<=[\w)’'])(?<!\bLtd)(?<!\b[A-Z])(?<!\b[A-Z][a-z])\.\s+(?=\S)")
_TERMS = re.compile(r"^(?:part|full)[\s-]time$", re.IGNORECASE)
_EARLIER = re.compile(r"(?:^|(?<=[.;]\s))(?:and\s)?(?:before that|prior to that|previously)\b[,:]?\s+(?=\w)", re.IGNORECASE)
_END = re.compile(r"(?:,\s[a-z][\w\s]{2,30})?[)\]]?[.;]\s+(?=[\w(\[“\"])")  # ', term time only). '
_DIGIT = re.compile(r"\d")
_NEAR = 2  # lines below dates
_MOST_OF_CELL = 6  # words
_MOST_WORDS = 16  # of a heading that sentences follow


def parted(lines: Iterable[Line], today: date) -> Iterator[Line]:
    """'2006–2014: Driver, Oak Ltd, Hyde. Trunking, nights out.' and such a heading below its dates, without the sentences behind it."""
    dated, near = False, 0
    for line in itertools.chain.from_iterable(_without_sentences(line, today) for line in _gone_on(lines)):
        found = dates.first_range(line.text, today)
        opens = found is not None and not found.single and not _TERMS.sub("", line.text[: found.span[0]].strip(LOOSE + "("))
        start = found.span[1] if found and opens else 0
        rest = REMARK.sub("", line.text[start:])
        near = _NEAR if opens else near - 1
        end = _SENTENCE.search(rest) if line.kind != "bullet" and (opens or dated or near >= 0) else None
        was_dated, dated = dated, bool(opens and not rest.strip(LOOSE + ".()"))
        if end and (_is_heading(rest[: end.start()]) if opens or was_dated else _is_cell(rest[: end.start()])):
            yield dataclasses.replace(line, text=f"{line.text[:start]} {rest[: end.start()].strip(LOOSE)}".strip())
            yield dataclasses.replace(line, text=rest[end.end() :], kind="text")
        elif (opens or was_dated) and line.kind != "bullet" and rest.endswith(".") and _is_heading(rest[:-1]):
            yield dataclasses.replace(line, text=f"{line.text[:start]} {rest[:-1].strip(LOOSE)}".strip())
        else:
            yield line


def _is_cell(text: str) -> bool:
    """The title or the employer, as it stands in a cell or line of its own near the dates."""
    return text[:1].isupper() and len(text.split()) <= _MOST_OF_CELL and roles.reading(text) in {"title", "employer"}


def _is_heading(text: str) -> bool:
    text = text.strip(LOOSE)
    if not text or len(text.split()) > _MOST_WORDS or text[0].islower():
        return False
    return roles.part([text]).settled or ("," in text and roles.reading(text) in {"title", "employer"})


def _gone_on(lines: Iterable[Line]) -> Iterator[Line]:
    """'Before that Teacher at the' / 'same, 1999–2003' on one line."""
    previous: Line | None = None
    for line in lines:
        found = [match.end() for match in _EARLIER.finditer(previous.text)] if previous else []
        if previous and found and not _DIGIT.search(previous.text, found[-1]) and line.block == previous.block and line.kind != "bullet":
            previous = dataclasses.replace(previous, text=f"{previous.text} {line.text}")
            continue
        if previous:
            yield previous
        previous = line
    if previous:
        yield previous


def _without_sentences(line: Line, today: date) -> Iterator[Line]:
    """'Caretaker, Oak School, 2006 to 2014. Left when it closed. Before that: Builder at Elm Ltd, 1994-2006', item or none, job by job."""
    start = 0
    for place in [match.start() for match in _EARLIER.finditer(line.text) if match.start()] + [len(line.text)]:
        text = line.text[start:place].rstrip()
        bare = _EARLIER.sub("", text, count=1)
        bare = bare if bare == text else bare[:1].upper() + bare[1:]
        found = dates.first_range(bare, today)
        end = _END.match(bare, found.span[1]) if found and not found.single else None
        if not text or found is None or found.single or not _is_told_heading(bare[: found.span[0]]):
            yield dataclasses.replace(line, text=text)
        elif end is None:
            yield dataclasses.replace(line, text=bare)
        else:
            yield dataclasses.replace(line, text=bare[: end.end()].rstrip(" .;"))
            yield dataclasses.replace(line, text=bare[end.end() :])
        start = place


def _is_told_heading(text: str) -> bool:
    text = text.strip(LOOSE + "([")
    if not text or len(text.split()) > _MOST_WORDS or (text[0].islower() and roles.reading(text) != "title"):
        return False
    heading = roles.part([text])
    return heading.settled or bool(heading.employer and roles.reading(heading.title) == "title")
