"""The verbs of bullets: 'Responsible for teaching phonics' as 'Taught phonics'. What is not surely a verb stays as it is."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Literal

from candidate.ai.local import wording

Form = Literal["base", "past", "ing", "s"]
Tense = Literal["base", "past"]

_KNOWN = wording.data("verbs.json")
_IRREGULAR: dict[str, str] = _KNOWN["irregular"]
_BASES = (*_KNOWN["regular"], *_IRREGULAR)
_DOUBLED, _NOUNS, _ING_NOUNS, _TAUGHT, _ADVERBS, _BLUNT, _HEADS, _CONSEQUENT = (
    frozenset(_KNOWN[name]) for name in ("doubled", "nouns_too", "ing_nouns", "taught", "adverbs", "blunt_adverbs", "heads", "consequent")
)
_OBJECTS = frozenset((*_KNOWN["objects"], *_KNOWN["people"]))
_MORE_OBJECTS = _OBJECTS | set(_KNOWN["more_objects"])
_OWN_OBJECTS = {base: frozenset(words.split()) for base, words in _KNOWN["own_objects"].items()}
_LONGEST = 600  # characters: what is longer is no bullet, and stays as it is
_PARTICLES = frozenset({"up", "out", "away", "down", "off", "on"})
_NO_OBJECTS = frozenset({"role", "is", "was", "were", "are", "has", "had", "not"})
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LISTED = re.compile(r"\s?(?:,\s(?:and\s)?|\s(?:and|&|or)\s)")
_FOLLOWING = re.compile(rf"\s({_TOKEN.pattern})(?:\W+({_TOKEN.pattern}))?")
_JOINS = re.compile(r"\s*(?:[,;]|&|,?\s(?:and|or|then|but))\s+$")
_LAST = re.compile(r"(?:\sand|&|;|\sor|\sthen|\sbut)\s+$")
_BEHIND_PREPOSITION = re.compile(
    r"\b(?:by|for|of|in|with|through|from|to|on|at|about|while|whilst|when|before|after|including|into|without|like|as|than|via|between)\s$",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|am|has|have|can|will|does|do|must|may|cannot)\b", re.I)
_CLAUSE = re.compile(
    r"\b(?:who|which|that|whom|where|when|so|how|can|could|will|would|should|may|might|must|let|help|make|not|they|it)\b", re.I
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def _spelt(base: str) -> dict[Form, str]:
    """Every form of a verb by the regular rules."""
    doubled = base + base[-1] if base in _DOUBLED else base
    silent = base.endswith("e") and not base.endswith(("ee", "oe", "ye"))
    wet = base.endswith("y") and base[-2] not in "aeiou"
    past = f"{base}d" if base.endswith("e") else f"{base[:-1]}ied" if wet else f"{doubled}ed"
    third = f"{base[:-1]}ies" if wet else f"{base}es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{base}s"
    return {"base": base, "past": past, "ing": f"{base[:-1] if silent else doubled}ing", "s": third}


_FORMS: dict[str, dict[Form, str]] = {}
for _base in _BASES:
    _FORMS[_base] = _spelt(_base)
    if _base in _IRREGULAR:
        _FORMS[_base]["past"] = _IRREGULAR[_base].split(",")[0]
_READ: dict[str, tuple[str, Form]] = {forms[form]: (base, form) for form in ("base", "s", "ing", "past") for base, forms in _FORMS.items()}
_PARTICIPLES = {(pair.split(",")[-1] if (pair := _IRREGULAR.get(base)) else forms["past"]): forms["past"] for base, forms in _FORMS.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class _Verb:
    match: re.Match[str]
    base: str
    form: Form


def restated(text: str, tense: Tense) -> str:
    """A bullet whose sentences begin with verbs, with these in `tense`; what is done in the past stays there. Else the text."""
    if len(text) > _LONGEST:
        return text
    sentences = _SENTENCES.split(text)
    told = [_told(sentence, tense, sure=False) for sentence in sentences]
    unsure = any(new is None or (new == old and _begins_with_ing(old)) for old, new in zip(sentences, told, strict=True))
    return text if unsure else " ".join(filter(None, told))


def opened(rest: str, tense: Tense, *, infinitive: bool = False) -> str | None:
    """What follows 'Responsible for' or 'My role was to' as a statement; None when its first word is no verb, or it is not sure."""
    first = _TOKEN.match(rest) if len(rest) <= _LONGEST else None
    form = _READ.get(first[0].casefold(), ("", ""))[1] if first else ""
    if form != ("base" if infinitive else "ing"):
        return None
    told = _told(rest, tense, sure=infinitive)
    return None if told is None or (told == rest and not infinitive) else told


def past_of(participle: str) -> str:
    """'wrote' of 'written'; '' when it is none that is known."""
    return _PARTICIPLES.get(participle.casefold(), "")


def begins_with(text: str) -> Form | None:
    """In which form a verb begins a bullet, as far as it surely is one."""
    verbs, first = _verbs(text), _lead(text)
    if not first or (first.form != "past" and not _is_verb(first, text, verbs)):
        return None
    return first.form


def _begins_with_ing(text: str) -> bool:
    lead = _lead(text)
    return lead is not None and lead.form == "ing"


def _lead(text: str) -> _Verb | None:
    tokens = list(_TOKEN.finditer(text[:120]))
    if tokens and tokens[0][0].casefold() in _ADVERBS | _BLUNT:
        del tokens[0]
    known = _READ.get(tokens[0][0].casefold()) if tokens else None
    return _Verb(tokens[0], *known) if known else None


def _verbs(text: str) -> list[_Verb]:
    return [_Verb(match, *known) for match in _TOKEN.finditer(text) if (known := _READ.get(match[0].casefold()))]


def _told(text: str, tense: Tense, *, sure: bool) -> str | None:
    """One sentence in `tense`, the same when it need not change, None when it is not sure how."""
    first, verbs = _lead(text), _verbs(text)
    if first is None or first.form == "past" or (not sure and not _is_verb(first, text, verbs)):
        return text
    if first.form == tense and not sure:
        return text
    if first.form in ("base", "s") and tense == "past" and _FINITE.search(text[first.match.end() :]):
        return None
    following = [verb for verb in verbs if verb.match.start() > first.match.start() and verb.form == first.form]
    more = _joined(first, following, text, verbs)
    return None if more is None else _written(text, [first, *more], tense)


def _joined(first: _Verb, following: Sequence[_Verb], text: str, verbs: Sequence[_Verb]) -> list[_Verb] | None:
    """The verbs that share the subject of the first; None when one may or may not."""
    found, last = list[_Verb](), first
    for verb in following:
        between = text[last.match.end() : verb.match.start()]
        joins = _JOINS.search(between)
        if first.form == "ing" and _BEHIND_PREPOSITION.search(between):
            break
        if first.form != "ing" and re.search(r"\bto\s$", between):
            break
        if not joins:
            continue
        if first.base == "teach" and verb.match[0].casefold() in _TAUGHT and not _is_verb(verb, text, verbs):
            continue
        if (
            first.form != "ing" and (_CLAUSE.search(text[first.match.end() : verb.match.start()]) or first.base in {"help", "let", "make"})
        ) or (not _is_verb(verb, text, verbs)):
            return None
        found.append(verb)
        last = verb
    return found if first.form != "ing" else _listed(found, text)


def _listed(found: list[_Verb], text: str) -> list[_Verb] | None:
    """Of participles: those up to the last behind an 'and'; 'Supporting pupils, ensuring safety' keeps its second."""
    ands = [place for place, verb in enumerate(found) if _LAST.search(text[: verb.match.start()])]
    listed = ands[-1] + 1 if ands else 0
    return found[:listed] if all(verb.base in _CONSEQUENT for verb in found[listed:]) else None


def _written(text: str, verbs: Sequence[_Verb], tense: Tense) -> str:
    for verb in reversed(verbs):
        word = _FORMS[verb.base][tense]
        text = (
            text[: verb.match.start()] + (word[:1].upper() + word[1:] if verb.match[0][:1].isupper() else word) + text[verb.match.end() :]
        )
    words = text.split(maxsplit=1)
    return words[1][:1].upper() + words[1][1:] if len(words) > 1 and words[0].casefold() in _BLUNT else text


def _is_verb(verb: _Verb, text: str, verbs: Sequence[_Verb]) -> bool:
    """Whether a word that may be a noun is a verb here, told by what follows it, or the verbs that it is listed with."""
    places = {other.match.start(): other for other in verbs if other.form == verb.form}
    while joins := _LISTED.match(text, verb.match.end()):
        if joins.end() not in places:
            return False
        verb = places[joins.end()]
    following = _FOLLOWING.match(text, verb.match.end())
    if not following or "of" in (following[1].casefold(), following[1].casefold() in _PARTICLES and following[2]):
        return False
    return _takes(verb, following[1], following[2] or "")


def _takes(verb: _Verb, word: str, after: str) -> bool:
    folded, noun_too = word.casefold(), verb.match[0].casefold() in _ING_NOUNS if verb.form == "ing" else verb.base in _NOUNS
    if (
        folded in _OWN_OBJECTS.get(verb.base, ())
        or folded in _OBJECTS
        or word[0].isdigit()
        or (verb.form == "ing" and folded in _MORE_OBJECTS)
    ):
        return True
    if not noun_too:
        return folded not in _NO_OBJECTS
    if verb.form != "ing" or folded in _NO_OBJECTS or re.sub(r"(?:['’]?s)$", "", folded) in wording.TITLES:
        return False
    if word[0].isupper():
        return after.casefold().removesuffix("s") not in wording.TITLES and (
            verb.match[0].islower() or verb.base in {"teach", "lead", "support"}
        )
    return len(word) > 3 and folded.endswith("s") and not folded.endswith("ss") and folded not in _HEADS
