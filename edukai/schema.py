"""What the OpenAPI schema says of all endpoints alike: whom an endpoint lets in, the errors that follow from that, and examples.

The examples are in `examples.py` of each app.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

Operation = dict[str, Any]

DESCRIPTIONS = {
    "200": "Done.",
    "201": "It is there now.",
    "202": "It has begun, and goes on in the background.",
    "204": "Taken.",
    "400": "Something that was sent cannot be taken.",
    "401": "Not signed in.",
    "403": "Not allowed.",
    "404": "There is no such thing, or no such page.",
    "409": "That does not go with how things stand.",
    "413": "Too large.",
    "415": "The body is of no type that is taken here.",
    "429": "Too often.",
    "503": "Not at the moment.",
}
SENTENCES = {
    "401": "You are not signed in any more, or the token is not valid.",
    "403": "Only operators may do this.",
    "404": "Not found.",
    "413": "The request is too large.",
    "415": 'Unsupported media type "text/plain" in request.',
    "429": "Too many attempts. Expected available in 900 seconds.",
    "503": "The service is busy with itself for a moment. Please try again.",
}
WRONG_PAGE = {"page_size": ["A whole number from 1 to 100."]}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}


class DetailSerializer(serializers.Serializer):
    """An error in one sentence."""

    detail = serializers.CharField()


class ErrorsSerializer(serializers.Serializer):
    """An error in one sentence, as `detail`, or what is wrong by the names of fields."""


class ErrorsExtension(OpenApiSerializerExtension):
    target_class = ErrorsSerializer

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        sentence = {"type": "string"}
        by_field = {"type": "array", "items": sentence, "minItems": 1}
        return {
            "type": "object",
            "description": ErrorsSerializer.__doc__,
            "properties": {"detail": sentence},
            "additionalProperties": by_field,
            "minProperties": 1,
        }


class Schema(AutoSchema):
    """The docstring of a view says what an operation does: its first line is the summary.

    A view names only the errors that are its own: 409, 429 and the like, or those of another shape.
    """

    def get_tags(self) -> list[str]:
        beginning: str = super().get_tags()[0]
        return ["Accounts" if beginning == "auth" else beginning.capitalize()]

    def get_auth(self) -> list[dict[str, list[str]]]:
        return super().get_auth() if self.view.get_authenticators() else []

    def get_summary(self) -> str:
        return self._told()[0].removesuffix(".")

    def get_description(self) -> str:  # type: ignore[override]
        return f"{self._told()[2]}\n\n{self._who()}".strip()

    def get_operation(self, *args: Any, **kwargs: Any) -> Operation | None:
        operation: Operation | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        answers = operation["responses"]
        for status in self._errors(operation):
            errors = ErrorsSerializer if status == "400" else DetailSerializer
            answers.setdefault(status, self._get_response_for_code(errors, status))
        for status, answer in answers.items():
            answer["description"] = answer["description"] or DESCRIPTIONS[status]
        if "429" in answers:
            answers["429"]["headers"] = RETRY_AFTER
        operation["responses"] = dict(sorted(answers.items()))
        for place, body in {"request": operation.get("requestBody", {}), **answers}.items():
            exemplify(body, f"{operation['operationId']} {place}")
        return operation

    def _told(self) -> tuple[str, str, str]:
        return super().get_description().partition("\n\n")

    def _who(self) -> str:
        if IsAuthenticated in self.view.permission_classes:
            return "For whoever is signed in."
        return "For operators." if self.view.get_authenticators() else ""

    def _errors(self, operation: Operation) -> Iterator[str]:
        places = {parameter["in"] for parameter in operation.get("parameters", ())}
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        if "requestBody" in operation or "query" in places:
            yield "400"
        if "requestBody" in operation:
            yield from ("413", "415")
        if self.view.get_authenticators():
            yield "401"
            if self.method not in SAFE_METHODS or IsAuthenticated not in self.view.permission_classes:
                yield "403"
        if "path" in places or "page" in names:
            yield "404"
        yield "503"  # without the database; where files or places are looked up, or somebody counts, without those


def exemplify(body: dict[str, Any], place: str) -> None:
    """Give a request or an answer its example; `place` is its operation and "request" or a status."""
    content = body.get("content", {})
    media = content.get("application/json") or content.get("multipart/form-data")  # of what takes both, the JSON
    if not media:
        return
    known, status = examples(), place.rpartition(" ")[2]
    example = known.get(place, known.get(component := media["schema"].get("$ref", "").rpartition("/")[2]))
    if example is None and component.startswith("Paginated"):
        example = a_page(known.get(component.removeprefix("Paginated").removesuffix("List")))
    if example is None:
        example = WRONG_PAGE if status == "400" else SENTENCES.get(status)
    if example is not None:
        media["example"] = {"detail": example} if isinstance(example, str) else example


@cache
def examples() -> dict[str, Any]:
    """Those of all apps: bodies by the name of their component in the schema, or by their place; a text is a `detail`."""
    modules = [import_module(f"{app.name}.examples") for app in apps.get_app_configs() if module_has_submodule(app.module, "examples")]
    return {name: example for module in modules for name, example in module.EXAMPLES.items()}


def a_page(*rows: Any, **beside: Any) -> dict[str, Any]:
    """The only page of a list."""
    one = {"total": len(rows), "page": 1, "page_size": 20, "total_pages": 1, "has_next": False, "has_previous": False}
    return {"pagination": one | {"next": None, "previous": None}, **beside, "results": list(rows)}
