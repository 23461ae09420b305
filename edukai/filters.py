"""Filters that lists share. A value that makes no sense is 400."""

import unicodedata
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Upper


def containing(field: str, text: str) -> Q:
    """Rows with `text` anywhere in this column, in any case: SQLite itself folds ASCII alone, so other letters are tried in each case."""
    any_case = Q()
    for variant in _variants(text):
        any_case |= Q(**{f"{field}__icontains": variant})
    return any_case


def containing_capitals(field: str, text: str) -> Q:
    """The same of a column that the database keeps in capitals: it has no row to convert, and PostgreSQL may use an index on it."""
    any_case = Q()
    for variant in _variants(text):
        any_case |= Q(**{f"{field}__contains": Upper(Value(variant))})
    return any_case


def _variants(text: str) -> set[str]:
    text = unicodedata.normalize("NFC", text)
    return {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}


class Contained(filters.CharFilter):
    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(containing(self.field_name, value)) if value else qs


class FiniteNumber(filters.NumberFilter):
    field_class = forms.FloatField  # unlike DecimalField it refuses what is infinite as a float: -1e400
