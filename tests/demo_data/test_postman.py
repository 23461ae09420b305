"""The Postman collection, as it lies there; tests/journeys/test_postman.py runs it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from demo_data import generate

COLLECTION = json.loads((generate.HERE / "EduKai.postman_collection.json").read_text(encoding="utf-8"))
ENVIRONMENT = json.loads((generate.HERE / "EduKai.postman_environment.json").read_text(encoding="utf-8"))
SETTINGS = {"run": "1", "round": "0", "wait_ms": "500", "most_rounds": "240"}


def items(folder: dict[str, Any] = COLLECTION) -> Iterator[dict[str, Any]]:
    """Its requests, in their order."""
    for item in folder["item"]:
        if "item" in item:
            yield from items(item)
        else:
            yield item


REQUESTS = list(items())
OWN = [item["request"] for item in REQUESTS if isinstance(item["request"]["url"], dict)]  # the others are links to files


def endpoint(request: dict[str, Any]) -> tuple[str, str]:
    """Method and path, as the schema names them."""
    path = re.sub(r"{{\w+}}", "1", "/".join(request["url"]["path"]))
    return request["method"].lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{resolve(f'/{path}').route}")


def test_it_has_a_request_for_every_endpoint():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    described = {(method, path) for path, methods in schema["paths"].items() for method in methods}
    assert described - {endpoint(request) for request in OWN} == set()


def test_its_requests_are_told_apart_explained_and_tested():
    names = [item["name"] for item in REQUESTS]
    assert len(set(names)) == len(names)  # a request that waits goes on with itself by its name
    assert [item["name"] for item in REQUESTS if not item["request"]["description"]] == []
    assert [item["name"] for item in REQUESTS if "pm.test(" not in str(item["event"])] == []


def test_its_addresses_are_what_they_look_like():
    """Postman shows `raw`, and keeps it as its parts say; whoever edits by hand may forget the one or the other."""
    for request in OWN:
        url = request["url"]
        query = "&".join(f"{row['key']}={row['value']}" for row in url.get("query", []) if not row.get("disabled"))
        assert url["raw"] == "/".join([*url["host"], *url["path"]]) + (f"?{query}" if query else "")


def test_it_keeps_no_secret_and_nothing_of_a_run():
    """An export takes along what was set meanwhile, tokens too."""
    assert {variable["key"]: variable["value"] for variable in COLLECTION["variable"]} == SETTINGS
    assert {row["key"]: row["value"] for row in ENVIRONMENT["values"]} == {
        "base_url": "http://127.0.0.1:8000",
        "operator_email": "operator@edukai.example",
        "operator_password": "",
    }
    passwords = re.findall(r'\\"\w*password\w*\\": \\"(.+?)\\"', json.dumps([request.get("body") for request in OWN]))
    assert passwords
    assert all(re.fullmatch(r"{{\w+}}", password) for password in passwords)


def test_its_files_are_there():
    fields = [field for request in OWN for field in request.get("body", {}).get("formdata", []) if field["type"] == "file"]
    named = [name for field in fields for name in ([field["src"]] if isinstance(field["src"], str) else field["src"])]
    assert [name for name in named if Path(name).is_absolute() or not (generate.HERE / name).is_file()] == []
    assert named
