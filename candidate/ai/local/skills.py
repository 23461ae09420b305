"""Skills: those the CV lists, as written, then those of our list that it mentions anywhere, in one spelling each."""

import itertools
import re
from collections.abc import Iterator, Sequence

from candidate.ai.local import wording
from candidate.ai.local.evidence import Found, seen
from candidate.documents.model import Line

MAX_SKILLS = 40
_SYMBOLS = (("C++", "cplusplus"), ("c++", "cplusplus"), ("C#", "csharp"), ("c#", "csharp"), (".NET", " dotnet"), (".Net", " dotnet"))
_PARTS = re.compile(r"\s*[|•·●▪;\n\t]\s*|\s/\s|,\s+(?![^()]{0,80}\))")
_LABEL = re.compile(r"^[A-Z][\w &/-]{1,30}:\s+")
_OF_A_NAME = re.compile(
    r"\s(?:&\s\w+\s)?(?:Academy|School|Primary|College|Nursery|Trust|University|Education|Ltd|Limited|Publications|House|Road|Street|Level|NVQ|Diploma|Award)\b"
)
_WRAPPED = 45  # characters: a list that long runs on in the next line of its block
_LONGEST_LIST = 12  # lines
_NO_SKILL = re.compile(r"@|\bwww\.|https?:|^[\d\W]*$")


def read(listed: Sequence[Line], lines: Sequence[Line]) -> list[Found[str]]:
    """Skills of the skills sections in their order, then those that other `lines` name and these do not, each once."""
    found: dict[str, Found[str]] = {}
    for told in _unwrapped(listed):
        evidence = seen(*told)
        for piece in _pieces(" ".join(line.text for line in told if not line.text.endswith(":"))):
            found.setdefault(_key(piece), Found(piece, 0.9, evidence))
    found.pop("", None)
    said = {skill for held in found.values() for skill in mentioned(held.value)}
    for line in lines:
        for skill in mentioned(line.text):
            if skill not in said:
                found.setdefault(_key(skill), Found(skill, 0.8, seen(line)))
    return list(found.values())[:MAX_SKILLS]


def mentioned(text: str) -> list[str]:
    """Known skills that the text names, in the order of their first mention, each in our spelling."""
    named = [named for named, _ in _KNOWN.find(_plain(text))]
    sure = {skill for skill, written in named if not written or _is_meant(written, text, beside=False)}
    return list(dict.fromkeys(skill for skill, written in named if skill in sure or _is_meant(written, text, beside=bool(sure))))


def _is_meant(written: str, text: str, *, beside: bool) -> bool:
    """Whether an ordinary word is meant as a skill: written just so, within a sentence, alone, or `beside` another skill."""
    place = text.find(written)
    if place < 0 or _OF_A_NAME.match(text, place + len(written)):
        return False
    return place > 0 or beside or text == written


def _entries() -> Iterator[tuple[str, tuple[str, str]]]:
    """Each wording with the skill it stands for and, where it has a star, how it has to be written."""
    for line in wording.entries("skills.txt"):
        name, _, others = line.partition(" = ")
        for written in filter(None, [name, *others.split(", ")]):
            yield _plain(written.lstrip("*")), (name.lstrip("*"), written[1:] if written.startswith("*") else "")


def _plain(text: str) -> str:
    for symbol, word in _SYMBOLS:
        text = text.replace(symbol, word)
    return text


def _key(text: str) -> str:
    return wording.key(_plain(text))


def _unwrapped(listed: Sequence[Line]) -> list[list[Line]]:
    """Lines that go on with the list of the line above them are put together with it."""
    found: list[list[Line]] = [[line] for line in listed[:1]]
    for above, line in itertools.pairwise(listed):
        listing = _PARTS.search(above.text) and (len(above.text) > _WRAPPED or above.text.endswith(","))
        if (
            len(found[-1]) < _LONGEST_LIST
            and line.kind != "bullet"
            and line.block == above.block
            and listing
            and not _LABEL.match(line.text)
        ):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in (part.strip(" .,;:-–*") for part in _PARTS.split(_LABEL.sub("", text))):
        if pieces and piece[:1].isdigit() and not piece[:2].isalnum():
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return [piece for piece in pieces if 2 <= len(piece) <= 60 and len(piece.split()) <= 7 and not _NO_SKILL.search(piece)]


_KNOWN = wording.Phrases(_entries())
