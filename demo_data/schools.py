"""Invented schools and the people in them, in real towns: Organizations.xlsx and Contacts.xlsx, as an agency would have them.

`towns.json` has towns with their postcode districts and the middle of each (metres, national grid), derived from OS Code-Point Open:
contains OS data (c) Crown copyright and database right 2025, Royal Mail data (c) Royal Mail copyright and database right 2025,
National Statistics data (c) Crown copyright and database right 2025. The schools, people and full postcodes are made up; telephone
numbers are of the ranges that are kept free for fiction, e-mail addresses of a domain that is kept free for examples.
"""

import io
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from demo_data.many import WORDS
from demo_data.office import without_clock
from demo_data.spelling import as_written, authority_as_written

HERE = Path(__file__).resolve().parent
TOWNS: list[dict[str, Any]] = json.loads((HERE / "towns.json").read_text(encoding="utf-8"))
ORGANIZATION_HEADER = (
    "URN", "LocalAuthority", "OrganizationName", "Phase", "Gender", "Street", "AddressLine1", "AddressLine2", "Town", "County", "Postcode",
    "TelephoneNumber", "Easting", "Northing",
)  # fmt: skip
CONTACT_HEADER = ("LocalAuthority", "OrganizationName", "ContactPersonName", "JobTitle", "WorkEmail")
FIRST_URN = 900_001  # the register has not come so far
SPREAD = 1_800  # metres from the middle of a district

SAINTS = ("Agnes", "Aidan", "Bede", "Chad", "Cuthbert", "Edmund", "Helena", "Hilda", "Oswald", "Swithun", "Wilfrid", "Winifred")
TREES = ("Alder", "Ash", "Beech", "Birch", "Cedar", "Elm", "Hawthorn", "Hazel", "Holly", "Juniper", "Larch", "Linden", "Maple", "Oak",
         "Poplar", "Rowan", "Sycamore", "Willow", "Yew")  # fmt: skip
PLACES = ("Bank", "Bridge", "Brook", "Common", "Dale", "Field", "Fold", "Gate", "Grange", "Green", "Grove", "Hall", "Heath", "Hill",
          "Lane", "Lodge", "Meadow", "Mill", "Park", "Road", "Vale", "View", "Wood")  # fmt: skip
# The kind of a school: how its name ends, phase, how many of a hundred.
KINDS = (
    ("Primary School", "Primary", 34),
    ("C of E Primary School", "Primary", 14),
    ("Catholic Primary School", "Primary", 8),
    ("Infants' School", "Primary", 5),
    ("Junior School", "Primary", 5),
    ("Nursery School", "Nursery", 5),
    ("High School", "Secondary", 10),
    ("Academy", "Secondary", 8),
    ("School for Girls", "Secondary", 3),
    ("Sixth Form College", "16 plus", 3),
    ("Community School", "All-through", 3),
    ("Special School", "Not applicable", 2),
)
POSTS = ("Headteacher", "Deputy Headteacher", "School Business Manager", "Cover Manager", "HR Officer", "SENCO", "Office Manager")


@dataclass(frozen=True, slots=True)
class School:
    """One row of Organizations.xlsx. `easting`, `northing`: metres, national grid."""

    urn: int
    authority: str
    name: str
    phase: str
    gender: str
    street: str
    locality: str
    town: str
    county: str
    postcode: str
    telephone: str | int
    easting: int
    northing: int

    @property
    def row(self) -> tuple[Any, ...]:
        address = (self.street, self.locality, "", self.town, self.county, self.postcode)
        return (self.urn, self.authority, self.name, self.phase, self.gender, *address, self.telephone, self.easting, self.northing)


def make(out: Path, schools: int, contacts: int) -> tuple[int, int]:
    """Writes both workbooks to `out`, the same cells for the same numbers. Returns how many rows they have."""
    invented = list(invent_schools(schools))
    people = list(invent_contacts(invented, contacts))
    (out / "Organizations.xlsx").write_bytes(_workbook("Schools", ORGANIZATION_HEADER, (school.row for school in invented)))
    (out / "Contacts.xlsx").write_bytes(_workbook("Contacts", CONTACT_HEADER, people))
    return len(invented), len(people)


def invent_schools(count: int) -> Iterator[School]:
    """`count` schools; no two of one name in a local authority."""
    dice, names = random.Random(count), set()
    for number in range(count):
        town = TOWNS[number % len(TOWNS)]
        ending, phase, _ = dice.choices(KINDS, [share for *_, share in KINDS])[0]
        name = _name(dice, ending)
        while (town["local_authority"], name) in names:
            name = _name(dice, ending)
        names.add((town["local_authority"], name))
        yield _school(dice, FIRST_URN + number, town, name, phase)


def invent_contacts(schools: Sequence[School], count: int) -> Iterator[tuple[str, ...]]:
    """`count` people, at least one at each school as far as they go; schools written as people write them.

    The domain of the e-mail address bears the URN of the school that is meant: `school-<URN>.example.com`.
    """
    dice = random.Random(count)
    for number in range(count):
        school = schools[number % len(schools)]
        given, family = dice.choice(WORDS["given"]), dice.choice(WORDS["family"])
        email = f"{given[0]}.{family}.{number + 1}@school-{school.urn}.example.com".lower()
        where = authority_as_written(dice, school.authority), as_written(dice, school.name)
        yield *where, f"{given} {family}", dice.choice(POSTS), email


def _school(dice: random.Random, urn: int, town: dict[str, Any], name: str, phase: str) -> School:
    district, (east, north) = dice.choice(list(town["districts"].items()))
    postcode = f"{district} {dice.randint(1, 9)}{''.join(dice.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"
    digits = f"01632960{dice.randint(0, 999):03d}"
    return School(
        urn=urn,
        authority=town["local_authority"],
        name=name,
        phase=phase,
        gender="Girls" if name.endswith("Girls") else "Mixed",
        street=f"{dice.choice(TREES)} {dice.choice(('Road', 'Street', 'Lane', 'Avenue', 'Close'))}",
        locality=f"{dice.choice(TREES)}{dice.choice(('ton', 'ley', 'worth', 'field'))}" if dice.random() < 0.3 else "",
        town=town["town"],
        county=town["county"],
        postcode=dice.choice((postcode, postcode, postcode.replace(" ", ""), postcode.lower())),
        telephone=dice.choice((int(digits), f"{digits[:5]} {digits[5:]}", f"+44 {digits[1:5]} {digits[5:]}")),
        easting=east + round(dice.gauss(0, SPREAD / 2)),
        northing=north + round(dice.gauss(0, SPREAD / 2)),
    )


def _name(dice: random.Random, ending: str) -> str:
    if ending.startswith(("C of E", "Catholic")):
        saints = " and ".join(f"St {saint}'s" for saint in dice.sample(SAINTS, 2 if dice.random() < 0.3 else 1))
        where = f", {dice.choice(TREES)} {dice.choice(PLACES)}" if dice.random() < 0.6 else ""
        return f"{saints} {ending}{where}"
    first = dice.choice((*TREES, *WORDS["family"]))
    return f"{first} {dice.choice(PLACES)} {ending}"


def _workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(title)
    page.append(list(header))
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())
