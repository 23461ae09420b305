"""Misconfiguration, found at start and told with its mend."""

import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from sendgrid.helpers.eventwebhook import EventWebhook

from edukai import mailer
from edukai.errors import EduKaiError, PermanentError
from edukai.lazy import lazy_module
from edukai.logos import mail_logo

if TYPE_CHECKING:
    from edukai import bucket
else:
    bucket = lazy_module("edukai.bucket")  # boto3 takes 10 MB

# Those that people type to get started, and those of other products' manuals
GUESSES = ("admin", "change", "default", "edukai", "example", "insecure", "minio", "password", "postgres", "secret", "123456")
SECRETS = ("SECRET_KEY", "OTP_PEPPER", "MINIO_SECRET_KEY", "AI_SERVICE_TOKEN", "POSTGRES_PASSWORD", "FLOWER_PASSWORD")
SETTINGS = "settings"  # the tag of our own checks
OF_SETTINGS = (SETTINGS, Tags.security, Tags.compatibility)  # the others are of code: they load all of it, and CI runs them
LEAST_SIGNS, LEAST_DIFFERENT = 16, 5


def refuse_to_start_wrong() -> None:
    """For the web server, workers and Beat: they heed no check by themselves. Raises SystemExit with what is wrong and its mend."""
    wrong = [message for message in run_checks(tags=OF_SETTINGS) if message.is_serious() and not message.is_silenced()]
    if wrong:
        sys.exit("\n".join(f"{message.msg} {message.hint} ({message.id})" for message in wrong))


@register(SETTINGS)
def secrets(**_: Any) -> list[CheckMessage]:
    """One that is empty is made by ourselves, or asked for elsewhere; one that is set has to be one."""
    if settings.DEBUG:
        return []
    own = {name: getattr(settings, name) for name in SECRETS}
    own["the password in DATABASE_URL"] = settings.DATABASES["default"].get("PASSWORD") or ""
    weak = [name for name, secret in own.items() if secret and _is_guessable(secret)]
    if weak:
        hint = "Make each with: openssl rand -hex 32"
        return [Error(f"Anybody can guess {', '.join(weak)}.", hint=hint, id="edukai.E010")]
    return []


def _is_guessable(secret: str) -> bool:
    is_poor = len(secret) < LEAST_SIGNS or len(set(secret)) < LEAST_DIFFERENT
    return is_poor or any(guess in secret.lower() for guess in GUESSES)


@register(SETTINGS)
def file_store(**_: Any) -> list[CheckMessage]:
    if not settings.USE_S3:
        return []
    missing = [name for name in ("MINIO_ENDPOINT_URL", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY") if not getattr(settings, name)]
    if missing:
        return [Error(f"USE_S3 is on, but {', '.join(missing)} is empty.", hint="Set it, or USE_S3=false.", id="edukai.E002")]
    return []


@register(SETTINGS, deploy=True)
def bucket_is_private(**_: Any) -> list[CheckMessage]:
    """Asks the store itself."""
    if not settings.USE_S3 or file_store():
        return []
    try:
        fault = bucket.fault()
    except EduKaiError as error:
        fault = error.message
    hint = "Run manage.py create_bucket: it makes the bucket, and closes it to strangers."
    return [Error(fault, hint=hint, id="edukai.E011")] if fault else []


@register(SETTINGS)
def cookies(**_: Any) -> list[CheckMessage]:
    if settings.COOKIE_SAMESITE == "None" and not settings.COOKIE_SECURE:
        return [Error("Browsers drop cookies with SameSite=None that are not Secure.", hint="Set COOKIE_SECURE=true.", id="edukai.E004")]
    return []


@register(SETTINGS)
def agency_logo(**_: Any) -> list[CheckMessage]:
    hint = "Name an SVG, PNG or JPEG file, or leave it unset."
    if not settings.AGENCY_LOGO.is_file():
        return [Error("AGENCY_LOGO is not a file.", hint=hint, id="edukai.E003")]
    try:
        is_seen = mail_logo(settings.AGENCY_LOGO) is not None
    except ImproperlyConfigured:
        is_seen = False
    return [] if is_seen else [Warning("AGENCY_LOGO is no picture, or an empty one.", hint=hint, id="edukai.W006")]


@register(SETTINGS)
def sender(**_: Any) -> list[CheckMessage]:
    try:
        mailer.sender()
    except PermanentError as error:
        hint = 'Write it as name@agency.example or "Name, with signs" <name@agency.example>, or leave it unset.'
        return [Error(error.message, hint=hint, id="edukai.E005")]
    return []


@register(SETTINGS)
def sendgrid(**_: Any) -> list[CheckMessage]:
    if settings.MAIL_TRANSPORT == "sendgrid" and not settings.SENDGRID_API_KEY:
        hint = "Set it, or MAIL_TRANSPORT=outbox."
        return [Error("MAIL_TRANSPORT is sendgrid, but SENDGRID_API_KEY is empty.", hint=hint, id="edukai.E012")]
    return []


@register(SETTINGS)
def sendgrid_webhook(**_: Any) -> list[CheckMessage]:
    if not settings.SENDGRID_WEBHOOK_PUBLIC_KEY:
        return []
    try:
        EventWebhook(settings.SENDGRID_WEBHOOK_PUBLIC_KEY).verify_signature("", "", "")
    except (ValueError, TypeError, AttributeError):  # no key at all, or one of another kind
        hint = "Copy the verification key of SendGrid's event webhook, one line without BEGIN and END, or leave it empty."
        return [Error("SENDGRID_WEBHOOK_PUBLIC_KEY is not a key that SendGrid signs with.", hint=hint, id="edukai.E013")]
    return []


@register(SETTINGS)
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


@register(SETTINGS, deploy=True)
def tls(**_: Any) -> list[CheckMessage]:
    if settings.BEHIND_TLS and not settings.TRUSTED_PROXIES:
        hint = "Set TRUSTED_PROXIES to the number of reverse proxies in front; they must send X-Forwarded-Proto and X-Forwarded-For."
        return [Warning("PUBLIC_URL is https, but no proxy is trusted: no request counts as https.", hint=hint, id="edukai.W002")]
    return []


@register(SETTINGS, deploy=True)
def agency_is_example(**_: Any) -> list[CheckMessage]:
    if settings.AGENCY_EMAIL.endswith(".example"):
        return [Warning("AGENCY_EMAIL is the example's.", hint="Set the AGENCY_ variables: they stand on every CV.", id="edukai.W001")]
    return []
