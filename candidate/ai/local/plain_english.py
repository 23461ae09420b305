"""Plain words: filler phrases, contractions and clichés out of a text, nothing of its content."""

import re
from functools import partial

from candidate.ai.local import wording
from candidate.ai.local.english import article
from candidate.ai.local.spelling import british, cased, replaced

KNOWN = wording.data("plain_english.json")
_FILLERS: dict[str, str] = KNOWN["fillers"]
_FORMAL: dict[str, str] = KNOWN["formal"]
_CLICHES = "|".join(map(re.escape, KNOWN["cliches"]))
_NOUNS = "|".join(map(re.escape, KNOWN["cliche_nouns"]))
_ADJECTIVES = re.compile(rf"\b(an?)\s(?:(?:{_CLICHES})(?:,?\sand\s|,\s|\s))+(?!(?:{_NOUNS}|and)\b)(?=([a-z][\w'’-]*))", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    rf"(?:\w+\s(?:is|am|are)|I['’]m)\san?\s(?:(?:{_CLICHES}|good|great|real|true|friendly|reliable)(?:,?\sand\s|,\s|\s))+(?:{_NOUNS})\.",
    re.IGNORECASE,
)
_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), whole)
    for pattern, whole in (
        (r"\bcan['’]t\b", "cannot"),
        (r"\bwon['’]t\b", "will not"),
        (r"\bshan['’]t\b", "shall not"),
        (r"\b(do|does|did|is|are|was|were|has|have|had|would|should|could|need|must)n['’]t\b", r"\1 not"),
        (r"\b(they|we|you)['’]re\b", r"\1 are"),
        (r"\b(I|they|we|you|who)['’]ve\b", r"\1 have"),
        (r"\b(I|they|we|you|he|she|it)['’]ll\b", r"\1 will"),
        (r"\bI['’]m\b", "I am"),
        (r"\b(it|that|there|he|she)['’]s(?=\s(?:a|an|the|not|now|also|no|very|always|important|what|why|how)\b)", r"\1 is"),
        (r"\b(it|he|she|there)['’]s(?=\s(?:been|become)\b)", r"\1 has"),
    )
)


def _phrases(known: dict[str, str]) -> re.Pattern[str]:
    longest = sorted(known, key=len, reverse=True)
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(re.escape(phrase) for phrase in longest)})(?![\w'’-])", re.IGNORECASE)


_FILLER, _INFORMAL = _phrases(_FILLERS), _phrases(_FORMAL)


def plain(text: str, *, formal: bool = False) -> str:
    """A line in UK spelling and plain words."""
    text = british(text)
    for pattern, whole in _CONTRACTIONS:
        text = replaced(pattern, partial(_written_out, whole), text)
    text = replaced(_FILLER, lambda match: _instead(match, _FILLERS), text)
    if formal:
        text = re.sub(r"!+(?=\s|$)", ".", replaced(_INFORMAL, lambda match: _instead(match, _FORMAL), text))
    text = replaced(_ADJECTIVES, lambda match: cased(article(match[2]).partition(" ")[0], match[1]) + " ", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def says_nothing(sentence: str) -> bool:
    """'They are a hard-working team player.'"""
    return bool(_SAYS_NOTHING.fullmatch(sentence.strip()))


def _written_out(whole: str, match: re.Match[str]) -> str:
    return cased(match.expand(whole), match[0])


def _instead(match: re.Match[str], known: dict[str, str]) -> str:
    """The plain words; a phrase with a capital within a sentence is a title and stays."""
    said = match[0]
    if said[1:] != said[1:].lower():
        return said
    return cased(known[said.casefold()], said)
