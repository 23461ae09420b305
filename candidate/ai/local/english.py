"""English as it is written in running text: articles, lists, and which words of a title take no capital there."""

import re
from collections.abc import Iterable, Sequence

from candidate.ai.local import wording

_ENGLISH: dict[str, list[str]] = wording.data("english.json")
WORDS = {name: frozenset(entries) for name, entries in _ENGLISH.items()}
_A, _AN = (tuple(_ENGLISH[name]) for name in ("a", "an"))
_PLAIN = (wording.vocabulary("plain_words.txt") | wording.TITLES) - WORDS["acronyms"] - WORDS["said_as_words"] - WORDS["names"]
_ORDINARY_END = re.compile(r"(?:\w{3}ing|\w{4}(?:ment|tion|sion|ness|ance|ence|ology|graphy|ical|ivity|ability))$")
_SPOKEN_LETTERS = frozenset("AEFHILMNORSX8")  # 'an HLTA', 'an SQL course', 'an 8-bit computer'
_EDGES = "()[],.;:'\"’“”"


def article(noun: str) -> str:
    """'a teacher', 'an HLTA', 'a university tutor', 'an honorary fellow'."""
    first = re.split(r"[\s/-]", noun.lstrip(_EDGES), maxsplit=1)[0].rstrip(_EDGES)
    if first.isupper() and len(first) < 6 and first.casefold() not in WORDS["said_as_words"] | (_PLAIN if len(first) > 3 else set()):
        return f"{'an' if first[0] in _SPOKEN_LETTERS else 'a'} {noun}"
    sound = wording.plain(first)
    vowel = sound[:1] in set("aeiou8") or sound in {"11", "18"} or sound.startswith(_AN)
    return f"{'an' if vowel and not sound.startswith(_A) else 'a'} {noun}"


def listed(items: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'; with a comma before the last 'and' where the parts have one of their own."""
    if len(items) < 2:
        return "".join(items)
    parted = any(re.search(r"\s(?:and|&)\s", item) for item in (items if len(items) > 2 else items[:1]))
    return f"{', '.join(items[:-1])}{',' * parted} and {items[-1]}"


def within(text: str) -> str:
    """A title or a skill as it stands within a sentence: 'Year 6 Teacher' as 'Year 6 teacher', 'SITE MANAGER' as 'site manager'.

    With a word that is not known to be ordinary all of it stays as it is: it may be a name. Brackets are looked at by themselves.
    """
    if (bracket := text.find(" (")) > 0:
        return f"{within(text[:bracket])} {within(text[bracket + 1 :])}"
    words, shouted, lowered = text.split(), text.isupper(), list[str]()
    for place, word in enumerate(words):
        if _keeps(word, shouted=shouted) or _counts(words[place : place + 3]):
            lowered.append(word)
        elif is_plain(word):
            lowered.append(word.lower())
        else:
            return text
    return " ".join(lowered)


def _counts(words: Sequence[str]) -> bool:
    """'Year' of 'Year 6', 'Key' of 'Key Stage 2'."""
    return any(word[:1].isdigit() for word in words[1:2]) or (len(words) > 2 and words[2][:1].isdigit() and words[1][:1].isupper())


def is_plain(word: str) -> bool:
    """Whether a word, or each part of one such as 'Teacher/Tutor', is known to take no capital."""
    folded = word.strip(_EDGES).casefold()
    if folded in WORDS["names"] or re.match(r"[a-z][-/]", folded):  # 'A-level'
        return False
    return folded in _PLAIN or all(part.strip(_EDGES) in _PLAIN or _ORDINARY_END.search(part) for part in re.split(r"[/-]", folded))


def is_known(word: str) -> bool:
    """Plain, a number, an acronym, or the name of a language."""
    return is_plain(word) or (_keeps(word, shouted=False) and not word.islower())


def _keeps(word: str, *, shouted: bool) -> bool:
    """Whether a word stays as it is without telling of a name: numbers, acronyms, languages, 'A' of 'A level'."""
    bare = word.strip(_EDGES)
    if not any(char.isalpha() for char in bare) or bare.islower() or bare.casefold() in wording.LANGUAGES:
        return True
    return bare.startswith("A-") or (bare.isupper() and (len(bare) == 1 or not shouted or (len(bare) < 5 and not is_plain(bare))))


def sentence(text: str) -> str:
    """With a capital in front and one mark at its end; '' stays ''."""
    text = text.strip(" ,;")
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""


def joined(sentences: Iterable[str]) -> str:
    """A paragraph of those that are not empty."""
    return " ".join(filter(None, sentences))
