"""A CV in statements: sentences, and the pieces of a line that bars part, each with what the next one says."""

import dataclasses
import re
from collections.abc import Iterable, Sequence

from candidate.ai.local import wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.ai.local.sections import Section
from candidate.documents.model import Line

_ASKS = re.compile(r"\b(?:QTS|qualified teacher status|DBS|CRB|right to work|update service|eligibility to work)\b", re.IGNORECASE)
_PIECES = re.compile(r"(?<=[.!?;])\s+|\s*[|•·●]\s*")
_OPEN_END = re.compile(r"\b(?:towards?|with|and|for|of|the|in|to|a|an|my|gain|awarded)$|[-–,(]$", re.IGNORECASE)
_NO = frozenset({"no", "none", "n a", "na", "not applicable", "not yet", "nil"})
_LONG = 60  # characters: a line that long runs on in the next one of its block


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """`kind`: that of its section. `before` and `after`: the statements around it, '' at the ends of the section."""

    text: str
    kind: str
    evidence: tuple[Evidence, ...]
    before: str = ""
    after: str = ""

    @property
    def denied(self) -> bool:
        """'QTS' with 'No' in the cell behind it."""
        return wording.key(self.after) in _NO


def of_sections(parts: Iterable[Section]) -> list[Statement]:
    """What the sections state, in their order; what a heading asks for ('Right to work') goes before the first answer."""
    found: list[Statement] = []
    for part in parts:
        pieces = [(piece, lines) for lines in _paragraphs(part.lines) for piece in _cut(lines) if piece]
        if asked := _ASKS.search(part.heading):
            pieces[:1] = [(f"{asked[0]}: {piece}", lines) for piece, lines in pieces[:1]]
        texts = ["", *(piece for piece, _ in pieces), ""]
        found += [
            Statement(piece, part.kind, seen(*lines), texts[number], texts[number + 2]) for number, (piece, lines) in enumerate(pieces)
        ]
    return found


def _cut(lines: Sequence[Line]) -> list[str]:
    return _PIECES.split(" ".join(line.text for line in lines))


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that were one sentence before they were wrapped."""
    found: list[list[Line]] = []
    for line in lines:
        if found and line.kind != "bullet" and _runs_on(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _runs_on(above: Line, line: Line) -> bool:
    if _OPEN_END.search(above.text):
        return True
    return above.block == line.block and (line.text[0].islower() or (len(above.text) > _LONG and not above.text.endswith((".", ":", ";"))))
