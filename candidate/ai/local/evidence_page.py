"""Findings as a page for people who check: each page of the CV with a box around every line that told something, beside what it told.

The page has no end tags for its body, so that CVs are added to it one by one, however many there are.
"""

import base64
import dataclasses
import itertools
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string

from candidate.ai.local import report
from candidate.ai.local.evidence import Evidence, Found
from candidate.ai.local.findings import Findings
from candidate.documents.model import Box, Document, Line, Page


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its number. `parts` by name, the chief one first; a plain value has one without a name."""

    id: str
    number: int
    field: str
    parts: dict[str, str]
    percent: int
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """What it was read from."""
        return " / ".join(line.text for line in self.evidence)

    @property
    def is_placed(self) -> bool:
        """Whether it stands on a page, as the target of a link does not."""
        return any(line.page for line in self.evidence)


@dataclasses.dataclass(slots=True)
class Mark:
    """A place in the CV that told something: a box, in per cent of its page, or a line of text. `first` facts begin here."""

    style: str = ""
    line: Line | None = None
    facts: list[Fact] = dataclasses.field(default_factory=list)
    first: list[Fact] = dataclasses.field(default_factory=list)

    @property
    def ids(self) -> str:
        """As for `data-facts`."""
        return " ".join(fact.id for fact in self.facts)


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the CV: its picture with boxes on it, or without a picture all its lines, marked or not."""

    number: int
    picture: str
    marks: list[Mark]


def opening(files: Sequence[str]) -> str:
    """The head of the page, and its contents when there are several files."""
    return render_to_string("candidate/evidence.html", {"files": files, "nonce": secrets.token_urlsafe(16)})


def article(number: int, row: dict[str, Any], document: Document, found: Findings, pictures: Sequence[bytes]) -> str:
    """What stands on the page about one file. `number` counts the files from 1, `row` is what `read_cv` prints of it, `pictures` are
    those of its pages (`documents.pictures`), or none."""
    facts = list(_facts(f"cv{number}", found))
    context = {
        "number": number,
        "row": row,
        "photo": _data_url(document.photo.jpeg, "jpeg") if document.photo else "",
        "fields": [(field, field.replace("_", " "), list(group)) for field, group in itertools.groupby(facts, lambda fact: fact.field)],
        "sheets": [_sheet(place, page, facts, pictures[place - 1 : place]) for place, page in enumerate(document.pages, 1)],
    }
    return render_to_string("candidate/evidence_article.html", context)


def _facts(prefix: str, found: Findings) -> Iterator[Fact]:
    told = ((field, fact) for field, facts in report.told(found).items() for fact in _several(facts) if fact.confidence)
    for number, (field, fact) in enumerate(told, 1):
        yield Fact(f"{prefix}-{number}", number, field, _parts(fact.value), round(100 * fact.confidence), fact.evidence)


def _several(facts: Found[Any] | tuple[Found[Any], ...]) -> tuple[Found[Any], ...]:
    return facts if isinstance(facts, tuple) else (facts,)


def _parts(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {name.replace("_", " "): _worded(part) for name, part in value.items() if part}
    return {"": _worded(value)}


def _worded(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _sheet(number: int, page: Page, facts: Sequence[Fact], pictures: Sequence[bytes]) -> Sheet:
    read = [(fact, place, line) for fact in facts for place, line in enumerate(fact.evidence) if line.page == number]
    if pictures:
        boxes: dict[Box, Mark] = {}
        for fact, place, line in read:
            if line.box:
                _add(boxes.setdefault(line.box, Mark(_style(line.box, page))), fact, place)
        return Sheet(number, _data_url(pictures[0], "webp"), list(boxes.values()))
    marks = [Mark(line=line) for line in page.lines]
    for fact, place, line in read:
        if mark := line_read(line, marks):
            _add(mark, fact, place)
    return Sheet(number, "", marks)


def _add(mark: Mark, fact: Fact, place: int) -> None:
    mark.facts.append(fact)
    if not place:
        mark.first.append(fact)


def line_read(read: Evidence, marks: Iterable[Mark]) -> Mark | None:
    """The line that a fact was read from: the rules see it without its bullet, cut at a label, or joined with the next one."""
    told = [(mark, " ".join(mark.line.text.split())) for mark in marks if mark.line and mark.line.box == read.box]
    for fits in (read.text.__eq__, lambda text: text.endswith(read.text), lambda text: read.text in text, read.text.startswith):
        if mark := next((mark for mark, text in told if fits(text)), None):
            return mark
    return None


def _style(box: Box, page: Page) -> str:
    """Where a box stands on its page, for CSS."""
    x0, y0, x1, y1 = box
    wide, high = page.width or 1, page.height or 1
    places = {"left": x0 / wide, "top": y0 / high, "width": (x1 - x0) / wide, "height": (y1 - y0) / high}
    return ";".join(f"{name}:{100 * share:.2f}%" for name, share in places.items())


def _data_url(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
