"""Text brought into one form, so that what a reader recognises is found however it was written or broken up."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))

LETTER = r"[^\W\d_]"
NO_LETTER_BEFORE, NO_LETTER_AFTER = rf"(?<!{LETTER})", rf"(?!{LETTER})"

_LATIN = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L"}
    | {"þ": "th", "Þ": "Th", "ı": "i", "ß": "ss", "ẞ": "SS"}
    | dict.fromkeys("‘’ʼʹ′`´＇", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_MARKS = re.compile("[\u0300-\u036f]")
_LINE_END_HYPHEN = re.compile("[\x02\ufffe\xad]\n?")  # PDFium's sign for a hyphen at the end of a line, and soft hyphens
_SPACED = re.compile(rf"{NO_LETTER_BEFORE}\w(?:[^\S\n]{{1,3}}[\w'-]){{2,}}(?!\w)")
_WRAPPED = re.compile(r"(?<=[^\n]{60})\n(?!• )")  # a line as long as this goes on in the next one
_BROKEN_WORD = re.compile(r"^(\S+)\n(?=[^\sA-Z•])|^(\S*[^\sa-z])\n(?=[A-Z])", re.M)  # a word alone on its line, gone on in the next


def fold(text: str) -> str:
    """Ligatures and widths resolved, accents, zero-width signs and odd quotes gone, digits European; letter case and lines stay."""
    text = unicodedata.normalize("NFKC", text.translate(_LATIN))
    text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)).translate(_LATIN))
    return _BEYOND_ASCII.sub(_plain, text)


def readings(pages: Iterable[str]) -> str:
    """The ways to read what stands on the pages, one below the other: as it is, with words that a line break cut made whole, and
    with l e t t e r - s p a c e d words drawn together.
    """
    raw = "\n".join(pages)
    cut = fold(_LINE_END_HYPHEN.sub("-", raw))
    whole = fold(_LINE_END_HYPHEN.sub("", re.sub(r"-\n(?=\w)", "", raw)))
    whole = _BROKEN_WORD.sub(r"\1\2", whole)
    drawn = [re.sub(r"\s", "", spaced[0]) for spaced in _SPACED.finditer(cut)]
    texts = dict.fromkeys(_WRAPPED.sub(" ", text) for text in (cut, whole))
    return "\n\n".join([*texts, *drawn])


def compact(text: str) -> str:
    """The text without white space, in small letters: what is left is found across any break."""
    return "".join(text.casefold().split())


def _plain(found: re.Match[str]) -> str:
    character = found[0]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in {"Cf", "Cn", "Co"} else character
