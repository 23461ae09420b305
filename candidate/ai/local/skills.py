"""Skills: those the CV lists, then those of our list that it mentions anywhere."""

import re
from collections.abc import Sequence

from candidate.ai.local import wording
from candidate.ai.local.evidence import Found, seen
from candidate.documents.model import Line

MAX_SKILLS = 40
_PARTS = re.compile(r"\s*[|•·●▪;\n]\s*|,\s+(?![^()]{0,80}\))")
_LONGEST = max(len(name.split()) for name in wording.SKILLS)


def read(listed: Sequence[Line], lines: Sequence[Line]) -> list[Found[str]]:
    """Skills of the skills sections in their order, then those that other `lines` name, each once."""
    found: dict[str, Found[str]] = {}
    for line in listed:
        for piece in _pieces(line.text):
            found.setdefault(wording.key(piece), Found(piece, 0.9, seen(line)))
    found.pop("", None)
    said = " | ".join(found)
    for line in lines:
        for skill in mentioned(line.text):
            if (folded := wording.key(skill)) not in said:
                found.setdefault(folded, Found(skill, 0.8, seen(line)))
    return list(found.values())[:MAX_SKILLS]


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
