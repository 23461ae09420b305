"""Which words of a full name are the surname, and where they stand in a text."""

import dataclasses
import re
import unicodedata

from candidate.cv_pdf.folding import LETTER, NO_LETTER_AFTER, NO_LETTER_BEFORE, WORDS, fold

_TITLES = frozenset(WORDS["titles"])
_LETTERS_AFTER = frozenset(WORDS["letters_after"])
_CAPITAL_LETTERS_AFTER = frozenset(letters.upper() for letters in _LETTERS_AFTER) - {"BA", "BED", "MA", "MED"}
_PARTICLES = frozenset(WORDS["particles"])
_DOUBLE_HAN = frozenset(WORDS["double_family_names"])
_PHRASES: dict[str, dict[str, str]] = WORDS["phrases"]  # what follows or precedes such a word, as a pattern, when it starts with a capital
_ADJECTIVES = frozenset(WORDS["adjectives"])
_ORDINARY = frozenset(WORDS["ordinary"]) | _ADJECTIVES | frozenset(_PHRASES)  # words of a teacher's CV: in small letters no names
_WHAT_IS_SO = re.compile(r"[ -](?!(?:and|as|at|can|for|has|in|is|of|or|to|was|who|will|with)\b)[a-z]+(?<!ed)(?<!s)\b")
_BORN = re.compile(r"\((?:née|nee|né|born|formerly)\b\.?:?", re.I)
_ASIDE = re.compile(r"\([^)]*\)|\"[^\"]*\"|“[^”]*”")

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_UNSPACED = re.compile(rf"[{_HAN}\u3040-\u30ff\uac00-\ud7af]+")  # Han, kana, Hangul: family name first, words not parted by spaces

_SCHOOL = r"(?:School|Academy|Nursery|Pre-?school|Hospital|Council|Trust|Federation|Cathedral|Museum|Library)"
_COLLEGE = r"(?:College|University)"
_ROLE = (
    r"(?:Assistant|Coach|Cover|CV|Governor|Head|Lead|Leader|Lecturer|Manager|Mentor|Student|Supply|Support|Teacher|Teaching|Trainee|Tutor)"
)
_RUN = r"(?:&|and|of|the|for|with|C of E|[A-Z][\w'.-]*|\([A-Z][^)\n]*\)|\d+)"
_INSTITUTION_AFTER = re.compile(
    rf"(?:'s|s')?(?: {_RUN}){{0,5}}? "
    rf"(?:(?:{_SCHOOL}|{_SCHOOL.upper()})s?(?!\w)(?! +[A-Z])|(?:{_COLLEGE}|{_COLLEGE.upper()})s?(?!\w)(?! +{_ROLE}\b))"
)
_INSTITUTION_BEFORE = re.compile(r"\b(?:university|college|borough|diocese|county|city|isle|bishop|school|academy) of (?:the )?$", re.I)
_HANDLE = re.compile(r"[@_]|://|^www\.|\.\w{2,}/|[^\W\d_]{3}\d{2}")  # what a user name or a link has


@dataclasses.dataclass(frozen=True, slots=True)
class Surname:
    """`words` are folded and in small letters; `given` is the one word of the name that a CV shows."""

    given: str
    words: tuple[str, ...]

    def stands_in(self, text: str) -> bool:
        """Whether a folded text shows it; see the rule of `candidate.cv_pdf.leaks`."""
        return any(_shows(text, word, self.given) for word in self.words)

    def stands_in_address(self, text: str) -> bool:
        """The same for file names, links, user names: no spaces part the words of these, and none is an ordinary word."""
        folded = text.casefold()
        return any(_inside(folded, word, self.given) for word in self.words)


def surname(full_name: str) -> Surname:
    """Everything but the given name: the first word that is no title and no initial; of names in Chinese, Japanese and Korean
    script the words after the first. 'Smith, Sarah' and 'SMITH Sarah' put the surname first; a single word is no surname.
    """
    name = _ASIDE.sub(" ", _BORN.sub(" ", full_name).replace(")", " ") if _BORN.search(full_name) else full_name)
    first, _, rest = fold(name).partition(",")
    words, behind = _words(first, name.isupper()), _words(rest, name.isupper())
    if behind:
        given = _given(behind)
        words += _without(behind, given)
    elif len(words) == 1:
        return Surname("", tuple(_family_sign(words[0])))
    else:
        given = _given(words)
        words = _without(words, given)
    return Surname(given.casefold(), tuple(dict.fromkeys(part for word in _telling(words) for part in _parts(word))))


def _words(name: str, capitals: bool) -> list[str]:
    """Without titles and the letters of degrees; in a name all in capitals MA and BA may be names."""
    letters = _CAPITAL_LETTERS_AFTER if capitals else _LETTERS_AFTER
    words = (word for word in name.split() if word.strip("().,").casefold() not in _TITLES)
    return [word for word in words if word.strip("().,").replace(".", "") not in letters]


def _given(words: list[str]) -> str:
    """The one word that a CV shows; "" for 'SMITH Sarah': rather than miss the surname, we stop at the given name as well."""
    if not words or (_in_capitals(words[0]) and not _in_capitals(words[-1])):
        return ""
    if all(_UNSPACED.fullmatch(word) for word in words):
        return words[-1]
    return next((word for word in words[:-1] if len(word.strip(".")) > 1), words[0])


def _in_capitals(word: str) -> bool:
    return sum(character.isupper() for character in word) > 2


def _without(words: list[str], given: str) -> list[str]:
    kept = list(words)
    if given in kept:
        kept.remove(given)
    return kept


def _telling(words: list[str]) -> list[str]:
    """Without initials, and without particles unless there is nothing else."""
    whole = [word for word in (word.strip(".,'\"-").casefold() for word in words) if len(word) > 1 or _UNSPACED.fullmatch(word)]
    return [word for word in whole if word not in _PARTICLES] or whole


def _parts(word: str) -> list[str]:
    """'smith-jones' gives itself, 'smith' and 'jones'; "o'brien" itself and 'brien'."""
    if _UNSPACED.fullmatch(word):
        return [word, *_family_sign(word)[1:]]
    pieces = [piece for piece in re.split(r"['-]", word) if len(piece) > 2 and piece not in _PARTICLES]
    return [word, *pieces] if len(re.split(r"['-]", word)) > 1 else [word]


def _family_sign(word: str) -> list[str]:
    """Of a name of two to four signs without spaces: the whole, and the family name at its head. Else nothing."""
    if not _UNSPACED.fullmatch(word) or not 2 <= len(word) <= 4:
        return []
    return [word, word[: 2 if word[:2] in _DOUBLE_HAN else 1]]


def _shows(text: str, word: str, given: str) -> bool:
    if _UNSPACED.fullmatch(word):
        alone = rf"(?<![{_HAN}\uac00-\ud7af]){word}(?![{_HAN}\uac00-\ud7af])"
        return re.search(word if len(word) > 1 else alone, text) is not None
    if not _is_alphabetic(word):
        return _shows_letters(text, word)
    if any(not _is_ordinary(text, found, word, given) for found in re.finditer(_pattern(word), text, re.I)):
        return True
    handles = (token.casefold() for token in text.split() if _HANDLE.search(token))
    return _beside_given(text.casefold(), word, given) or any(_inside(handle, word, given) for handle in handles)


def _shows_letters(text: str, word: str) -> bool:
    """For scripts whose shaping reorders letters and vowel signs in the text of a PDF: the letters count, in any order."""
    wanted = _letters(word)
    tokens = [_letters(token) for token in text.split()]
    return any(sorted(token) == sorted(wanted) or (len(wanted) > 2 and wanted in token) for token in tokens if token)


def _pattern(word: str) -> str:
    loose = r"[' -]?".join(re.escape(piece) for piece in re.split(r"['-]", word))
    loose = re.sub(r"^(mc|mac)(?=\w{3})", r"\1[ -]?", loose)
    return rf"{NO_LETTER_BEFORE}{loose}{NO_LETTER_AFTER}"


def _is_ordinary(text: str, found: re.Match[str], word: str, given: str) -> bool:
    """Whether this occurrence is no name: an ordinary word, or a piece of an institution's name."""
    before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 90]
    previous = re.search(rf"({LETTER}+)(?:\. ?|[ \n_-]{{1,2}})$", before)
    if previous and (previous[1].casefold() in _TITLES | {given.rpartition("-")[2]} or re.fullmatch("[A-Z]", previous[1])):
        return False
    if word in _ORDINARY and (found[0].islower() or _is_in_phrase(word, before, after)):
        return True
    return found[0][0].isupper() and bool(_INSTITUTION_AFTER.match(after) or _INSTITUTION_BEFORE.search(before))


def _is_in_phrase(word: str, before: str, after: str) -> bool:
    if word in _ADJECTIVES and _WHAT_IS_SO.match(after):
        return True
    phrase = _PHRASES.get(word, {})
    if "after" in phrase and re.match(rf"[ \n-](?:{phrase['after']}){NO_LETTER_AFTER}", after, re.I):
        return True
    return "before" in phrase and re.search(rf"(?<!\w)(?:{phrase['before']})[ \n]$", before, re.I) is not None


def _beside_given(text: str, word: str, given: str) -> bool:
    """'sarahsmith', 'sarah.smith', 'smith, sarah'."""
    if len(given) < 2:
        return False
    one, other = re.escape(given), re.escape(word)
    together = rf"{one}[ _.-]{{0,2}}{other}{NO_LETTER_AFTER}|{other}(?:, ?| |[_.-])?{one}"
    return re.search(rf"{NO_LETTER_BEFORE}(?:{together})", text) is not None


def _inside(text: str, word: str, given: str) -> bool:
    """In something that has no words: 'ssmith84'. The given name may contain the surname: Harrison Harris."""
    bare = re.sub(r"['-]", "", word)
    rest = text.replace(given, " ") if given else text
    if len(bare) > 3 and bare in re.sub(r"['.-]", "", rest):
        return True
    return re.search(_pattern(word), rest) is not None or _beside_given(text, word, given)


def _is_alphabetic(word: str) -> bool:
    """Latin, Greek, Cyrillic, Armenian: letters stand in the order of the sounds, also in the text of a PDF."""
    return all(character < "\u0590" for character in word)


def _letters(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in decomposed if letter >= "\u0590" and unicodedata.category(letter) == "Lo")
