"""Rows: candidates and their batches, mails to them, calls to AI engines, and what operators had rewritten or criticised."""

from candidate.models.calls import TOTALS, AiCall, AiCallQuerySet, AiGate, CallStatus
from candidate.models.candidates import (
    FILED,
    Availability,
    Batch,
    BatchQuerySet,
    BatchStatus,
    Candidate,
    Processing,
    Quality,
    Reading,
    Source,
    filed,
)
from candidate.models.deliveries import DELIVERY_MOVES, Delivery, DeliveryQuerySet, DeliveryStatus, Purpose
from candidate.models.versions import Criticism, Version

__all__ = [
    "DELIVERY_MOVES",
    "FILED",
    "TOTALS",
    "AiCall",
    "AiCallQuerySet",
    "AiGate",
    "Availability",
    "Batch",
    "BatchQuerySet",
    "BatchStatus",
    "CallStatus",
    "Candidate",
    "Criticism",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryStatus",
    "Processing",
    "Purpose",
    "Quality",
    "Reading",
    "Source",
    "Version",
    "filed",
]
