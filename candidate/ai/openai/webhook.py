"""Events that OpenAI sends when something has ended."""

from collections.abc import Mapping

import openai
from django.conf import settings

from edukai.errors import PermanentError

ENDED = ("response.", "batch.")
NOT_SIGNED = PermanentError("The event is not signed as it should be, or too old.", code="signature")


def ended(body: bytes, headers: Mapping[str, str]) -> str:
    """The id of the response or batch that an event says has ended; "" for other events.

    The client's own verifier checks signature and age (5 minutes). Raises PermanentError.
    """
    if not settings.OPENAI_WEBHOOK_SECRET:
        raise NOT_SIGNED
    verifier = openai.OpenAI(api_key=settings.OPENAI_API_KEY or "none", webhook_secret=settings.OPENAI_WEBHOOK_SECRET)
    try:
        event = verifier.webhooks.unwrap(body, dict(headers))
    except (openai.InvalidWebhookSignatureError, ValueError):  # a date, or a body, that is none
        raise NOT_SIGNED from None
    return str(getattr(event.data, "id", "")) if event.type.startswith(ENDED) else ""
