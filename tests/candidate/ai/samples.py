"""Documents for tests, written as text: '^' before a line is a large one, '#' a heading in bold, '+' bold, '*' a bullet, '~' a footer."""

import dataclasses

from candidate.documents.model import Document, Line, Page

Job = tuple[str, str, str, str]

_MARKS = {
    "^": (24.0, False, "text"),
    "#": (14.0, True, "text"),
    "+": (10.0, True, "text"),
    "*": (10.0, False, "bullet"),
    "~": (8.0, False, "footer"),
}


def styled(text: str) -> Document:
    """A document with sizes and weights."""
    lines = []
    for number, row in enumerate(row.strip() for row in text.strip().splitlines()):
        size, bold, kind = _MARKS.get(row[:1], (10.0, False, "text"))
        words = row[1:].strip() if row[:1] in _MARKS else row
        if words:
            lines.append(Line(words, size=size, bold=bold, kind=kind, block=number))
    return lined(*lines)


def plain(text: str) -> Document:
    """The same without any typography, as from an old .doc: the wording alone tells what is what."""
    return lined(*(Line(line.text, kind="bullet" if line.kind == "bullet" else "text", block=line.block) for line in styled(text).lines))


def lined(*lines: Line | str) -> Document:
    return Document((Page(tuple(Line(line) if isinstance(line, str) else line for line in lines)),))


@dataclasses.dataclass(frozen=True)
class CV:
    """`jobs`: title, employer, start, end, newest first. `secrets`: what must not go out beside the surname and the address."""

    title: str
    text: str
    name: str
    email: str
    phone: str
    town: str
    jobs: list[Job]
    qualifications: list[str]
    quality: str = "pass"
    secrets: tuple[str, ...] = ()
