"""The referees of a CV: kept apart from the candidate, for an operator who asks them; never shown to a school."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any

from candidate.ai.local import emails, name_text, names, phones, roles, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.ai.local.names import HONORIFICS
from candidate.ai.local.sections import Section
from candidate.documents.model import Line

MOST = 10
_TITLED = re.compile(rf"^(?:(?:{HONORIFICS})\b\.?\s)+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:referee|reference)\s?\d?\s*[:.)–-]?\s*)?(?:(?P<field>name|position|job title|title|role|occupation|employer"
    r"|organi[sz]ation|company|school|e-?mail(?:\saddress)?|tel(?:ephone)?|phone|mobile|address|relationship)\s*[:–-]\s*)?",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*[|•·,;()]\s*|\s[-–—]\s|\sat\s")
_FIELDS = {"position": "role", "job title": "role", "title": "role", "role": "role", "occupation": "role"}
_FIELDS |= dict.fromkeys(("employer", "organisation", "organization", "company", "school"), "employer")


@dataclasses.dataclass(frozen=True, slots=True)
class Referee:
    """'' where the CV does not tell. `phone` in E.164."""

    name: str = ""
    role: str = ""
    employer: str = ""
    email: str = ""
    phone: str = ""
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def read(sections: Sequence[Section]) -> list[Referee]:
    """The referees in the order of the CV."""
    found: list[Referee] = []
    for line in _lines(sections):
        for field, value in _facts(line.text):
            begins = field == "name" and (not found or found[-1].name)
            if begins or (found and getattr(found[-1], field) and field == "email"):
                found.append(Referee())
            if found and not getattr(found[-1], field):
                found[-1] = _told(found[-1], field, value, line)
    told = (referee for referee in found if referee.name or referee.email)
    return [dataclasses.replace(referee, confidence=_sure(referee)) for referee in told][:MOST]


def _lines(sections: Sequence[Section]) -> Iterator[Line]:
    """The lines about referees; a referee's name in bold may have been taken for the heading of a section of its own."""
    behind = False
    for section in sections:
        if behind and section.kind == "other" and _name(section.heading):
            yield Line(section.heading)
            yield from section.lines
        behind = section.kind == "references" or (behind and section.kind == "other")
        if section.kind == "references":
            yield from section.lines


def _told(referee: Referee, field: str, value: str, line: Line) -> Referee:
    """The referee with one more fact, read from the line."""
    fact: dict[str, Any] = {field: value}
    read_from = referee.evidence if seen(line)[0] in referee.evidence else referee.evidence + seen(line)
    return dataclasses.replace(referee, **fact, evidence=read_from)


def _facts(text: str) -> Iterator[tuple[str, str]]:
    """What a line tells, by the fields of a referee."""
    if len(text) > 300:
        return
    for piece in _CUT.split(phones.blank(emails.cut(text))):
        match = _LABEL.match(piece)
        label, value = (match["field"] or "").casefold() if match else "", piece[match.end() :].strip(" .:") if match else ""
        field = _FIELDS.get(label, "") if label != "name" else "name"
        if not value or (label and not field):
            continue
        if not field:
            kind = roles.reading(value)
            field = "name" if _name(value) else kind if kind == "employer" else "role" if kind == "title" else ""
        if field:
            yield field, (_name(value) or value if field == "name" else value)[:300]
    yield from (("email", email) for email in emails.find(text)[:1])
    yield from (("phone", number) for number in phones.find(text)[:1])


def _name(text: str) -> str:
    """The name that a piece of a line is, without its title; '' when it is none."""
    bare = name_text.bare(text)
    words = bare.split()
    titled = bool(_TITLED.match(text))
    if not (1 if titled else 2) <= len(words) <= 5 or not all(map(name_text.is_name_word, words)):
        return ""
    if not titled and (wording.key(bare) in wording.TOWNS or name_text.is_wording(bare) or roles.reading(bare) != "unknown"):
        first_is_given = names.is_given(words[0]) and not name_text.is_wording(bare)
        return names.spell(bare) if first_is_given and len(words) == 2 else ""
    return names.spell(bare)


def _sure(referee: Referee) -> float:
    return 0.9 if referee.name and (referee.email or referee.phone or referee.role) else 0.6
