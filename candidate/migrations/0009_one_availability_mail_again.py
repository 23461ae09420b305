from django.db import migrations


class Migration(migrations.Migration):
    """On PostgreSQL, 0007 took this unique index away together with that of the foreign key: both are of one and the same column."""

    dependencies = [
        ('candidate', '0008_mails_outlive_candidates'),
    ]

    operations = [
        migrations.RunSQL(
            """CREATE UNIQUE INDEX IF NOT EXISTS one_availability_mail ON candidate_delivery (candidate_id) WHERE purpose = 'availability'""",
            migrations.RunSQL.noop,
        ),
    ]
