"""What a CV says, made ready to be asked whether it says this or that."""

import bisect
import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date

from candidate.ai.local import dates, emails, phones, skills, wording
from candidate.ai.local.contact import URL
from candidate.ai.local.places import POSTCODE
from candidate.ai.truth.figures import Figure, figures, in_digits

_SAME = {
    form: canonical for canonical, *others in (line.split(", ") for line in wording.entries("same.txt")) for form in (canonical, *others)
}
_POSSESSIVE = re.compile(r"['’]s?(?!\w)|(?<=\w)['’](?=s\b)")
_SHORT = re.compile(r"\b(ks|y|yr|l)(\d{1,2})\b")
_SMALL = frozenset({"a", "an", "and", "at", "by", "de", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_LETTERS_PER_WORD = 3  # of an acronym with fewer letters anything might be the long form


def canonical(text: str) -> str:
    """The text in the form under which it is compared: folded words, one wording for the same thing, no plurals of acronyms."""
    folded = _SHORT.sub(r"\1 \2", _POSSESSIVE.sub("", wording.plain(text)).replace("-", " ").replace(".", " "))
    return _forms().sub(lambda match: _form_of(match[0]), wording.key(folded))


@functools.cache
def _form_of(form: str) -> str:
    return {wording.key(known): wording.key(meant) for known, meant in _SAME.items()}[form]


@functools.cache
def _forms() -> re.Pattern[str]:
    known = sorted(map(wording.key, _SAME), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")


def stem(word: str) -> str:
    """Without the ending of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def telling(text: str) -> list[str]:
    """The words of a text that tell something, in their compared form: no articles and prepositions, no numbers."""
    return [stem(word) for word in canonical(text).split() if word not in _SMALL and not word.isdigit()]


class Source:
    """What lines of text say. Lines that are further apart than others are parted by empty ones."""

    def __init__(self, lines: Iterable[str], today: date) -> None:
        self.raw = list(lines)
        self.lines = [canonical(line) for line in self.raw]
        self._today = today
        self._places: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            for form in {form for word in line.split() for form in (word, stem(word))}:
                self._places.setdefault(form, []).append(number)

    def has(self, word: str) -> bool:
        """Whether a word stands there, in whatever form: 'Maths' for 'Mathematics', 'Norwich-based' for 'Norwich'."""
        parts = telling(word) or canonical(word).split()
        return all(part in self._places for part in parts) or wording.key(word) in self._keys

    def begins(self, start: str) -> bool:
        """Whether any word begins like this."""
        return f" {start}" in self._text

    def knows_skill(self, text: str) -> bool:
        """Whether a text is a skill that goes by another name there."""
        named = skills.mentioned(text)
        return bool(named) and set(named) <= self.skills

    def says(self, phrase: str) -> bool:
        """Whether the words of a phrase stand there side by side."""
        return f" {canonical(phrase)} " in self._text or f" {wording.key(phrase)} " in self._keys_text

    def matches(self, pattern: str) -> bool:
        """Whether a pattern is found in a line, numbers read as digits."""
        return any(re.search(pattern, in_digits(line)) for line in self.raw)

    def near(self, words: Sequence[str], reach: int) -> list[int]:
        """The lines around which all of the words stand, none further than `reach` lines from it."""
        places = [self._places.get(word) for word in dict.fromkeys(words)]
        if not places or None in places:
            return []
        known = sorted(filter(None, places), key=len)
        return [line for line in known[0] if all(_within(line, others, reach) for others in known[1:])]

    def knows_figure(self, figure: Figure) -> bool:
        return figure in self.figures or (not figure[0] and figure[1] in self._numbers)

    @functools.cached_property
    def figures(self) -> set[Figure]:
        return {figure for line in self.raw for figure in figures(_unreachable(line))}

    @functools.cached_property
    def _numbers(self) -> set[str]:
        return {number for _, number in self.figures}

    @functools.cached_property
    def months(self) -> set[str]:
        """'Sep 2019' of every date with a month."""
        return {label for line in self.raw for label in months(line, self._today)}

    @functools.cached_property
    def skills(self) -> set[str]:
        return {skill for line in self.raw for skill in skills.mentioned(line)}

    def spells(self, name: str) -> bool:
        """Whether an acronym is written out there, or long words are there as their acronym."""
        words = [word for word in wording.plain(name).split() if word not in _SMALL]
        if len(words) > 1:
            letters = "".join(word[0] for word in words)
            return len(letters) >= _LETTERS_PER_WORD and letters in self._places
        letters = wording.plain(name).strip(".")
        small = rf"(?: (?:{'|'.join(_SMALL)}))?"
        long = rf"{small} ".join(rf"{re.escape(letter)}\w+" for letter in letters)
        return len(letters) >= _LETTERS_PER_WORD and bool(re.search(rf"\b{long}\b", self._keys_text))

    @functools.cached_property
    def _text(self) -> str:
        return f" {' '.join(self.lines)} "

    @functools.cached_property
    def _keys_text(self) -> str:
        return f" {' '.join(wording.key(wording.plain(line)) for line in self.raw)} "

    @functools.cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(self._keys_text.split())


def _within(line: int, others: Sequence[int], reach: int) -> bool:
    """Whether one of `others`, in order, is no further than `reach` from a line."""
    at = bisect.bisect_left(others, line - reach)
    return at < len(others) and others[at] <= line + reach


def _unreachable(line: str) -> str:
    """Without the digits of phones, links and postcodes, which bear out no number."""
    if not any(map(str.isdigit, line)):
        return line
    return POSTCODE.sub(" ", URL.sub(" ", emails.cut(phones.blank(line))))


def months(text: str, today: date) -> set[str]:
    """The dates of a text that have a month: 'Sep 2019', however they are written."""
    if not any(char.isdigit() for char in text):
        return set()
    points = (point for range_ in dates.ranges(text, today) for point in range_.label.removeprefix("Until ").split(" - "))
    return {point for point in points if point[:3] in dates.MONTHS}
