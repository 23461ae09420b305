"""What an operator asks of a rewriting, in English, as far as rules understand it; what they do not is named, with the reason."""

import dataclasses
import re
from collections.abc import Callable

from candidate.ai.local import wording
from candidate.ai.local.plain_english import KNOWN

_KNOWN = wording.data("instructions.json")
_ALIKE: dict[str, str] = _KNOWN["alike"]
MOST = 2_000  # characters
_QUOTED = 100  # characters of an order that are said again
ADDS_NOTHING = "the local engine adds nothing that the CV does not say"
_NO_TONE = "the local engine has no rule for that tone"
_FACTS_STAY = "names, dates, employers, titles, jobs, qualifications and interests stay as they are"
_NOT_UNDERSTOOD = "the local engine does not understand it"


def _any(name: str) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(_KNOWN[name], key=len, reverse=True))


_CLAUSES = re.compile(
    rf"(?<=[.!?;])\s|[;\n]|,?\s(?:and|but|then|also)\s(?:please\s|then\s|also\s)?(?=(?:{_any('verbs')})\b)|,\s(?=(?:{_any('verbs')})\b)",
    re.IGNORECASE,
)
_POLITE = re.compile(rf"^(?:(?:{_any('polite')})[\s,]+)+", re.IGNORECASE)
_MANNER = re.compile(rf"\b(?:{_any('manner')})\b", re.IGNORECASE)
_SMALL = frozenset(_KNOWN["small"])
_SHORTER = re.compile(rf"\b(?:{_any('shorter')})\b", re.IGNORECASE)
_PARTS = {
    "profile": re.compile(r"\b(?:profile|summary|statement)\b", re.IGNORECASE),
    "bullets": re.compile(r"\b(?:bullets?|duties|responsibilities|jobs?|employment|history)\b", re.IGNORECASE),
}
_NUMBERS = {word: number for number, word in enumerate(("one", *KNOWN["figures"][:9]), 1)}
_AT_MOST = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s(?:bullets?|points?|lines|duties|responsibilities)\b", re.IGNORECASE)
_TONE = re.compile(rf"\b(?:{_any('tone')})\b", re.IGNORECASE)
_ADDS = re.compile(rf"(?:{_any('adds')})\b", re.IGNORECASE)
_CHANGES = re.compile(
    rf"(?:{_any('changes')})\b.{{0,30}}\b(?:{_any('facts')})(?:\s(?:to|from|into|by|so|at|with|of|in)\b.*)?$", re.IGNORECASE
)
_FIRST = re.compile(
    rf"(?:(?:put |place )?(?:more |most |the |a |greater )*(?:{_any('first')})(?: more| mainly| mostly)*(?: (?:on|with|to|for|at|towards))?"
    rf"|(?:{_any('places')}))\s(?P<what>.{{2,200}})$",
    re.IGNORECASE,
)
_PLACES = re.compile(rf"(?:{_any('places')})\b", re.IGNORECASE)
_IN_FRONT = re.compile(r"\s(?:first|at the (?:top|start|front)|to the (?:top|front|fore)|up front|forward)$", re.IGNORECASE)
_WITHOUT = re.compile(rf"(?:{_any('without')})\s(?P<what>.{{2,200}})$", re.IGNORECASE)
_ABOUT = re.compile(rf"^(?:(?:{_any('around')}|{_any('vague')})\b\s?)+|\s?\b(?:{_any('vague')})$", re.IGNORECASE)
_AND = re.compile(r"\s?(?:,|;|/|\band\b|&|\bor\b|\bas well as\b|\bplus\b)\s?", re.IGNORECASE)


@dataclasses.dataclass(slots=True)
class Wishes:
    """`shorter`: which of profile and bullets are to be; `most`: bullets that a job keeps; `refused`: what is not followed, and why."""

    shorter: set[str] = dataclasses.field(default_factory=set)
    most: int | None = None
    formal: bool = False
    first: list[str] = dataclasses.field(default_factory=list)
    without: list[str] = dataclasses.field(default_factory=list)
    refused: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def remark(self) -> str:
        """One sentence; '' when everything was followed."""
        named = "; ".join(f"'{_short(what)}': {why}" for what, why in dict.fromkeys(self.refused))
        return f"Not followed: {named}." if named else ""


def understood(instruction: str, occurs: Callable[[str], bool]) -> Wishes:
    """The wishes in an instruction; `occurs` tells whether the CV speaks of something."""
    wishes = Wishes()
    lines = (" ".join(line.split()) for line in instruction[:MOST].replace("’", "'").splitlines())
    for clause in _CLAUSES.split("\n".join(lines)):
        said = _POLITE.sub("", clause.strip(" \t.,;:!-•*")).strip()
        if wording.words(said):
            _take(said, wishes, occurs)
    return wishes


def _take(said: str, wishes: Wishes, occurs: Callable[[str], bool]) -> None:
    limit, left_out, front = _AT_MOST.search(said), _WITHOUT.match(said), _front(said)
    if limit and not left_out:
        wishes.most = max(1, int(limit[1]) if limit[1].isdigit() else _NUMBERS[limit[1].casefold()])
    elif _SHORTER.search(said):
        wishes.shorter |= {part for part, words in _PARTS.items() if words.search(said)} or set(_PARTS)
    elif _ADDS.match(said) or (_TONE.search(said) and not front):
        wishes.refused.append((said, ADDS_NOTHING if _ADDS.match(said) else _NO_TONE))
    elif _is_manner(said):
        pass  # always done
    elif _CHANGES.search(said):
        wishes.refused.append((said, _FACTS_STAY))
    elif left_out:
        _sort(left_out["what"], said, wishes.without, wishes, occurs)
    elif front:
        _sort(front, said, wishes.first, wishes, occurs)
    elif re.search(r"\bformal\b", said, re.IGNORECASE):
        wishes.formal = True
    else:
        wishes.refused.append((said, _NOT_UNDERSTOOD))


def _front(said: str) -> str:
    """What is to come first; '' when the clause is about something else."""
    match = _FIRST.match(said)
    if not match or (_PLACES.match(said) and not _IN_FRONT.search(said)):
        return ""
    return _IN_FRONT.sub("", match["what"])


def _is_manner(said: str) -> bool:
    """Whether a clause asks for nothing but what is done to every text."""
    return bool(_MANNER.search(said)) and set(wording.words(_MANNER.sub(" ", said))) <= _SMALL


def _sort(what: str, said: str, kept: list[str], wishes: Wishes, occurs: Callable[[str], bool]) -> None:
    """The things that are named, each by itself unless the CV says them in one."""
    whole = _topic(what)
    topics = [whole] if whole and occurs(whole) else [topic for part in _AND.split(what) if (topic := _topic(part))]
    if not topics:
        wishes.refused.append((said, _NOT_UNDERSTOOD))
    for topic in topics:
        if occurs(topic):
            kept.append(topic)
        else:
            wishes.refused.append((said, f"nothing that may be moved or taken out mentions '{_short(topic)}'"))


def _topic(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _ABOUT.sub("", text).strip(" '\"“”‘’.,")
    return text


def about(topic: str, text: str) -> bool:
    """Whether a text mentions all words of a topic, in this or a like form."""
    said = [_stem(word) for word in wording.words(text.replace("&", " and "))]
    return all(_stem(word) in said for word in wording.words(topic.replace("&", " and "))) and bool(wording.words(topic))


def _stem(word: str) -> str:
    word = wording.plain(word).removesuffix("'s")
    word = _ALIKE.get(word, word)
    for ending in ("ing", "ers", "ies", "ed", "er", "es", "s", "y", "e"):
        if len(word) - len(ending) > 3 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"
