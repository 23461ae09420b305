"""Finds the candidate's name in a CV, by where it stands, how it looks and what else says the same. Empty rather than wrong."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from candidate.ai.local import name_text, names, owners, wording
from candidate.ai.local.evidence import Evidence, Found, seen
from candidate.ai.local.names import Name
from candidate.ai.local.sections import Section, heading_kind
from candidate.documents.model import Line

_LABEL = re.compile(
    r"(?:(?P<family>(?:sur|last\s|family\s|second\s)names?)|(?P<given>(?:first|given|fore|christian)\s?names?)"
    r"|(?P<full>(?:full\s|candidate(?:['’]s)?\s|applicant(?:['’]s)?\s|my\s)?names?(?:\sin\sfull)?))(?:\s?\(s\))?"
    r"(?:\s*[:\-–—|]\s*|\s+|$)(?P<name>[^\d:]{0,60})$",
    re.IGNORECASE,
)
_PLACES = wording.TOWNS | wording.REGIONS
_ORDINARY = wording.TITLES | name_text.NEVER
_BESIDE = re.compile(
    r"\s*[|;]\s*|\s(?=(?:(?:first|given|fore|sur|last|family)\s?names?(?:\s?\(s\))?|phone|tel\w*|mobile"
    r"|e-?mail|address|dob|date of birth)\s*[.:])",
    re.IGNORECASE,
)
_LINES = 80  # how far a name is looked for
_LEAST_SCORE = 4.0
_MADE_OF = 0.7  # likeness of an e-mail address that holds one word of the name
_AGREED = 0.8  # how sure a name is that e-mail address and file name agree on
_SURE_SCORE = 11.0  # of a name at the head, of which the e-mail address is made
_LARGE_LINES = 4  # more of them in the largest type are no title


@dataclasses.dataclass(frozen=True, slots=True)
class _Hints:
    """What else may tell the name: e-mail addresses of the document, and what its file is called."""

    emails: Sequence[str]
    labels: Sequence[str]
    largest: float  # size of type; 0 where none stands out
    usual: float
    own: int  # how many of the lines are of the head and the contact block

    def made_of(self, text: str) -> float:
        return max((names.likeness(text, email) for email in self.emails), default=0.0)


def find(sections: Sequence[Section], emails: Sequence[str], labels: Sequence[str] = ()) -> Found[Name]:
    """The candidate's name as it should be written; empty when nothing can be trusted to be it.

    `emails`: those of the document but for the referees'. `labels`: file name, title and author of the file, a weak hint.
    """
    whose = owners.of(sections)
    labelled = _from_labels([*whose.own, *whose.later, *whose.work][: _LINES * 4])
    if labelled:
        return labelled
    hints = _hints(whose, emails, labels)
    lines = _lines(whose, hints)
    best, best_score, read_from = "", 0.0, list[Line]()
    for place, (text, of) in _texts(lines):
        for number, candidate in enumerate(name_text.candidates(text)):
            score = _score(candidate, of[0], place, hints)
            score -= number if score else 0
            if score > best_score:
                best, best_score, read_from = candidate, score, of
    hinted = _from_hints(hints)
    if hinted.confidence >= _AGREED and hints.made_of(best) < _MADE_OF and not any(map(names.is_given, best.split())):
        return hinted  # rather than two words that nothing calls a name
    if best_score >= _LEAST_SCORE:
        best = name_text.as_sent(best, emails)
        return Found(_written(best, lines, read_from), min(0.99, 0.6 + 0.4 * best_score / _SURE_SCORE), seen(*read_from))
    return hinted


def _hints(whose: owners.Owners, emails: Sequence[str], labels: Sequence[str]) -> _Hints:
    sizes = Counter(line.size or 0.0 for line in (*whose.own[:_LINES], *whose.later, *whose.work))
    largest = max(sizes, default=0.0)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    return _Hints(
        emails,
        [label for label in labels if label.strip()],
        largest if sizes[largest] <= _LARGE_LINES else 0.0,
        usual,
        len(whose.own[:_LINES]),
    )


def _lines(whose: owners.Owners, hints: _Hints) -> list[Line]:
    """Where the name may stand: the head and the contact block, then what is as large as a title or says what an e-mail says."""
    rest = [line for line in (*whose.later, *whose.work) if len(line.text) < 60]
    local = {part for email in hints.emails for part in re.split(r"[\W\d_]+", email.partition("@")[0]) if len(part) > 2}
    return [
        *whose.own[:_LINES],
        *(line for line in rest if line.size == (hints.largest or -1) or "@" in line.text or local & set(wording.words(line.text))),
    ]


def _texts(lines: Sequence[Line]) -> Iterator[tuple[int, tuple[str, list[Line]]]]:
    """Each line, and given name and surname in equal type on two lines, put on one; with their place."""
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else None
        if below and _is_one_name(line, below):
            yield place, (f"{line.text} {below.text}", [line, below])
        yield place, (line.text, [line])


def _is_one_name(line: Line, below: Line) -> bool:
    words = len(line.text.split()), len(below.text.split())
    alike = line.size is not None and line.size == below.size and line.bold == below.bold
    fits = max(words) <= 2 and min(words) == 1 and wording.key(below.text) not in _PLACES
    if line.size is None:  # nothing but the words tells
        fits = fits and line.text.replace(" ", "").isalpha() and below.text.isalpha() and names.is_given(line.text.split()[0])
        return fits and wording.words(below.text)[0] not in _ORDINARY and (words[0] == 1 or below.text.isupper())
    return alike and fits


def _from_labels(lines: Sequence[Line]) -> Found[Name] | None:
    """'Name: Jane Smith', or 'First name: Jane' and 'Surname: Smith', the name on the label's line or on the next one."""
    found: dict[str, tuple[str, Line]] = {}
    pieces = [(piece, line) for line in lines if len(line.text) < 160 for piece in _BESIDE.split(line.text)]
    for place, (piece, line) in enumerate(pieces):
        match = _LABEL.match(piece)
        if not match or not match.lastgroup:
            continue
        kind = next(group for group in ("family", "given", "full") if match[group])
        text = match["name"] or (pieces[place + 1][0] if place + 1 < len(pieces) else "")
        text = name_text.bare(text)
        words = text.split()
        if (
            words
            and len(words) <= 6
            and all(name_text.is_name_word(word) or word.islower() for word in words)
            and not name_text.is_wording(text)
        ):
            found.setdefault(kind, (text, line))
    if "given" in found and "family" in found:
        (first, one), (last, two) = found["given"], found["family"]
        return Found(Name(names.spell(f"{first} {last}")), 0.98, seen(one, *([two] if two != one else [])))
    if "full" in found and " " in found["full"][0]:
        text, line = found["full"]
        return Found(_by_script(name_text.in_order(text)), 0.97, seen(line))
    return None


def _score(text: str, line: Line, place: int, hints: _Hints) -> float:
    """How much speaks for these words being a name; 0 when they cannot be."""
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 60 or (line.text.endswith((".", "!", "?")) and len(line.text.split()) > 6):
        return 0.0
    made_of = hints.made_of(text)
    first = next((word for word in words if len(word.strip(".")) > 1), words[0])
    known = 1.0 if names.is_given(first) else 0.5 if any(map(names.is_given, words)) else 0.0
    if place >= hints.own and known < 1 and made_of < _MADE_OF:
        return 0.0
    prominent = place < 3 or (line.size or 0.0) > hints.usual * 1.3
    spelt = text.title() if text.islower() and (made_of == 1.0 or (known == 1 and prominent)) else text
    if not all(map(name_text.is_name_word, spelt.split())) or not _may_be_name(wording.words(text), made_of, known):
        return 0.0
    if heading_kind(text) or wording.key(text) in _PLACES or wording.key(text) in wording.COUNTRIES:
        return 0.0
    score = 4.0 - min(place, 4 if known == 1 else 8) * 0.5 + made_of * 5 + known * 2 + _named_by(text, hints.labels)
    score += 3.0 if hints.largest and (line.size or 0.0) >= hints.largest else 0.0
    score -= 3.0 if line.kind == "bullet" and made_of < 1 else 0.0
    return score + (1.0 if line.bold or line.kind == "heading" else 0.0)


def _may_be_name(words: Sequence[str], made_of: float, known: float) -> bool:
    """No word but those of names; one that is a trade as well may be a surname when something else says so."""
    if not words:
        return False
    plain = [wording.plain(word) for word in words]
    never = [word for word in plain if word in name_text.NEVER]
    if never and not (made_of == 1 or (known == 1 and never == [plain[-1]] and plain[-1] in name_text.TRADES)):
        return False
    trades = [word for word in plain if (word in wording.TITLES or word in wording.EMPLOYERS) and not names.is_given(word)]
    if not trades or made_of == 1:
        return True
    return known == 1 and all(word in name_text.TRADES for word in trades)


def _named_by(text: str, labels: Iterable[str]) -> float:
    """What the file is called speaks for a name that it holds."""
    parts = {wording.plain(word) for word in re.findall(r"[^\W\d_]{2,}", text)}
    held = max((sum(part in wording.plain(label) for part in parts if len(part) > 2) for label in labels), default=0)
    return {0: 0.0, 1: 1.0}.get(held, 3.0)


def _written(text: str, lines: Sequence[Line], read_from: Sequence[Line]) -> Name:
    """The name as it should be written, with its other script from the same line or from the next one."""
    name = _by_script(text)
    if name.native or not read_from or not names.is_latin(name.full):
        return name
    place = lines.index(read_from[-1])
    beside = [line.text for line in lines[max(0, place - 1) : place + 2] if line not in read_from]
    native = next((text for text in beside if len(text) < 60 and not any(names.is_latin(word) for word in text.split())), "")
    return dataclasses.replace(name, native=native)


def _by_script(text: str) -> Name:
    latin = [word for word in text.split() if names.is_latin(word)]
    if len(latin) < 2 or len(latin) == len(text.split()):
        return Name(names.spell(text))
    return Name(names.spell(" ".join(latin)), " ".join(word for word in text.split() if not names.is_latin(word)))


def _from_hints(hints: _Hints) -> Found[Name]:
    """A name that only the e-mail address or the file tells: when two of them agree, or one reads like a name."""
    called = [(text, label) for label in hints.labels if (text := name_text.from_label(label))]
    sent = [(text, email) for email in hints.emails[:1] if (text := name_text.from_label(email.partition("@")[0]))]
    for number, (text, source) in enumerate([*called, *sent]):
        agreed = hints.made_of(text) == 1 if number < len(called) else False
        if agreed or names.is_given(text.split()[0]):
            return Found(Name(names.spell(text)), _AGREED if agreed else 0.6, (Evidence(0, None, source),))
    return Found(Name())
