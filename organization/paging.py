"""Pages of long lists."""

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from edukai.api import Pages


class IdsFirst(Paginator):
    """Sorts ids alone and fetches the rows of the page by them: PostgreSQL computes every column of the rows that it passes over."""

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = cast(QuerySet[Any], self.object_list)
        ids = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        return Page(rows.filter(pk__in=ids), number, self)


class LongPages(Pages):
    django_paginator_class = IdsFirst
