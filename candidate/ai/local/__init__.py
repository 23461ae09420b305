"""The local AI engine: reads a CV by rules and writes from what it found. No key, no network, no guesses."""

from candidate.ai.local.engine import LocalEngine, profile_of, understand

__all__ = ["LocalEngine", "profile_of", "understand"]
