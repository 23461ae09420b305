"""Modules that are loaded when first used: those that take much memory, and that most processes never need.

if TYPE_CHECKING:
    from candidate import cv_pdf
else:
    cv_pdf = lazy_module("candidate.cv_pdf")
"""

from functools import partial
from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject


def lazy_module(name: str) -> Any:
    return SimpleLazyObject(partial(import_module, name))
