"""Which fields a candidate has by the contract."""

LISTED = {
    "id", "name", "name_without_surname", "email", "whatsapp_number", "location", "years_of_experience", "skills", "job_titles",
    "profile_photo_url", "source", "availability_status", "quality_status", "ai_processing_status", "created_at",
}  # fmt: skip
DETAIL = LISTED | {
    "batch", "ai_task_id", "ai_enhanced_cv_content", "ai_failure_reason", "ai_retry_count", "email_subject", "email_body", "notes",
    "original_cv_url", "enhanced_cv_url", "cv_status_message", "updated_at",
}  # fmt: skip
