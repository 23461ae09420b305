"""How surely contacts find their schools, whose names they write as people do."""

from uuid import UUID

from organization.columns import CONTACT
from organization.matching import Matcher, School
from organization.sheets.cells import as_text
from tests.bench.figures import Figure
from tests.bench.material import Material, material

EVERY = 20  # one school in 20 is left out: its contacts have to find nothing
URN = slice(len("school-"), -len(".example.com"))  # of an address' domain


def measure() -> list[Figure]:
    """Shares of contacts, of those whose school is known, and of those whose school is not."""
    contacts = material()
    known = Matcher(_schools(contacts, [place for place in range(len(contacts.cast)) if place % EVERY]))
    absent = {str(school.urn) for school in contacts.cast[::EVERY]}
    found: dict[bool, list[bool | None]] = {True: [], False: []}  # by whether the school is known: right, wrong, nothing
    for authority, name, _, _, email in contacts.people:
        urn = email.rpartition("@")[2][URN]
        answer = known.find(_cleaned("name", name), _cleaned("local_authority", authority)).school
        found[urn not in absent].append(answer.id.int == int(urn) if answer else None)
    of_known, of_absent = found[True], found[False]
    return [
        Figure(f"Contacts that find their school ({len(of_known):,}, {contacts.label})", _percent(of_known.count(True), of_known), "%"),
        Figure("- that find a wrong one", _percent(of_known.count(False), of_known), "%"),
        Figure(
            f"- that find one although theirs is not there ({len(of_absent):,})",
            _percent(len(of_absent) - of_absent.count(None), of_absent),
            "%",
        ),
    ]


def _schools(contacts: Material, places: list[int]) -> list[School]:
    cast = (contacts.cast[place] for place in places)
    return [School(UUID(int=school.urn), school.name, school.authority) for school in cast]


def _cleaned(field: str, cell: str) -> str:
    """As the import does."""
    return str(next(column for column in CONTACT if column.field == field).clean(as_text(cell)))


def _percent(count: int, of: list[bool | None]) -> float:
    return 100 * count / len(of)
