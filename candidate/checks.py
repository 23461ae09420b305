"""What can be wrong with the engine that understands CVs, found at start and told with its mend."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from candidate import ai
from candidate.ai.prices import known_price
from edukai.checks import SETTINGS
from edukai.errors import EduKaiError

TAG = "ai"


@register(SETTINGS, TAG)
def engine_is_set_up(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.AI_ENGINE == "service" and not settings.AI_BASE_URL:
        hint = "Set AI_BASE_URL to the address of the AI service, or AI_ENGINE=local."
        found.append(Error("AI_ENGINE is service, but AI_BASE_URL is empty.", hint=hint, id="edukai.E006"))
    if settings.AI_ENGINE == "service" and settings.IS_AI:
        hint = "Give it an engine that does the work, e.g. AI_ENGINE=local make up-ai."
        found.append(Error("The AI service would ask an AI service, perhaps itself.", hint=hint, id="edukai.E007"))
    if settings.AI_ENGINE == "openai":
        if not settings.OPENAI_API_KEY:
            found.append(Error("AI_ENGINE is openai, but OPENAI_API_KEY is empty.", hint="Set it, or AI_ENGINE=local.", id="edukai.E008"))
        if settings.AI_DAILY_BUDGET and known_price(settings.OPENAI_MODEL) is None:
            hint = f"Add it to AI_PRICES: {settings.OPENAI_MODEL}=input/cached input/output in US dollars for a million tokens."
            found.append(Error("AI_DAILY_BUDGET is set, but what OPENAI_MODEL costs is not known.", hint=hint, id="edukai.E009"))
    elif settings.AI_BATCH:
        found.append(Warning("AI_BATCH does nothing: only AI_ENGINE=openai has batches.", hint="Set AI_BATCH=false.", id="edukai.W005"))
    return found


@register(SETTINGS, TAG, deploy=True)
def engine_answers(**_: Any) -> list[CheckMessage]:
    """Asks the engine itself: whether the key, the model and the address are right. Run by `make up` and by `check --deploy`."""
    if engine_is_set_up():
        return []
    try:
        ai.engine().check()
    except EduKaiError as error:
        hint = "Until that is put right, CVs fail with this sentence; they can be replayed afterwards."
        return [Warning(error.message, hint=hint, id="edukai.W006")]
    return []
