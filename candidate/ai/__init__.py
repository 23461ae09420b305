"""Whatever understands a CV, behind the protocol of `candidate.ai.base`."""

from django.conf import settings
from django.utils.module_loading import import_string

from candidate.ai.base import Engine

# Loaded when it is asked for: OpenAI's client takes 20 MB.
_ENGINES = {
    "local": "candidate.ai.local.LocalEngine",
    "openai": "candidate.ai.openai.OpenAIEngine",
    "service": "candidate.ai.service.ServiceEngine",
}


def engine(name: str = "") -> Engine:
    """The engine of this name; of settings.AI_ENGINE when none is said."""
    made: Engine = import_string(_ENGINES[name or settings.AI_ENGINE])()
    return made
