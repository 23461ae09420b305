"""Where the candidate lives: town, street lines and UK postcode."""

import dataclasses
import re
from collections.abc import Sequence

from candidate.ai.local import contact, roles, wording
from candidate.ai.local.evidence import Evidence, seen
from candidate.ai.local.sections import TOP, Section
from candidate.documents.model import Line

POSTCODE = re.compile(r"\b(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_UNIT = r"(?:flat|apartment|apt|unit|room|suite|studio)\s\w{1,4}"
_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|court|ct|crescent|cres|gardens|gdns|terrace|place|pl|mews|grove|hill|park|row|walk"
    "|square|sq|view|rise|green|gate|parade|yard|wharf|quay|croft|fields?|house|villas?|mount|vale|bank|end|side|heol|ffordd|stryd|maes|lodge"
)
STREET = re.compile(rf"\b{_UNIT}\b|\b\d{{1,4}}[a-z]?,?\s(?:[\w'’.-]{{1,40}}\s){{0,4}}(?:{_STREETS})\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:(?:home|current|postal|permanent)\s)?(?:address|location|based in|lives? in|living in|residence|town|city)\b\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\s*[|•·▪●‧∙◦;]\s*|\s[–—-]\s|\s{2,}")
_BARE_UNIT = re.compile(rf"^{_UNIT}$", re.IGNORECASE)
_LINES = 60  # how far an address is looked for
_ABOVE = 4  # lines of an address above its postcode


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """'' or () where nothing was found. `town` may be a county or country when the CV names no town."""

    town: str = ""
    county: str = ""
    streets: tuple[str, ...] = ()
    postcode: str = ""
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def read(sections: Sequence[Section], name: str) -> Address:
    """The candidate's address, from the lines around their postcode, else from the contact block. `name` is no part of it."""
    own, _ = contact.by_owner(sections)
    block = [line for section in sections if section.kind in {TOP, "contact"} for line in section.lines]
    block = block[:_LINES]
    for lines in (block, own[:_LINES]):
        for place, line in enumerate(lines):
            found = POSTCODE.search(line.text) if len(line.text) < 200 else None
            if found:
                return _around(lines, place, found, name)
    return _without_postcode(block)


def spelt_postcode(raw: str) -> str:
    """'ls74qj' becomes 'LS7 4QJ'."""
    bare = "".join(raw.split()).upper()
    return f"{bare[:-3]} {bare[-3:]}"


def _around(lines: Sequence[Line], place: int, found: re.Match[str], name: str) -> Address:
    before = contact.PHONE.sub("|", contact.EMAIL.sub("|", lines[place].text[: found.start()]))
    before = _LABEL.sub("", _FIELDS.split(before)[-1])
    after = _FIELDS.split(lines[place].text[found.end() :].lstrip(" ,"))[0]
    parts, read_from = _parts(before), [lines[place]]
    complete = len(parts) >= 2 and any(STREET.search(part) for part in parts)
    for line in reversed(lines[max(0, place - _ABOVE) : place] if not complete else ()):
        above = _parts(_LABEL.sub("", line.text))
        if len(line.text) > 80 or not above or not all(_fits(part, name) for part in above) or line.size != lines[place].size:
            break
        parts = above + parts
        read_from.insert(0, line)
    regions = [part for part in (*parts, *_parts(after)) if wording.key(part) in wording.REGIONS]
    local = [part for part in parts if part not in regions]
    town = _town(local) or _town(_parts(after))
    region = next(iter(regions), "")
    streets = _streets([part for part in local if part != town])
    return Address(town or region, region, streets, spelt_postcode(found[0]), 0.95 if town else 0.7, seen(*read_from))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\s*[,|]\s*", text) if part.strip(" .:")]


def _fits(part: str, name: str) -> bool:
    """May stand in an address: no e-mail, phone, label, sentence, name or job title."""
    if "@" in part or ":" in part or contact.PHONE.search(part) or len(part.split()) > 6 or part.endswith(".") or part[0].islower():
        return False
    return wording.key(part) != wording.key(name) and (bool(STREET.search(part)) or roles.reading(part) != "title")


def _town(parts: Sequence[str]) -> str:
    """The last part that is a known town, else the last that may be one."""
    known = next((part for part in reversed(parts) if wording.key(part) in wording.TOWNS), "")
    return known or next((part for part in reversed(parts) if _like_town(part)), "")


def _like_town(part: str) -> bool:
    words = part.split()
    if not 1 <= len(words) <= 4 or STREET.search(part) or any(char.isdigit() or char == "@" for char in part):
        return False
    return wording.key(part) not in wording.REGIONS and words[0][0].isupper()


def _streets(parts: Sequence[str]) -> tuple[str, ...]:
    """Street lines; the number of a flat stays with the line that follows it."""
    found: list[str] = []
    for part in parts:
        if found and _BARE_UNIT.match(found[-1]):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return tuple(found[:6])


def _without_postcode(block: Sequence[Line]) -> Address:
    town, region = "", ""
    streets: list[str] = []
    read_from: list[Line] = []
    for line in block:
        if len(line.text) > 160:
            continue
        labelled = _LABEL.match(line.text)
        parts = [part for field in _FIELDS.split(_LABEL.sub("", line.text)) for part in _parts(field)]
        streets += [part for part in parts if STREET.search(part)]
        known = next((part for part in reversed(parts) if wording.key(part) in wording.TOWNS), "")
        here = known or (_town(parts) if labelled else "")
        land = next((part for part in parts if wording.key(part) in wording.REGIONS), "")
        if (here and not town) or (land and not region):
            read_from.append(line)
        town, region = town or here, region or land
    return Address(town or region, region, _streets(streets), confidence=0.8 if town else 0.6 if region else 0.0, evidence=seen(*read_from))
