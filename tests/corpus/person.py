"""Who a CV is about: the facts, before anybody lays them out."""

import dataclasses

from tests.corpus.dates import Span


@dataclasses.dataclass(slots=True)
class Name:
    """`full` is the answer, `shown` what the CV prints; `accepted` are further right answers."""

    given: str
    surname: str
    native: str = ""
    origin: str = ""
    shown: str = ""
    accepted: list[str] = dataclasses.field(default_factory=list)

    @property
    def full(self) -> str:
        return f"{self.given} {self.surname}".strip()


@dataclasses.dataclass(slots=True)
class Phone:
    e164: str
    shown: str


@dataclasses.dataclass(slots=True)
class Town:
    name: str
    county: str
    postcode: str
    street: str


@dataclasses.dataclass(slots=True)
class Job:
    """`when` is None for a job without dates."""

    title: str
    employer: str
    place: str
    when: Span | None
    duties: list[str]
    roles: list[str] = dataclasses.field(default_factory=list)  # what it is in a school: "class teacher", "head"


@dataclasses.dataclass(slots=True)
class Qualification:
    level: str
    subject: str
    body: str
    grade: str
    year: int


@dataclasses.dataclass(slots=True)
class Referee:
    name: str
    post: str
    email: str
    phone: str


@dataclasses.dataclass(slots=True)
class Person:
    """`headline` is the line under the name; `paid_work` are jobs newest first, `unpaid` is volunteering, which is no job."""

    name: Name
    email: str
    phones: list[Phone]
    town: Town
    headline: str
    statement: str
    paid_work: list[Job]
    qualifications: list[Qualification]
    skills: list[str]
    referees: list[Referee]
    further_roles: list[str] = dataclasses.field(default_factory=list)  # what headline and duties may be taken for besides
    languages: list[str] = dataclasses.field(default_factory=list)
    courses: list[str] = dataclasses.field(default_factory=list)  # short trainings, which may be called qualifications or not
    interests: str = ""
    unpaid: list[Job] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)  # lines that a CV shows beside the contact data: born, driving licence
    qts: str = ""  # the sentence about it, "" when nothing is said
    dbs: str = ""
    photo: bytes | None = None
    logo: bytes | None = None
