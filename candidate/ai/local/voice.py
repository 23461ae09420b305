"""Puts a candidate's own profile into the third person, as 'they': no gender is guessed, and nearly every verb keeps its form."""

import re

from candidate.ai.local import wording
from candidate.ai.local.english import WORDS, article, is_known, within

_CHANGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), change)
    for pattern, change in (
        (r"\bi(?=['’](?:m|ve|d|ll)\b|\s(?:am|have|was|can|will|would|enjoy|love|work|worked|like|feel|believe|also|currently)\b)", "I"),
        (r"((?:\b(?:and|but|or|also|now|currently|still|then|who|\w{1,30}ly)|,)\s)am\b", r"\1are"),
        (r"\bI['’]m\b|\bI am\b", "they are"),
        (r"\bI['’]ve\b", "they have"),
        (r"\bI['’]d (?=been\b|had\b|\w+ed\b)", "they had "),
        (r"\bI['’]d\b", "they would"),
        (r"\bI['’]ll\b", "they will"),
        (r"\bI was(?=n['’]t\b|\b)", "they were"),
        (r"\bam I\b", "are they"),
        (r"(?<!War )(?<!Level )(?<!Part )(?<!Phase )(?<!Stage )(?<!Grade )\bI\b(?=,?\s[a-z])", "they"),
        (r"(\bthey (?:(?!\b(?:which|who|that|it|my)\b)[^.;:!?]){1,120}?\band (?:\w{1,30}ly |then |later |also )?)was\b", r"\1were"),
        (r"\bmyself\b", "themselves"),
        (r"\bmy own\b", "their own"),
        (r"\b[Mm]y\b", "their"),
        (r"\bof mine\b", "of theirs"),
        (r"\bme\b", "them"),
    )
)
_SENTENCE = re.compile(r"(?:^|(?<=[.!?]\s)|(?<=\n))(they|their|theirs|themselves|are they)\b")
_VERBS = (
    "have|am|are|was|were|do|enjoy|believe|love|work|teach|lead|take|like|hold|bring|can|aim|want|seek|thrive|care|know|offer|understand|value"
    "|pride|use|run|make|plan|feel|look|help|build|keep|give|find|try|mentor|coach|manage|support|speak|play|possess|strive|adapt|learn|develop"
    "|deliver|provide|create|live|respond|relish|respect|get|listen|communicate|excel|remain|cook"
)
_ADVERB = r"(?:\w{1,30}ly\s|now\s|also\s|still\s|then\s|always\s)?"
_ONE_VERB = rf"(?![^.]{{0,400}}(?:\b(?:and|but)|,)\s{_ADVERB}(?:{_VERBS})\b)"
_FIRST = re.compile(
    r"^(?P<before>(?:(?:As|With|Having|After|Since|Over|For|In|Through|Throughout|During)\b(?:(?!\bthey\b)[^.;:!?]){3,150}?,? t|T)hey )"
    r"(?P<verb>are|have|were)\b" + _ONE_VERB
)
_SINGULAR = {"are": "is", "have": "has", "were": "was"}
_BEHIND = frozenset(
    {
        "who",
        "with",
        "whose",
        "able",
        "keen",
        "from",
        "for",
        "in",
        "of",
        "at",
        "and",
        "based",
        "on",
        "currently",
        "now",
        "seeking",
        "looking",
    }
)
_SINCE = re.compile(r"[^.;!?]{0,80}\bsince \d")
_HELLO = re.compile(
    r"^(?:(?:Hello|Hi|Hey)\b[^.!?]{0,20}[.!,]\s+)?"
    r"(?:My name(?: is|['’]s) [^\W\d_][\w'’-]{0,40}(?:\s[^\W\d_][\w'’-]{0,40}){0,2}(?:,|\.|,? and)\s+)?(?=I\b)",
    re.IGNORECASE,
)
_NOUNS = wording.TITLES | WORDS["callings"]
_SMALL = frozenset(
    {"of", "for", "in", "with", "to", "from", "by", "at", "on", "as", "or", "the", "able", "using", "use", "through", "between"}
)
_MARKS = ",.;:!?"
_MOST_WORDS = 10  # of what somebody calls themselves
_OF = re.compile(
    r"(?:\s(?:of|in|and)(?:\s[\w&'’-]{1,25}){1,4}?)(?=\s(?:who|with|whose|looking|seeking|based|from|for|at|currently|now)\b|[.,;:]|$)"
)


def third_person(text: str, given_name: str) -> str:
    """'I am a teacher. I love my work.' becomes 'Anna is a teacher. They love their work.', and so does 'Teacher. I love my work.'"""
    if given_name:
        text = _HELLO.sub("", text)
        text = re.sub(rf"^I(?: am|['’]m) {re.escape(given_name)},? (?=an?\b)", "I am ", text)
    noun, rest = _called(text)
    if noun and given_name:
        return f"{given_name} is {article(within(noun))}{neutral(rest)}"
    text = neutral(text)
    return _FIRST.sub(lambda found: f"{found['before'][:-5]}{given_name} {_SINGULAR[found['verb']]}", text) if given_name else text


def described(text: str) -> str:
    """What a profile calls the candidate in its first words, without any verb: 'newly qualified primary teacher'; '' when it does not."""
    noun, rest = _called(text)
    more = _OF.match(rest) if noun else None
    return within(noun + (more[0] if more else ""))


def _called(text: str) -> tuple[str, str]:
    """A profile that begins with a noun instead of a sentence: the noun, its article gone, and what follows; else '' and the text."""
    start, before = 0, list[str]()
    for match in re.finditer(r"\S+", text[:200]):
        word = match[0].rstrip(_MARKS)
        if not before and word in {"A", "An"}:
            start = match.end() + 1
            continue
        before.append(word.casefold())
        if word.casefold() in _NOUNS and _ends_there(text[match.start() + len(word) :], before):
            end = match.start() + len(word)
            return text[start:end], text[end:]
        if (
            len(before) > _MOST_WORDS
            or match[0][-1] in _MARKS[1:]
            or before[-1] in _SMALL
            or not (is_known(word) or before[-1] in WORDS["callings"])
        ):
            break
    return "", text


def _ends_there(rest: str, before: list[str]) -> bool:
    """Whether a noun is over: 'Coach and mentor staff' begins with verbs."""
    following = re.match(r"[\s,]*([\w-]*)", rest)
    word = following[1].casefold() if following else ""
    if re.match(r",\s+I\b", rest) or _SINCE.match(rest):
        return False
    if not rest.strip() or rest[0] in _MARKS or rest.startswith((" (", " –", " - ")):
        return True
    if word == "and":
        return len(before) > 1
    return word in _BEHIND or word.endswith(("ed", "ing"))


def neutral(text: str) -> str:
    """'I planned my lessons' becomes 'They planned their lessons'; text without 'I' and 'my' stays as it is."""
    for pattern, change in _CHANGES:
        text = pattern.sub(change, text)
    return _SENTENCE.sub(lambda match: match[0][0].upper() + match[0][1:], text)
