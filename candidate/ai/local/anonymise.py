"""Takes out of a text whatever tells who the candidate is or how to reach anybody: the one door through which text goes out."""

import dataclasses
import functools
import re

from candidate.ai.local import emails, names, phones, wording
from candidate.ai.local.contact import URL
from candidate.ai.local.places import POSTCODE

_EMPTY_LABEL = re.compile(r"\b(?:e-?mail|phone|tel|telephone|mobile|mob|website|web|linkedin)\s*:\s*(?=$|[.,;|\n])", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_SENTENCES = re.compile(r"(?<=[.!?])\s(?=[A-Z])")
_HANDLE = re.compile(r"(?<!\w)@\w{2,40}")
_INSTITUTION = re.compile(
    rf"(?:['’]s|s['’])?(?:\s(?:&|and|of|the|for|[A-Z][\w'’.-]{{0,40}})){{0,5}}?\s(?:{'|'.join(wording.NAMES['institutions'])})\b",
    re.IGNORECASE,
)
_OF = re.compile(r"(?:University|College|Borough|Diocese|County|City|Isle) of (?:the )?$")
_DOUBLE_MARKS = re.compile(r"([,;|])(?:\s*[,;|])+")


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """What must not show. `given_name` may."""

    name: names.Name = dataclasses.field(default_factory=names.Name)
    streets: tuple[str, ...] = ()

    @property
    def given_name(self) -> str:
        return names.given(self.name.full)


def anonymise(text: str, identity: Identity, *, instead: str | None = None) -> str:
    """The text without e-mails, phones, links, postcodes and the candidate's street; full name and surname become the given name,
    or `instead`: '' for the name of an employer, which would otherwise turn into another one.

    A surname that is part of an institution's name ('Park Primary School') stays, and so does one that is an ordinary word
    ('young people') unless a given name, title or initial stands before it.
    """
    text = POSTCODE.sub("", _unreachable(text))
    for street in identity.streets:
        if len(street) > 4:
            text = re.sub(rf"(?<!\w){re.escape(street)}(?!\w)", "", text, flags=re.IGNORECASE)
    if identity.name.native:
        text = text.replace(identity.name.native, "")
    named = _named(identity.name.full)
    if named:
        text = named.sub(lambda match: _replaced(match, identity.given_name if instead is None else instead), text)
    return _tidy(text)


def _unreachable(text: str) -> str:
    """Without ways to reach anybody; of several sentences, those that name one go as a whole."""
    sentences = _SENTENCES.split(text)
    cut = [_cut(sentence) for sentence in sentences]
    if len(sentences) > 1:
        cut = [kept for kept, sentence in zip(cut, sentences, strict=True) if kept == sentence]
    return " ".join(cut)


def _cut(text: str) -> str:
    if "@" in text:
        text = _HANDLE.sub("", emails.cut(text))
    text = URL.sub("", text)
    return phones.cut(text)


@functools.lru_cache(maxsize=64)
def _named(full_name: str) -> re.Pattern[str] | None:
    """The surname, with what goes before it (`before`: honorific, given name, initial) and what follows as part of it."""
    family = names.surnames(full_name)
    if not family:
        return None
    parts = {*family, *(part for word in family for part in word.split("-") if len(part) > 2)}
    parts |= {wording.plain(part) for part in parts}
    known = "|".join(re.sub("['’]", "['’]", re.escape(part)) for part in sorted(parts, key=len, reverse=True))
    particles = "|".join(sorted(names.PARTICLES))
    given = re.escape(names.given(full_name))
    return re.compile(
        rf"(?<!\w)(?P<before>(?:(?:{names.HONORIFICS})\.?\s)?(?:{given}\s)?(?:[^\W\d_]\.\s?)?)(?:(?:{particles})\s){{0,2}}(?P<known>{known})(?!\w)"
        rf"(?:[\s-](?:(?:{particles})\s){{0,2}}(?:{known})(?!\w)){{0,4}}",
        re.IGNORECASE,
    )


def _replaced(match: re.Match[str], instead: str) -> str:
    if match["before"]:
        return instead
    ordinary = match["known"].casefold() in wording.ORDINARY_SURNAMES or match["known"].islower()
    return match[0] if ordinary or _names_an_institution(match) else instead


def _names_an_institution(match: re.Match[str]) -> bool:
    start, end = match.span()
    return bool(_INSTITUTION.match(match.string, end) or _OF.search(match.string, max(0, start - 20), start))


def _tidy(text: str) -> str:
    text = _EMPTY_BRACKETS.sub("", _EMPTY_LABEL.sub("", text))
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"[ \t]([.,;:])", r"\1", _DOUBLE_MARKS.sub(r"\1", text))
    return text.strip(" ,;|")
