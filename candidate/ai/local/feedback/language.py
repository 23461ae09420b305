"""Language: clichés, weak and passive wording, spelling, tense, and carelessness."""

import re
from collections import Counter
from collections.abc import Iterator

from candidate.ai.feedback import Finding, Severity
from candidate.ai.local import emails, wording
from candidate.ai.local.english import listed
from candidate.ai.local.feedback.cv import LISTS, Cv, Prose, is_running, opens_with, phrases, sentences
from candidate.ai.local.feedback.faults import Hit, counted, fault, pooled

_LEAST_WORDS = 30  # of prose, to say anything
_CLICHES, _WEAK = phrases("cliches"), phrases("weak_openings")
_AMERICAN, _PRESENT, _PAST = frozenset(LISTS["american"]), frozenset(LISTS["present"]), frozenset(LISTS["past"])
_CASUAL = frozenset(LISTS["casual"])
_MANY_CLICHES, _MANY_WEAK, _MANY_SAME = 4, 3, 5
_LEAST_I = 4
_THIRD = re.compile(r"\b(?:[Hh]e|[Ss]he)\s(?:is|has|was|works|worked|enjoys|can|believes|holds|teaches|brings)\b")
_FIRST = re.compile(r"\bI\b(?=['’\s])(?!\s(?:and|or)\b)")
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being)\s(?:\w+ly\s)?(?!(?:involved|based|interested|experienced|skilled|motivated|pleased|excited|inspired)\b)"
    r"(?:\w{2,}ed|given|taught|shown|made|taken|held|chosen|asked|led|run|built|written)\b",
    re.IGNORECASE,
)
_MANY_PASSIVE = 3
_DOUBLED = re.compile(r"(?<![\w'’-])(the|and|of|to|a|an|in|with|for|is|was|my|at|on|from|as|by)\s\1(?![\w'’-])")
_SHOUTED_WORDS, _LONG_SENTENCE = 6, 40
_RUN_TOGETHER = re.compile(r"(?<=[a-z]) (?=[A-Z][a-z]+(?:ed|ing)\b)")  # lines that were no sentence in the CV
_WORD = re.compile(r"[^\W\d_]+")


def _amount(cv: Cv) -> Iterator[Finding]:
    words = sum(len(piece.text.split()) for piece in cv.prose)
    if words < _LEAST_WORDS:
        yield fault("nothing_to_judge", Severity.MEDIUM if words else Severity.HIGH)


def _cliches(cv: Cv) -> Iterator[Finding]:
    found = [(piece, phrase) for piece in cv.prose for _, phrase in _CLICHES.find(piece.text)]
    which = listed([f"'{phrase}'" for phrase in dict.fromkeys(phrase for _, phrase in found)][:4])
    yield from pooled("cliches", [Hit(piece.place, piece.text) for piece, _ in found], "cliché", many=_MANY_CLICHES, which=which)


def _openings(cv: Cv) -> Iterator[Finding]:
    weak = [piece for piece in cv.duties if opens_with(piece.text, _WEAK)]
    if len(weak) > 1:
        yield from pooled("weak_openings", _hits(weak), "line begin", many=2 * _MANY_WEAK)
    first = Counter(words[0] for piece in cv.duties if (words := wording.words(piece.text[:60])) and len(words[0]) > 2)
    word, count = first.most_common(1)[0] if first else ("", 0)
    if count >= _MANY_SAME and count * 4 >= len(cv.duties):
        piece = next(piece for piece in cv.duties if wording.words(piece.text[:60])[:1] == [word])
        yield fault("same_opening", Severity.LOW, piece.place, piece.text, count=counted(count, "line"), word=word)


def _persons(cv: Cv) -> Iterator[Finding]:
    said = [piece for piece in cv.duties if piece.text.startswith(("I ", "I'", "I’"))]
    if len(said) >= _LEAST_I and len(said) * 3 >= len(cv.duties):
        yield fault("first_person", Severity.LOW, said[0].place, said[0].text, count=f"{len(said)} of {len(cv.duties)} lines about jobs")
    statement = cv.found.statement.value
    third = _THIRD.search(statement) if _FIRST.search(statement) else None
    if third:
        yield fault("mixed_person", Severity.LOW, "Profile", third[0], word=third[0].split()[0].lower())


def _voice(cv: Cv) -> Iterator[Finding]:
    passive = [Hit(piece.place, match[0]) for piece in cv.duties if (match := _PASSIVE.search(piece.text))]
    if len(passive) >= _MANY_PASSIVE:
        yield from pooled("passive", passive, "line is")
    over = [piece for piece in cv.duties if piece.job and piece.job.when and piece.job.when.end and not is_running(piece.job)]
    present = [piece for piece in over if _opening(piece) in _PRESENT]
    past = [piece for piece in over if _opening(piece) in _PAST or re.fullmatch(r"\w{3,}ed", _opening(piece))]
    if len(present) > 1:
        yield from pooled("tense", _hits(present), "line", many=5, mixed=", others in the past tense" if past else "")


def _opening(piece: Prose) -> str:
    return next(iter(wording.words(piece.text[:40])), "")


def _spelling(cv: Cv) -> Iterator[Finding]:
    if cv.is_scan:
        return
    found = [(piece, word) for piece in cv.prose for word in _WORD.findall(piece.text) if word in _AMERICAN or word.casefold() in _AMERICAN]
    found = [(piece, word) for piece, word in found if word.islower() or piece.text.startswith(word)]  # the rest are names
    which = listed([f"'{word}'" for word in dict.fromkeys(word for _, word in found)][:5])
    yield from pooled("american", [Hit(piece.place, word) for piece, word in found], "word", many=8, which=which)
    doubled = [Hit(piece.place, match[0]) for piece in cv.prose if (match := _DOUBLED.search(piece.text))]
    yield from pooled("doubled_words", doubled, "word stands")


def _tone(cv: Cv) -> Iterator[Finding]:
    shouted = [piece for piece in cv.prose if piece.text.isupper() and len(_WORD.findall(piece.text)) >= _SHOUTED_WORDS]
    yield from pooled("capitals", _hits(shouted), "line is", many=3)
    loud = [piece for piece in cv.prose if re.search(r"[a-z]!(?:\s[A-Z]|$|!)", piece.text)]
    marks = sum(piece.text.count("!") for piece in loud)
    if loud:
        count = "One exclamation mark" if marks == 1 else f"{marks} exclamation marks"
        yield fault("exclamation", Severity.LOW, loud[0].place, _around(loud[0].text, "!"), count=count)
    email = cv.found.contact.email.value
    words = set(re.split(r"[\W\d_]+", email.partition("@")[0]))
    if words & _CASUAL and not emails.Address(email, cv.found.name.value.full).is_named:
        yield fault("casual_email", Severity.LOW, "", email)
    whole = [piece for piece in cv.prose if not _RUN_TOGETHER.search(piece.text)]
    endless = [(piece, said) for piece in whole for said in sentences(piece.text) if len(said.split()) > _LONG_SENTENCE]
    most = f"{max((len(said.split()) for _, said in endless), default=0)} words"
    yield from pooled("long_sentences", [Hit(piece.place, said) for piece, said in endless], "sentence", many=4, most=most)


def _around(text: str, mark: str) -> str:
    """The sentence that ends with the mark."""
    end = text.index(mark) + 1
    return re.split(r"(?<=[.!?])\s", text[:end])[-1]


def _hits(pieces: list[Prose]) -> list[Hit]:
    return [Hit(piece.place, piece.text) for piece in pieces]


RULES = (_amount, _cliches, _openings, _persons, _voice, _spelling, _tone)
