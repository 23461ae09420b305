from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Tile:
    """A number on the start page that leads to a list; `urgent` when somebody has to do something as soon as it is not 0."""

    label: str
    number: int
    url: str
    urgent: bool = False


def pill(status: str) -> SafeString:
    """A status, in the colour that office.css has for it."""
    return format_html('<span class="state {}">{}</span>', status, status.replace("_", " "))


def moment(at: datetime | None) -> str:
    """A time, short enough for a list."""
    return f"{timezone.localtime(at):%d %b %Y %H:%M}" if at else "-"


class CountedLater(admin.options.BaseModelAdmin):
    """A list whose rows bear counts: they are counted for those of the page, not for the whole table."""

    def counted(self) -> QuerySet[Any]:
        """The rows with their counts."""
        raise NotImplementedError

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        listed: ChangeList = super().get_changelist_instance(request)  # type: ignore[misc]
        rows = self.counted().in_bulk([row.pk for row in listed.result_list])
        listed.result_list = [rows[row.pk] for row in listed.result_list if row.pk in rows]
        return listed


class LookOnly(admin.options.BaseModelAdmin):
    """Rows that the product writes: people look at them, and change them by actions alone."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
