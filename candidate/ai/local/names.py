"""What a name is: its parts, its proper spelling, and how well it goes with an e-mail address. `naming` finds it in a CV."""

import dataclasses
import re
import unicodedata

from rapidfuzz import fuzz

from candidate.ai.local import wording

PARTICLES = frozenset(wording.NAMES["particles"])
HONORIFICS = "|".join(wording.NAMES["honorifics"])
_FAMILY_FIRST = frozenset(wording.NAMES["surname_first"])
_MAC = re.compile(r"\bMc([a-z])")
_PARTS_OF_WORD = re.compile(r"(['’‘`.-])")


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """`full` in Latin script where the CV has one; `native` the same name in another script, '' when there is none."""

    full: str = ""
    native: str = ""


def spell(name: str) -> str:
    """Words in capitals, and names in small letters, get their usual ones: "SIOBHÁN O'CONNOR-LEE" becomes "Siobhán O'Connor-Lee"."""
    words = name.split()
    small = name.islower()
    last = len(words) - 1
    family_first = bool(words) and words[0].casefold() in _FAMILY_FIRST
    return " ".join(
        _spelt(word, 0 < place < last and not family_first, first=not place) if small or word.isupper() else word
        for place, word in enumerate(words)
    )


def _spelt(word: str, inner: bool, *, first: bool) -> str:
    if inner and word.casefold() in PARTICLES - {"st"}:
        return word.lower()
    if first and len(word) < 3 and word.isupper() and not is_given(word):
        return word  # initials
    capitalised = "".join(part.capitalize() for part in _PARTS_OF_WORD.split(word.lower()))
    return _MAC.sub(lambda match: "Mc" + match[1].upper(), capitalised)


def given(full_name: str) -> str:
    """The given name: the first word that is no initial; behind the family name where a name of East Asia begins with it."""
    words = full_name.split()
    if not words:
        return ""
    if len(words) == 1:
        return full_name[1:] if is_han(full_name) and len(full_name) > 1 else full_name
    if _is_family_first(words):
        return words[-1]
    return next((word for word in words[:-1] if len(word.strip(".")) > 1), words[0])


def _is_family_first(words: list[str]) -> bool:
    """'Nguyen Thi Lan', 'Wang Xiaoming': the first word is a family name and no given one, the last a given name or no family one."""
    first, last = words[0].casefold(), words[-1].casefold()
    return first in _FAMILY_FIRST and not is_given(first) and last not in _FAMILY_FIRST and (is_given(last) or len(words) == 2)


def surnames(full_name: str) -> list[str]:
    """Every word of the name that may tell who it is beside the given name: no particles, no initials."""
    first = given(full_name)
    if full_name and is_han(full_name) and " " not in full_name:
        return [full_name]
    words = [word for word in full_name.split() if word != first]
    return [word for word in words if word.casefold() not in PARTICLES and len(word.strip(".")) > 1]


def is_given(word: str) -> bool:
    """Whether this is a given name of the list, accents or none; of 'Mary-Jane' the first part is enough."""
    folded = wording.plain(word).strip(".")
    return folded in wording.GIVEN_NAMES or word.casefold() in wording.GIVEN_NAMES or folded.split("-")[0] in wording.GIVEN_NAMES


def likeness(name: str, email: str) -> float:
    """From 0 to 1: how clearly the e-mail address is made of the name."""
    local = re.sub(r"[\W\d_]", "", wording.plain(email.split("@")[0]))
    parts = [part for word in name.split() if (part := re.sub(r"\W", "", wording.plain(word)))]
    hits = sum(len(part) > 2 and part in local for part in parts)
    if hits >= 2 or (len(parts) > 1 and local in _shortened(parts)):
        return 1.0
    return 0.7 if hits else fuzz.ratio("".join(parts), local) / 200


def _shortened(parts: list[str]) -> set[str]:
    """'jsmith', 'smithj', 'janes' of Jane Smith: whole words beside initials."""
    first, last = parts[0], parts[-1]
    return {first[0] + last, last + first[0], first + last[0], "".join(part[0] for part in parts[:-1]) + last, first + last, last + first}


def is_latin(word: str) -> bool:
    return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in word)


def is_han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
