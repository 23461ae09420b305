"""How right an answer is: hits, wrong finds and misses of each field, by the rules of a fair judge.

A name is compared without regard to case, kind of apostrophe, title or letters behind it, but with its accents. An e-mail and a phone
(E.164) must be exact, a town the same but for case, years within 0.3 of what the dates allow. Titles, employers and qualifications are
matched one to one by the likeness of their words.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import Any

from rapidfuzz import fuzz

FIELDS = ("name", "email", "phone", "town", "titles", "employers", "qualifications", "years")  # those of the macro average
FURTHER = ("postcode", "job dates", "roles", "qts", "dbs", "photo", "hidden text", "instructions", "readable")
ALIKE = 85
MOST_TIMES_LONGER = 4  # a find that has swallowed half the page is none,
MOST_TIMES_SHORTER = 3  # and neither is one that has a year in common
YEARS_APART = 0.3
_HONORIFICS = re.compile(r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|rev|revd)\.?\s+)+")
_PUNCTUATION = re.compile(r"[^\w+#&']+")


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """Of one field: what was found and right, found and wrong, there and missed."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.hits + other.hits, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Nothing to find and nothing found is right."""
        both = 2 * self.hits + self.wrong + self.missed
        return 2 * self.hits / both if both else 1.0


Judge = Callable[[dict[str, Any], dict[str, Any]], Count]


def score(answer: dict[str, Any], truth: dict[str, Any]) -> dict[str, Count]:
    """The count of every field for one file."""
    return {field: judge(answer, truth) for field, judge in _JUDGES.items()}


def _single(found: str, wanted: Iterable[str]) -> Count:
    accepted = [text for text in wanted if text]
    if not accepted:
        return Count(wrong=int(bool(found)))
    if not found:
        return Count(missed=1)
    return Count(hits=1) if found in accepted else Count(wrong=1, missed=1)


def _name(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    return _single(bare_name(answer["name"]), [bare_name(name) for name in (truth["name"], *truth["accepted_names"])])


def bare_name(name: str) -> str:
    """A name as it is compared."""
    folded = " ".join(name.replace("\u2019", "'").replace("\u2018", "'").replace("\u2010", "-").casefold().replace("\u0131", "i").split())
    return _HONORIFICS.sub("", folded)


def _email(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    return _single(answer["email"].casefold(), [email.casefold() for email in (truth["email"], *truth["accepted_emails"])])


def _phone(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    return _single(answer["phone"], [truth["phone"]])


def _town(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    return _single(answer["location"].casefold(), [town.casefold() for town in (truth["location"], *truth["accepted_locations"])])


def _years(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    found, wanted = answer["years_of_experience"], truth["years_range"]
    if wanted is None:
        return Count(wrong=int(found is not None))
    if found is None:
        return Count(missed=1)
    right = wanted[0] - YEARS_APART <= float(found) <= wanted[1] + YEARS_APART
    return Count(hits=1) if right else Count(wrong=1, missed=1)


def words(text: str) -> str:
    """A text as its words are compared."""
    return _PUNCTUATION.sub(" ", text.replace("\u2019", "'").replace("\u00ad", "").casefold()).strip()


def alike(found: str, wanted: str) -> float:
    """0 to 100; 0 when the find is several times as long, or as short, as what was to be found."""
    one, other = words(found), words(wanted)
    if len(one.split()) > MOST_TIMES_LONGER * max(2, len(other.split())) or len(one.split()) * MOST_TIMES_SHORTER < len(other.split()):
        return 0.0
    return fuzz.token_set_ratio(one, other)


def matched(found: list[str], wanted: list[str], least: float = ALIKE) -> Count:
    """One to one, the likest pairs first."""
    found, wanted = _distinct(found), _distinct(wanted)
    pairs = sorted(
        ((alike(text, other), row, column) for row, text in enumerate(found) for column, other in enumerate(wanted)), reverse=True
    )
    rows: set[int] = set()
    columns: set[int] = set()
    for likeness, row, column in pairs:
        if likeness >= least and row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
    return Count(len(rows), len(found) - len(rows), len(wanted) - len(columns))


def _distinct(texts: list[str]) -> list[str]:
    return list({words(text): text for text in texts if words(text)}.values())


def _qualifications(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    """A find may name body, grade and year beside. Subjects of one line may come one by one, and statuses (QTS, DBS) and short courses
    may be called qualifications: neither is wrong, neither is a hit."""
    wanted = [item["text"] for item in truth["qualifications"]]
    found = [_as_text(item) for item in answer["qualifications"]]
    found = [text for text in found if _is_one_of(text, wanted) or not _is_one_of(text, truth["optional_qualifications"])]
    count = matched(found, wanted)
    lists = [item["text"] for item in truth["qualifications"] if "," in item["subject"]]
    parts = sum(_is_one_of(text, lists) for text in _distinct(found))
    return Count(count.hits, max(0, count.wrong - max(0, parts - len(lists))), count.missed)


def _is_one_of(text: str, wanted: list[str]) -> bool:
    return any(alike(text, other) >= ALIKE for other in wanted)


def _as_text(item: str | dict[str, str]) -> str:
    return item if isinstance(item, str) else " ".join(filter(None, (item.get(key, "") for key in ("level", "subject", "body", "grade"))))


def _job_dates(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    """Of jobs with a date: title alike, start and end right, as far as the CV tells them."""
    left = list(answer["jobs"])
    hits = 0
    wanted = [job for job in truth["jobs"] if job["start"]]
    for job in wanted:
        match = next((other for other in left if _same_job(other, job)), None)
        if match is not None:
            left.remove(match)
            hits += 1
    dated = sum(bool(job["start"]) for job in answer["jobs"])
    return Count(hits, max(0, dated - hits), len(wanted) - hits)


def _same_job(found: dict[str, str], job: dict[str, str]) -> bool:
    return found["start"].startswith(job["start"]) and found["end"].startswith(job["end"]) and alike(found["title"], job["title"]) >= ALIKE


def _roles(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    """What a school would call the posts held; nothing is asked of other trades. What a headline is taken for besides is not wrong."""
    found, wanted = set(answer["roles"]), set(truth["roles"])
    wrong = found - wanted - set(truth["further_roles"])
    return Count(len(found & wanted), len(wrong), len(wanted - found)) if truth["field"] == "education" else Count()


def _flag(key: str) -> Judge:
    def judge(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
        found, there = bool(answer[key]), truth[key]
        return Count(int(found and there), int(found and not there), int(there and not found))

    return judge


def _readable(answer: dict[str, Any], truth: dict[str, Any]) -> Count:
    return Count(missed=1) if answer["failure"] else Count(hits=1)


_JUDGES: dict[str, Judge] = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "town": _town,
    "titles": lambda answer, truth: matched(answer["titles"], truth["titles"]),
    "employers": lambda answer, truth: matched(answer["employers"], truth["employers"]),
    "qualifications": _qualifications,
    "years": _years,
    "job dates": _job_dates,
    "postcode": lambda answer, truth: _single(answer["postcode"], [truth["postcode"]]),
    "roles": _roles,
    "qts": _flag("qts"),
    "dbs": _flag("dbs"),
    "photo": _flag("has_photo"),
    "hidden text": _flag("hidden_text"),
    "instructions": _flag("instructions"),
    "readable": _readable,
}
