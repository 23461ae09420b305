"""Examples for the OpenAPI schema, by the name of a component, or by operation and "request" or status; a text is a `detail`."""

from typing import Any

from account.models import EMAIL_TAKEN
from edukai.schema import a_page

PASSWORD = "correct horse battery"  # noqa: S105  an example
ELSEWHERE = "This request comes from another site."
USER = {
    "id": "0f6f4c1e-3f0b-4b52-9d0c-5a2f7f0f9b10", "email": "olu@agency.example", "first_name": "Olu", "last_name": "Ray",
    "full_name": "Olu Ray", "gender": "prefer_not_to_say", "country": "United Kingdom", "profile_pic_url": None, "role": "superuser",
    "date_joined": "2026-01-12T09:00:00Z", "updated_at": "2026-03-02T09:30:00Z",
}  # fmt: skip
ENTRY = {
    "id": "b2f8a1de-0c77-4e0e-8a3c-6f1d3c5b9e21", "event_type": "cv_processed", "severity": "success", "title": "A CV has been processed",
    "message": "", "is_read": False, "candidate_id": "3e916518-8f18-4e65-b026-0b29e929d7f4",
    "batch_id": "7d9f0b0e-6a52-4c1d-8f0f-0a8f3c1f5d11", "organization_id": None, "created_at": "2026-03-02T09:31:07Z",
}  # fmt: skip
NEW_PASSWORD = {"new_password": PASSWORD, "new_password_confirm": PASSWORD}
EXAMPLES: dict[str, Any] = {
    "User": USER,
    "RegisterRequest": {
        "email": "ann@agency.example", "first_name": "Ann", "last_name": "Lee", "password": PASSWORD, "password_confirm": PASSWORD,
    },
    "auth_register_create 201": {
        "message": "Your account has been created.",
        "user": USER | {
            "email": "ann@agency.example", "first_name": "Ann", "last_name": "Lee", "full_name": "Ann Lee", "gender": "", "country": "",
            "role": "normaluser",
        },
    },
    "auth_register_create 400": {"email": [EMAIL_TAKEN]},
    "LoginRequest": {"email": "olu@agency.example", "password": PASSWORD},
    "SignedIn": {"message": "You are signed in.", "user": USER},
    "auth_login_create 400": {"email": ["Enter a valid email address."]},
    "auth_login_create 401": "The e-mail address or the password is wrong.",
    "auth_logout_create 200": {"message": "You are signed out."},
    "auth_logout_create 400": "There is no refresh_token cookie.",
    "auth_logout_create 403": ELSEWHERE,
    "auth_token_refresh_create 200": {"message": "Your session goes on."},
    "auth_token_refresh_create 401": "You are not signed in.",
    "auth_token_refresh_create 403": ELSEWHERE,
    "PatchedProfileRequest": {"first_name": "Olu", "country": "United Kingdom"},
    "ProfileUpdated": {"message": "Your profile has been updated.", "data": USER},
    "auth_profile_update_partial_update 400": {"gender": ["One of male, female, other, prefer_not_to_say, or empty."]},
    "auth_profile_update_partial_update 403": ELSEWHERE,
    "PasswordUpdateRequest": {"old_password": "the old one", **NEW_PASSWORD},
    "auth_password_update_create 200": {"message": "Your password has been changed. Please sign in again."},
    "auth_password_update_create 400": {"old_password": ["This is not your password."]},
    "auth_password_update_create 403": ELSEWHERE,
    "EmailRequest": {"email": "olu@agency.example"},
    "CodeRequested": {
        "detail": "If there is an account with this e-mail address, a code is on its way.", "retry_after": 60, "remaining_requests": 4,
    },
    "auth_forgot_password_create 400": {"email": ["Enter a valid email address."]},
    "auth_forgot_password_create 429": {
        "detail": "Too many requests, please try again later.", "retry_after": 42, "remaining_requests": 4,
    },
    "VerifyCodeRequest": {"email": "olu@agency.example", "otp": "271828"},
    "CodeVerified": {
        "detail": "The code is right. You can set a new password now.", "reset_token": "q3hZ0m3nZ9Yw1b1cJ6mX8r2v5t7y9A0BcDeFgHiJkLm",
    },
    "auth_verify_otp_create 400": {"detail": "The code is wrong or has expired.", "attempts_remaining": 4},
    "auth_verify_otp_create 403": "Too many attempts, please request a new code.",
    "ResetPasswordRequest": {"email": "olu@agency.example", "reset_token": "q3hZ0m3nZ9Yw1b1cJ6mX8r2v5t7y9A0BcDeFgHiJkLm", **NEW_PASSWORD},
    "auth_reset_password_create 200": "Your password has been changed. Please sign in.",
    "auth_reset_password_create 400": "This reset has expired or was used, please request a new code.",
    "auth_reset_password_create 403": ELSEWHERE,
    "PaginatedActivityList": a_page(ENTRY, unread_count=1),
    "auth_activity_list 400": {"severity": ["Select a valid choice. fatal is not one of the available choices."]},
    "MarkReadRequest": {"ids": [ENTRY["id"]]},
    "ActivityMarkedRead": {"message": "Marked as read: 1.", "updated": 1},
    "auth_activity_mark_read_create 400": {"ids": ["Item 1: Must be a valid UUID."]},
}  # fmt: skip
