"""The OpenAPI schema and the pages that show it."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

PAGES = ("/api/docs/", "/api/redoc/")


def schema() -> dict:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_valid_and_made_without_a_warning(capsys):
    made = schema()
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
