"""The words that the local engine knows, from the data files beside this module: one entry a word or line, '#' starts a comment."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text, case folded, with straight apostrophes; numbers count as words."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def key(text: str) -> str:
    """The form under which wording is compared: folded words parted by single spaces, '&' read as 'and'."""
    return " ".join(words(text.replace("&", " and ")))


def plain(text: str) -> str:
    """Letters without their accents, case folded: 'Siobhán' and 'siobhan' become the same."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def entries(name: str) -> list[str]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def vocabulary(name: str) -> frozenset[str]:
    """Every word of a file, folded."""
    return frozenset(word for line in entries(name) for word in line.casefold().split())


def phrases(name: str) -> frozenset[str]:
    """Every line of a file, in the form of `key`."""
    return frozenset(key(line) for line in entries(name))


def spelling(name: str) -> dict[str, str]:
    """Every line of a file by its `key`, as it is to be written; further words for the same thing follow behind commas."""
    return {key(word): line.split(",")[0] for line in entries(name) for word in line.split(",")}


def grouped(name: str) -> dict[str, str]:
    """Of a file with lines such as 'Kent: Ash, Dover' the group of each member, the member in the form of `key`."""
    lines = (line.partition(": ") for line in entries(name))
    return {key(member): group for group, _, members in lines for member in members.split(",")}


def data(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


class Phrases[T]:
    """Phrases to look for in texts, each with what it stands for."""

    def __init__(self, known: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, meaning in known:
            if split := key(phrase).split():
                self._by_first.setdefault(split[0], []).append((split, meaning))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> list[tuple[T, str]]:
        """Meanings in the order of the text, the longest wording first, each with its wording as folded by `key`."""
        said = words(text.replace("&", " and "))
        found, place = list[tuple[T, str]](), 0
        while place < len(said):
            fitting = (entry for entry in self._by_first.get(said[place], ()) if said[place : place + len(entry[0])] == entry[0])
            phrase, meaning = next(fitting, ([], None))
            if meaning is not None:
                found.append((meaning, " ".join(phrase)))
            place += len(phrase) or 1
        return found


TITLES = vocabulary("job_titles.txt")
EMPLOYERS = vocabulary("employers.txt")
TOWNS = frozenset(grouped("towns.txt"))
COUNTRIES = grouped("countries.txt")  # codes of ISO 3166
REGIONS = phrases("regions.txt")
KINGDOM = frozenset(
    ("uk", "u k", "gb", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland", "cymru", "lloegr")
)
CONTACT: dict[str, list[str]] = data("contact.json")
COLUMN_HEADS = vocabulary("column_heads.txt")
LANGUAGES = spelling("languages.txt")
ORDINARY_SURNAMES = vocabulary("ordinary_surnames.txt")
QUALIFICATIONS: dict[str, list[str]] = data("qualifications.json")
AWARDING_BODIES = phrases("awarding_bodies.txt")
INSTITUTIONS = vocabulary("institutions.txt")
HEADINGS: dict[str, Any] = data("headings.json")
GIVEN_NAMES = vocabulary("given_names.txt")
NOT_NAMES = vocabulary("not_names.txt")
NAMES: dict[str, list[str]] = data("names.json")
DATES: dict[str, Any] = data("dates.json")
FORM_LABELS: dict[str, list[str]] = data("form_labels.json")  # by what the rules call them
SCHOOL: dict[str, dict[str, list[str]]] = data("school.json")


def heads_columns(text: str) -> bool:
    """Whether a line is nothing but the heads of a table's columns: 'Dates', 'Employer and role'."""
    return set(words(text)) <= COLUMN_HEADS
