"""The languages that a candidate speaks, with the level as the CV has it."""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from candidate.ai.local import wording
from candidate.ai.local.evidence import Evidence, Found, seen
from candidate.ai.local.sections import OF_OTHERS, Section
from candidate.documents.model import Line

MOST = 20
_NAMES = "|".join(re.escape(name).replace("\\ ", r"\s") for name in sorted(wording.LANGUAGES, key=len, reverse=True))
_LANGUAGE = re.compile(rf"(?<![\w-])(?:{_NAMES})(?![\w-])", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(?:native(?:\slevel)?|mother\s?tongue|first\slanguage|second\slanguage|bilingual|fluent(?:ly)?|near[-\s]native|proficient|proficiency|advanced"
    r"|upper[-\s]intermediate|(?:pre[-\s])?intermediate|conversational|(?:full\s|limited\s)?(?:professional\s)?working(?:\s(?:proficiency|knowledge))?"
    r"|professional|competent|excellent|very\sgood|good|fair|basic(?:s)?|beginner'?s?|elementary|[ABC][12]|learning)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:other\s|foreign\s|additional\s|spoken\s)?languages?(?:\s(?:spoken|skills|known))?\s*[:–-]\s*", re.IGNORECASE)
_SPOKEN = re.compile(r"\b(?:fluent|bilingual|speak|speaks|speaking|spoken|speaker|mother tongue|native|conversational)\b", re.IGNORECASE)
_LISTED = re.compile(r"[,;|.)]")
_CODE = re.compile(r"[abc][12]", re.IGNORECASE)
_TOLD = frozenset({"top", "contact", "profile", "skills", "other", "interests"})


@dataclasses.dataclass(frozen=True, slots=True)
class Language:
    """`level` in the words of the CV, small but for the codes of the Common European Framework ('B2'); '' when it tells none."""

    name: str
    level: str = ""


def read(sections: Sequence[Section]) -> list[Found[Language]]:
    """Each language once, in the order of the CV: those of a list of languages, and those of which a sentence tells the level."""
    found: dict[str, Found[Language]] = {}
    for section in sections:
        if section.kind in OF_OTHERS:
            continue
        for line in section.lines:
            for language in _of_line(line.text[:400], section.kind):
                known = found.get(language.name)
                if known is None or (language.level and not known.value.level):
                    found[language.name] = Found(language, 0.95 if language.level else 0.85, _seen(known, line))
    return list(found.values())[:MOST]


def _seen(known: Found[Language] | None, line: Line) -> tuple[Evidence, ...]:
    return (*(known.evidence if known else ()), *seen(line))


def _of_line(text: str, kind: str) -> Iterator[Language]:
    if kind == "languages" or _LABEL.match(text):
        yield from _levelled(_LABEL.sub("", text))
    elif kind in _TOLD and _SPOKEN.search(text):
        yield from (language for language in _levelled(text) if language.level)


def _levelled(text: str) -> Iterator[Language]:
    """Languages with the level behind them, as in 'French (B2)', else before them, as in 'fluent in French and Spanish'."""
    matches = list(_LANGUAGE.finditer(text))
    before = ""
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        start = matches[number - 1].end() if number else 0
        between = text[start : match.start()]
        ahead = _LEVEL.search(_LISTED.split(between)[-1])
        ahead = None if ahead and number and _CODE.fullmatch(ahead[0]) else ahead
        before = ahead[0] if ahead else before if re.fullmatch(r"\s*(?:,|and|&|or|/|,\s?and)\s*", between) else ""
        behind = _LEVEL.search(re.split(r"[,;|]\s", text[match.end() : end])[0]) if not before else None
        yield Language(wording.LANGUAGES[wording.key(match[0])], _spelt(behind[0] if behind else before))


def _spelt(level: str) -> str:
    return level.upper() if _CODE.fullmatch(level) else level.casefold()
