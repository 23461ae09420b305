"""OpenAI, or any server that speaks its Responses API: answers come later, and are kept there until they are fetched."""

from candidate.ai.openai.engine import OpenAIEngine

__all__ = ["OpenAIEngine"]
