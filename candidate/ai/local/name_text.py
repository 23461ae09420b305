"""Names in the text of a line or a label: what stands around them taken off, their words put in the usual order."""

import re
import unicodedata
from collections.abc import Iterable

from candidate.ai.local import names, wording
from candidate.ai.local.headings import heading_kind
from candidate.ai.local.names import HONORIFICS, PARTICLES

NEVER = wording.NOT_NAMES
_LETTERS = frozenset(wording.NAMES["letters"])
TRADES = frozenset(wording.NAMES["trades"]) | wording.ORDINARY_SURNAMES
_FIRMS = wording.EMPLOYERS - TRADES
_TITLES = wording.TITLES - TRADES
_LEAD = re.compile(
    r"^(?:(?:curriculum\s?vitae|c\.?v\.?|r[eé]sum[eé]|personal profile|profile)\s*(?:(?:of|for|[-–—:|])\s*)?"
    rf"|(?:full\s|candidate(?:['’]s)?\s|applicant(?:['’]s)?\s)?name\s*[:\-–—]\s*|(?:{HONORIFICS})\b(?:\.\s?|\s))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:['’]s)?[\s\-–—:|,]+(?:curriculum\s?vitae|c\.?v\.?|r[eé]sum[eé])(?:\s.{0,20})?$|\s(?:n[ée]e|aka|[sdw]/o|a/[lp])\s.*$", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|•·●▪∙◦,;()\[\]/]\s*|\s[-–—:]\s|:\s")
_ASIDE = re.compile(r"[\"“”‘'][^\"“”'’]{1,30}[\"“”'’](?=\s)|\([^()]{1,40}\)")
_SURNAME_FIRST = re.compile(r"^((?:[a-zA-Z]{1,4}\s){0,2}[^\W\d_][\w'’-]+),\s*([^\W\d_][\w'’. -]{1,40})$")
_NAME_LABEL = re.compile(r"^(?:full\s)?name\s(?=\S)", re.IGNORECASE)
_SPACED = re.compile(r"(?:\w ){5,}\w")


def is_wording(text: str) -> bool:
    return any(word in NEVER for word in wording.words(text)) or heading_kind(text) is not None


def bare(text: str) -> str:
    """Without titles, nicknames, letters behind the name and what is not the name."""
    text = _ASIDE.sub(" ", _TAIL.sub("", _LEAD.sub("", text.strip()))).strip(" :-–—|,•")
    words = (text.rstrip(".") if len(text.split(" ")[-1]) > 2 else text).split()
    end = next((place for place, word in enumerate(words) if place > 1 and _is_letters(word)), len(words))
    return " ".join(words[:end])


def _is_letters(word: str) -> bool:
    """Letters behind a name: 'BSc', 'B.Ed.', 'QTS', 'she/her'."""
    folded = word.casefold().strip(".,()")
    return "/" in word or folded in _LETTERS or folded.replace(".", "") in _LETTERS


def in_order(text: str) -> str:
    """'SMITH, Jane' and 'SMITH Jane' the usual way round."""
    match = _SURNAME_FIRST.match(text)
    if match:
        first, last = _LEAD.sub("", match[2]), _NAME_LABEL.sub("", match[1])
        turned = last.isupper() != first.isupper() or (names.is_given(first.split()[0]) and not names.is_given(last.split()[0]))
        return f"{first} {last}" if turned and not is_wording(first) else text
    words = text.split()
    upper = next((place for place, word in enumerate(words) if not (word.isupper() and len(word) > 1 and "." not in word)), len(words))
    if not 0 < upper < len(words):
        return text
    may_lead = not names.is_given(words[0]) or names.is_given(words[upper])  # 'WEI Li', not 'JANE Smith'
    if may_lead and all(not word.isupper() for word in words[upper:]):
        return " ".join(words[upper:] + words[:upper])
    return text


def candidates(text: str) -> list[str]:
    """The pieces of a line that may be a name."""
    if len(text) > 160 or "dear " in text[:10].casefold():
        return []
    text = _joined_letters(text)
    whole = bare(text)
    if _SURNAME_FIRST.match(whole) and (turned := in_order(whole)) != whole:
        return [turned]
    parts = [part for part in _PARTS.split(_ASIDE.sub(" ", _TAIL.sub("", _LEAD.sub("", text)))) if part]
    return [in_order(_before_title(bare(part))) for part in parts[:5]]


def _joined_letters(text: str) -> str:
    """'J A N E' becomes 'JANE'; where the spaces between the words are lost, a given name tells where it ends."""
    if not _SPACED.fullmatch(text):
        return text
    word = text.replace(" ", "")
    cut = next((end for end in range(len(word) - 2, 2, -1) if wording.plain(word[:end]) in wording.GIVEN_NAMES), 0)
    return f"{word[:cut]} {word[cut:]}" if cut else word


def _before_title(text: str) -> str:
    """'Jane Smith Primary School Teacher' ends where wording begins."""
    words = text.split()
    folded = [wording.plain(word).strip(".,") for word in words]
    if folded and folded[-1] not in wording.TITLES and any(word in _FIRMS for word in folded):
        return text
    if len(words) > 3 and folded[-1] in wording.TITLES and not PARTICLES & set(folded):
        return " ".join(words[:2])
    end = next((place for place, word in enumerate(folded) if place > 1 and (word in NEVER or word in _TITLES)), len(words))
    return " ".join(words[:end])


def as_sent(text: str, emails: Iterable[str]) -> str:
    """'SHARMA PRIYANKA' the usual way round when priyanka.sharma@ has it so."""
    words = text.split()
    if len(words) != 2 or names.is_given(words[0]) or not names.is_given(words[1]):
        return text
    last, first = (wording.plain(word) for word in words)
    turned = any(re.match(rf"{re.escape(first)}[\W_]?{re.escape(last)}", email) for email in emails)
    return f"{words[1]} {words[0]}" if turned else text


def is_name_word(word: str) -> bool:
    core = re.sub(r"['’‘`.‑-]", "", word)
    if not core or not all(char.isalpha() or unicodedata.category(char)[0] == "M" for char in core):
        return False
    return word.casefold() in PARTICLES or not core[0].islower() or word.split("-")[0] in PARTICLES or word[:2] in {"d'", "d’", "o'", "o’"}


def from_label(label: str) -> str:
    """'Smith_Jane-CV 2024' as 'Jane Smith'; '' when more or less is left than a name has."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[\d_.+()\[\]&,-]+", " ", label)
    words = [word for word in apart.split() if wording.plain(word) not in NEVER | {"cv", "copy"} and word.isalpha()]
    words = [word for word in words if wording.plain(word) not in _TITLES and wording.plain(word) not in _LETTERS]
    if not 2 <= len(words) <= 4 or sum(len(word) > 1 for word in words) < 2:
        return ""
    if not names.is_given(words[0]) and names.is_given(words[-1]):
        words = [words[-1], *words[:-1]]
    return names.spell(" ".join(words).lower() if not any(word[0].isupper() for word in words) else " ".join(words))
