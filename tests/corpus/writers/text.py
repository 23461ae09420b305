"""Plain text, and the lines that the formats without columns are made of."""

import random
import textwrap
import zlib
from collections.abc import Iterator
from typing import Literal

from tests.corpus.sheet import Block, Sheet

Kind = Literal["name", "heading", "text", "strong", "bullet", "row", "space"]


def lines(sheet: Sheet) -> Iterator[tuple[Kind, list[str]]]:
    """The sheet from top to bottom: the kind of each line, and its cells (a row has several, all others one)."""
    for text in (*sheet.letterhead, *sheet.letter):
        yield "text", [text]
    if sheet.letterhead or sheet.letter:
        yield "space", [""]
    for text in sheet.lead:
        yield "text", [text]
    if sheet.name:
        yield "name", [sheet.name]
    if sheet.headline:
        yield "text", [sheet.headline]
    yield from contact_lines(sheet)
    for section in sheet.sections:
        yield "space", [""]
        yield "heading", [_spaced(section.title) if sheet.spaced else section.title]
        for block in section.blocks:
            yield from block_lines(block)


def contact_lines(sheet: Sheet) -> Iterator[tuple[Kind, list[str]]]:
    """The contact data as the design sets it: in one line, in lines, or behind labels."""
    if sheet.design.contacts == "line":
        yield "text", [" | ".join(text for _, text in sheet.contacts)]
    elif sheet.design.contacts in ("labels", "icons"):
        for label, text in sheet.contacts:
            yield "text", [f"{label}: {text}" if label else text]
    else:
        for _, text in sheet.contacts:
            yield "text", [text]


def block_lines(block: Block) -> Iterator[tuple[Kind, list[str]]]:
    """A block line by line."""
    if block.text:
        yield "text", [block.text]
    for row in block.grid:
        yield "row", row
    for number, head in enumerate(block.heads):
        if block.left and number == 0:
            yield "row", [block.left, head.text]
        elif head.right:
            yield "row", [head.text, head.right]
        else:
            yield ("strong" if head.strong else "text"), [head.text]
    for item in block.bullets:
        yield "bullet", [item]


ENCODINGS = ("utf-8-sig", "utf-8", "utf-16", "cp1252")  # the byte order mark as the Windows editor writes it
WRAP = 76


def txt(sheet: Sheet) -> bytes:
    """A text file in one of the usual encodings; every other one has its lines broken, as if it came out of a mail program."""
    dice = random.Random(zlib.crc32(sheet.name.encode()))
    text, encoding = "\r\n".join(_shown(sheet, dice.choice((WRAP, 10_000)))), dice.choice(ENCODINGS)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _shown(sheet: Sheet, width: int) -> list[str]:
    shown: list[str] = []
    for kind, cells in lines(sheet):
        if kind == "heading":
            shown += [cells[0].upper(), "-" * len(cells[0])]
        elif kind == "bullet":
            shown += textwrap.wrap(f"{sheet.glyph} {cells[0]}", width, subsequent_indent="  ")
        elif kind == "row":
            shown.append("    ".join(cells))
        else:
            shown += textwrap.wrap(cells[0], width) or [""]
    return shown


def _spaced(text: str) -> str:
    return "   ".join(" ".join(word) for word in text.upper().split())
