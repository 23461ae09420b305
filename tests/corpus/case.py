"""A file of the corpus while it is made: somebody, a way to write, a design, a producer, and the traps that are set in it."""

import dataclasses
import random

from tests.corpus.compose import Choices
from tests.corpus.designs import Design
from tests.corpus.person import Person
from tests.corpus.sheet import Sheet

SUFFIXES = {
    "weasyprint": "pdf",
    "chromium": "pdf",
    "reportlab": "pdf",
    "scan": "pdf",
    "docx": "docx",
    "doc": "doc",
    "rtf": "rtf",
    "odt": "odt",
    "txt": "txt",
    "png": "png",
    "jpg": "jpg",
}
PRINTED = frozenset({"weasyprint", "chromium"})
PICTURES = frozenset({"scan", "png", "jpg"})


@dataclasses.dataclass(slots=True)
class Case:
    """`sheet` is there after the traps of the person are set; `has_name` is False when nothing tells the name."""

    dice: random.Random
    field: str
    producer: str
    design: Design
    person: Person
    how: Choices
    filename: str
    sheet: Sheet | None = None
    traps: list[str] = dataclasses.field(default_factory=list)
    has_name: bool = True
    accepted_emails: list[str] = dataclasses.field(default_factory=list)
