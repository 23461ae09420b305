"""The OpenAPI schema, and a client whose every answer is held against it."""

from typing import Any

import requests
import schemathesis
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from edukai.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CONFIG = {
    "generation": {"deterministic": True, "max-examples": 10, "database": "none"},
    "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": []}},
}

schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application, config=schemathesis.Config.from_dict(CONFIG))


def operations() -> list[Any]:
    """Every call of the API that the schema tells of."""
    return [found.ok() for found in schema.get_all_operations()]


class Described(APIClient):
    """Raises when the schema does not tell of an answer, or tells otherwise."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        operation = schema.find_operation_by_path(request["REQUEST_METHOD"], request["PATH_INFO"])
        if operation is not None:
            sent = requests.Request(operation.method, f"http://testserver{request['PATH_INFO']}").prepare()
            headers = {name: [value] for name, value in answer.headers.items()}
            told = schemathesis.Response(answer.status_code, headers, answer.content, sent, elapsed=0, verify=False)
            operation.Case().validate_response(told, checks=CHECKS)
        return answer
