from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Tile:
    """A number on the start page that leads to a list; `urgent` when somebody has to do something as soon as it is not 0."""

    label: str
    number: int
    url: str
    urgent: bool = False


class LookOnly(admin.options.BaseModelAdmin):
    """Rows that the product writes: people look at them, and change them by actions alone."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
