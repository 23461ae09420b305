from django.db import migrations, models


class Migration(migrations.Migration):
    """Towns are made anew with every import of schools: nothing of the old table has to be kept."""

    dependencies = [
        ('organization', '0002_both_coordinates_or_none'),
    ]

    operations = [
        migrations.DeleteModel(name='Town'),
        migrations.CreateModel(
            name='Town',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Case-folded.', max_length=200)),
                ('rank', models.PositiveSmallIntegerField(default=1)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('schools', models.PositiveIntegerField()),
                ('reach_km', models.FloatField(default=0, help_text='Nearly all of its schools lie as near to its middle as this.')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'rank'), name='town_once_per_rank')],
            },
        ),
    ]
