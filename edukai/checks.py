"""Misconfiguration, found at start and told with its mend."""

import subprocess
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from edukai import mailer
from edukai.errors import PermanentError


@register
def file_store(**_: Any) -> list[CheckMessage]:
    if not settings.USE_S3:
        return []
    missing = [name for name in ("MINIO_ENDPOINT_URL", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY") if not getattr(settings, name)]
    if missing:
        return [Error(f"USE_S3 is on, but {', '.join(missing)} is empty.", hint="Set it, or USE_S3=false.", id="edukai.E002")]
    return []


@register
def cookies(**_: Any) -> list[CheckMessage]:
    if settings.COOKIE_SAMESITE == "None" and not settings.COOKIE_SECURE:
        return [Error("Browsers drop cookies with SameSite=None that are not Secure.", hint="Set COOKIE_SECURE=true.", id="edukai.E004")]
    return []


@register
def agency_logo(**_: Any) -> list[CheckMessage]:
    if not settings.AGENCY_LOGO.is_file():
        return [Error("AGENCY_LOGO is not a file.", hint="Name an SVG, PNG or JPEG file, or leave it unset.", id="edukai.E003")]
    return []


@register
def sender(**_: Any) -> list[CheckMessage]:
    try:
        mailer.sender()
    except PermanentError as error:
        hint = 'Write it as name@agency.example or "Name, with signs" <name@agency.example>, or leave it unset.'
        return [Error(error.message, hint=hint, id="edukai.E005")]
    return []


@register
def sendgrid(**_: Any) -> list[CheckMessage]:
    if settings.MAIL_TRANSPORT == "sendgrid" and not settings.SENDGRID_API_KEY:
        hint = "Set it, or MAIL_TRANSPORT=outbox."
        return [Error("MAIL_TRANSPORT is sendgrid, but SENDGRID_API_KEY is empty.", hint=hint, id="edukai.E010")]
    return []


@register
def tesseract(**_: Any) -> list[CheckMessage]:
    """The program that reads scans, and its languages. Without it a scan fails with the code no_text, and everything else works."""
    if not settings.OCR_MAX_PAGES:
        return []
    try:
        answer = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        hint = "Install it (Debian: apt install tesseract-ocr), or set OCR_MAX_PAGES=0."
        return [Warning("tesseract is not installed: CVs that are scans or pictures cannot be read.", hint=hint, id="edukai.W003")]
    missing = sorted(set(settings.OCR_LANGUAGES.split("+")) - set(answer.stdout.split()))
    if missing:
        hint = "Install them (Debian: apt install tesseract-ocr-...), or change OCR_LANGUAGES."
        return [Warning(f"tesseract does not know these languages of OCR_LANGUAGES: {', '.join(missing)}.", hint=hint, id="edukai.W004")]
    return []


@register(deploy=True)
def tls(**_: Any) -> list[CheckMessage]:
    if settings.BEHIND_TLS and not settings.TRUSTED_PROXIES:
        hint = "Set TRUSTED_PROXIES to the number of reverse proxies in front; they must send X-Forwarded-Proto and X-Forwarded-For."
        return [Warning("PUBLIC_URL is https, but no proxy is trusted: no request counts as https.", hint=hint, id="edukai.W002")]
    return []


@register(deploy=True)
def agency_is_example(**_: Any) -> list[CheckMessage]:
    if settings.AGENCY_EMAIL.endswith(".example"):
        return [Warning("AGENCY_EMAIL is the example's.", hint="Set the AGENCY_ variables: they stand on every CV.", id="edukai.W001")]
    return []
