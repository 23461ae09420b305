"""Health, and the files of the local store."""

import logging
from collections.abc import Callable

from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.http import FileResponse, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET, require_safe

from edukai import storage
from edukai.celery import app
from edukai.errors import PermanentError, TransientError

log = logging.getLogger(__name__)

PDF = "application/pdf"
# What somebody sent us is shown, and does nothing else: no script, no cache.
FILE_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database, broker, cache and file store answer; 503 names those that do not."""
    down = [name for name, probe in PROBES.items() if not _answers(name, probe)]
    if down:
        return JsonResponse({"status": "unavailable", "down": down}, status=503)
    return JsonResponse({"status": "ok", "down": []})


@require_GET
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file of the local store, named by `token`; the signature in the address is the permission."""
    try:
        key, filename, content_type = storage.unsign(token, request.GET.get("signature", ""))
        framed = {"X-Frame-Options": "SAMEORIGIN"} if content_type == PDF else {}  # the back office shows CVs beside their facts
        return FileResponse(storage.open_file(key), filename=filename, content_type=content_type, headers=FILE_HEADERS | framed)
    except signing.SignatureExpired:
        return JsonResponse({"detail": "This link has expired."}, status=403)
    except signing.BadSignature:
        return JsonResponse({"detail": "This link is not valid."}, status=403)
    except PermanentError as error:
        return JsonResponse({"detail": error.message}, status=404)
    except TransientError as error:
        return JsonResponse({"detail": error.message}, status=503)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _cache() -> None:
    cache.get("readyz")


PROBES: dict[str, Callable[[], None]] = {"database": _database, "broker": _broker, "cache": _cache, "store": storage.check}


def _answers(name: str, probe: Callable[[], None]) -> bool:
    try:
        probe()
    except Exception:
        log.exception("readyz: %s does not answer", name)
        return False
    return True
