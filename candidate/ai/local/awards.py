"""The pieces of a line about education, and what each is: an award and its level, a grade, a date, or where it was earned."""

import re
from datetime import date
from typing import Literal

from candidate.ai.local import dates, roles, wording

Part = tuple[str, str]  # kind (one of Kind, or "date"), text
Kind = Literal["award", "body", "where", "grade", "place", "other"]
WEAK = frozenset({"certificate", "course"})  # levels whose words also stand in other texts
TAUGHT = frozenset(("doctorate", "master", "bachelor", "foundation", "pgce", "postgraduate", "a_level", "gcse", "diploma"))

_LEVELS: dict[str, list[str]] = wording.data("qualifications.json")
_CASED = frozenset(_LEVELS.pop("cased"))  # ordinary words unless written with two capitals or more
_BODIES = wording.phrases("awarding_bodies.txt")
_INSTITUTIONS = wording.vocabulary("institutions.txt")
_AWARDS = wording.Phrases((phrase.replace("-", " "), level) for level, listed in _LEVELS.items() for phrase in listed)
_WORDS = {phrase for level, listed in _LEVELS.items() if level != "course" for phrase in listed if " " not in phrase}
_WORDS |= {
    "level",
    "extended",
    "subsidiary",
    "advanced",
    "higher",
    "national",
    "post",
    "graduate",
    "foundation",
    "city",
    "guilds",
    "c",
    "g",
}
_PARTS = re.compile(
    r"\s*[|•·●▪]\s*|\s[-–—]{1,2}\s|\s?[–—]\s|\s*[,;]\s(?![^()]{0,80}\))|(?<=[a-z]{4})\.\s(?=[A-Z])|:\s(?=(?:BA|BSc|MA|MSc|PhD|PGCE|(?:\d{1,2}\s)?(?:A.?Levels?|GCSEs?))\b)"
)
_AT = re.compile(r"\s(?:at|from|@|through|via)\s(?=(?:the\s)?[A-Z])|\s(?=(?:University|Prifysgol|Universidad|Université) (?:of|de) [A-Z])")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[,|]?\s*[)\]]")
_DATED_BRACKETS = re.compile(r"[\s,–-]*\|\s*(?=[)\]])|(?<=[(\[])\s*\|[\s,–-]*")  # '(Belfast Met, |)'
_LABELS = re.compile(
    r"(?:name of |currently )?(?:studying|qualifications?|institution|classification|awarding body|award(?:ed)?(?: by)?"
    r"|grades?|results?|dates?|year|course"
    r"|subject|university|college|school|place of study|title)(?: (?:obtained|awarded|attended|gained|name|of award))?\s*:\s*",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"\b(?:valid (?:to|until)|expires|expiry|exp\.?|renewed|renewal|awarded|achieved|obtained|completed|completion"
    r"|graduat(?:ed|ion)|gained|attained|expected|due"
    r"|passed|qualified|from|since|in|on"
    r"|dated?|year)\s*:?\s*(?=\|)",
    re.IGNORECASE,
)
_INITIAL_AT_END = re.compile(r"\b[A-Z]\.$")
_NAMED = re.compile(
    r"\b[Ss]ixth [Ff]orm\b|\s(?:Sixth|(?:Adult|Community) Learning)\)?$|(?:\b[A-Z][\w'’]+\s){1,4}High\)?$"
)  # 'Mile End Sixth Form', 'Oban High'
_PHASES = frozenset(("primary", "secondary", "early", "years", "and", "education", "teaching"))  # what a training was for
_INNER = re.compile(r" in |\(")
_LEADING = {"master": "master", "higher": "a_level"}  # awards where a piece begins with them or is nothing else
_THESIS = re.compile(r"[\s.,;|(–-](?:(?:phd|doctoral|masters?|master's)\s)?(?:thesis|dissertation)\b.*", re.IGNORECASE)
_YEARS_AHEAD = 10  # what lies further off is a number: 'City and Guilds 2050'
_LONGEST_PIECE = 300  # characters; longer ones are prose
_LOOSE = " ,;:|-–—.()[]"
_NVQ_LEVEL = re.compile(r"\blevels?\s?([1-8])\b|\b(?:nvq|svq)\s?([1-8])\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9])\w+")
_DOTS = re.compile(r"(?<=\b[A-Z])\.\s?(?=[A-Z][\w.])|(?<=[A-Z][A-Za-z])\.(?=[A-Z])|(?<=[A-Z])\.(?=\s|$)")  # of B.Ed. and B. A.
_GRADE_LABEL = r"(?:(?:with|grade|graded|result|classification|class|final grade|overall|predicted|achieved|at|degree class)s?:?\s)*"
_RANK = r"(?:first|1st|second|2nd|third|3rd)(?:[\s-]class)?(?:\s(?:upper|lower))?(?:\sdivision)?"
_WORDED = r"(?:high\s)?(?:distinction\*?|merit|pass(?:ed)?(?:\sb)?)|credit|unclassified|ordinary|(?:(?:summa|magna)\s)?cum laude"
_POINTS = r"[\d.]{1,5}\s?(?:%|c?gpa|/\s?\d{1,3}|out of \d{1,3})|c?gpa:?\s?[\d.]{1,5}(?:\s?/\s?[\d.]{1,4})?"
_CREDITS = r"\d{1,3}\s(?:credits|(?:ucas )?points)(?:\sat\s\w+)?"
_LETTERS = (
    r"(?-i:(?!(?:BA|BE|A.?[Ll]evels?)\b)(?:[DMP]{2,3}|D\*D\*D\*?|[A-E]\*?(?:\s?[,/&]?\s?[A-E]\*?){0,11}))|[1-9](?:\s?[,/&-]\s?[1-9]){0,11}"
)
_GRADE = re.compile(
    rf"\(?{_GRADE_LABEL}(?:2\s?[:.;(]\s?[12i]+|(?:upper|lower)\s(?:second|2nd)(?:\sclass)?|{_RANK}|{_WORDED}|{_LETTERS}|{_POINTS}|{_CREDITS})"
    r"(?:\s(?:class|honours|hons|degree|level|grade|division|overall|\(?hons\)?|\(2[:.][12]"
    r"|with (?:honours|commendation|qts|merit|distinction)))*\)?",
    re.IGNORECASE,
)
_SCORE = re.compile(r"(?:c?gpa|mention|score)\b\s*:?\s", re.IGNORECASE)
_STATUS = re.compile(r"(?:and |with )?(?:recommended for )?qts(?: awarded| recommended| achieved)?", re.IGNORECASE)  # behind a training
_LISTED_GRADE = re.compile(r"\S.{1,40}?(?:\s[-–:]?\s?|\s?\()(?:grade\s)?(?:[A-G]\*?|[1-9](?:\s?[-–/]?\s?[1-9])?)\)?")
_GRADE_WITHIN = re.compile(
    r"\b2(?:[:.][12]\b|\(i{1,2}\))|\b(?:first|1st)[\s-]class(?:\shon\w*)?\b|\b(?:upper|lower)\ssecond(?:\sclass)?\b|\b(?:distinction|merit)\b|\((?:first|pass)\)",
    re.IGNORECASE,
)


def level(text: str) -> str:
    """The highest level that the text names (keys of `wording/qualifications.json`; NVQs with theirs, 'nvq 3'), '' for none."""
    levels = _levels(text)
    found = next((known for known in _LEVELS if known in levels), "") or _leading(text)
    numbered = _NVQ_LEVEL.search(text) if found == "nvq" else None
    return f"nvq {numbered[1] or numbered[2]}" if numbered else found


def names_one(text: str) -> bool:
    """Whether the text names a qualification, certificate or course."""
    return bool(_levels(text))


def kind(text: str) -> Kind:
    """What a piece is, as far as its own words tell."""
    bare = text.strip(" ()[].,")
    if wording.key(bare) in _BODIES:
        return "body"
    if _GRADE.fullmatch(bare) or _STATUS.fullmatch(bare) or _SCORE.match(bare):
        return "grade"
    if _leading(bare):
        return "award"
    levels = _levels(text)
    if levels - WEAK or (levels and not is_institution(_INNER.split(text, maxsplit=1)[0])):
        return "award"
    if is_institution(text):
        return "where"
    return "place" if roles.reading(bare) == "place" else "other"


def _leading(text: str) -> str:
    """The level of 'Master' or 'Higher', words that mean an award only where they lead."""
    first, *others = wording.words(text)[:2] or [""]
    return _LEADING.get(first, "") if first == "master" or not others else ""


def grade(text: str) -> str:
    """A grade within a longer text: '2:1' of 'BA History 2:1'."""
    match = _GRADE_WITHIN.search(text)
    return match[0].strip("()") if match else ""


def without_grade(text: str) -> str:
    return _GRADE_WITHIN.sub("", text).replace("()", "").strip(" ,;:|-–—.")


def is_award_word(word: str) -> bool:
    """Whether the word is a part of an award's name rather than of its subject: 'BA', '(Hons)', 'NVQ', 'Level'."""
    return wording.key(word.replace(".", "")) in _WORDS


def is_graded_subject(text: str) -> bool:
    """'English Language - B', 'Maths (6)'."""
    return bool(_LISTED_GRADE.fullmatch(text.strip()))


def is_institution(text: str) -> bool:
    said = wording.words(text)
    if _PHASES.issuperset(said):
        return False
    return bool(_NAMED.search(text)) or any(word.removesuffix("'s") in _INSTITUTIONS for word in said)


def _levels(text: str) -> set[str]:
    plain = _DOTS.sub("", text).replace("-", " ").replace("(", " ").replace(")", " ")
    found = _AWARDS.find(plain)
    if not found:
        return set()
    capitals = {word.casefold() for word in _CAPITALS.findall(plain)}
    return {level for level, phrase in found if phrase not in _CASED or capitals.intersection((phrase, *phrase.split()))}


def parts(text: str, today: date) -> list[Part]:
    """The pieces of a line with what each is; dates stand first when the line begins with them, else last."""
    when: list[Part] = []
    leads = False
    for found in reversed(dates.ranges(text, today)):
        if found.start[:4] > str(today.year + _YEARS_AHEAD):
            continue
        when.insert(0, ("date", text[slice(*found.span)].strip(_LOOSE)))
        leads = not text[: found.span[0]].strip(_LOOSE)
        text = f"{text[: found.span[0]]} | {text[found.span[1] :]}"
    text = _DATED_BRACKETS.sub("", _THESIS.sub("", _EMPTY_BRACKETS.sub("|", _DATE_WORDS.sub(" ", text))))
    rest = _related([(kind(piece), piece) for piece in pieces(text)])
    return when + rest if leads else rest + when


def pieces(text: str) -> list[str]:
    """A text without dates cut where one thing ends and another begins."""
    text = _LABELS.sub("", text, count=1) if _LABELS.match(text) else text
    found = [piece for part in _PARTS.split(text) for piece in _placed(_LABELS.sub("", part, count=1) if _LABELS.match(part) else part)]
    return [piece for piece in found if piece]


def _related(found: list[Part]) -> list[Part]:
    """Pieces that mean one thing alone and another beside others."""
    kinds = [of for of, _ in found]
    if kinds == ["grade"] and level(found[0][1]) == "qts":
        return [("award", found[0][1])]  # 'QTS' on a line of its own
    if kinds[:1] == ["body"] and "other" in kinds and "award" not in kinds and names_one(found[0][1]):
        return [("award", found[0][1]), *found[1:]]  # 'ACCA - part qualified'
    return [
        ("place" if of == "other" and number and kinds[number - 1] == "where" and ("award" in kinds or _is_place(text)) else of, text)
        for number, (of, text) in enumerate(found)
    ]  # 'Anna University, Chennai'


def _is_place(text: str) -> bool:
    return wording.key(text) in wording.COUNTRIES or wording.key(text) in wording.KINGDOM


def _placed(piece: str) -> list[str]:
    """'BA History at the University of York' in two."""
    for match in _AT.finditer(piece) if len(piece) < _LONGEST_PIECE else ():
        before, after = piece[: match.start()], piece[match.end() :]
        named = match[0].isspace() and " " not in before and not names_one(before)  # 'Technical University of Sofia'
        if is_institution(after) and not named and not names_one(after) and before.strip(_LOOSE):
            return [_trimmed(before), *_graded(_trimmed(after))]
    return _graded(_trimmed(piece))


def _graded(piece: str) -> list[str]:
    """'University of Hull (2:1)' in two."""
    found = grade(piece)
    if found and is_institution(piece) and not names_one(piece) and piece.rstrip(")").endswith(found):
        return [without_grade(piece), found]
    return [piece]


def _trimmed(piece: str) -> str:
    piece = piece.strip(" ,;:|-–—•/")
    piece = piece if _INITIAL_AT_END.search(piece) else piece.rstrip(".")
    return piece.strip("()") if piece[:1] == "(" and piece[-1:] == ")" else piece
