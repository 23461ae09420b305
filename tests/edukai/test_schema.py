"""The OpenAPI schema and the pages that show it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from edukai.schema import examples

PAGES = ("/api/docs/", "/api/redoc/")
WITHOUT_SIGNING_IN = {
    "auth_register_create", "auth_login_create", "auth_token_refresh_create", "auth_forgot_password_create", "auth_verify_otp_create",
    "auth_reset_password_create", "ai_events_create", "mail_events_create", "mail_inbound_unsubscribe_create",
}  # fmt: skip


@cache
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def operations() -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for path in schema()["paths"].values() for operation in path.values()}


@cache
def components() -> dict[str, Any]:
    """With nothing more in any object than is told."""
    kinds = schema()["components"]["schemas"]
    return {"schemas": {name: {"additionalProperties": False} | kind if "properties" in kind else kind for name, kind in kinds.items()}}


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What goes in and comes out, as JSON where there is any: "request" or a status, and the body with its example."""
    for place, body in {"request": operation.get("requestBody", {}), **operation["responses"]}.items():
        content = body.get("content", {})
        if media := content.get("application/json") or content.get("multipart/form-data"):
            yield place, media


def test_it_is_valid_and_made_without_a_warning(capsys):
    made = schema.__wrapped__()
    validate_schema(made)
    assert made["openapi"].startswith("3.1")
    told = capsys.readouterr()
    assert "Warning" not in told.err + told.out
    assert "Error" not in told.err + told.out


def test_it_lists_every_endpoint_of_the_api():
    described = {re.sub(r"{\w+}", "<>", path) for path in schema()["paths"]}
    for prefix in ("auth", "candidates", "organizations", "suppressions", "jobs"):
        (urls,) = [part for part in get_resolver().url_patterns if str(part.pattern) == f"api/{prefix}/"]
        there = {re.sub(r"<[^>]+>", "<>", f"/api/{prefix}/{url.pattern}") for url in urls.url_patterns}
        assert there <= described


def test_it_says_how_to_sign_in():
    schemes = schema()["components"]["securitySchemes"]
    assert {(kind["type"], kind.get("in"), kind.get("scheme")) for kind in schemes.values()} >= {
        ("apiKey", "cookie", None),
        ("http", None, "bearer"),
    }


@pytest.mark.parametrize("name", operations())
def test_an_operation_is_told_in_plain_words(name):
    operation = operations()[name]
    assert operation["tags"][0] in {tag["name"] for tag in schema()["tags"]}
    assert re.fullmatch(r"[A-Z].{3,50}[^.]", operation["summary"])
    assert operation["description"].partition("\n\n")[0].endswith(".")
    assert operation["description"] not in ("For operators.", "For whoever is signed in.")
    assert all(answer["description"] for answer in operation["responses"].values())


def test_summaries_tell_operations_apart():
    summaries = [operation["summary"] for operation in operations().values()]
    assert len(summaries) == len(set(summaries)) > 40


def test_a_cookie_or_a_bearer_token_lets_in_each_for_itself():
    kinds = {name: operation.get("security") for name, operation in operations().items()}
    assert {name for name, security in kinds.items() if security is None} == WITHOUT_SIGNING_IN
    assert {str(security) for security in kinds.values() if security} == {str([{"cookie": []}, {"bearer": []}])}


@pytest.mark.parametrize("name", operations())
def test_every_body_has_an_example_that_is_as_the_schema_says(name):
    for place, media in bodies(operations()[name]):
        checked = Draft202012Validator(media["schema"] | {"components": components()}, format_checker=FormatChecker())
        assert [f"{place} {error.json_path}: {error.message}" for error in checked.iter_errors(media["example"])] == []


def test_no_example_is_about_what_is_no_longer_there():
    there = {f"{name} {place}" for name, operation in operations().items() for place, _ in bodies(operation)}
    assert {name for name in examples() if name not in there | components()["schemas"].keys()} == set()


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_load_from_this_host_alone(db, page):
    answer = APIClient().get(page)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")
    html = answer.content.decode()
    assets = re.findall(r"""(?:src|href)=["']([^"']+)""", html)
    assert [asset for asset in assets if asset.endswith(".js")]
    assert [asset for asset in assets if re.match(r"(?:https?:)?//", asset)] == []
    for asset in assets:
        if asset.startswith("/static/"):
            assert finders.find(asset.removeprefix("/static/")), asset
    assert "fonts.googleapis" not in html
    assert "cdn." not in html


def test_it_is_served(db):
    answer = APIClient().get("/api/schema/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 200
    assert "/api/candidates/upload/" in answer.json()["paths"]


def test_the_front_page_leads_to_the_docs(db):
    answer = APIClient().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/api/docs/")
