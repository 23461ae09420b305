"""What the OpenAPI schema says of all endpoints alike: the errors that follow from what an endpoint takes and whom it lets in."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

Operation = dict[str, Any]

DESCRIPTIONS = {
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
    """A view names only the errors that are its own: 409, 429 and the like, or those of another shape."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Operation | None:
        operation: Operation | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        answers = operation["responses"]
        for status in self._errors(operation):
            errors = ErrorsSerializer if status == "400" else DetailSerializer
            answers.setdefault(status, self._get_response_for_code(errors, status))
        for status, answer in answers.items():
            answer["description"] = answer["description"] or DESCRIPTIONS.get(status, "Done.")
        if "429" in answers:
            answers["429"]["headers"] = RETRY_AFTER
        operation["responses"] = dict(sorted(answers.items()))
        return operation

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
