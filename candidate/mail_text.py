"""The text of a mail to a school, as an operator typed it, in the parts that templates show."""

import re
from dataclasses import dataclass
from itertools import groupby

from edukai.text import clean

_BULLET = re.compile(r"[-*•–] +")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list with one of `lines` an item."""

    lines: tuple[str, ...]
    is_list: bool = False


def blocks(text: str) -> list[Block]:
    """Paragraphs end at an empty line, and where a list of lines that begin with "- " begins or ends. Their words are still plain text."""
    found = []
    for paragraph in re.split(r"\n\n+", clean(text)):
        for is_list, lines in groupby(paragraph.split("\n"), key=lambda line: bool(_BULLET.match(line))):
            block = Block(tuple(_BULLET.sub("", line, count=1) if is_list else line for line in lines), is_list)
            found += [block] if any(block.lines) else []
    return found
