"""From a person to a sheet: how people order, word and set out what they tell."""

import dataclasses
import random

from tests.corpus.designs import Design
from tests.corpus.person import Job, Person, Qualification, Referee, Town
from tests.corpus.sheet import Block, Head, Section, Sheet


@dataclasses.dataclass(slots=True)
class Choices:
    """How this person writes a CV."""

    order: tuple[str, ...]
    entry: str
    words: dict[str, str]
    skills_as: str  # bullets, commas, columns
    qualifications_as: str  # line, entry, grid, studied (with the years of study)
    labels: dict[str, str]  # of the contact data
    home: str  # shape of the address
    font: str
    points: str
    duties_as: str = "bullets"  # or paragraph
    duties_head: str = ""  # a line above the duties of each job
    no_referees: str = ""  # what stands there instead
    remark: str = ""  # behind the titles of some: "(part-time)"
    oldest_first: bool = False
    grouped: bool = False  # an employer above several posts


ORDERS = {
    "usual": ("profile", "experience", "education", "courses", "skills", "volunteering", "interests", "references"),
    "education_first": ("profile", "education", "experience", "courses", "volunteering", "skills", "interests", "references"),
    "skills_first": ("profile", "skills", "education", "experience", "courses", "volunteering", "interests", "references"),
    "references_first": ("references", "profile", "experience", "education", "skills", "volunteering", "interests"),
}
HOMES = (
    "{street}, {town}, {postcode}",
    "{street}, {town}, {postcode}",
    "{street}, {town}, {county}, {postcode}",
    "{street}, {town} {postcode}",
    "{street}, {town}, {county}. {postcode}, UK",
    "{town}, {county}",
    "{town} {postcode}",
    "{town}, UK",
)
LABELS = {
    "Address": ("Address", "Address", "Home address", "Location", "A"),
    "Phone": ("Phone", "Mobile", "Tel", "Telephone no.", "M", "Contact number", "Mob"),
    "Email": ("Email", "E-mail", "E", "Email address"),
}
DUTIES_HEADS = ("", "", "", "Key responsibilities:", "Main duties and responsibilities", "Responsibilities included:", "Achievements")
REMARKS = ("", "", "", "", " (part-time)", " - Full Time", " (Permanent)", ", 0.8 FTE")
FONTS = ("", "", "", "Lato", "Noto Sans", "Noto Serif", "DejaVu Sans", "Noto Sans Display")
POINTS = ("", "", "8.5", "9", "10.5", "11")
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
    "personal": "Manylion Personol",
    "publications": "Cyhoeddiadau",
    "memberships": "Aelodaeth Broffesiynol",
    "achievements": "Llwyddiannau",
}


def choices(design: Design, dice: random.Random) -> Choices:
    """A way to write, within what the design allows."""
    return Choices(
        order=ORDERS[design.order or dice.choice(("usual", "usual", "usual", "education_first", "skills_first"))],
        entry=dice.choice(design.entries or ENTRIES),
        words={kind: dice.choice(titles) for kind, titles in HEADINGS.items()},
        labels={label: dice.choice(words) for label, words in LABELS.items()},
        home=dice.choice(HOMES),
        font=dice.choice(FONTS),
        points=dice.choice(POINTS),
        duties_as=dice.choice(("bullets", "bullets", "bullets", "paragraph")),
        duties_head=dice.choice(DUTIES_HEADS),
        no_referees=dice.choice(("", "", "", "Available on request", "Two referees can be provided at interview.")),
        remark=dice.choice(REMARKS),
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
        "volunteering": _experience(person.unpaid, dataclasses.replace(how, grouped=False)),
        "interests": [Block(text=person.interests)] if person.interests else [],
        "references": [block for referee in person.referees for block in _referee(referee)] or [Block(text=how.no_referees)],
        "languages": [Block(bullets=person.languages)] if person.languages else [],
    }
    order = [kind for kind in how.order if made[kind] and made[kind] != [Block()]]
    if person.languages:
        order.insert(-1, "languages")
    return Sheet(
        design=design,
        name=person.name.shown,
        headline=person.headline,
        contacts=contacts(person, how),
        sections=[Section(kind, how.words[kind], made[kind]) for kind in order],
        font=how.font,
        points=how.points,
        photo=person.photo,
        logo=person.logo,
    )


def contacts(person: Person, how: Choices) -> list[tuple[str, str]]:
    """The contact data, each with its label."""
    rows = [("Address", home(person.town, how.home)), *(("Phone", phone.shown) for phone in person.phones), ("Email", person.email)]
    return [(how.labels[label], text) for label, text in rows if text] + [("", note) for note in person.notes]


def home(town: Town, shape: str) -> str:
    """Where somebody lives, without the parts that they do not tell; street and postcode are told together or not at all."""
    parts = {"street": town.street, "town": town.name, "county": town.county, "postcode": town.postcode}
    if not town.name:
        return ""
    if not town.postcode:
        return ", ".join(filter(None, (town.street, town.name)))
    return shape.format_map(parts)


def _entry(job: Job, how: Choices) -> Block:
    title, when = job.title + (how.remark if len(job.title) % 2 else ""), job.when.shown if job.when else ""
    where = ", ".join(filter(None, (job.employer, job.place)))
    block = Block(heads=_heads(title, job.employer, where, when, how.entry), left=when if how.entry == "left" else "")
    _add_duties(block, job.duties, how)
    return block


def _add_duties(block: Block, duties: list[str], how: Choices) -> None:
    if duties and how.duties_head:
        block.heads.append(Head(how.duties_head))
    if duties and how.duties_as == "paragraph":
        block.heads.append(Head(". ".join(duties) + "."))
    else:
        block.bullets = list(duties)


def _heads(title: str, employer: str, where: str, when: str, style: str) -> list[Head]:
    """The lines of an entry in one of the styles of `ENTRIES`."""
    shapes = {
        "title_first": [Head(title, when, strong=True), Head(where)],
        "employer_first": [Head(where, when, strong=True), Head(title)],
        "one_line": [Head(", ".join(filter(None, (title, where, when))), strong=True)],
        "pipe": [Head(" | ".join(filter(None, (title, where, when))), strong=True)],
        "dash": [Head(f"{employer} \u2013 {title}", when, strong=True)],
        "left": [Head(title, strong=True), Head(where)],
        "below": [Head(title, strong=True), Head(where), Head(when)],
        "above": [Head(when), Head(f"{title}, {where}", strong=True)],
        "labels": [Head(f"Position: {title}"), Head(f"Employer: {where}"), Head(f"Dates: {when}" if when else "")],
        "at": [Head(f"{title} at {where}", when, strong=True)],
        "brackets": [Head(f"{where} ({when})" if when else where, strong=True), Head(title)],
    }
    return [head for head in shapes[style] if head.text or head.right]


def _experience(jobs: list[Job], how: Choices) -> list[Block]:
    if how.grouped and jobs:
        return _grouped(jobs, how)
    if how.entry == "grid" and jobs:
        rows = [[job.when.shown if job.when else "", job.employer, job.title, "; ".join(job.duties[:2])] for job in jobs]
        return [Block(grid=[["Dates", "Employer", "Position", "Main duties"], *rows])]
    return [_entry(job, how) for job in jobs]


def _grouped(jobs: list[Job], how: Choices) -> list[Block]:
    """The first posts share an employer, which is named once."""
    employer = jobs[0].employer
    together = [job for job in jobs if job.employer == employer]
    blocks = [Block(heads=[Head(", ".join(filter(None, (employer, jobs[0].place))), strong=True)])]
    for job in together:
        blocks.append(Block(heads=[Head(job.title, job.when.shown if job.when else "")]))
        _add_duties(blocks[-1], job.duties, how)
    alike = dataclasses.replace(how, entry="employer_first")
    return blocks + [_entry(job, alike) for job in jobs if job.employer != employer]


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
