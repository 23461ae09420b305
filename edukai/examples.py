"""Examples for the OpenAPI schema, as in the apps."""

from typing import Any

DASHBOARD = {
    "summary": {
        "total_candidates": 240, "total_uploaded": 250, "total_processed": 230, "total_failed": 6, "success_rate": 97.5, "total_batches": 4,
        "emailed_candidates": 221, "total_emails_sent": 1_871, "total_organizations": 24_892, "total_contacts": 26_017,
    },
    "quality": {"passed": 198, "failed": 12, "pending": 10, "manual_review": 20},
    "ai_processing": {"not_started": 0, "in_progress": 4, "completed": 230, "failed": 6},
    "availability": {"available": 90, "not_available": 133, "open_to_offers": 17},
    "sources": {"local_upload": 240, "crm": 0, "previous_db": 0},
    "recent_activity": {"new_candidates_last_7_days": 50, "new_candidates_last_30_days": 190},
    "organizations": {
        "total": 24_892, "total_contacts": 26_017, "geocoded": 24_871, "not_geocoded": 21,
        "phase_breakdown": {
            "16_plus": 364, "all_through": 180, "middle_deemed_primary": 3, "middle_deemed_secondary": 80, "not_applicable": 3_672,
            "nursery": 383, "primary": 16_764, "secondary": 3_446,
        },
    },
    "recent_batches": [
        {
            "id": "7d9f0b0e-6a52-4c1d-8f0f-0a8f3c1f5d11", "total_count": 50, "processed_count": 45, "failed_count": 1, "progress": 92,
            "status": "in_progress", "created_at": "2026-03-02T09:30:00Z",
        },
    ],
}  # fmt: skip
EXAMPLES: dict[str, Any] = {"Dashboard": DASHBOARD}
