"""What every endpoint shares: paging, errors as JSON, and bodies that are what they claim to be."""

import json
import logging
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.paginator import InvalidPage
from django.db import InterfaceError, OperationalError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.http import parse_header_parameters
from redis.exceptions import RedisError
from rest_framework import exceptions, parsers
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler as rest_exception_handler
from rest_framework.views import set_rollback

from edukai.errors import Conflict, PermanentError, TransientError

log = logging.getLogger(__name__)

BUSY = "The service is busy with itself for a moment. Please try again."


class Pages(PageNumberPagination):
    """`{"pagination": {...}, "results": [...]}`; a page past the end, or none at all, is 404."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_page_size(self, request: Any) -> int:
        """`page_size` of the query. Raises ValidationError when it is no number from 1 on; more than 100 are 100."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or int(asked[:9]) < 1:
            raise exceptions.ValidationError({"page_size": ["A whole number from 1 to 100."]})
        return min(int(asked[:9]), self.max_page_size)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"pagination": self.facts(), "results": data})

    def facts(self) -> dict[str, Any]:
        """The `pagination` object of the answer."""
        page = self.page
        assert page is not None  # noqa: S101  paginate_queryset comes first
        return {
            "total": page.paginator.count,
            "page": page.number,
            "page_size": page.paginator.per_page,
            "total_pages": page.paginator.num_pages,
            "has_next": page.has_next(),
            "has_previous": page.has_previous(),
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
        }

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        facts: dict[str, Any] = {name: {"type": "integer"} for name in ("total", "page", "page_size", "total_pages")}
        facts |= {name: {"type": "boolean"} for name in ("has_next", "has_previous")}
        facts |= {name: {"type": ["string", "null"], "format": "uri"} for name in ("next", "previous")}
        return {
            "type": "object",
            "required": ["pagination", "results"],
            "properties": {
                "pagination": {"type": "object", "required": list(facts), "properties": facts},
                "results": schema,
            },
        }


class JSONParser(parsers.JSONParser):
    """JSON objects alone: a list, a bare value, or a number that JSON does not know is 400 with one sentence."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META["CONTENT_LENGTH"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig  # Django looks at this only where it reads the whole body itself
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise exceptions.ParseError("The JSON is nested too deeply.") from None
        except UnicodeEncodeError:  # a lone surrogate, which no answer and no database can hold
            raise exceptions.ParseError("The JSON holds half a character.") from None
        if not isinstance(data, dict):
            raise exceptions.ParseError("The body must be a JSON object.")
        return data


class MultiPartParser(parsers.MultiPartParser):
    """Forms that came in whole: Django takes one that breaks off for complete, with half a file in it."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        watched: Any = _Watched(stream)
        form = super().parse(watched, media_type, parser_context)
        boundary = parse_header_parameters(media_type or "")[1].get("boundary", "")
        if f"--{boundary}--".encode("latin-1", "replace") not in watched.tail:
            raise exceptions.ParseError("The request broke off before its end.")
        return form


class _Watched:
    """A stream that remembers the last that was read of it."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.tail = stream, b""

    def read(self, size: int | None = None) -> bytes:
        chunk: bytes = self.stream.read(size)
        self.tail = (self.tail + chunk[-1_024:])[-1_024:]
        return chunk


def found[M: Model](rows: QuerySet[M], pk: str) -> M:
    """The row with this id. Raises NotFound for an unknown or malformed one."""
    try:
        return rows.get(pk=uuid.UUID(pk))
    except (ValueError, ObjectDoesNotExist):
        raise exceptions.NotFound from None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of an endpoint as JSON, in the shapes of the contract; what nobody foresaw is logged with its traceback."""
    translated = _translated(error)
    if isinstance(translated, exceptions.ValidationError):
        translated.detail = _by_field(translated.detail)
    response = rest_exception_handler(translated, context)
    if response is None:
        log.error("unexpected error in %s", type(context.get("view")).__name__, exc_info=error)
        set_rollback()
        return Response({"detail": "Something went wrong on our side. It has been logged."}, status=500)
    return response


def _translated(error: Exception) -> Exception:
    match error:
        case InvalidPage() | ObjectDoesNotExist():
            return exceptions.NotFound()
        case Conflict():
            return _refusal(409, error.message)
        case PermanentError():
            return exceptions.ValidationError({"detail": error.message})
        case TransientError():
            return _refusal(503, error.message)
        case RedisError():
            log.warning("cache or broker not reachable: %s", type(error).__name__)
            return _refusal(503, BUSY)
        case OperationalError() | InterfaceError():
            log.error("the database does not answer, or refuses", exc_info=error)
            return _refusal(503, BUSY)
        case RequestDataTooBig():
            return _refusal(413, "The request is too large.")
        case MultiPartParserError() | SuspiciousOperation() | BadRequest() | UnicodeError():
            return exceptions.ParseError("The request could not be read.")
        case ModelValidationError():
            return exceptions.ValidationError(error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages})
    return error


def _by_field(detail: Any) -> dict[str, Any]:
    """What is wrong by the names of fields, as lists of sentences; `detail` is one sentence."""
    named = detail if isinstance(detail, dict) else {api_settings.NON_FIELD_ERRORS_KEY: detail}
    errors: dict[str, Any] = {str(name): list(_sentences(inner)) for name, inner in named.items()}
    return errors | ({"detail": " ".join(errors["detail"])} if "detail" in errors else {})


def _sentences(detail: Any) -> Iterator[str]:
    """Of whatever is nested in a field: a member of a list is told by its number, counted from 1."""
    match detail:
        case str():
            yield detail
        case dict():
            for place, inner in detail.items():
                where = f"Item {place + 1}" if isinstance(place, int) else place
                yield from (f"{where}: {sentence}" for sentence in _sentences(inner))
        case _:
            yield from (sentence for inner in detail for sentence in _sentences(inner))


def _refusal(status: int, sentence: str) -> exceptions.APIException:
    refusal = exceptions.APIException(sentence)
    refusal.status_code = status
    return refusal


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse({"detail": "Not found."}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse({"detail": "The request could not be read."}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse({"detail": "You may not do this."}, status=403)


def server_error(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"detail": "Something went wrong on our side. It has been logged."}, status=500)
