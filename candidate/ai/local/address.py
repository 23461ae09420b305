"""Where the candidate lives: town, county, street lines and UK postcode. Never the town of a school or an employer."""

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from candidate.ai.local import emails, owners, phones, places, roles, wording
from candidate.ai.local.contact import URL
from candidate.ai.local.evidence import Evidence, seen
from candidate.ai.local.places import STREET
from candidate.ai.local.sections import Section
from candidate.documents.model import Line

_LABEL = re.compile(
    r"^\W*(?:(?:my|home|current|present|postal|permanent|residential|full|correspondence)\s)*"
    r"(?:address(?:\s(?:line\s)?\d)?|location|based in|lives? in|living in|residence|town(?:\s?/\s?city)?|city|county|post\s?code"
    r"|postal code(?:\s?(?:&|and|/)\s?(?:city|town))?|street|cyfeiriad)\b\s*[:\-–|]?\s*|^\W*(?:a|add|addr|loc|home)\s?[:.]\s*",
    re.IGNORECASE,
)
_NOT_HOME = re.compile(
    r"\b(?:nationality|born|birth|citizen\w*|visa|passport|right to work|driving|licence|relocat\w+|willing|prefer\w*|desired|travel\w*"
    r"|commut\w+|languages?|seeking|registered)\b",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:based|liv(?:e|es|ing)|resid(?:e|es|ing|ent)|located|home is|home)\s(?:in|near|at)?\s?(?:the\s)?"
    r"((?:[A-Z][\w'’-]{1,30}|upon|on|in|le|by|the)"
    r"(?:\s(?:[A-Z][\w'’-]{1,30}|upon|on|in|le|under|by|the)){0,4})"
)
_WISH = re.compile(r"\s?\((?:willing|relocat|able|happy|prefer|open|travel|within|commut)[^()]{0,80}\)", re.IGNORECASE)
_INWARD = re.compile(r"\d[A-Z]{2}")
_FIELDS = re.compile(r"\s*[|•·▪●‧∙◦;~]\s*|\s[–—/-]\s|\s{2,}")
_LOOSE = re.compile(r"^[^\w'’]+|^[A-Za-zà-ÿ*©®]\s(?=[A-Z]\w{2,}$)|[^\w'’!.]+$|\.$")
_LINES = 60  # how far an address is looked for
_ABOVE = 4  # lines of an address above its postcode


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """'' or () where nothing was found. `town` may be a county or country when the CV names no town. `postcode` may be a district
    ('LS7'). `country`: code of ISO 3166."""

    town: str = ""
    county: str = ""
    streets: tuple[str, ...] = ()
    postcode: str = ""
    country: str = "GB"
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


def read(sections: Sequence[Section], name: str) -> Address:
    """The candidate's address, from the lines around their postcode, else from the rest of the contact block. `name` is no part of it."""
    lines = owners.of(sections)
    told = [dataclasses.replace(line, text=_WISH.sub("", line.text)) for line in lines.own if len(line.text) < 200]
    own = _unbroken([line for line in map(_of_home, told) if line.text][:_LINES])
    later = [line for line in lines.later if _LABEL.match(line.text) and not _NOT_HOME.search(line.text[:200])][:_LINES]
    for block in (own, later):
        for place, line in enumerate(block):
            found = places.postcode(line.text) if len(line.text) < 200 else None
            if found:
                return _around(block, place, found, name)
    address = _without_postcode(own, name)
    if not address.town:
        address = _without_postcode(later, name)
    return address if address.town else _told([*lines.own, *lines.later]) or address


def _of_home(line: Line) -> Line:
    """The line without what tells no home: 'Leeds | Full driving licence' as 'Leeds'."""
    if not _NOT_HOME.search(line.text):
        return line
    fields = [field for field in _FIELDS.split(line.text) if not _NOT_HOME.search(field)]
    return dataclasses.replace(line, text=" | ".join(fields))


def _unbroken(lines: Sequence[Line]) -> list[Line]:
    """The lines, a postcode that a narrow column has broken put together: 'Grantham, NG31' / '8AE'."""
    found: list[Line] = []
    for line in lines:
        joined = f"{found[-1].text} {line.text}" if found and _INWARD.fullmatch(line.text) else ""
        if joined and (match := places.postcode(joined)) and match.end() == len(joined):
            found[-1] = dataclasses.replace(found[-1], text=joined)
        else:
            found.append(line)
    return found


def _around(lines: Sequence[Line], place: int, found: re.Match[str], name: str) -> Address:
    before = _FIELDS.split(_reachless(lines[place].text[: found.start()]))
    inner = [_LABEL.sub("", field) for field in before if field.strip(" ,(:")]
    after = _FIELDS.split(_reachless(lines[place].text[found.end() :].lstrip(" ,)")))[0]
    parts, read_from = [part for field in inner[-1:] for part in _parts(field)], [lines[place]]
    if inner[:-1] and not any(STREET.search(part) for part in parts):
        parts = [part for field in inner[:-1] for part in _parts(field) if _fits(part, name)] + parts
    complete = len(parts) >= 2 and any(STREET.search(part) for part in parts)
    for line in reversed(lines[max(0, place - _ABOVE) : place] if not complete else ()):
        above = _parts(_LABEL.sub("", line.text))
        if _is_aside(line, lines[place]):
            continue
        if len(line.text) > 80 or not above or not all(_fits(part, name) for part in above) or not _alike(line, lines[place]):
            break
        parts = above + parts
        read_from.insert(0, line)
    behind = _parts(after)
    regions = [part for part in (*parts, *behind) if places.is_region(part)]
    local = [part for part in parts if part not in regions and not places.country(part)]
    town = _town(local) or _town(behind)
    streets = _streets([part for part in local if places.known_town(part) != town and part != town])
    region = _county(regions)
    sure = 0.95 if places.known_town(town) else 0.85 if town else 0.6
    return Address(town or region, region, streets, places.spelt_postcode(found[0]), "GB", sure, seen(*read_from))


def _alike(line: Line, other: Line) -> bool:
    """In type of about the same size: the sizes of scans vary."""
    return line.size == other.size or (line.size is not None and other.size is not None and abs(line.size - other.size) < other.size / 6)


def _is_aside(line: Line, other: Line) -> bool:
    """Whether a line stands in another column."""
    return line.box is not None and other.box is not None and (line.box[2] < other.box[0] or other.box[2] < line.box[0])


def _reachless(text: str) -> str:
    """The text with bars in place of phones, e-mails and links."""
    return phones.blank(URL.sub("|", emails.EMAIL.sub("|", text)))


def _parts(text: str) -> list[str]:
    cut = (_LOOSE.sub("", part) for part in re.split(r"\s*[,|()]\s*|(?<=[a-z]{3})\.\s", text))
    return [part for part in cut if part]


def _fits(part: str, name: str) -> bool:
    """May stand in an address: no e-mail, phone, label, sentence, name or job title."""
    if "@" in part or ":" in part or phones.find(part) or len(part.split()) > 6 or part.endswith(".") or part[0].islower():
        return False
    return wording.key(part) != wording.key(name) and (bool(STREET.search(part)) or roles.reading(part) != "title")


def _town(parts: Sequence[str]) -> str:
    """The last part that is a known town, else the last that may be one."""
    known = next((town for part in reversed(parts) if (town := places.known_town(part))), "")
    return known or next((places.spelt_town(part) for part in reversed(parts) if places.like_town(part)), "")


def _county(regions: Iterable[str]) -> str:
    """The smallest of the regions: a county rather than the kingdom."""
    listed = list(regions)
    return next((part for part in listed if wording.key(part) not in wording.KINGDOM), next(iter(listed), ""))


def _streets(parts: Sequence[str]) -> tuple[str, ...]:
    """Street lines; the number of a flat stays with the line that follows it."""
    found: list[str] = []
    for part in parts:
        if found and places.BARE_UNIT.match(found[-1]):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return tuple(found[:6])


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """What one line says of where the candidate lives."""

    town: str = ""
    region: str = ""
    country: str = ""
    district: str = ""
    sure: float = 0.0


def _without_postcode(block: Sequence[Line], name: str) -> Address:
    streets: list[str] = []
    best, best_line = _Place(), None
    regions: list[str] = []
    for line, labelled in _labelled(block):
        parts = [part for field in _FIELDS.split(_reachless(_LABEL.sub("", line.text))) for part in _parts(field)]
        streets += [part for part in parts if STREET.search(part)]
        place = _place(line, parts, labelled=labelled, name=name)
        regions += [place.region] if place.region else []
        if place.sure > best.sure:
            best, best_line = place, line
    region = best.region or _county(regions)
    country = best.country or "GB"
    evidence = seen(best_line) if best_line else ()
    return Address(best.town or region, region, _streets(streets), best.district, country, best.sure, evidence)


def _labelled(block: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """Each line that may tell a place, and whether a label announces it, on the line itself or on the one above."""
    above = False
    for line in block:
        if len(line.text) > 160:
            continue
        match = _LABEL.match(line.text)
        bare = bool(match and match.end() == len(line.text))
        if not bare:
            yield line, above or bool(match)
        above = bare


def _place(line: Line, parts: Sequence[str], *, labelled: bool, name: str) -> _Place:
    named = set(wording.words(name))
    parts = [_behind_label(part) for part in parts if wording.key(part) != wording.key(name)]
    if len(parts) == 1 and not labelled and set(wording.words(parts[0])) <= named:
        return _Place()  # given name or surname on a line of its own
    if not labelled and any(_is_of_work(part) for part in parts):
        return _Place()
    cut = [places.without_district(part) for part in parts]
    alone = next((part for part in parts[1:] if places.is_district(part)), "")
    district = next((district for _, district in cut if district), alone)
    parts = [part for part, _ in cut]
    region = _county(part for part in parts if places.is_region(part))
    country = next((code for part in parts if (code := places.country(part)) and not set(wording.words(part)) <= named), "")
    known = next((town for part in reversed(parts) if (town := places.known_town(part))), "")
    if known and not (country and country != "IE"):
        reached = _reachless(line.text) != line.text  # beside a telephone number or an e-mail address
        return _Place(known, region, country, district, 0.95 if reached else 0.93 if labelled or len(parts) > 1 else 0.9)
    guessed = _beside(parts, labelled=labelled, abroad=bool(country))
    if guessed:
        return _Place(guessed, region, country, district, 0.8)
    return _Place("", region, country, district, 0.6 if region or country else 0.0)


def _is_of_work(part: str) -> bool:
    """'Oak Primary School', 'Baker at Greggs': what stands beside it is where somebody works."""
    if STREET.search(part) or any(char.isdigit() for char in part) or len(part) < 4:
        return False
    return roles.reading(part) == "employer" or " at " in part


def _behind_label(part: str) -> str:
    """'Area: Leeds' and 'A Leeds' as 'Leeds'."""
    rest = re.split(r":\s|^\w\s", part)[-1]
    return rest if rest != part and places.known_town(rest) else part


def _beside(parts: Sequence[str], *, labelled: bool, abroad: bool) -> str:
    """A town that no list knows: before its county or country, behind its street, or where a label announces it."""
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else ""
        if before and (places.is_region(part) or places.country(part)) and places.like_town(before) and roles.reading(before) != "title":
            return places.spelt_town(before)
        if before and STREET.search(before) and places.like_town(part) and not abroad:
            return places.spelt_town(part)
    return _town(parts) if labelled else ""


def _told(lines: Sequence[Line]) -> Address | None:
    """'I live in Hebden Bridge': said in a sentence."""
    for line in lines[: 2 * _LINES]:
        for match in _HOME.finditer(line.text[:600]):
            words = match[1].split()
            town = next((town for end in range(len(words), 0, -1) if (town := places.known_town(" ".join(words[:end])))), "")
            if town:
                return Address(town, confidence=0.75, evidence=seen(line))
    return None
