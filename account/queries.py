"""What lists show and how they are filtered."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django_filters.fields import ChoiceField

from account.models import Activity, ActivityQuerySet, Severity


def activity() -> ActivityQuerySet:
    """The log, newest first."""
    return Activity.objects.kept()


class _AnyCaseField(ChoiceField):
    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class _AnyCase(filters.ChoiceFilter):
    field_class = _AnyCaseField


class ActivityFilters(filters.FilterSet):
    severity = filters.ChoiceFilter(choices=Severity.choices)
    unread = _AnyCase(choices=[("true", "Unread"), ("false", "All")], method="filter_unread")

    class Meta:
        model = Activity
        fields: list[str] = []

    def filter_unread(self, rows: QuerySet[Activity], name: str, value: str) -> QuerySet[Activity]:
        return rows.filter(is_read=False) if value == "true" else rows
