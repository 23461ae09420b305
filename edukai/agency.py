"""The agency as it stands on CVs and mails."""

from django.conf import settings

DETAILS = ("name", "email", "phone", "website", "address", "consultant", "role", "company_line", "colour")


def details() -> dict[str, str]:
    """What templates show: DETAILS, from the settings AGENCY_*."""
    return {name: getattr(settings, f"AGENCY_{name.upper()}") for name in DETAILS}
