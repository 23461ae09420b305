"""Which school is meant when somebody writes its name: 'St Marys CE Primary' is St. Mary's C of E Primary School.

Exactly as written first, then the same words in other clothes, then with a slip of the pen. It never guesses: where two schools
would do, none is the answer.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

MOST_SUGGESTED = 3
MOST_COMPARED = 12  # names that are looked at word by word
LEAST_ALIKE = 60  # of 100, for a suggestion
LEAST_ALIKE_FOR_SLIP = 85
SHORTEST_WITH_SLIP = 8  # letters: 'Mary' and 'Mark' are two saints, Reedham and Reepham two villages
SHORTEST_COMMON = 6  # letters of a common word that is mended

# As they stand after `_spelt`, in this order: what is written in several ways becomes one word.
_SAME = (
    (r"\b(?:c of e|cof e|c ofe|cofe|c e|church of england)\b", "ce"),
    (r"\b(?:r c|roman catholic|rc catholic|catholic rc|r c catholic)\b", "rc"),
    (r"\bcatholic\b", "rc"),
    (r"\b(?:saint|saints|ss)\b", "st"),
    (r"\b(?:infants|infs|inf)\b", "infant"),
    (r"\b(?:juniors|jun|jnr|jr)\b", "junior"),
    (r"\b(?:prim|pri|prm)\b", "primary"),
    (r"\b(?:sec)\b", "secondary"),
    (r"\b(?:nurs|nsy)\b", "nursery"),
    (r"\b(?:comp)\b", "comprehensive"),
    (r"\b(?:coll)\b", "college"),
    (r"\b(?:meth|methodist)\b", "methodist"),
    (r"\b(?:girl)\b", "girls"),
    (r"\b(?:boy)\b", "boys"),
    (r"\b(?:mt)\b", "mount"),
    (r"\bj i\b|\bj and i\b|\bjmi\b", "junior infant"),
    (r"\bv a\b", "va"),
    (r"\bv c\b", "vc"),
)
_SAME_PATTERNS = [(re.compile(pattern), word) for pattern, word in _SAME]

# Words that say what kind of school it is: one may be left out, but two names may not contradict each other.
KINDS = frozenset(
    {"infant", "junior", "primary", "secondary", "nursery", "first", "middle", "upper", "lower", "high", "grammar", "special"}
    | {
        "sixth",
        "preparatory",
        "prep",
        "senior",
        "boys",
        "girls",
        "ce",
        "rc",
        "methodist",
        "jewish",
        "muslim",
        "islamic",
        "sikh",
        "hindu",
        "college",
    }
)
# Words that come and go with forms of government and fashion.
WEAK = frozenset(
    {"the", "of", "and", "at", "in", "a", "for", "school", "schools", "sch", "academy", "acad", "centre", "trust"}
    | {"community", "foundation", "voluntary", "aided", "controlled", "va", "vc", "maintained", "comprehensive", "ltd", "mat"}
)

# What a slip of the pen is mended in before anything else.
COMMON = sorted(word for word in KINDS | WEAK | {"church", "england", "catholic"} if len(word) >= SHORTEST_COMMON)

_AUTHORITY_WORDS = re.compile(
    r"\b(?:london borough|royal borough|metropolitan borough|borough|metropolitan district|district|unitary authority|county|city|council"
    r"|local authority|education authority|lea|la|authority|of|the|and)\b"
)


@dataclass(frozen=True, slots=True)
class School:
    id: UUID
    name: str
    local_authority: str
    town: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The school that is meant, or None and in `closest` the names that come nearest."""

    school: School | None
    closest: tuple[str, ...] = ()
    ambiguous: bool = False


@dataclass(slots=True)
class _Authority:
    """The schools of one local authority, by the ways their names may be written."""

    strict: dict[str, list[School]] = field(default_factory=lambda: defaultdict(list))
    loose: dict[str, list[School]] = field(default_factory=lambda: defaultdict(list))

    @property
    def ways(self) -> tuple[dict[str, list[School]], ...]:
        return self.strict, self.loose


class Matcher:
    """Finds schools by name within their local authority."""

    def __init__(self, schools: Iterable[School]) -> None:
        self._exact: dict[tuple[str, str], School] = {}
        self._authorities: dict[str, _Authority] = defaultdict(_Authority)
        for school in schools:
            self._exact[school.name.lower(), school.local_authority.lower()] = school
            authority = self._authorities[authority_key(school.local_authority)]
            for name in names_within(school.name):
                for way, key in zip(authority.ways, _keys(_words(name)), strict=True):
                    if key and school not in way[key]:
                        way[key].append(school)

    def find(self, name: str, local_authority: str) -> Answer:
        """The one school that is meant by `name`, without regard to how it is written; see `Answer`."""
        if school := self._exact.get((name.lower(), local_authority.lower())):
            return Answer(school)
        authority = self._authorities.get(authority_key(local_authority))
        if authority is None:
            return Answer(None)
        for name_within in names_within(name):
            for way, key in zip(authority.ways, _keys(_words(name_within)), strict=True):
                found = way.get(key, []) if key else []
                if len(found) == 1:
                    return Answer(found[0])
                if found:
                    return Answer(None, tuple(school.name for school in found[:MOST_SUGGESTED]), ambiguous=True)
        return _alike(name, authority)


@cache
def authority_key(name: str) -> str:
    """'Kingston upon Hull, City of' and 'Hull City Council' are far apart, but 'Bristol, City of' is 'Bristol'."""
    bare = " ".join(_AUTHORITY_WORDS.sub(" ", _spelt(name)).split())
    return bare or _spelt(name)


def names_within(name: str) -> Iterator[str]:
    """The whole name, then what it says twice: in front of a bracket, and on either side of a slash."""
    yield name
    if (
        "(" in name
        and (bare := re.sub(r"\([^)]*\)?", " ", name).strip())
        and KINDS.intersection(_words(bare)) == KINDS.intersection(_words(name))
    ):
        yield bare
    if "/" in name:
        yield from (part for part in map(str.strip, name.split("/")) if len(_core(_words(part))) > 0 and len(part) > 5)


def _spelt(text: str) -> str:
    """In lower case, without accents, apostrophes and punctuation."""
    text = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ")
    text = re.sub(r"['’‘`´]|[\u0300-\u036f]", "", text)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def _words(name: str) -> list[str]:
    text = " ".join(map(_mended, _spelt(name).split()))
    for pattern, word in _SAME_PATTERNS:
        text = pattern.sub(word, text)
    return text.split()


@cache
def _mended(word: str) -> str:
    """'primray' is 'primary'; a word that is not meant to be a common one stays."""
    if len(word) < SHORTEST_COMMON - 1:  # a letter may be missing
        return word
    found = process.extractOne(word, COMMON, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else word


def _core(words: Iterable[str]) -> list[str]:
    """What makes a name this school's name."""
    return [word for word in words if word not in WEAK and word not in KINDS]


def _keys(words: list[str]) -> tuple[str, str]:
    """The name without its filling words; then without those that come and go, in any order."""
    strict = [word for word in words if word not in {"the", "and", "of", "school", "schools", "sch"}]
    loose = sorted(set(words) - WEAK)
    return " ".join(strict), " ".join(loose) if _core(loose) else ""


def _alike(name: str, authority: _Authority) -> Answer:
    """The one school whose name is alike and contradicts nothing."""
    words = _keys(_words(name))[1]
    near = process.extract(words, authority.loose.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=MOST_COMPARED)
    closest = dict.fromkeys(school.name for key, _, _ in near for school in authority.loose[key])
    alike = {
        school.id: school
        for key, score, _ in near
        if score >= LEAST_ALIKE_FOR_SLIP and _may_be(words.split(), key.split())
        for school in authority.loose[key]
    }
    school = next(iter(alike.values())) if len(alike) == 1 else None
    return Answer(school, tuple(closest)[:MOST_SUGGESTED], ambiguous=len(alike) > 1)


def _may_be(words: list[str], other: list[str]) -> bool:
    """Whether two names differ by a slip of the pen or by a kind left out, and not by what they say."""
    kinds, other_kinds = KINDS.intersection(words), KINDS.intersection(other)
    if not (kinds <= other_kinds or other_kinds <= kinds):
        return False
    core, other_core = sorted(_core(words)), sorted(_core(other))
    if core == other_core:
        return True
    return kinds == other_kinds and len(core) == len(other_core) and all(map(_same_word, core, other_core))


def _same_word(word: str, other: str) -> bool:
    if word == other:
        return True
    return word[0] == other[0] and min(len(word), len(other)) >= SHORTEST_WITH_SLIP and OSA.distance(word, other, score_cutoff=1) <= 1
