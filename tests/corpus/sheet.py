"""What stands on a CV, in the order of reading and without a look: the designs and writers lay it out."""

import dataclasses
import random

from tests.corpus.designs import Design
from tests.corpus.person import Job, Person, Qualification, Referee


@dataclasses.dataclass(slots=True)
class Head:
    """A line of an entry: text, and what stands at the right margin of the same line."""

    text: str
    right: str = ""
    strong: bool = False


@dataclasses.dataclass(slots=True)
class Block:
    """A paragraph (`text`), bullets alone, an entry with its heads (`left`: its dates in a column of their own), or a grid of cells."""

    text: str = ""
    left: str = ""
    heads: list[Head] = dataclasses.field(default_factory=list)
    bullets: list[str] = dataclasses.field(default_factory=list)
    grid: list[list[str]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Section:
    kind: str
    title: str
    blocks: list[Block]


@dataclasses.dataclass(slots=True)
class Sheet:
    """`lead` stands above the name; `letterhead` and `letter` in front of the CV; `running` at the top of every page."""

    design: Design
    name: str
    headline: str
    contacts: list[tuple[str, str]]  # label ("Email"), text
    sections: list[Section]
    lead: list[str] = dataclasses.field(default_factory=list)
    letterhead: list[str] = dataclasses.field(default_factory=list)
    letter: list[str] = dataclasses.field(default_factory=list)
    running: str = ""
    footer: str = ""
    hidden: str = ""
    glyph: str = "\u2022"
    spaced: bool = False  # headings are letter-spaced
    boxed: bool = False  # contact data in a text box, where the format has one
    photo: bytes | None = None
    logo: bytes | None = None


@dataclasses.dataclass(slots=True)
class Choices:
    """How this person writes a CV."""

    order: tuple[str, ...]
    entry: str
    words: dict[str, str]
    skills_as: str  # bullets, commas, columns
    qualifications_as: str  # line, entry, grid, studied (with the years of study)
    oldest_first: bool = False
    grouped: bool = False  # an employer above several posts


ORDERS = {
    "usual": ("profile", "experience", "education", "courses", "skills", "volunteering", "interests", "references"),
    "education_first": ("profile", "education", "experience", "courses", "volunteering", "skills", "interests", "references"),
    "skills_first": ("profile", "skills", "education", "experience", "courses", "volunteering", "interests", "references"),
    "references_first": ("references", "profile", "experience", "education", "skills", "volunteering", "interests"),
}
ENTRIES = ("dash", "title_first", "employer_first", "one_line", "pipe", "left", "below", "above", "labels", "at", "brackets")
HEADINGS = {
    "profile": ("Profile", "Personal Statement", "About Me", "Summary", "Personal Profile", "Career Objective", "Who I am"),
    "experience": ("Employment History", "Work Experience", "Experience", "Career History", "Professional Experience", "Employment"),
    "education": ("Education", "Education and Qualifications", "Qualifications", "Academic Background", "Education & Training"),
    "skills": ("Skills", "Key Skills", "Core Competencies", "Skills & Expertise", "What I can do", "Areas of Expertise"),
    "volunteering": ("Voluntary Work", "Volunteering", "Community Involvement"),
    "interests": ("Interests", "Hobbies and Interests", "Outside Work"),
    "references": ("References", "Referees"),
    "languages": ("Languages", "Languages Spoken"),
    "courses": ("Courses", "Training", "Continuing Professional Development", "Courses and Certificates"),
}
WELSH = {
    "profile": "Proffil Personol",
    "experience": "Profiad Gwaith",
    "education": "Addysg a Chymwysterau",
    "skills": "Sgiliau",
    "volunteering": "Gwirfoddoli",
    "interests": "Diddordebau",
    "references": "Canolwyr",
    "languages": "Ieithoedd",
    "courses": "Cyrsiau",
}


def choices(design: Design, dice: random.Random) -> Choices:
    """A way to write, within what the design allows."""
    return Choices(
        order=ORDERS[design.order or dice.choice(("usual", "usual", "usual", "education_first", "skills_first"))],
        entry=dice.choice(design.entries or ENTRIES),
        words={kind: dice.choice(titles) for kind, titles in HEADINGS.items()},
        skills_as=dice.choice(("bullets", "commas", "columns") if not design.side else ("bullets", "commas")),
        qualifications_as=dice.choice(("line", "entry", "grid") if not design.side else ("line", "entry")),
    )


def compose(person: Person, how: Choices, design: Design) -> Sheet:
    """The person's CV, section by section."""
    jobs = list(reversed(person.paid_work)) if how.oldest_first else person.paid_work
    made = {
        "profile": [Block(text=person.statement)] if person.statement else [],
        "experience": _experience(jobs, how),
        "education": _education(person, how),
        "skills": _skills(person.skills, how.skills_as),
        "courses": [Block(bullets=person.courses)] if person.courses else [],
        "volunteering": [_entry(job, how.entry) for job in person.unpaid],
        "interests": [Block(text=person.interests)] if person.interests else [],
        "references": [block for referee in person.referees for block in _referee(referee)],
        "languages": [Block(bullets=person.languages)] if person.languages else [],
    }
    order = [kind for kind in how.order if made[kind]]
    if person.languages:
        order.insert(-1, "languages")
    return Sheet(
        design=design,
        name=person.name.shown,
        headline=person.headline,
        contacts=contacts(person),
        sections=[Section(kind, how.words[kind], made[kind]) for kind in order],
        photo=person.photo,
        logo=person.logo,
    )


def contacts(person: Person) -> list[tuple[str, str]]:
    """The contact data, each with its label."""
    town = person.town
    home = ", ".join(part for part in (town.street, town.name, town.postcode) if part)
    rows = [("Address", home), *(("Phone", phone.shown) for phone in person.phones), ("Email", person.email)]
    return [(label, text) for label, text in rows if text] + [("", note) for note in person.notes]


def _entry(job: Job, style: str) -> Block:
    when, where = job.when.shown if job.when else "", ", ".join(filter(None, (job.employer, job.place)))
    block = Block(bullets=list(job.duties))
    if style == "title_first":
        block.heads = [Head(job.title, when, strong=True), Head(where)]
    elif style == "employer_first":
        block.heads = [Head(where, when, strong=True), Head(job.title)]
    elif style == "one_line":
        block.heads = [Head(", ".join(filter(None, (job.title, where, when))), strong=True)]
    elif style == "pipe":
        block.heads = [Head(" | ".join(filter(None, (job.title, where, when))), strong=True)]
    elif style == "dash":
        block.heads = [Head(" \u2013 ".join(filter(None, (job.employer, job.title))), when, strong=True)]
    elif style == "left":
        block.left, block.heads = when, [Head(job.title, strong=True), Head(where)]
    elif style == "below":
        block.heads = [Head(job.title, strong=True), Head(where), Head(when)]
    elif style == "above":
        block.heads = [Head(when), Head(f"{job.title}, {where}", strong=True)]
    elif style == "labels":
        block.heads = [Head(f"Position: {job.title}"), Head(f"Employer: {where}"), Head(f"Dates: {when}" if when else "")]
    elif style == "at":
        block.heads = [Head(f"{job.title} at {where}", when, strong=True)]
    else:
        block.heads = [Head(f"{where} ({when})" if when else where, strong=True), Head(job.title)]
    block.heads = [head for head in block.heads if head.text or head.right]
    return block


def _experience(jobs: list[Job], how: Choices) -> list[Block]:
    if how.grouped and jobs:
        return _grouped(jobs)
    if how.entry == "grid" and jobs:
        rows = [[job.when.shown if job.when else "", job.employer, job.title, "; ".join(job.duties[:2])] for job in jobs]
        return [Block(grid=[["Dates", "Employer", "Position", "Main duties"], *rows])]
    return [_entry(job, how.entry) for job in jobs]


def _grouped(jobs: list[Job]) -> list[Block]:
    """The first posts share an employer, which is named once."""
    employer = jobs[0].employer
    together = [job for job in jobs if job.employer == employer]
    blocks = [Block(heads=[Head(", ".join(filter(None, (employer, jobs[0].place))), strong=True)])]
    for job in together:
        blocks.append(Block(heads=[Head(job.title, job.when.shown if job.when else "")], bullets=list(job.duties)))
    return blocks + [_entry(job, "employer_first") for job in jobs if job.employer != employer]


def _education(person: Person, how: Choices) -> list[Block]:
    found = person.qualifications
    if how.qualifications_as == "grid":
        rows = [[str(item.year), named(item), item.body, item.grade] for item in found]
        blocks = [Block(grid=[["Year", "Qualification", "Institution", "Grade"], *rows])]
    elif how.qualifications_as == "studied":
        blocks = [
            Block(
                heads=[
                    Head(item.body or named(item), f"{item.year - 3} - {item.year}", strong=True),
                    Head(_graded(item) if item.body else item.grade),
                ]
            )
            for item in found
        ]
    elif how.qualifications_as == "entry":
        blocks = [
            Block(heads=[Head(named(item), str(item.year), strong=True), Head(", ".join(filter(None, (item.body, item.grade))))])
            for item in found
        ]
    else:
        blocks = [Block(bullets=[", ".join(filter(None, (named(item), item.body, item.grade, str(item.year)))) for item in found])]
    for block in blocks:
        block.heads = [head for head in block.heads if head.text]
    return (blocks if found else []) + [Block(text=text) for text in (person.qts, person.dbs) if text]


def named(item: Qualification) -> str:
    """A qualification with its subject: 'BA (Hons) English', 'A Levels: Maths (A), Physics (B)'."""
    if not item.subject:
        return item.level
    return f"{item.level}{': ' if '(' in item.subject or ',' in item.subject else ' '}{item.subject}"


def _graded(item: Qualification) -> str:
    return f"{named(item)} ({item.grade})" if item.grade else named(item)


def _skills(skills: list[str], how: str) -> list[Block]:
    if how == "commas":
        return [Block(text=", ".join(skills))]
    if how == "columns":
        return [Block(grid=[skills[at : at + 3] for at in range(0, len(skills), 3)])]
    return [Block(bullets=list(skills))]


def _referee(referee: Referee) -> list[Block]:
    return [Block(heads=[Head(referee.name, strong=True), Head(referee.post), Head(f"{referee.email} | {referee.phone}")])]
