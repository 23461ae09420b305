"""Pages of long lists."""

from functools import partial
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.views import APIView

from edukai.api import Pages

CROWDED = 50  # times as many rows as are shown up to here: then a page of them is likely to lie close by


class IdsFirst(Paginator):
    """Sorts ids alone and fetches the rows of the page by them: PostgreSQL computes every column of the rows that it passes over.

    Counts from the end that is nearer, so that the last page passes over no more rows than the first. `closest`, of rows sorted by
    distance, holds for those nearby: where these fill the page, the others need not be sorted.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, closest: Q | None = None) -> None:
        super().__init__(rows, per_page)
        self.closest = closest

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        rows = cast(QuerySet[Any], self.object_list)
        first, last = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        return Page(rows.filter(pk__in=self._ids(rows, first, last)), number, self)

    def _ids(self, rows: QuerySet[Any], first: int, last: int) -> list[Any]:
        ids = rows.values_list("pk", flat=True)
        if self.closest and self.count > CROWDED * last and len(close := list(ids.filter(self.closest)[first:last])) == last - first:
            return close
        if first > self.count - last:
            return list(ids.reverse()[self.count - last : self.count - first])
        return list(ids[first:last])


class LongPages(Pages):
    """A view whose rows are sorted by distance may say by `closest` which of them are nearby."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any] | None:
        self.django_paginator_class = cast(Any, partial(IdsFirst, closest=getattr(view, "closest", None)))
        return super().paginate_queryset(queryset, request, view)
