"""CVs of other installations, fetched from where they say: from known hosts alone, since it is strangers who name the address."""

from pathlib import PurePosixPath

from django.conf import settings
from django.utils.http import parse_header_parameters

from candidate.documents.failures import unreadable
from edukai import http
from edukai.errors import PermanentError, TransientError

NOT_ALLOWED = "CVs are not fetched from there: its host is not in AI_SERVICE_CV_HOSTS of the AI service."


def is_allowed(url: str) -> bool:
    """Whether it is an http(s) address at one of AI_SERVICE_CV_HOSTS: `host` is any of its ports, `host:port` that one."""
    try:
        _, host, port = http.origin(url)
    except PermanentError:
        return False
    written = f"[{host}]" if ":" in host else host
    return not {written, f"{written}:{port}"}.isdisjoint(allowed.lower() for allowed in settings.AI_SERVICE_CV_HOSTS)


def fetch(url: str) -> tuple[bytes, str]:
    """A CV and what its file is called. Raises TransientError, PermanentError; neither tells what else there is on that host."""
    if not is_allowed(url):
        raise PermanentError(NOT_ALLOWED, code="cv_host")
    try:
        answer = http.request("GET", url, most_bytes=settings.CV_MAX_BYTES)
    except TransientError as error:
        raise TransientError("The CV cannot be fetched at the moment.", code="cv_url") from error
    except PermanentError as error:
        raise unreadable("too_large") from error
    if answer.status == 429 or answer.status >= 500:
        raise TransientError("The CV cannot be fetched at the moment.", code="cv_url", retry_after=answer.retry_after)
    if answer.status != 200:
        raise PermanentError("The CV is not to be had at its address; the link may have expired.", code="cv_url")
    named = parse_header_parameters(answer.headers.get("content-disposition", ""))[1].get("filename", "")
    return answer.content, PurePosixPath(named or http.path(url)).name
