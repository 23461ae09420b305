"""Pages of long lists."""

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from edukai.api import Pages


class IdsFirst(Paginator):
    """Sorts ids alone and fetches the rows of the page by them: PostgreSQL computes every column of the rows that it passes over.

    Counts from the end that is nearer, so that the last page passes over no more rows than the first.
    """

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        rows = cast(QuerySet[Any], self.object_list)
        first, last = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        from_end = first > self.count - last
        ids = (rows.reverse() if from_end else rows).values_list("pk", flat=True)
        some = ids[self.count - last : self.count - first] if from_end else ids[first:last]
        return Page(rows.filter(pk__in=list(some)), number, self)


class LongPages(Pages):
    django_paginator_class = IdsFirst
