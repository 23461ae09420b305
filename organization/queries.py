"""What lists show and how they are filtered."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from edukai.filters import Contained, FiniteNumber, containing_capitals
from edukai.jobs.models import Job
from organization.geo import postcodes
from organization.geo.distance import within
from organization.models import Gender, Organization, OrganizationContact, Phase

LISTED = ("id", "urn", "name", "local_authority", "phase", "gender", "town", "postcode", "telephone", "created_at")
FURTHEST_KM = 1_000
IMPORTS = ("organization_import", "contact_import")
CIRCLE = ("lat", "lng", "radius_km")


def _counted() -> QuerySet[Organization]:
    """With `contact_count`: a subquery, which is computed for the rows of the page alone, where a join would group the whole table."""
    contacts = OrganizationContact.objects.filter(organization=OuterRef("pk")).order_by().values("organization")
    count = Subquery(contacts.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return Organization.objects.annotate(contact_count=Coalesce(count, 0))


def listed_organizations() -> QuerySet[Organization]:
    """Organizations in the few columns of a list, by name."""
    return _counted().only(*LISTED)


def organizations() -> QuerySet[Organization]:
    """Organizations with all that the detail shows."""
    return _counted().prefetch_related("contacts")


def contacts() -> QuerySet[OrganizationContact]:
    """Contacts with their organization as lists show it, by name."""
    return OrganizationContact.objects.prefetch_related(Prefetch("organization", listed_organizations()))


def imports() -> QuerySet[Job]:
    """The jobs of sheets that came in."""
    return Job.objects.filter(flow__in=IMPORTS)


class PostcodeContained(Contained):
    """A full postcode however it is typed, or a part as it is stored."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return super().filter(qs, postcodes.normalise(value) or value)


class CircleForm(forms.Form):
    """`lat`, `lng` and `radius_km`: all three or none."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = [name for name in CIRCLE if cleaned.get(name) is None]
        if len(missing) < len(CIRCLE):
            for name in set(missing) - set(self.errors):
                self.add_error(name, "lat, lng and radius_km go together.")
        return cleaned


class OrganizationFilters(filters.FilterSet):
    search = filters.CharFilter(method="filter_search")
    name = Contained()
    local_authority = Contained()
    town = Contained()
    postcode = PostcodeContained()
    phase = filters.ChoiceFilter(choices=Phase.choices)
    gender = filters.ChoiceFilter(choices=Gender.choices)
    lat = FiniteNumber(method="leave", min_value=-90, max_value=90)
    lng = FiniteNumber(method="leave", min_value=-180, max_value=180)
    radius_km = FiniteNumber(method="leave", min_value=0, max_value=FURTHEST_KM)

    class Meta:
        model = Organization
        fields: list[str] = []
        form = CircleForm

    def filter_search(self, rows: QuerySet[Organization], name: str, value: str) -> QuerySet[Organization]:
        return rows.filter(containing_capitals("searchable", value))

    def leave(self, rows: QuerySet[Organization], name: str, value: float) -> QuerySet[Organization]:
        """The circle needs all three: `filter_queryset` draws it."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        rows = super().filter_queryset(queryset)
        latitude, longitude, radius = (self.form.cleaned_data[name] for name in CIRCLE)
        return rows if radius is None else within(rows, latitude, longitude, radius)


class ContactFilters(filters.FilterSet):
    contact_name = Contained(field_name="contact_person")
    contact_email = Contained(field_name="work_email")
    job_title = Contained()
    org_name = Contained(field_name="organization__name")
    local_authority = Contained(field_name="organization__local_authority")
    town = Contained(field_name="organization__town")
    postcode = PostcodeContained(field_name="organization__postcode")
    phase = filters.ChoiceFilter(field_name="organization__phase", choices=Phase.choices)
    gender = filters.ChoiceFilter(field_name="organization__gender", choices=Gender.choices)
    search = filters.CharFilter(method="filter_search")

    class Meta:
        model = OrganizationContact
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[OrganizationContact], name: str, value: str) -> QuerySet[OrganizationContact]:
        return rows.filter(containing_capitals("searchable", value) | containing_capitals("organization__searchable", value))
