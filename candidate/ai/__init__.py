"""Whatever understands a CV, behind the protocol of `candidate.ai.base`."""

from collections.abc import Callable

from django.conf import settings

from candidate.ai.base import Engine
from candidate.ai.local import LocalEngine

_ENGINES: dict[str, Callable[[], Engine]] = {"local": LocalEngine}


def engine() -> Engine:
    """The engine that settings.AI_ENGINE names."""
    return _ENGINES[settings.AI_ENGINE]()
