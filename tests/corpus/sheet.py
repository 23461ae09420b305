"""What stands on a CV, in the order of reading and without a look: the designs and writers lay it out."""

import dataclasses

from tests.corpus.designs import Design


@dataclasses.dataclass(slots=True)
class Head:
    """A line of an entry: text, and what stands at the right margin of the same line."""

    text: str
    right: str = ""
    strong: bool = False


@dataclasses.dataclass(slots=True)
class Block:
    """A paragraph (`text`), bullets alone, an entry with its heads (`left`: its dates in a column of their own), or a grid of cells."""

    text: str = ""
    left: str = ""
    heads: list[Head] = dataclasses.field(default_factory=list)
    bullets: list[str] = dataclasses.field(default_factory=list)
    grid: list[list[str]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Section:
    kind: str
    title: str
    blocks: list[Block]


@dataclasses.dataclass(slots=True)
class Sheet:
    """`lead` stands above the name; `letterhead` and `letter` in front of the CV; `running` at the top of every page."""

    design: Design
    name: str
    headline: str
    contacts: list[tuple[str, str]]  # label ("Email"), text
    sections: list[Section]
    lead: list[str] = dataclasses.field(default_factory=list)
    letterhead: list[str] = dataclasses.field(default_factory=list)
    letter: list[str] = dataclasses.field(default_factory=list)
    running: str = ""
    footer: str = ""
    hidden: str = ""
    glyph: str = "\u2022"
    spaced: bool = False  # headings are letter-spaced
    boxed: bool = False  # contact data in a text box, where the format has one
    font: str = ""  # of the body, where the format has one; empty: the design's
    points: str = ""  # its size
    photo: bytes | None = None
    logo: bytes | None = None
