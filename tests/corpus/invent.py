"""People who do not exist: a name, a town, a career, each drawn from the lists in `data/`."""

import random
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers

from tests.corpus.dates import TODAY, Month, span
from tests.corpus.person import Job, Name, Person, Phone, Qualification, Referee, Town

DATA = Path(__file__).parent / "data"
DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.co.uk", "btinternet.example", "uni.example.ac.uk")
MOBILES = ("07700 900{}", "07700900{}", "+44 7700 900{}", "+44 (0)7700 900{}", "07700-900-{}", "(07700) 900{}", "0044 7700 900{}")
LANDLINES = ("020 7946 0{}", "0113 496 0{}", "0161 496 0{}", "0151 496 0{}", "(0121) 496 0{}", "029 2018 0{}", "+44 (0)117 496 0{}")
LANGUAGES = ("French (conversational)", "Polish (native)", "Welsh (first language)", "Urdu and Punjabi", "Spanish (B2)", "BSL Level 2")
INTERESTS = (
    "Allotment gardening, brass bands and long walks along the Cleveland Way.",
    "I play five-a-side on Thursdays, bake for anyone who asks and am learning the concertina.",
    "Open-water swimming; crime novels; treasurer of the village hall.",
    "Cricket, cooking and restoring a 1974 caravan.",
)
POSTS = ("Headteacher", "Line Manager", "Director of Studies", "Operations Manager", "Course Tutor", "Deputy Head")
DBS = (
    "Enhanced DBS on the Update Service (certificate dated 14/02/2024)",
    "DBS: Enhanced, child workforce, March 2025",
    "Full enhanced DBS, registered with the update service",
)
QTS = ("Qualified Teacher Status (QTS)", "QTS awarded July {year}", "QTS and induction completed")
EVERYDAY_STYLES = ("long", "short", "numeric", "long_to", "short_caps", "full")


@cache
def lines_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a list in `data/`, their cells parted by bars."""
    text = (DATA / name).read_text(encoding="utf-8")
    return tuple(tuple(cell.strip() for cell in line.split("|")) for line in text.splitlines() if line and not line.startswith("#"))


@cache
def careers(field: str) -> dict[str, dict[str, Any]]:
    """The lines of work of a field, "education" or "trades", each with what the whole field shares under `common`."""
    common = tomllib.loads((DATA / "common.toml").read_text(encoding="utf-8"))[field]
    found = tomllib.loads((DATA / "careers" / f"{field}.toml").read_text(encoding="utf-8"))
    return {name: {**career, "common": common} for name, career in found.items()}


def person(row: tuple[str, ...], town: tuple[str, ...], career: dict[str, Any], dice: random.Random) -> Person:
    """Somebody with this name, home and line of work."""
    name = Name(given=row[0], surname=row[1], origin=row[2], native=row[3])
    name.shown = name.full
    jobs = _jobs(career, dice)
    began = min(int(job.when.start[:4]) for job in jobs if job.when)
    roles = {role for job in jobs for role in job.roles}
    teaches = bool(roles & {"class_teacher", "subject_teacher", "senco", "head", "middle_leader"})
    qts = dice.choice(QTS).format(year=began) if teaches and dice.random() < 0.5 else ""
    return Person(
        name=name,
        email=address(name, dice),
        phones=[mobile(dice)] + ([landline(dice)] if dice.random() < 0.15 else []),
        town=Town(*town),
        headline=dice.choice(career["headlines"]),
        statement=" ".join([dice.choice(career["statements"]), *dice.sample(career["common"]["statements"], dice.choice((0, 1, 2)))]),
        paid_work=jobs,
        qualifications=_qualifications(career, began, dice),
        skills=dice.sample(career["skills"], dice.randint(4, len(career["skills"]))),
        referees=[referee(dice, job.employer) for job in jobs[:2]] if dice.random() < 0.4 else [],
        further_roles=_roles_of(career),
        languages=dice.sample(LANGUAGES, 2) if dice.random() < 0.25 else [],
        courses=dice.sample(career["common"]["courses"], 3) if dice.random() < 0.35 else [],
        interests=dice.choice(INTERESTS) if dice.random() < 0.4 else "",
        notes=[f"linkedin.com/in/{plain(name.given)}-{plain(name.surname)}-{dice.randint(10, 99)}"] if dice.random() < 0.2 else [],
        qts=qts,
        dbs=dice.choice(DBS) if roles and dice.random() < 0.5 else "",
    )


def plain(text: str) -> str:
    """Letters of an e-mail address."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(str.maketrans("łøđß'’.- ıəŋ", "lods     ien")))
    return "".join(character for character in folded if character.isascii() and character.isalpha())


def address(name: Name, dice: random.Random) -> str:
    """An e-mail address that fits the name, or tells nothing of it."""
    given, surname = plain(name.given.split()[0]) or "post", plain(name.surname) or "mail"
    locals_ = (
        f"{given}.{surname}",
        f"{given}{surname}{dice.randint(1, 99)}",
        f"{given[0]}.{surname}",
        f"{surname}_{given}",
        f"{given}{dice.randint(1975, 2003)}",
        f"misty{dice.choice(['meadow', 'harbour', 'tuesday'])}{dice.randint(10, 99)}",
    )
    return f"{dice.choice(locals_)}@{dice.choice(DOMAINS)}"


def mobile(dice: random.Random) -> Phone:
    """A mobile number of the range that Ofcom keeps for fiction."""
    return phone(dice.choice(MOBILES).format(f"{dice.randint(0, 999):03}"))


def landline(dice: random.Random) -> Phone:
    """A landline number of the ranges that Ofcom keeps for fiction."""
    return phone(dice.choice(LANDLINES).format(f"{dice.randint(0, 999):03}"))


def phone(shown: str) -> Phone:
    """A number as it is written. Raises NumberParseException."""
    return Phone(phonenumbers.format_number(phonenumbers.parse(shown, "GB"), phonenumbers.PhoneNumberFormat.E164), shown)


def referee(dice: random.Random, employer: str) -> Referee:
    given, surname = dice.choice(lines_of("names.txt"))[:2]
    domain = f"{plain(employer)[:14] or 'office'}.example.org"
    return Referee(f"{given} {surname}", f"{dice.choice(POSTS)}, {employer}", f"{plain(surname)}@{domain}", landline(dice).shown)


def months(dice: random.Random, count: int) -> list[tuple[Month, Month | None]]:
    """`count` jobs that follow each other, newest first; the newest runs on, more often than not."""
    year, month = TODAY.year, dice.choice((7, 8, 3, 10))
    found: list[tuple[Month, Month | None]] = []
    for number in range(count):
        end: Month | None = (year, month)
        if number == 0 and dice.random() < 0.75:
            end = None
        length = dice.choice((10, 12, 14, 22, 24, 30, 36, 36, 47, 60))
        at = year * 12 + month - 1 - length
        start = (at // 12, at % 12 + 1)
        found.append((start, end))
        at -= dice.choice((1, 1, 1, 2, 3))
        year, month = at // 12, at % 12 + 1
    return found


def _roles_of(career: dict[str, Any]) -> list[str]:
    """All that a line of work is called in a school; support staff, because nobody agrees who is."""
    told = [role for title in career["titles"] for role in title.partition("|")[2].strip().split(", ") if role]
    return sorted({*told, *career.get("also", []), "support_staff"}) if told else []


def _jobs(career: dict[str, Any], dice: random.Random) -> list[Job]:
    count = dice.choice((1, 2, 3, 3, 4, 4, 5))
    titles = [career["titles"][index] for index in sorted(dice.sample(range(len(career["titles"])), count))]
    employers = dice.sample(career["employers"], count)
    style = dice.choice(EVERYDAY_STYLES)
    jobs: list[Job] = []
    duties = dice.sample(career["duties"], len(career["duties"])) + dice.sample(career["common"]["duties"], 8)
    wordiness = dice.choice((1, 2, 4, 6))
    for title, employer, (start, end) in zip(titles, employers, months(dice, count), strict=True):
        name, _, place = (part.strip() for part in employer.partition("|"))
        place = place or (dice.choice(lines_of("towns.txt"))[0] if dice.random() < 0.4 else "")
        most = max(0, wordiness + 1 - len(jobs))
        title, _, roles = (part.strip() for part in title.partition("|"))
        jobs.append(
            Job(
                title,
                name,
                place,
                span(start, end, style),
                [duties.pop(0) for _ in range(min(most, len(duties)))],
                roles.split(", ") if roles else [],
            )
        )
    return jobs


def _qualifications(career: dict[str, Any], began: int, dice: random.Random) -> list[Qualification]:
    found = []
    for row in career["qualifications"]:
        level, subject, body, grade, after = (part.strip() for part in row.split("|"))
        if began + int(after) <= TODAY.year:
            found.append(Qualification(level, subject, body, grade, began + int(after)))
    kept = found if len(found) < 3 or dice.random() < 0.7 else dice.sample(found, len(found) - 1)
    return sorted(kept, key=lambda item: -item.year)
