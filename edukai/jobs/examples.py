"""Examples for the OpenAPI schema, as in the other apps."""

from typing import Any

JOB = {
    "id": "9ec1ceb9-0828-4833-8a38-57e59b7a8c8f", "flow": "cv", "stage": "read", "status": "failed",
    "subject_type": "candidate.candidate", "subject_id": "3e916518-8f18-4e65-b026-0b29e929d7f4",
    "error": "The file is protected by a password. Please upload a copy without one.",
    "error_code": "encrypted", "done": 0, "total": 0, "message": "", "attempt": 1,
    "not_before": "2026-03-02T09:30:02Z", "created_at": "2026-03-02T09:30:02Z", "started_at": "2026-03-02T09:30:03Z",
    "finished_at": "2026-03-02T09:30:04Z",
}  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "Job": JOB,
    "jobs_list 400": {"status": ["Select a valid choice. broken is not one of the available choices."]},
    "jobs_replay_create 200": JOB | {"status": "pending", "error": "", "error_code": "", "attempt": 0, "finished_at": None},
    "jobs_replay_create 409": "The job is completed: only failed and cancelled ones can be replayed.",
    "jobs_cancel_create 200": JOB | {"status": "cancelled", "error": "Cancelled.", "error_code": "cancelled"},
    "jobs_cancel_create 409": "The job is completed already.",
    "WhichFailedRequest": {"error_code": "encrypted"},
    "JobsReplayed": {"message": "3 jobs are taken up again.", "replayed": 3},
    "jobs_replay_failed 400": {"flow": ["This field may not be blank."]},
}
