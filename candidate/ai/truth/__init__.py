"""Whether what a model wrote is true: everything in it is hostile until compared with the CV."""

from candidate.ai.truth.checking import checked, checked_rewrite

__all__ = ["checked", "checked_rewrite"]
