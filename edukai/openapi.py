"""What the OpenAPI schema says of the API as a whole, and how Swagger UI and ReDoc show it."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "TITLE": "EduKai",
    "DESCRIPTION": (
        "CVs come in, and schools get candidates: the API of EduKai, CV automation for UK education recruitment.\n\n"
        "**Sign in** with `POST /api/auth/login/`, in Swagger UI too: the cookies it sets let in all that follows. "
        "A script sends the value of the cookie `access_token` instead, as `Authorization: Bearer …`.\n\n"
        '**Errors** are one sentence, `{"detail": "…"}`, or lists of sentences by the names of fields.\n\n'
        "**What takes long** is answered at once with 202 and an id, by which another call tells how far it is."
    ),
    "EXTENSIONS_INFO": {"x-logo": {"url": "/static/edukai/mark.svg", "altText": "EduKai"}},
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SORT_OPERATIONS": False,  # as in urls.py: what is done first comes first
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "persistAuthorization": True,
        "displayRequestDuration": True,
        "defaultModelsExpandDepth": 0,
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "PATH_CONVERTER_OVERRIDES": {"str": {"type": "string", "format": "uuid"}},
    "TAGS": [
        {"name": "Accounts", "description": "Signing in, one's own account, and what operators see of everything."},
        {"name": "Candidates", "description": "CVs coming in, candidates, their texts, and mails to schools."},
        {"name": "Organizations", "description": "Schools, their contacts, and imports of both."},
        {"name": "Suppressions", "description": "Addresses that get no mail any more."},
        {"name": "Jobs", "description": "Background work: what runs, what failed, and doing it again."},
        {"name": "Webhooks", "description": "Where SendGrid and OpenAI tell what has happened. Signatures let them in."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "GenderEnum": "account.models.Gender",
        "SchoolGenderEnum": "organization.models.Gender",
        "TextStateEnum": "candidate.serializers.texts.STATES",
    },
}
