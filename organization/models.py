import re
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower, Upper


class Phase(models.TextChoices):
    SIXTEEN_PLUS = "16_plus", "16 plus"
    ALL_THROUGH = "all_through", "All-through"
    MIDDLE_DEEMED_PRIMARY = "middle_deemed_primary", "Middle deemed primary"
    MIDDLE_DEEMED_SECONDARY = "middle_deemed_secondary", "Middle deemed secondary"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NURSERY = "nursery", "Nursery"
    PRIMARY = "primary", "Primary"
    SECONDARY = "secondary", "Secondary"


class Gender(models.TextChoices):
    BOYS = "boys", "Boys"
    GIRLS = "girls", "Girls"
    MIXED = "mixed", "Mixed"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Precision(models.TextChoices):
    """How exactly a place is known, the best first."""

    GRID = "grid", "Grid reference"
    POSTCODE = "postcode", "Postcode"
    OUTCODE = "outcode", "Outward code"
    TOWN = "town", "Town"
    ONLINE = "online", "Online look-up"
    MANUAL = "manual", "Given by hand"


TWIN = "There is one of this name in this local authority."
ADDRESS = ("street", "address_line_1", "address_line_2", "town", "county", "postcode")


def on_earth(name: str) -> models.CheckConstraint:
    """Latitude and longitude in degrees (WGS84), both there or both not."""
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    both = Q(latitude__isnull=False, longitude__isnull=False)  # said outright: a check lets pass what compares with NULL
    somewhere = both & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180)
    return models.CheckConstraint(
        condition=nowhere | somewhere, name=name, violation_error_message="Latitude and longitude go together, and lie on earth."
    )


def in_capitals(*fields: str, mixed: bool = False) -> models.GeneratedField:
    """The columns as one text in capitals, each in a line of its own: `edukai.filters.containing_capitals` searches it.

    PostgreSQL takes twice as long for turning the texts of all rows into capitals as for searching them. `mixed`: some are CharField, some
    TextField.
    """
    lines = [part for field in fields for part in (field, Value("\n"))]
    kind = {"output_field": models.TextField()} if mixed else {}
    text = Concat(*lines[:-1], **kind) if len(fields) > 1 else fields[0]
    return models.GeneratedField(expression=Upper(text), output_field=models.TextField(), db_persist=True)


class Organization(models.Model):
    """A school. Its name is unique within its local authority, whatever the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    urn = models.CharField(max_length=20, blank=True, help_text="Unique reference number of the register; '' when unknown.")
    name = models.CharField(max_length=300)
    local_authority = models.CharField(max_length=200)
    phase = models.CharField(max_length=30, choices=Phase.choices, default=Phase.NOT_APPLICABLE)
    gender = models.CharField(max_length=20, choices=Gender.choices, default=Gender.MIXED)
    telephone = models.CharField(max_length=32, blank=True)
    street = models.CharField(max_length=300, blank=True)
    address_line_1 = models.CharField(max_length=300, blank=True)
    address_line_2 = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=200, blank=True)
    county = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True, help_text="As written by Royal Mail: SW1A 1AA.")
    easting = models.PositiveIntegerField(null=True, blank=True, help_text="Metres, OSGB36 national grid.")
    northing = models.PositiveIntegerField(null=True, blank=True, help_text="Metres, OSGB36 national grid.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=10, choices=Precision.choices, blank=True)
    searchable = in_capitals("name", "local_authority", "town", "postcode", "urn")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                Lower("local_authority"),
                name="organization_once_per_authority",
                violation_error_message=TWIN,
            ),
            models.UniqueConstraint(
                fields=["urn"],
                condition=~Q(urn=""),
                name="organization_urn_once",
                violation_error_message="Another organization has this URN.",
            ),
            on_earth("organization_on_earth"),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="organization_by_place"),
            models.Index(fields=["name", "id"], name="organization_by_name"),
            models.Index(fields=["phase", "latitude"], name="organization_by_phase"),
            models.Index(fields=["postcode"], name="organization_by_postcode"),
            models.Index(Lower("town"), name="organization_by_town"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What the constraint does not see on SQLite, which folds ASCII alone: YSGOL TŶ is Ysgol Tŷ."""
        said = {"name": self.name, "local_authority": self.local_authority}
        if "".join(said.values()).isascii():
            return
        twins = Organization.objects.filter(**{f"{field}__iregex": f"^{re.escape(text)}$" for field, text in said.items()})
        if twins.exclude(pk=self.pk).exists():
            raise ValidationError({"name": TWIN})


class OrganizationContact(models.Model):
    """A person at a school. A work e-mail address exists once, whatever the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="contacts")
    contact_person = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    work_email = models.CharField(max_length=320)
    searchable = in_capitals("contact_person", "work_email", "job_title")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["contact_person", "id"]
        verbose_name = "contact"
        constraints = [
            models.UniqueConstraint(
                Lower("work_email"), name="contact_email_once", violation_error_message="Another contact has this e-mail address."
            )
        ]
        indexes = [models.Index(fields=["contact_person", "id"], name="contact_by_name")]

    def __str__(self) -> str:
        return self.contact_person


class Postcode(models.Model):
    """A full postcode and where it lies, from OS Code-Point Open or the ONS Postcode Directory."""

    code = models.CharField(primary_key=True, max_length=7, help_text="Without the space: SW1A1AA.")
    latitude = models.FloatField()
    longitude = models.FloatField()
    ended = models.BooleanField(default=False, help_text="No longer in use, but it still says where a place is.")

    def __str__(self) -> str:
        return self.code


class Outcode(models.Model):
    """The first half of a postcode: the mean place of those in it, for when the full one is unknown."""

    code = models.CharField(primary_key=True, max_length=4)
    latitude = models.FloatField()
    longitude = models.FloatField()

    def __str__(self) -> str:
        return self.code


class Town(models.Model):
    """A place as the schools in it have it: the mean of theirs. Towns of one name that lie far apart are several, the one with the most
    schools first; with rank 0 a county or local authority, which says where a town of many is, and is a place itself when it is small."""

    name = models.CharField(max_length=200, help_text="Case-folded.")
    rank = models.PositiveSmallIntegerField(default=1)
    latitude = models.FloatField()
    longitude = models.FloatField()
    schools = models.PositiveIntegerField()
    reach_km = models.FloatField(default=0, help_text="Nearly all of its schools lie as near to its middle as this.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "rank"], name="town_once_per_rank")]

    def __str__(self) -> str:
        return self.name


class OnlineAnswer(models.Model):
    """What Nominatim said, also when it knew nothing: nobody asks it the same thing twice."""

    query = models.CharField(primary_key=True, max_length=300, help_text="Case-folded.")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.query
