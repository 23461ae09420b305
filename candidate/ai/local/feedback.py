"""Criticism of a CV, by rules."""

from datetime import date

from candidate.ai.feedback import Feedback, scored
from candidate.ai.local.findings import Findings
from candidate.documents.model import Document


def criticise(document: Document, found: Findings, today: date) -> Feedback:
    """What is wrong with a CV, as of `today`."""
    return scored([], "")
