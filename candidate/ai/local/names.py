"""The candidate's name: found, spelt properly, and parted into given name and surname. Empty rather than wrong."""

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from candidate.ai.local import wording
from candidate.ai.local.evidence import Found, seen
from candidate.ai.local.sections import TOP, Section, heading_kind
from candidate.documents.model import Line

PARTICLES = frozenset(wording.NAMES["particles"])
HONORIFICS = "|".join(wording.NAMES["honorifics"])
_NEVER = frozenset(wording.NAMES["never"])
_LETTERS = frozenset(wording.NAMES["letters"])
_LEAD = re.compile(
    r"^(?:(?:curriculum vitae|c\.?v\.?|r[eé]sum[eé])\s*(?:of\s|for\s)?\s*[-–—:|]?\s*"
    rf"|(?:full\s|candidate\s)?name\s*[:\-–]\s*|(?:{HONORIFICS})\b\.?\s)+",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?P<label>(?:first|given|fore|sur|last|family)\s?names?(?:\(s\))?)\s*[:\-–]?\s(?P<name>[^\d:]{2,60})$", re.IGNORECASE
)
_PARTS = re.compile(r"\s*[|•·,;()\[\]/]\s*|\s[-–—]\s")
_ASIDE = re.compile(r"[\"“”][^\"“”]{1,30}[\"“”]|\([^()]{1,30}\)")
_SURNAME_FIRST = re.compile(r"^([A-Z][A-Z'’-]+),\s*([A-Z][a-z].*)$")
_MAC = re.compile(r"\bMc([a-z])")
_LINES = 80  # how far a name is looked for
_LEAST_SCORE = 3.0
_SURE_SCORE = 10.0  # of a name at the head, of which the e-mail address is made


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """`full` in Latin script where the CV has one; `native` the same name in another script, '' when there is none."""

    full: str = ""
    native: str = ""


def find(sections: Sequence[Section], emails: Sequence[str]) -> Found[Name]:
    """The candidate's name as it should be written; empty when no line of the document can be trusted to be it."""
    own = [line for section in sections for line in section.lines if section.kind in {TOP, "contact"}][:_LINES]
    own += [
        line for section in sections if section.kind not in {TOP, "contact", "references"} for line in section.lines if "@" in line.text
    ]
    own = _joined(own)
    labelled = _from_labels(own)
    if labelled:
        return Found(Name(spell(labelled)), 0.95, seen(*(line for line in own if _LABELLED.match(line.text))))
    largest = max((line.size or 0.0 for line in own), default=0.0)
    best, best_score, read_from = "", 0.0, list[Line]()
    for place, line in enumerate(own):
        for number, text in enumerate(_candidates(line.text)):
            score = _score(text, line, place, largest, emails) - number
            if score > best_score:
                best, best_score, read_from = text, score, [line]
    if best_score < _LEAST_SCORE:
        return Found(Name())
    return Found(_by_script(best), min(1.0, best_score / _SURE_SCORE), seen(*read_from))


def spell(name: str) -> str:
    """Words in capitals, and names in small letters, get their usual ones: "SIOBHÁN O'CONNOR-LEE" becomes "Siobhán O'Connor-Lee"."""
    words = [_spelt(word, place) if word.isupper() or name.islower() else word for place, word in enumerate(name.split())]
    return " ".join(words)


def _spelt(word: str, place: int) -> str:
    if place and word.lower() in PARTICLES:
        return word.lower()
    if len(word) < 3 and word.isupper() and place < 1:
        return word  # initials
    capitalised = "".join(part.capitalize() for part in re.split(r"(['’-])", word.lower()))
    return _MAC.sub(lambda match: "Mc" + match[1].upper(), capitalised)


def given(full_name: str) -> str:
    """The given name: the first word that is no initial; of a name in Chinese characters all but the first."""
    words = full_name.split()
    if not words:
        return ""
    if len(words) == 1:
        return full_name[1:] if _is_han(full_name) and len(full_name) > 1 else full_name
    return next((word for word in words[:-1] if len(word.strip(".")) > 1), words[0])


def surnames(full_name: str) -> list[str]:
    """Every word of the name that may tell who it is beside the given name: no particles, no initials."""
    first = given(full_name)
    if full_name and _is_han(full_name) and " " not in full_name:
        return [full_name]
    words = [word for word in full_name.split() if word != first]
    return [word for word in words if word.casefold() not in PARTICLES and len(word.strip(".")) > 1]


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Given name and surname in large type on two lines, put on one."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if above and line.size and line.size == above.size and " " not in line.text and " " not in above.text and above is lines[0]:
            found[-1] = dataclasses.replace(above, text=f"{above.text} {line.text}")
        else:
            found.append(line)
    return found


def _from_labels(lines: Sequence[Line]) -> str:
    """'First name: Jane' and 'Surname: Smith' on lines of their own."""
    found: dict[bool, str] = {}
    for line in lines:
        match = _LABELLED.match(line.text)
        if match and all(_is_name_word(word) for word in match["name"].split()):
            found.setdefault(match["label"].casefold().startswith(("sur", "last", "family")), match["name"].strip())
    return f"{found[False]} {found[True]}" if len(found) == 2 else ""


def _candidates(text: str) -> list[str]:
    """The pieces of a line that may be a name, letters after names and honorifics taken off."""
    if len(text) > 120:
        return []
    text = _ASIDE.sub(" ", text)
    text = _SURNAME_FIRST.sub(r"\2 \1", _LEAD.sub("", text).strip(" :-–—|"))
    parts = [part for part in _PARTS.split(text) if part]
    return [" ".join(word for word in part.split() if word.casefold().strip(".,") not in _LETTERS) for part in parts[:4]]


def _score(text: str, line: Line, place: int, largest: float, emails: Sequence[str]) -> float:
    """How much speaks for these words being a name; 0 when they cannot be."""
    words = text.split()
    made_of = max((likeness(text, email) for email in emails), default=0.0)
    spelt = text.title() if text.islower() and made_of == 1.0 else text
    if not 2 <= len(words) <= 6 or len(text) > 60 or not all(map(_is_name_word, spelt.split())) or heading_kind(text):
        return 0.0
    folded = wording.words(text)
    known = wording.plain(folded[0]) in wording.GIVEN_NAMES if folded else False
    if wording.key(text) in wording.TOWNS | wording.REGIONS or (any(word in _NEVER for word in folded) and not known and made_of < 1):
        return 0.0
    trade = 0 if known else sum(word in wording.TITLES or word in wording.EMPLOYERS for word in folded)
    score = 4.0 - min(place, 8) * 0.5 - trade * 5 + made_of * 5 + known * 2
    score += 3.0 if largest and (line.size or 0.0) >= largest else 0.0
    return score + (1.0 if line.bold or line.kind == "heading" else 0.0)


def likeness(name: str, email: str) -> float:
    """From 0 to 1: how clearly the e-mail address is made of the name."""
    local = re.sub(r"[\W\d_]", "", wording.plain(email.split("@")[0]))
    parts = [re.sub(r"\W", "", wording.plain(word)) for word in name.split()]
    hits = sum(len(part) > 2 and part in local for part in parts)
    if hits:
        return 1.0 if hits >= 2 else 0.7
    return fuzz.ratio("".join(parts), local) / 200


def _is_name_word(word: str) -> bool:
    core = re.sub(r"['’.‑-]", "", word)
    if not core or not all(char.isalpha() or unicodedata.category(char)[0] == "M" for char in core):
        return False
    return word.casefold() in PARTICLES or not core[0].islower() or word.split("-")[0] in PARTICLES


def _by_script(text: str) -> Name:
    latin = [word for word in text.split() if _is_latin(word)]
    if len(latin) < 2 or len(latin) == len(text.split()):
        return Name(spell(text))
    return Name(spell(" ".join(latin)), " ".join(word for word in text.split() if not _is_latin(word)))


def _is_latin(word: str) -> bool:
    return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in word)


def _is_han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
