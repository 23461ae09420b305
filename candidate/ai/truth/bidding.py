"""What in a CV bids a program write something: set aside before anything is compared with the CV, for it would bear itself out."""

import dataclasses
import itertools
import re
from collections.abc import Sequence

from candidate.documents.model import Document, Line, Page
from candidate.documents.orders import gives_orders

MOST_TEXT = 150_000  # characters; no CV has more
_LEAD = r"(?:(?:please|also|then|and|now|always|just|you\s(?:must|should|will)|make\ssure\sto|be\ssure\sto)[\s,]+){0,3}"
_WHO = r"(?:that\s)?(?:they|he|she|the\s(?:candidate|applicant)|this\s(?:candidate|applicant|person))\b"
_BIDS = re.compile(
    rf"""(?xi)
    ^\W*{_LEAD}(?:say|state|claim|write|mention|pretend|assert|note|emphasi[sz]e|highlight|report|rate|rank|describe|call|consider
        |tell\s\w+(?:\s\w+)?)\s{_WHO}
    | ^\W*{_LEAD}(?:add|insert|append|include|award|list|put)\s(?:\w+\s){{0,3}}
        (?:qts|qualified\steacher\sstatus|qtls|hlta|pgce|degree|dbs|senco|npq\w*)\b
        (?!\s(?:pupils|students|trainees|staff))
    | ^\W*{_LEAD}(?:add|insert|append|include|put|write)\s.{{1,80}}
        \s(?:to|in|into|under)\s(?:the|their|his|her|this)\s
        (?:profile|cv|resume|résumé|qualifications|skills|summary|e-?mail|employment\shistory)\b
    """
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")


def is_bidding(text: str) -> bool:
    """Whether a sentence gives orders to a program, or tells it what to write."""
    return gives_orders(text) or bool(_BIDS.search(text))


def without_bidding(document: Document) -> Document:
    """The document without its sentences that bid, and without what comes after MOST_TEXT characters."""
    ends = itertools.accumulate(len(line.text) for line in document.lines)
    within = sum(end <= MOST_TEXT for end in ends)
    pages = document.pages if within == len(document.lines) else (Page(document.lines[:within]),)
    return dataclasses.replace(document, pages=tuple(dataclasses.replace(page, lines=_spared(page.lines)) for page in pages))


def _spared(lines: Sequence[Line]) -> tuple[Line, ...]:
    blocks = itertools.groupby(lines, key=lambda line: line.block)
    return tuple(line for _, block in blocks for line in _of_block(list(block)))


def _of_block(lines: list[Line]) -> list[Line]:
    """A sentence may run over several lines; what it leaves of them stays."""
    text = "".join(("\n" if line.kind == "bullet" else " ") + line.text for line in lines)
    bad, before = list[tuple[int, int]](), 0
    for match in _SENTENCE.finditer(text):
        if is_bidding(match[0]):
            bad.append(match.span())
            before = match.end()
        elif gives_orders(text[before : match.end()]):  # with the sentence before it
            bad.append((before, match.end()))
        elif match[0].strip():
            before = match.start()
    kept, place = list[Line](), 0
    for line in lines:
        start, place = place + 1, place + 1 + len(line.text)
        left = line.text
        for first, last in reversed(bad):
            left = left[: max(0, first - start)] + left[max(0, last - start) :] if first < place and last > start else left
        if left == line.text and not _BIDS.search(left):
            kept.append(line)
        elif left != line.text and left.strip():
            kept.append(dataclasses.replace(line, text=" ".join(left.split())))
    return kept
