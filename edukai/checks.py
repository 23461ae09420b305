"""Misconfiguration, found at start and told with its mend."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

EXAMPLE_SECRET = "change-me"  # noqa: S105  the value in .env.example, refused in production


@register(deploy=True)
def production_secrets(**_: Any) -> list[CheckMessage]:
    if EXAMPLE_SECRET in settings.SECRET_KEY:
        return [Error("SECRET_KEY is the example's.", hint="Set SECRET_KEY to 50 random characters.", id="edukai.E001")]
    return []


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


@register(deploy=True)
def agency_is_example(**_: Any) -> list[CheckMessage]:
    if settings.AGENCY_EMAIL.endswith(".example"):
        return [Warning("AGENCY_EMAIL is the example's.", hint="Set the AGENCY_ variables: they stand on every CV.", id="edukai.W001")]
    return []
