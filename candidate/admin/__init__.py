"""The back office: candidates and their batches, and the mails that go out."""

from candidate.admin.batches import BatchAdmin
from candidate.admin.candidates import EDITABLE, AiCallAdmin, CandidateAdmin
from candidate.admin.mails import CampaignAdmin, DeliveryAdmin, SuppressionAdmin

__all__ = ["EDITABLE", "AiCallAdmin", "BatchAdmin", "CampaignAdmin", "CandidateAdmin", "DeliveryAdmin", "SuppressionAdmin"]
