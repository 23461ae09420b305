"""The bullets of one job: one form of verb, one way of ending, what tells most first, nothing twice. Nothing is added."""

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from candidate.ai.local import verbs, wording
from candidate.ai.local.plain_english import KNOWN, plain
from candidate.profile import Employment

MOST = 200  # bullets that a job may have
_LONG = 25  # words: a bullet that long is split at the ends of its sentences
_ALIKE, _TYPO = 90, 82  # of 100: two bullets, two words
_MOST_CHANGES = 4
_MARKS = "-•*–·, "
_LABELS = frozenset(KNOWN["labels"])
_TELLING = frozenset((*KNOWN["results"], *KNOWN["leading"], *KNOWN["figures"]))
SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])(?<!\b[A-Z]\.\s)(?<!\b(?:St|Mr|Ms|Dr|No|vs)\.\s)(?<!\b(?:Mrs|e\.g|i\.e|etc|inc)\.\s)")
_NO_FIGURE = re.compile(
    r"\b(?:(?:19|20)\d\d"
    r"|(?:years?|key stages?|ks|levels?|primary|class|grades?|stages?|p|y|set)\s?\d+(?:\s?(?:,|-|–|&|and|to|or)\s?\d+)*)\b",
    re.IGNORECASE,
)
_LENGTH = re.compile(rf"\b(?:{'|'.join(KNOWN['figures'])})\s(?:{'|'.join(KNOWN['periods'])})\b", re.IGNORECASE)
LEANS = re.compile(r"(?:This|These|It|Which|Both|The latter|Here|There|In addition|Among|He|She|They|Then|As a result)\b")
_PERSON = rf"(?:{'|'.join(KNOWN['who'])})\s"
_WAS = rf"(?:{_PERSON})?(?:(?:am|are|was|were|is|been|have been|has been|had been)\s)?"
_HOW = r"(?:(?:also|solely|fully|directly|mainly|primarily|actively|heavily|jointly|partly|closely)\s)?"
_DUTIES = (
    r"(?:(?:My|Their|The|His|Her|Our)\s)?(?:(?:main|key|daily|primary|other|day-to-day|general)\s)?"
    r"(?:duties|responsibilities|role|tasks|job|work|responsibility|duty)"
)
_CHARGED = r"(?:responsible for|in charge of|tasked with|charged with|accountable for|involved (?:in|with)|experience (?:of|in))\s"
_OPENERS = tuple(
    re.compile(rf"{opener}(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
    for opener in (
        rf"{_WAS}{_HOW}{_CHARGED}",
        rf"{_DUTIES}(?:\salso)?\s(?:was|were|is|are)\s?:?\s",
    )
)
_LISTS = re.compile(
    rf"(?:{_DUTIES}(?:\salso)?\s(?:included?|includes|including|involved?|involves)\s?:?\s|(?:{_DUTIES})(?<!role|.job|work)\s?:\s?)(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_INFINITIVE = re.compile(
    rf"(?:{_DUTIES}\s(?:was|were|is|are)\s|{_WAS}(?:required|expected|employed|asked|had|hired)\s)?to\s(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_HELP = re.compile(r"(Help|Helped|Helping)(?: out)?\s(?:with|in)\s(?P<rest>.+)", re.DOTALL)
_SKILL = re.compile(r"(?:reading|writing|spelling|planning|marking)(?:$|[.,]|\s(?:and|in)\b)")
_PERSON_IN_CHARGE = re.compile(rf"{_WAS}(?:also\s)?(?={_CHARGED})", re.IGNORECASE)
_PRONOUN = re.compile(
    rf"{_PERSON}(?P<have>(?:have|has|had)\s)?{_HOW}(?:(?:currently|now|then)\s)?(?P<rest>\w.+)", re.IGNORECASE | re.DOTALL
)


def told(job: Employment, today: date, *, formal: bool = False) -> list[tuple[str, str]]:
    """Each bullet, the long ones cut at their sentences, in plain words and as it should read, in the order of the job."""
    texts = [plain(" ".join(text.split()).lstrip(_MARKS), formal=formal) for text in job.responsibilities]
    cut = [piece for text in texts for piece in _cut(text)]
    texts = cut if len(cut) <= MOST else texts
    tense = _tense(job, texts, today)
    return [(text, _settled(text, tense, formal=formal)) for text in texts]


def improved(texts: Sequence[str]) -> list[str]:
    """The bullets of a job as they should stand: each thing once, those that tell most first, all ended in the same way."""
    return _ordered(_ended(_merged([text for text in texts if not _is_label(text)])))


def _cut(text: str) -> list[str]:
    sentences = SENTENCES.split(text)
    long = len(text.split()) >= _LONG and not any(LEANS.match(said) or len(said.split()) < 4 for said in sentences[1:])
    return sentences if long else [text]


def _tense(job: Employment, texts: Sequence[str], today: date) -> verbs.Tense | None:
    """Past for a job that has ended, present for one that runs; when the CV does not say, what all its bullets have."""
    if job.end:
        return "base" if job.end == "present" or job.end > today.strftime("%Y-%m") else "past"
    forms = {form for text in texts if (form := verbs.begins_with(text))}
    return "past" if "past" in forms and "base" not in forms else "base" if "base" in forms and "past" not in forms else None


def _settled(text: str, tense: verbs.Tense | None, *, formal: bool) -> str:
    """A bullet as it should read; again, as long as one change makes way for another."""
    for _ in range(_MOST_CHANGES):
        before, text = text, plain(_capital(_told(text, tense)).lstrip(_MARKS), formal=formal)
        if text == before:
            break
    return text


def _told(text: str, tense: verbs.Tense | None) -> str:
    """A bullet without its preamble, in the tense of its job."""
    if tense is None:
        return text
    if match := _INFINITIVE.fullmatch(text):
        return verbs.opened(match["rest"], tense, infinitive=True) or text
    if match := _LISTS.fullmatch(text):
        return verbs.opened(match["rest"], tense) or match["rest"]
    for opener in _OPENERS:
        if match := opener.fullmatch(text):
            return verbs.opened(match["rest"], tense) or _PERSON_IN_CHARGE.sub("", text, count=1)
    text = _capital(_impersonal(text))
    if match := _HELP.fullmatch(text):
        return _helped(match, tense)
    return verbs.restated(text, tense)


def _helped(match: re.Match[str], tense: verbs.Tense) -> str:
    """'Helped with the garden' as 'Supported the garden', 'Helped with running the club' as 'Helped run the club'."""
    past = tense == "past" or match[1] == "Helped"
    rest = match["rest"]
    if not re.match(r"\w+ing\b", rest) or _SKILL.match(rest):
        return f"{'Supported' if past else 'Support'} {rest}"
    run = verbs.opened(rest, "base")
    return f"{'Helped' if past else 'Help'} {run[0].lower()}{run[1:]}" if run else match[0]


def _impersonal(text: str) -> str:
    """Without a pronoun in front of a verb: 'They taught' as 'Taught', 'They have written' as 'Wrote'."""
    match = _PRONOUN.fullmatch(text)
    if not match:
        return text
    first, _, behind = match["rest"].partition(" ")
    if match["have"]:
        return f"{past} {behind}" if (past := verbs.past_of(first)) and behind else text
    return match["rest"] if behind and verbs.begins_with(match["rest"]) in ("past", "base", "s") else text


def _capital(text: str) -> str:
    first = text.split(maxsplit=1)[0] if text else ""
    return text[:1].upper() + text[1:] if re.fullmatch(r"[a-z]{2,}(?:['’-][a-z]+)*[,;:.]?|a", first) else text


def _is_label(text: str) -> bool:
    return not wording.words(text) or wording.key(text) in _LABELS


def _merged(texts: Sequence[str]) -> list[str]:
    """Each thing once, in its fuller wording, where it stood first."""
    kept = list[str]()
    for text in texts:
        place = next((number for number, other in enumerate(kept) if _same(text, other)), None)
        if place is None:
            kept.append(text)
        elif len(wording.words(text)) > len(wording.words(kept[place])):
            kept[place] = text
    return kept


def _same(text: str, other: str) -> bool:
    """Whether one says no more than the other: it is how the other begins, or they differ by slips of the pen."""
    short, long = sorted((wording.words(text), wording.words(other)), key=len)
    if len(short) > 2 and long[: len(short)] == short:
        return True
    if len(short) != len(long) or _names(text) != _names(other) or fuzz.ratio(" ".join(short), " ".join(long)) < _ALIKE:
        return False
    return all(a == b or (len(a) > 3 and a.isalpha() and fuzz.ratio(a, b) >= _TYPO) for a, b in zip(short, long, strict=True))


def _names(text: str) -> list[str]:
    return re.findall(r"(?<=\s)\W*[A-Z][\w'’-]*|\d+", text)


def _ordered(texts: list[str]) -> list[str]:
    """Those that show a figure, a result or responsibility for others first; a bullet that leans on the one above stays with it."""
    groups = list[list[str]]()
    for text in texts:
        if groups and LEANS.match(text):
            groups[-1].append(text)
        else:
            groups.append([text])
    if any(text.rstrip(".").endswith((":", " and")) or not text[0].isupper() for text in texts):
        return texts
    return [text for group in sorted(groups, key=lambda group: not any(map(shows, group))) for text in group]


def shows(text: str) -> bool:
    return bool(re.search(r"\d", _NO_FIGURE.sub("", text))) or not _TELLING.isdisjoint(wording.words(_LENGTH.sub("", text)))


def _ended(texts: Sequence[str]) -> list[str]:
    """All with a full stop, or all without: as most have it; with, where one has several sentences."""
    stopped = sum(text.endswith(".") for text in texts) * 2 > len(texts) or any(SENTENCES.search(text) for text in texts)
    return [_closed(text) if stopped else _open(text) for text in texts]


def _closed(text: str) -> str:
    text = text.rstrip(" ,;")
    return text if text.endswith((".", "!", "?", ":", "…")) else f"{text}."


def _open(text: str) -> str:
    return text if text.endswith(("etc.", "...", "e.g.", "a.m.", "p.m.")) else text.rstrip(" ,;.")
