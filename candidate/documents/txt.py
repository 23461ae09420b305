"""Plain text: UTF-8, UTF-16 or Windows' Western code page. For the child process only."""

import codecs
import re

from candidate.documents.model import Document, Page
from candidate.documents.prose import Look, Prose
from candidate.documents.words import without_bullet

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CELLS = re.compile(r"(?<=\S)(?: {3,}| ?\t\s*)(?=\S)")  # columns that the author made with the space bar
_RULE = re.compile(r"([-=_*~#.])\1{2,}")
_PLAIN = Look()
MOST_CONTROLS = 0.02  # of the characters: more of them are no text


def encoding_of(data: bytes) -> str | None:
    """The encoding of a text, judged by its start; None for what is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) > 0.3 * len(data) and not min(even, odd):  # Western letters in UTF-16 have a zero beside each
        return "utf-16-be" if even else "utf-16-le"
    controls = sum(data.count(code) for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
    if controls > MOST_CONTROLS * len(data) or data.count(0):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read_txt(content: bytes) -> Document:
    """Lines as they stand; an empty line, a rule or a bullet starts a paragraph."""
    text = content.decode(encoding_of(content) or "cp1252", "replace").lstrip("\ufeff")
    prose, fresh = Prose(), True
    for line in map(str.strip, text.splitlines()):
        if not line or _RULE.fullmatch(line):
            fresh = True
            continue
        if not fresh and not without_bullet(line)[1]:
            prose.block -= 1
        prose.paragraph([("\t".join(_CELLS.split(line)), _PLAIN)], "text")
        fresh = False
    return Document((Page(tuple(prose.lines)),), flags=prose.flags)
