"""Whether a sentence about a candidate is borne out by the CV: its numbers, its names, its credentials."""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from datetime import date

from candidate.ai.local import clearance, teacher_status, wording
from candidate.ai.local.english import WORDS, is_plain
from candidate.ai.local.skills import mentioned
from candidate.ai.local.statements import Statement
from candidate.ai.truth.bidding import is_bidding
from candidate.ai.truth.figures import PLAIN, YEARS, figures, in_digits
from candidate.ai.truth.source import Source, months, telling
from candidate.profile import Education
from candidate.taxonomy import Status

_ABBREVIATIONS = ("St", "Mr", "Mrs", "Ms", "Dr", "Prof", "e.g", "i.e", "Hons", "Ed", "Sc", "approx", "vs", "incl", "No", "Ltd", "Rev")
_ENDS = re.compile("".join(rf"(?<!\b{re.escape(short)}\.)" for short in _ABBREVIATIONS) + r"(?<!\b[A-Z]\.)(?<=[.!?])\s+")
_TOKEN = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_JOINED = re.compile(r"\s(?:(?:of|for)\s(?:the\s)?|&\s)?")
_OPENS = re.compile(r"(?:^|[.!?:;]\s|[-•–*\"“‘(]\s?)$")
_POST = r"(?:schools|posts|roles|jobs|employers|settings|positions|companies|academies|nurseries|qualifications)\b"
_POSTS = re.compile(rf"\b(\d+)\s(?:\w+\s){{0,2}}{_POST}")
_TAUGHT = re.compile(r"\b(\d+)\s?\+?[\s-](?:\w+\s)?years?\b\W+(?:\w+\W+){0,4}?(?:teach\w*|classrooms?|schools?|education)\b")
_ALMOST = re.compile(r"\b(?:nearly|almost|close to|approaching|around|about|just under)\s", re.IGNORECASE)
_CAPITALS = wording.vocabulary("capitals.txt")
_PLACES = frozenset(wording.TOWNS | wording.REGIONS)
_VENDORS = frozenset({"Microsoft", "MS", "Google", "Adobe", "Apple"})  # before the name of a product
_HOUSES = wording.INSTITUTIONS | WORDS["houses"]


def _claims() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for line in wording.entries("claims.txt"):
        said, _, borne_out = line.partition(" < ")
        said_so = tuple(said.split(", "))
        yield said_so, (*said_so, *filter(None, borne_out.split(", ")))


_CLAIMS = wording.Phrases((phrase, (phrase, borne_out)) for said, borne_out in _claims() for phrase in said)


def split(text: str) -> list[str]:
    """The sentences of one line."""
    return [sentence for sentence in _ENDS.split(text) if sentence]


@dataclasses.dataclass(frozen=True)
class Truth:
    """What a text may say: what the CV says, what was computed from it (`years`), what it states of status and checks (`school`)."""

    source: Source
    today: date
    years: float = 0
    taught: float = 0  # of the years those at schools
    posts: int = 0
    school: Education = dataclasses.field(default_factory=Education)
    statuses: frozenset[Status] = frozenset()

    def fault(self, sentence: str) -> str:
        """Why a sentence must not stand, in one sentence; '' when it may."""
        if is_bidding(sentence):
            return "It gives orders to a program."
        return self.unknown_numbers(sentence) or self._credential(sentence) or self.status(sentence) or self._name(sentence)

    def unknown_numbers(self, sentence: str) -> str:
        """The first fault with numbers and dates."""
        counted, taught = (set(pattern.findall(in_digits(sentence))) for pattern in (_POSTS, _TAUGHT))
        for kind, number in sorted(figures(sentence)):
            worked = self.taught if number in taught else self.years
            most = worked + bool(_ALMOST.search(sentence))
            if kind == YEARS and float(number) <= most:
                continue
            if kind == PLAIN and number in counted:
                known = float(number) <= self.posts or self.source.matches(rf"\b{number}\s(?:\w+\s){{0,2}}{_POST}")
            else:
                known = self.source.knows_figure((kind, number))
            if not known:
                return f"The CV does not have the number {number}{f' ({kind})' if kind else ''}."
        unknown = months(sentence, self.today) - self.source.months if figures(sentence) else set()
        return f"The CV does not have the date {min(unknown)}." if unknown else ""

    def _credential(self, sentence: str) -> str:
        for (phrase, borne_out), _ in _CLAIMS.find(sentence.replace("-", " ")):
            if not any(self.source.says(said) for said in borne_out):
                return f"The CV does not say '{phrase}'."
        return ""

    def status(self, sentence: str) -> str:
        """What the sentence states of teacher status and checks must be what the reader found stated."""
        told = [Statement(sentence, "profile", ())]
        stated = {found.value for found in teacher_status.read(told, (), self.today, teaches=False)} - {Status.WORKING_TOWARDS_QTS}
        if missing := stated - self.statuses:
            return f"The CV does not state {min(missing).upper()}."
        certificate, held = clearance.dbs(told, self.today).value, self.school.dbs
        if certificate and (
            held is None
            or (certificate.level and certificate.level != held.level)
            or (certificate.update_service and not held.update_service)
        ):
            return "The CV does not state such a DBS certificate."
        if clearance.right_to_work(told).value and not self.school.right_to_work:
            return "The CV does not state a right to work."
        return ""

    def _name(self, sentence: str) -> str:
        for opens, tokens in _runs(sentence):
            if opens and _may_open(tokens[0]) and not (self._is_known(tokens[0]) and self._is_one_name(_joined(tokens))):
                tokens = tokens[1:]  # a capital for no other reason than its place
            unknown = [token for token in tokens if not self._is_known(token)]
            if self._is_made_up(tokens) or (unknown and not self._is_borne_out(" ".join(tokens), unknown)):
                return f"The CV does not have the name {' '.join(tokens)}."
        return ""

    def _is_known(self, token: str) -> bool:
        return token.casefold() in _CAPITALS or (is_plain(token) and token.casefold() not in wording.LANGUAGES) or self.source.has(token)

    def _is_borne_out(self, name: str, unknown: Sequence[str]) -> bool:
        """'SEMH' where the CV writes it out, 'Read Write Inc' where it has 'RWI', 'Microsoft Word' where it has 'Word'."""
        if self.source.spells(name) or all(self.source.spells(token) for token in unknown):
            return True
        if set(unknown) <= _VENDORS and len(name.split()) > len(unknown):
            return True
        known = mentioned(" ".join(unknown))
        return bool(known) and set(known) <= self.source.skills

    def _is_made_up(self, tokens: Sequence[str]) -> bool:
        """Words of the CV put together to the name of an institution that it does not have."""
        words = _joined(tokens)
        proper = [token for token in tokens if not is_plain(token) and token.casefold() not in _CAPITALS | _HOUSES]
        return bool(proper) and bool(_HOUSES & {token.casefold() for token in tokens}) and not self._is_one_name(words)

    def _is_one_name(self, words: Sequence[str]) -> bool:
        """Whether the words follow each other in the CV with nothing left out but what any school may be called: primary, community."""
        for place in self.source.near(words, 1):
            told = telling(" ".join(self.source.lines[max(0, place - 1) : place + 2]))
            for start in (at for at, word in enumerate(told) if word == words[0]):
                left = list(words)
                for word in told[start:]:
                    if word == left[0]:
                        left.pop(0)
                    elif not (is_plain(word) or word in _HOUSES):
                        break
                    if not left:
                        return True
        return False


def _joined(tokens: Sequence[str]) -> list[str]:
    return telling(" ".join(tokens))


def _may_open(word: str) -> bool:
    """Whether an unknown word with a capital may owe it to its place at the head of a sentence."""
    return word[1:].islower() and word.casefold() not in _PLACES and wording.key(word) not in wording.LANGUAGES


def _runs(sentence: str) -> Iterator[tuple[bool, list[str]]]:
    """The names of a sentence: words with a capital that follow each other, and whether they open it."""
    run, opens, end = list[str](), False, 0
    for match in _TOKEN.finditer(sentence):
        if match[0] == match[0].lower():
            continue
        if run and _JOINED.fullmatch(sentence, end, match.start()):
            run.append(match[0])
        else:
            if run:
                yield opens, run
            run, opens = [match[0]], bool(_OPENS.search(sentence[: match.start()]))
        end = match.end()
    if run:
        yield opens, run
