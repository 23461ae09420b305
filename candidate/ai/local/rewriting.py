"""Better words for the same facts, by rules."""

from datetime import date

from candidate.profile import DataExtracted


def rewrite(data: DataExtracted, instruction: str, today: date) -> tuple[DataExtracted, str]:
    """The data in better words and order, and what of the instruction could not be followed, in one sentence ("" = nothing)."""
    return data.model_copy(deep=True), ""
