"""The local AI engine: reads a CV by rules and writes from what it found. No key, no network, no guesses."""

from candidate.ai.local.engine import LocalEngine, criticised, profile_of, understand

__all__ = ["LocalEngine", "criticised", "profile_of", "understand"]
