import logging

from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Value
from django.db.models.functions import Concat, Upper

log = logging.getLogger(__name__)


def in_capitals(*fields: str) -> models.GeneratedField:
    lines = [part for field in fields for part in (field, Value("\n"))]
    return models.GeneratedField(expression=Upper(Concat(*lines[:-1])), output_field=models.TextField(), db_persist=True)


def index_trigrams(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On PostgreSQL, where the role may have the extension: the owner of a database may, an administrator may have made it before.
    Without it searches read the table."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        log.warning("No trigram index: this role may not create the extension pg_trgm. Searches of schools take longer.")
        return
    schema_editor.execute("CREATE INDEX organization_by_trigram ON organization_organization USING gin (searchable gin_trgm_ops)")


def forget_trigrams(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS organization_by_trigram")


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0003_towns_of_one_name"),
    ]

    operations = [
        migrations.RemoveField(model_name="organization", name="searchable"),
        migrations.AddField(
            model_name="organization", name="searchable", field=in_capitals("name", "local_authority", "town", "postcode", "urn")
        ),
        migrations.AddField(
            model_name="organizationcontact", name="searchable", field=in_capitals("contact_person", "work_email", "job_title")
        ),
        migrations.RunPython(index_trigrams, forget_trigrams),
    ]
