"""Towns, postcodes and streets: what they look like and how they are spelt."""

import re

from candidate.ai.local import wording

_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]"
    "|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE"
)
POSTCODE = re.compile(rf"\b(?:GIR\s?0AA|(?:{_AREAS})\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{{2}})\b", re.IGNORECASE)
_MISREAD = re.compile(rf"\b(?:(?:{_AREAS})O\s?\d|(?:{_AREAS})\d[A-Z\d]?\s?O)[ABD-HJLNP-UW-Z]{{2}}\b")  # a zero that OCR took for a letter
_DISTRICT = re.compile(rf"[\s,(-]{{1,3}}\b((?:{_AREAS})\d[A-Z\d]?)\)?$")
_UNIT = r"(?:flat|apartment|apt|unit|room|suite|studio)\s\w{1,4}"
_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|way|court|ct|crescent|cres|gardens|gdns|terrace|place|pl|mews|grove|hill|park|row|walk"
    "|square|sq|view|rise|green|gate|parade|yard|wharf|quay|croft|fields?|house|villas?|mount|vale|bank|end|side|heol|ffordd|stryd|maes|lodge"
    "|broadway|boulevard|circus|meadows?|mill|manor|cottages?|brae|wynd|loan|dell|chase|copse|garth|drift|fold|ridge|heights|towers?|buildings"
)
STREET = re.compile(rf"\b{_UNIT}\b|\b\d{{1,4}}[a-z]?,?\s(?:[\w'’.-]{{1,40}}\s){{0,4}}(?:{_STREETS})\b\.?", re.IGNORECASE)
BARE_UNIT = re.compile(rf"^{_UNIT}$", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:north|south|east|west|central|inner|outer|near|nr\.?|city of|greater|royal borough of|london borough of)\s"
    r"|\s(?:area|city centre|city|town centre|centre|district|based)$",
    re.IGNORECASE,
)
_TOWNS = frozenset(town.replace("-", " ") for town in wording.TOWNS)
_SMALL = frozenset(["upon", "on", "in", "le", "la", "de", "the", "by", "and", "under", "cum", "next", "of", "sur", "with"])


def spelt_postcode(raw: str) -> str:
    """'ls74qj' becomes 'LS7 4QJ', 'CRO 6TD' becomes 'CR0 6TD'."""
    bare = "".join(raw.split()).upper()
    outward, inward = bare[:-3], bare[-3:]
    if outward[2:] == "O" or (outward.endswith("O") and outward[:-1].isalpha()):
        outward = f"{outward[:-1]}0"
    return f"{outward} {inward.replace('O', '0', 1) if inward[0] == 'O' else inward}"


def postcode(text: str) -> re.Match[str] | None:
    """The first postcode of a line of an address."""
    return POSTCODE.search(text) or _MISREAD.search(text)


def spelt_town(raw: str) -> str:
    """A town in capitals or small letters the way it stands on maps; else as it is written."""
    if not (raw.isupper() or raw.islower()):
        return raw
    words = [word if word in _SMALL and place else word.capitalize() for place, word in enumerate(re.split(r"([\s-])", raw.lower()))]
    return "".join(words)


def _plain(part: str) -> str:
    return wording.key(part).replace("-", " ")


def known_town(part: str) -> str:
    """The town that a part of an address names, '' when it is none of the list: 'Leeds', 'near Leeds', 'LEEDS city centre'."""
    if _plain(part) in _TOWNS:
        return spelt_town(part)
    core = _AROUND.sub("", part, count=1)
    return spelt_town(core) if core != part and _plain(core) in _TOWNS else ""


def without_district(part: str) -> tuple[str, str]:
    """'London SE15' as 'London' and 'SE15'; the district is '' when there is none beside a known place."""
    match = _DISTRICT.search(part)
    before = part[: match.start()] if match else ""
    if match is None or not (known_town(before) or is_region(before)):
        return part, ""
    return before, match[1]


def is_district(part: str) -> bool:
    """Nothing but the first half of a postcode: 'LS7'."""
    return _DISTRICT.fullmatch(f" {part}") is not None


def is_region(part: str) -> bool:
    """A county, region or country of the British Isles."""
    return wording.key(part) in wording.REGIONS


def country(part: str) -> str:
    """The code of the foreign country that a part names, '' when it names none."""
    return wording.COUNTRIES.get(wording.key(part), "")


def like_town(part: str) -> bool:
    """May be a town that no list knows."""
    words = part.split()
    if not 1 <= len(words) <= 4 or STREET.search(part) or any(char.isdigit() or char in "@:/" for char in part):
        return False
    return not is_region(part) and not country(part) and words[0][0].isupper() and not set(wording.words(part)) & wording.NOT_NAMES
