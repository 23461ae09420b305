"""What is measured inside a stack, with its settings: run as a script of its own, answers in JSON.

`upsert FILE`: the seconds that bare reading and writing takes. `geocode`: places of the postcodes that come in as JSON.
`placed`: how many schools have coordinates. `candidate LOCATION`: the id of a new one. `cast CV CANDIDATES CONTACTS`: the ids of
so many, the candidates as they are when that CV has been worked on. `crowd`: writes an agency of some years, and answers with the ids
of a candidate and a batch of it.
"""

import gc
import json
import os
import sys
import time
from itertools import batched
from pathlib import Path

import django
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edukai.settings")
django.setup()

from candidate.ai.local import understand  # noqa: E402  models need settings
from candidate.documents import read  # noqa: E402
from candidate.models import Candidate, Reading  # noqa: E402
from candidate.profile import Brief  # noqa: E402
from edukai import storage  # noqa: E402
from organization.geo.places import geocode  # noqa: E402
from organization.models import Organization, OrganizationContact  # noqa: E402
from tests import crowd  # noqa: E402

FIELDS = {
    "URN": "urn", "LocalAuthority": "local_authority", "OrganizationName": "name", "Phase": "phase", "Gender": "gender", "Street": "street",
    "AddressLine1": "address_line_1", "AddressLine2": "address_line_2", "Town": "town", "County": "county", "Postcode": "postcode",
    "TelephoneNumber": "telephone",
}  # fmt: skip
AT_ONCE = 1_000


def upsert(file: Path) -> float:
    """Seconds to read a sheet and write its rows as they are: no cleaning, no comparing, no report."""
    gc.disable()  # as an import does: it would look through all the rows again and again
    began = time.perf_counter()
    header, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    places = {header.index(title): field for title, field in FIELDS.items()}
    schools = {}
    for row in rows:
        school = Organization(**{field: _text(row[place]) for place, field in places.items()})
        schools[school.name.lower(), school.local_authority.lower()] = school
    once = list({school.urn: school for school in schools.values()}.values())
    with transaction.atomic():
        for some in batched(once, AT_ONCE):
            Organization.objects.bulk_create(some, update_conflicts=True, unique_fields=["id"], update_fields=list(FIELDS.values()))
    return time.perf_counter() - began


def places(postcodes: list[str]) -> dict[str, tuple[float, float] | None]:
    """Latitude and longitude of each."""
    found = {postcode: geocode(postcode) for postcode in postcodes}
    return {postcode: (place.latitude, place.longitude) if place else None for postcode, place in found.items()}


def candidate(location: str) -> str:
    return str(Candidate.objects.create(original_name="Amy Okafor.pdf", name="Amy Okafor", location=location).pk)


def cast(cv: Path, candidates: int, contacts: int) -> dict[str, list[str]]:
    document = read(cv.read_bytes(), cv.name)
    profile = understand(document, Brief(), timezone.localdate())
    told = {"email_subject": "A teacher", "email_body": "Hello", "ai_enhanced_cv_content": profile.model_dump()}
    key = storage.random_key("enhanced", ".pdf")
    storage.put(key, cv.read_bytes())
    people = Candidate.objects.bulk_create(
        [Candidate(original_name="CV.pdf", original_key=key, enhanced_key=key, name="Amy Okafor", **told) for _ in range(candidates)]
    )
    Reading.objects.bulk_create([Reading(candidate=person, document=document.to_json()) for person in people])
    school = Organization.objects.create(name="Somewhere School", local_authority="Kent")
    addresses = [OrganizationContact(organization=school, work_email=f"head{number}@school.example") for number in range(contacts)]
    met = OrganizationContact.objects.bulk_create(addresses)
    return {"candidates": [str(person.pk) for person in people], "contacts": [str(contact.pk) for contact in met]}


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


if __name__ == "__main__":
    match sys.argv[1:]:
        case "upsert", name:
            print(json.dumps(upsert(Path(name))))
        case ("geocode",):
            print(json.dumps(places(json.load(sys.stdin))))
        case ("placed",):
            print(json.dumps(Organization.objects.exclude(latitude=None).count()))
        case ("crowd",):
            ids = crowd.write()
            if connection.vendor == "postgresql":  # which does so by itself within minutes
                connection.cursor().execute("VACUUM ANALYZE")
            print(json.dumps(ids))
        case "cast", cv, candidates, contacts:
            print(json.dumps(cast(Path(cv), int(candidates), int(contacts))))
        case "candidate", where:
            print(json.dumps(candidate(where)))
