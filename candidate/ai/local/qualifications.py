"""Qualifications: what, at which level, where, when and how well; one text for each of the entries that entries.py finds."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from datetime import date

from candidate.ai.local import awards, entries, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.documents.model import Line

MAX_QUALIFICATIONS = 40
_LOOSE = " ,;:|-–—.()[]"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = re.compile(
    r"\b(\d{1,2}|" + "|".join(_NUMBERS) + r")\s(?:other\s)?(?:x\s)?(?:i?gcse|[oa].?level|highers?|tgau|subjects|passes|grades|at\b)"
    r"|^gcse\W?s?\W{1,3}(\d{1,2})\b",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Qualification:
    """`text`: what, where, when, as shown. Parts that the CV does not tell are ''; `count`: how many GCSEs or A levels, 0 for not known."""

    text: str
    name: str = ""
    level: str = ""
    subject: str = ""
    awarding_body: str = ""
    grade: str = ""
    year: str = ""
    count: int = 0
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def read(blocks: Iterable[Sequence[Line]], today: date) -> list[Qualification]:
    """The qualifications of the education sections, in the order of the CV; each block holds the lines of one section."""
    found: dict[str, Qualification] = {}
    for lines in blocks:
        for entry in entries.read(lines, today):
            if held := _qualification(entry):
                found.setdefault(wording.key(held.text), held)
    return list(found.values())[:MAX_QUALIFICATIONS]


def _qualification(entry: entries.Entry) -> Qualification | None:
    if "award" not in entry.kinds:
        entry.parts = [("award" if kind == "body" and awards.names_one(text) else kind, text) for kind, text in entry.parts]
    what, where, when = entry.of("award", "other"), entry.of("where", "body"), entry.of("date")
    if not what or not _is_told(entry):
        return None
    name = ", ".join(what)
    grades = entry.of("grade")
    text = ", ".join([*dict.fromkeys(what), *grades, *dict.fromkeys([*where, *(entry.of("place") if where else ())]), *when[:1]])
    level = awards.level(" ".join(entry.of("award")))
    years = re.findall(r"\d{4}", " ".join(when))
    return Qualification(
        text=text,
        name=name,
        level=level,
        subject="" if level == "qts" else _subject(name),
        awarding_body=", ".join(dict.fromkeys(where)),
        grade=grades[0] if grades else awards.grade(name),
        year=years[-1] if years else "",
        count=_count(name),
        confidence=_sure(entry),
        evidence=seen(*entry.lines),
    )


def _is_told(entry: entries.Entry) -> bool:
    """Named by a word that says so, or by what stands around it: a list, a grade, an institution of higher education."""
    if "award" in entry.kinds or "grade" in entry.kinds:
        return True
    return bool({"where", "date"} & entry.kinds) or entry.listed or entry.lines[0].kind == "bullet"


def _sure(entry: entries.Entry) -> float:
    if "award" not in entry.kinds:
        return 0.5
    level = awards.level(" ".join(entry.of("award")))
    if level in awards.WEAK:
        return 0.8
    return 0.95 if {"where", "body", "date"} & entry.kinds else 0.9


def _subject(name: str) -> str:
    """'English Literature' of 'BA (Hons) English Literature 2:1'."""
    if ": " in name:
        return name.partition(": ")[2].strip(" ,;:|-–—.")
    words = name.split()
    while words and (awards.is_award_word(words[0]) or words[0].strip(_LOOSE).isdigit() or words[0] in {"in", "of", "with", "&"}):
        words.pop(0)
    rest = awards.without_grade(" ".join(words))
    return rest.strip(" ,;:|-–—.")


def _count(name: str) -> int:
    """How many GCSEs or A levels an entry tells of."""
    if awards.level(name) not in {"gcse", "a_level"}:
        return 0
    number = _COUNT.search(name)
    if number:
        told = (number[1] or number[2]).casefold()
        return int(told) if told.isdigit() else _NUMBERS.index(told) + 1
    subjects = [part for part in re.split(r",|;|\band\b|&", name.partition(":")[2]) if part.strip(_LOOSE)]
    return len(subjects)
