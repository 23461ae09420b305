"""The invented people of the demo, as data: `people/*.json`, one file a person, read into dataclasses that every layout shares."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "people"


@dataclass(frozen=True, slots=True)
class Job:
    """`dates` is what the CV shows; `start` and `end` are what it means: "YYYY-MM" or "YYYY", `end` also "present", "" for no date."""

    title: str
    employer: str
    dates: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    text: str = ""
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """A qualification or training course."""

    what: str
    where: str = ""
    when: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Referee:
    name: str
    role: str
    place: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, one of the five kinds filled. `aside` sends it to the sidebar, where the design has one."""

    heading: str
    text: str = ""
    items: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    courses: tuple[Course, ...] = ()
    referees: tuple[Referee, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A CV without its layout. `phone` is as written; `photo` is a key of portraits.LOOKS.

    `expected` is how the pipeline ends with it: quality "passed", "failed" or "manual", or the failure code "corrupt".
    """

    file: str
    design: str
    expected: str
    name: str
    given_name: str
    town: str
    headline: str = ""
    honorific: str = ""
    native_name: str = ""
    address: tuple[str, ...] = ()
    postcode: str = ""
    phone: str = ""
    email: str = ""
    link: str = ""
    photo: str = ""
    accent: str = "#1f3a5f"
    sections: tuple[Section, ...] = field(default_factory=tuple)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs, in the order of the CV."""
        return tuple(job for section in self.sections for job in section.jobs)

    @property
    def courses(self) -> tuple[Course, ...]:
        return tuple(course for section in self.sections for course in section.courses)

    @property
    def address_line(self) -> str:
        return ", ".join([*self.address, f"{self.town} {self.postcode}".strip()])


def _section(data: dict[str, Any]) -> Section:
    return Section(
        **data
        | {
            "items": tuple(data.get("items", ())),
            "jobs": tuple(Job(**job | {"bullets": tuple(job.get("bullets", ()))}) for job in data.get("jobs", ())),
            "courses": tuple(Course(**course) for course in data.get("courses", ())),
            "referees": tuple(Referee(**referee) for referee in data.get("referees", ())),
        }
    )


def load(file: Path) -> Person:
    data = json.loads(file.read_text(encoding="utf-8"))
    return Person(**data | {"address": tuple(data.get("address", ())), "sections": tuple(map(_section, data["sections"]))})


def everyone() -> list[Person]:
    """All people of the demo, by file name."""
    return [load(file) for file in sorted(FOLDER.glob("*.json"))]
