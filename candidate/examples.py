"""Examples for the OpenAPI schema, by the name of a component, or by operation and "request" or status; a text is a `detail`."""

from typing import Any

from candidate.models.candidates import PREPARING
from edukai.schema import a_page
from organization.examples import CONTACT
from organization.examples import LISTED as SCHOOL

AMY, BATCH_ID, TASK = "3e916518-8f18-4e65-b026-0b29e929d7f4", "7d9f0b0e-6a52-4c1d-8f0f-0a8f3c1f5d11", "5f577379-0da7-44de-bfb6-a4ecf8a9975d"
FILES = "http://127.0.0.1:8000/files/"
NOTHING_USED = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": "0.000000"}
NO_PLACE = "Where this candidate lives is not known, or not on the map."
NOT_EXTRACTED = "Nothing has been extracted from this CV yet."
SAID_NO = {"contact_id": "1c8d2f0a-54f4-4c4e-bb61-0f3f5f0f7a01", "reason": "This address asked for no more mail."}

LISTED = {
    "id": AMY, "name": "Amy Okafor", "name_without_surname": "Amy", "email": "amy@home.example", "whatsapp_number": "+447700900123",
    "location": "Leeds", "years_of_experience": 5.5, "skills": ["Algebra"], "job_titles": ["Maths Teacher"], "profile_photo_url": None,
    "source": "local_upload", "availability_status": "not_available", "quality_status": "passed", "ai_processing_status": "completed",
    "created_at": "2026-03-02T09:30:00Z",
}  # fmt: skip
EXTRACTED = {
    "name": "Amy", "role": ["Maths Teacher"], "location": "Leeds", "availability": "From September",
    "professional_profile": "A maths teacher with five years in secondary schools.",
    "employment_history": [
        {
            "date_range": "Sep 2020 - Present", "role": "Maths Teacher", "company": "Park Secondary School",
            "responsibilities": ["Taught maths to Years 7 to 11."], "start": "2020-09", "end": "present",
        },
    ],
    "qualifications": ["PGCE Mathematics"], "interests": "Climbing", "email_subject": "A maths teacher in Leeds",
    "email_body": "Amy has taught maths for five years.",
}  # fmt: skip
PROFILE: dict[str, Any] = {
    "quality_check": "pass", "extracted_photo_url": None,
    "personal_info": {
        "full_name": "Amy Okafor", "email": "amy@home.example", "whatsapp": "+447700900123", "skill": ["Algebra"],
        "job_role": ["Maths Teacher"], "experience": "5.5", "location": "Leeds", "address": [], "postcode": "", "other_contacts": [],
    },
    "data_extracted": EXTRACTED,
    "education": {
        "roles": ["subject_teacher"], "phases": ["secondary"], "key_stages": ["ks3", "ks4"], "subjects": ["maths"], "statuses": ["qts"],
        "qts": True, "dbs": {"level": "enhanced", "update_service": True, "date": ""}, "right_to_work": True,
    },
    "remarks": [], "unsupported_claims": [], "written_by": {"engine": "local", "model": "", "prompt": ""},
}  # fmt: skip
CANDIDATE = LISTED | {
    "batch": BATCH_ID, "ai_task_id": "", "ai_enhanced_cv_content": PROFILE, "ai_failure_reason": "", "ai_retry_count": 0,
    "email_subject": EXTRACTED["email_subject"], "email_body": EXTRACTED["email_body"], "notes": "",
    "original_cv_url": f"{FILES}WyJjdnMiXQ?signature=1xWewo", "enhanced_cv_url": f"{FILES}WyJlbmhhbmNlZCJd?signature=1xWewo",
    "cv_status_message": "", "updated_at": "2026-03-02T09:31:07Z", "quality_reasons": [], "original_name": "Amy Okafor.pdf",
    "availability_email_status": "sent", "roles": ["subject_teacher"], "phases": ["secondary"], "key_stages": ["ks3", "ks4"],
    "subjects": ["maths"], "qts": True, "ai_usage": NOTHING_USED, "last_contacted_at": "2026-03-02T09:31:09Z", "contacts_emailed_count": 0,
}  # fmt: skip
BATCH = {
    "id": BATCH_ID, "additional_info": {"experience": 2.0, "skills": ["Phonics"], "job_role": ["Maths Teacher"]}, "total_count": 2,
    "processed_count": 0, "failed_count": 0, "active_count": 2, "deleted_count": 0, "progress_percentage": 0, "status": "in_progress",
    "created_at": "2026-03-02T09:30:00Z", "updated_at": "2026-03-02T09:30:00Z", "ai_usage": NOTHING_USED,
}  # fmt: skip
REJECTED = [{"file": "notes.txt", "reason": "Only files of these types are taken: pdf, doc, docx."}]
VERSION = {
    "number": 2, "kind": "rewrite", "created_at": "2026-03-03T14:00:00Z", "created_by": "olu@agency.example",
    "instruction": "Mention the work with Year 11.", "remark": "", "engine": "local", "model": "", "prompt": "", "before": EXTRACTED,
    "after": EXTRACTED | {"professional_profile": "A maths teacher who has brought Year 11 to their exams for five years."},
}  # fmt: skip
FEEDBACK = {
    "score": 72,
    "parts": {"structure": 80, "evidence_of_impact": 45, "completeness": 85, "language": 90, "safeguarding_and_gaps": 60},
    "summary": "Clear and complete, but nothing shows what the teaching achieved.",
    "findings": [
        {
            "code": "no_impact", "part": "evidence_of_impact", "severity": "medium", "place": "Park Secondary School",
            "quote": "Taught maths to Years 7 to 11.", "finding": "It says what was done, not what came of it.",
            "advice": "Add results: grades, progress, attendance.",
        },
    ],
    "engine": "local", "model": "", "prompt": "", "created_at": "2026-03-03T14:05:00Z",
}  # fmt: skip
ABOUT = {"candidate": "Amy Okafor", "candidate_id": AMY, "candidate_location": "Leeds", "radius_km": 10.0}
NEARBY_CONTACT = {
    "contact_id": CONTACT["id"], "contact_person": CONTACT["contact_person"], "contact_email": CONTACT["work_email"],
    "contact_job_title": CONTACT["job_title"], "organization_county": "West Yorkshire", "distance_km": 2.6,
    **{
        f"organization_{name}": SCHOOL[name]
        for name in ("id", "name", "phase", "gender", "town", "postcode", "local_authority", "telephone")
    },
}  # fmt: skip
SUPPRESSION = {
    "id": 7, "address": "no@ashgrove.example", "reason": "manual", "source": "operator", "note": "By phone",
    "created_by": "olu@agency.example", "created_at": "2026-03-02T09:30:00Z",
}  # fmt: skip
STARTED = {"task_id": TASK, "poll_url": f"/api/candidates/send-status/{TASK}/"}

EXAMPLES: dict[str, Any] = {
    "Uploaded": {"message": "2 CVs are being processed.", "batch": BATCH, "rejected": REJECTED},
    "candidates_upload_create 400": {"detail": "None of the files can be taken.", "rejected": REJECTED},
    "candidates_upload_create 503": "There is no room for the upload at the moment.",
    "ListedCandidate": LISTED,
    "candidates_list 400": {"years_min": ["Enter a number."]},
    "Candidate": CANDIDATE,
    "PatchedCandidateUpdateRequest": {"location": "York", "availability_status": "available", "notes": "Called on Monday."},
    "candidates_update_partial_update 200": CANDIDATE | {
        "location": "York", "availability_status": "available", "notes": "Called on Monday.", "enhanced_cv_url": None,
        "cv_status_message": PREPARING,
    },
    "candidates_update_partial_update 400": {"email": ["Another candidate has this e-mail address."]},
    "candidates_delete_destroy 200": {"message": "The candidate has been deleted."},
    "candidates_upload_create request": {"files": ["Amy Okafor.pdf", "Ben Moss.docx"], "experience": 3, "job_role": ["Maths teacher"]},
    "ListRequest": {"file": "suppressions.csv"},
    "mail_inbound_unsubscribe_create request": {"from": "Ann Lee <head@ashgrove.example>"},
    "Batch": BATCH | {"processed_count": 1, "progress_percentage": 50},
    "BatchDeleted": {"message": "The batch has been deleted.", "candidates_deleted": 2, "files_queued": 4},
    "NearbyOrganizations": ABOUT | {
        "candidate_lat": 53.8, "candidate_lng": -1.5, "total_found": 1, "organizations": [{"distance_km": 2.6, "organization": SCHOOL}],
    },
    "candidates_nearby_organizations_retrieve 400": NO_PLACE,
    "PaginatedNearbyContactList": a_page(NEARBY_CONTACT, **ABOUT),
    "candidates_nearby_contacts_list 400": NO_PLACE,
    "InstructionRequest": {"instruction": VERSION["instruction"]},
    "RewriteStarted": {"message": "The CV is being rewritten.", "rewrite_task_id": TASK, "rewrite_status": "processing"},
    "candidates_rewrite_create 400": "A rewrite of this candidate is under way already.",
    "RewriteStatus": {"rewrite_status": "completed", "rewrite_task_id": TASK, "rewrite_remark": "", "candidate": CANDIDATE},
    "Version": VERSION,
    "Restored": {
        "message": "Version 1 is back.", "version": VERSION | {"number": 3, "kind": "restore", "instruction": ""}, "candidate": CANDIDATE,
    },
    "candidates_versions_restore_create 400": "A rewrite of this candidate is under way: its result would be lost.",
    "FeedbackStarted": {"message": "The CV is being looked at.", "feedback_task_id": TASK, "feedback_status": "processing"},
    "candidates_feedback_create 400": NOT_EXTRACTED,
    "FeedbackStatus": {"feedback_status": "completed", "feedback_task_id": TASK, "feedback": FEEDBACK},
    "RecipientsRequest": {"contact_ids": [CONTACT["id"], SAID_NO["contact_id"]]},
    "SendingStarted": STARTED | {
        "message": "The profile is being sent to 2 contacts.", "candidate": "Amy Okafor", "contact_count": 2,
    },
    "candidates_send_to_contacts_create 400": "This candidate has no e-mail text yet.",
    "candidates_send_to_contacts_create 409": "There is no branded CV of this candidate to attach.",
    "SendingStatus": {
        "status": "progress", "summary": {"total": 3, "sent": 2, "failed": 0, "errors": []}, "delivered": 1, "bounced": 0, "opened": 1,
        "suppressed": 0, "unknown": 0, "cancelled": 0, "waiting": 1, "refused": [SAID_NO], "paused": "",
    },
    "CampaignMessage": {"message": "Done: pause."},
    "candidates_send_status_create 409": "This sending is over.",
    "Preview": {
        "to": CONTACT["work_email"], "subject": EXTRACTED["email_subject"],
        "headers": {"From": "EduKai <hello@agency.example>", "To": "Ann Lee <head@ashgrove.example>"},
        "text": "Dear Ann Lee,\n\nAmy has taught maths for five years.\n\nThe CV is attached as a PDF.\n",
        "html": "<!DOCTYPE html>\n<html lang=\"en-GB\"><body><p>Dear Ann Lee,</p><p>Amy has taught maths for five years.</p></body></html>",
        "attachments": [{"filename": "CV.pdf", "content_type": "application/pdf", "size": 48_213, "content_id": ""}],
    },
    "candidates_outreach_preview_retrieve 400": "This candidate has no e-mail text yet.",
    "candidates_outreach_preview_retrieve 409": "There is no branded CV of this candidate to attach.",
    "Suppression": SUPPRESSION,
    "NewSuppressionRequest": {name: SUPPRESSION[name] for name in ("address", "reason", "note")},
    "suppressions_list 400": {"reason": ["Select a valid choice. bored is not one of the available choices."]},
    "suppressions_create 400": {"address": ["Enter a valid email address."]},
    "SuppressionMessage": {"message": "The address may get mail again."},
    "ImportReport": {
        "total_rows": 40, "added": 37, "known": 2, "errors": [{"row": 12, "value": "nobody", "reason": "Not an e-mail address."}],
        "errors_total": 1,
    },
    "suppressions_import_create 400": {"file": ["No file was submitted."]},
    "ai_events_create request": {
        "id": "evt_685343a1381c819085d44c354e1b330e", "object": "event", "type": "response.completed", "created_at": 1_772_443_800,
        "data": {"id": "resp_67cb61fa3a448190bcf2c42d96f0d1a8"},
    },
    "ai_events_create 400": "The request could not be read.",
    "mail_events_create request": [
        {"event": "delivered", "email": CONTACT["work_email"], "timestamp": 1_772_443_800, "sg_event_id": "ZGVsaXZlcmVkLTAtMTIzNDU2Nzg"},
    ],
    "mail_events_create 400": "The body must be a list of at most 10,000 events.",
    "mail_events_create 403": "You do not have permission to perform this action.",
    "mail_inbound_unsubscribe_create 400": "The request could not be read.",
    "mail_inbound_unsubscribe_create 403": "You do not have permission to perform this action.",
}  # fmt: skip
