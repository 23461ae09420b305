"""Whatever understands a CV, behind the protocol of `candidate.ai.base`."""

from collections.abc import Callable

from django.conf import settings

from candidate.ai.base import Engine
from candidate.ai.local import LocalEngine
from candidate.ai.openai import OpenAIEngine
from candidate.ai.service import ServiceEngine

_ENGINES: dict[str, Callable[[], Engine]] = {"local": LocalEngine, "openai": OpenAIEngine, "service": ServiceEngine}


def engine(name: str = "") -> Engine:
    """The engine of this name; of settings.AI_ENGINE when none is said."""
    return _ENGINES[name or settings.AI_ENGINE]()
