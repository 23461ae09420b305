"""Events that OpenAI sends when something has ended."""

from collections.abc import Mapping
from functools import cache

import openai
from django.conf import settings

from edukai.errors import PermanentError

ENDED = ("response.", "batch.")
NOT_SIGNED = PermanentError("The event is not signed as it should be, or too old.", code="signature")


@cache
def _verifier(secret: str) -> openai.OpenAI:
    return openai.OpenAI(api_key="none", webhook_secret=secret)  # it makes no request


def ended(body: bytes, headers: Mapping[str, str]) -> str:
    """The id of the response or batch that an event says has ended; "" for other events.

    The client's own verifier checks signature and age (5 minutes). Raises PermanentError.
    """
    if not settings.OPENAI_WEBHOOK_SECRET:
        raise NOT_SIGNED
    try:
        event = _verifier(settings.OPENAI_WEBHOOK_SECRET).webhooks.unwrap(body, dict(headers))
    except (openai.InvalidWebhookSignatureError, ValueError):  # a date, or a body, that is none
        raise NOT_SIGNED from None
    return str(getattr(event.data, "id", "")) if event.type.startswith(ENDED) else ""
