"""Skills: those the CV lists, then those of our list that it mentions anywhere."""

import re
from collections.abc import Sequence

from candidate.ai.local import wording
from candidate.documents.model import Line

MAX_SKILLS = 40
_PARTS = re.compile(r"\s*[|•·●▪;\n]\s*|,\s+(?![^()]{0,80}\))")
_LONGEST = max(len(name.split()) for name in wording.SKILLS)


def read(listed: Sequence[Line], text: str) -> list[str]:
    """Skills in the order of the CV, each once."""
    unique = {folded: piece for line in listed for piece in _pieces(line.text) if (folded := wording.key(piece))}
    said = " | ".join(unique)
    extra = {folded: skill for skill in mentioned(text) if (folded := wording.key(skill)) not in said}
    return list((unique | extra).values())[:MAX_SKILLS]


def mentioned(text: str) -> list[str]:
    """Known skills that the text names, in the order of their first mention."""
    words = wording.words(text.replace("&", " and "))
    found: dict[str, None] = {}
    for place in range(len(words)):
        for length in range(_LONGEST, 0, -1):
            skill = wording.SKILLS.get(" ".join(words[place : place + length]))
            if skill:
                found[skill] = None
                break
    return list(found)


def _pieces(text: str) -> list[str]:
    text = re.sub(r"^[A-Z][\w &]{2,30}:\s+", "", text)
    pieces: list[str] = []
    for piece in (part.strip(" .,;:-–") for part in _PARTS.split(text)):
        if pieces and piece[:1].isdigit():
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return [piece for piece in pieces if 2 <= len(piece) <= 60 and len(piece.split()) <= 7]
