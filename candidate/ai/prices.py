"""What answers cost, by settings.AI_PRICES."""

import re
from decimal import Decimal

from django.conf import settings

from candidate.ai.base import Usage

BATCH = "batch"  # the tier
HALF_PRICE = {"flex", BATCH}


def known_price(model: str) -> tuple[Decimal, ...] | None:
    """Of settings.AI_PRICES: for the model itself, or for what it is a dated edition of (gpt-5-mini-2025-08-07)."""
    return settings.AI_PRICES.get(model) or settings.AI_PRICES.get(re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model))


def price(model: str, usage: Usage) -> Decimal:
    """US dollars; 0 for a model whose price is not known."""
    full, cached, output = known_price(model) or (Decimal(0),) * 3
    tokens = (usage.input_tokens - usage.cached_tokens) * full + usage.cached_tokens * cached + usage.output_tokens * output
    return (tokens / (2 if usage.tier in HALF_PRICE else 1) / 1_000_000).quantize(Decimal("0.000001"))
