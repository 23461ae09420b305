"""Searches over texts that the database keeps in capitals."""

from importlib import import_module

import pytest
from django.db import connection
from rest_framework.test import APIClient

from organization.models import Organization
from tests.factories import a_contact, a_school

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has trigrams")
EXTENSION = "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"
migration = import_module("organization.migrations.0004_searched_in_capitals")


@pytest.fixture
def cast(db) -> None:
    school = a_school(name="Ysgol Éluard (50%_new)", local_authority="Straße\\Weg", town="Newport", postcode="NP20 1AA", urn="100001")
    a_contact(school, contact_person="Siân O'Brien", job_title="Pennaeth", work_email="Sian@Eluard.example")
    a_contact(a_school(name="Elm College"), contact_person="Cy Moss", job_title="", work_email="office@elm.example")


def found(api: APIClient, path: str, text: str) -> int:
    answer = api.get(f"/api/organizations/{path}", {"search": text})
    assert answer.status_code == 200, answer.content
    return answer.json()["pagination"]["total"]


@pytest.mark.parametrize("path", ["", "contacts/"])
@pytest.mark.parametrize(
    "text",
    ["ysgol", "YSGOL é", "éluard", "ÉLUARD", "straße", "Straße\\weg", "50%_NEW", "newport", "np20", "100001", "E\u0301luard"],
)
def test_it_finds_schools_and_their_contacts_in_any_case(api, cast, path, text):
    assert found(api, path, text) == 1


@pytest.mark.parametrize("path", ["", "contacts/"])
@pytest.mark.parametrize("text", ["%%", "_new)_", "y_gol", "\\\\", "zzz"])
def test_it_takes_no_sign_for_a_pattern(api, cast, path, text):
    assert found(api, path, text) == 0


@pytest.mark.parametrize("text", ["SIÂN", "siân o'", "pennaeth", "sian@eluard", "PENNAETH"])
def test_it_finds_contacts_by_what_is_known_of_them(api, cast, text):
    assert (found(api, "contacts/", text), found(api, "", text)) == (1, 0)


def test_it_finds_what_was_changed_since(api, cast):
    Organization.objects.filter(urn="100001").update(name="Ash School")
    assert (found(api, "", "ysgol"), found(api, "contacts/", "ASH SCHOOL")) == (0, 1)


@ON_POSTGRESQL
def test_its_index_knows_the_trigrams_of_schools(cast):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # which such a small table would be read by
    plan = Organization.objects.filter(searchable__contains="YSGOL").order_by().explain()
    assert "organization_by_trigram" in plan


@ON_POSTGRESQL
def test_it_does_without_the_index_where_the_role_may_not_have_it(db, caplog):
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE; CREATE ROLE stranger; SET LOCAL ROLE stranger")
        migration.index_trigrams(None, connection.schema_editor())
        cursor.execute(EXTENSION)
        assert cursor.fetchone() == (0,)
    assert "pg_trgm" in caplog.text
