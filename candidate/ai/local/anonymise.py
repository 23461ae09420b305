"""Takes out of a text whatever tells who the candidate is or how to reach anybody: the one door through which text goes out."""

import dataclasses
import functools
import re

from candidate.ai.local import contact, names
from candidate.ai.local.address import POSTCODE

_EMPTY_LABEL = re.compile(r"\b(?:e-?mail|phone|tel|telephone|mobile|mob|website|web|linkedin)\s*:\s*(?=$|[.,;|\n])", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_DOUBLE_MARKS = re.compile(r"([,;|])(?:\s*[,;|])+")


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """What must not show. `given_name` may."""

    name: names.Name = dataclasses.field(default_factory=names.Name)
    streets: tuple[str, ...] = ()

    @property
    def given_name(self) -> str:
        return names.given(self.name.full)


def anonymise(text: str, identity: Identity) -> str:
    """The text without e-mails, phones, links, postcodes and the candidate's street; full name and surname become the given name."""
    if "@" in text:
        text = contact.EMAIL.sub("", text)
    text = contact.URL.sub("", text)
    text = contact.PHONE.sub(lambda match: "" if contact.phones_in(match[0]) else match[0], text)
    text = POSTCODE.sub("", text)
    for street in identity.streets:
        if len(street) > 4:
            text = re.sub(rf"(?<!\w){re.escape(street)}(?!\w)", "", text, flags=re.IGNORECASE)
    if identity.name.native:
        text = text.replace(identity.name.native, "")
    surname = _surname(identity.name.full)
    if surname:
        text = surname.sub(identity.given_name, text)
    return _tidy(text)


@functools.lru_cache(maxsize=64)
def _surname(full_name: str) -> re.Pattern[str] | None:
    """The surname with what goes along with it: honorific, given name, initial, particles."""
    family = names.surnames(full_name)
    if not family:
        return None
    given = re.escape(names.given(full_name))
    known = "|".join(re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in sorted(family, key=len, reverse=True))
    particles = "|".join(sorted(names.PARTICLES))
    return re.compile(
        rf"(?<!\w)(?:(?:{names.HONORIFICS})\.?\s)?(?:{given}\s)?(?:\w\.\s)?(?:(?:{particles})\s){{0,2}}(?:{known})(?!\w)"
        rf"(?:[\s-](?:(?:{particles})\s){{0,2}}(?:{known})(?!\w)){{0,4}}",
        re.IGNORECASE,
    )


def _tidy(text: str) -> str:
    text = _EMPTY_BRACKETS.sub("", _EMPTY_LABEL.sub("", text))
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"[ \t]([.,;:])", r"\1", _DOUBLE_MARKS.sub(r"\1", text))
    return text.strip(" ,;|")
