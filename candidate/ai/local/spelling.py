"""UK spelling. What may be a name stays: words with a capital within a sentence, quotations, addresses."""

import re
from collections.abc import Callable

from candidate.ai.local import wording

_KNOWN = wording.data("spelling.json")
_WORDS: dict[str, str] = (
    {stem + ending: f"{stem[:-1]}ur{ending}" for stem in _KNOWN["or"] for ending in _KNOWN["or_endings"]}
    | {stem + ending: f"{stem}l{ending}" for stem in _KNOWN["single_l"] for ending in ("ed", "ing")}
    | _KNOWN["words"]
)
_IZE = re.compile(
    rf"(?!(?:{'|'.join(stem[:-1] for stem in _KNOWN['with_z'])})(?:e|ed|es|er|ers|ing)$)"
    r"([a-z]{2,30}[iy])z(e|ed|es|er|ers|ing|ation|ations|ational)$"
)
_COMPUTING = frozenset(_KNOWN["computing"])
_SUBJECTS = frozenset(_KNOWN["subjects"])
_WORD = re.compile(r"(?<![\w@/])[^\W\d_]+(?![\w@])")
_STARTS = re.compile(r"(?:^|[.!?:;]\s|\n|[-•(]\s?)$")
_CAPITAL = re.compile(r"[\s-][^\W\d_]*[A-Z]")
_APART = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’(?!\w)|(?<!\w)'[^'\n]{2,80}'(?!\w)|(?<!\S)\S*(?:@|://|www\.|\w\.\w{2})\S*"
)  # quotations, addresses


def british(text: str) -> str:
    """'Organized a color program' as 'Organised a colour programme'; 'Center Parcs' stays."""
    words = frozenset(wording.words(text))
    return replaced(_WORD, lambda match: _spelt(match, words), text)


def replaced(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], text: str) -> str:
    """`re.sub` that leaves quotations and addresses alone."""
    if not pattern.search(text):
        return text
    apart = [match.span() for match in _APART.finditer(text)]
    return pattern.sub(
        lambda match: match[0] if any(match.start() < end and start < match.end() for start, end in apart) else change(match), text
    )


def cased(word: str, like: str) -> str:
    """`word` with a capital where `like` has one in front."""
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _spelt(match: re.Match[str], words: frozenset[str]) -> str:
    word = match[0]
    folded = word.casefold()
    uk = _uk(folded, match, words)
    if uk == folded or not (word.islower() or (word.istitle() and _may_change(match, folded))):
        return word
    return cased(uk, word)


def _uk(folded: str, match: re.Match[str], words: frozenset[str]) -> str:
    if folded in _WORDS:
        return _WORDS[folded]
    if folded in {"program", "programs"} and not _COMPUTING & words and not match.string[: match.start()].casefold().endswith("to "):
        return folded.replace("program", "programme")
    return _IZE.sub(r"\1s\2", folded)


def _may_change(match: re.Match[str], folded: str) -> bool:
    """Whether a word with a capital has it from its place alone: it begins a sentence, and is a verb or no name goes on behind it."""
    before, behind = match.string[: match.start()], match.string[match.end() :]
    alone = not _CAPITAL.match(behind)
    if folded in _SUBJECTS:
        return alone and (bool(_STARTS.search(before)) or not re.search(r"[A-Z]\w*\s$", before) or bool(re.fullmatch(r"\w+\s", before)))
    return bool(_STARTS.search(before)) and (alone or folded.endswith(("ed", "ing")))
