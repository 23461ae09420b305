"""Swagger UI, as an operator uses it in a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from account.models import Role, User
from candidate.models import Batch, Candidate
from tests.browser import opened

pytestmark = pytest.mark.django_db(transaction=True)

CV = Path(__file__).resolve().parents[2] / "demo_data" / "cvs" / "CV_Oluwaseun_Adebayo_2026.pdf"
STATUS = ".live-responses-table td.response-col_status:not(.col_header)"
PASSWORD = "correct horse battery"


@pytest.fixture
def operator() -> User:
    return User.objects.create_superuser("op@example.com", PASSWORD, role=Role.SUPERUSER)


@pytest.fixture
def page(operator, live_server, settings, monkeypatch) -> Iterator[Page]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    settings.PUBLIC_URL = live_server.url
    with opened(live_server.url) as page:
        yield page


def sign_in(page: Page) -> None:
    page.goto("/healthz")
    status = page.evaluate(
        """async (password) => (await fetch('/api/auth/login/', {method: 'POST', headers: {'Content-Type': 'application/json'},
           body: JSON.stringify({email: 'op@example.com', password})})).status""",
        PASSWORD,
    )
    assert status == 200


def try_out(page: Page, operation: str) -> None:
    block = page.locator(f"#operations-{operation}")
    block.locator("button.opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()


def test_try_it_out_works_for_a_signed_in_browser(page):
    sign_in(page)
    page.goto("/api/docs/")
    try_out(page, "auth-auth_me_retrieve")
    block = page.locator("#operations-auth-auth_me_retrieve")
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(STATUS)).to_contain_text("200")
    expect(block.locator(".live-responses-table")).to_contain_text("op@example.com")


def test_cvs_are_uploaded_from_swagger(page):
    sign_in(page)
    page.goto("/api/docs/")
    try_out(page, "candidates-candidates_upload_create")
    block = page.locator("#operations-candidates-candidates_upload_create")
    block.get_by_role("button", name="Add string item").first.click()
    block.locator("input[type=file]").first.set_input_files(CV)
    block.locator("tr", has_text="skills").get_by_role("button", name="Add string item").click()
    block.locator("tr", has_text="skills").locator("input[type=text]").last.fill("Phonics, early reading")
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(STATUS)).to_contain_text("202")
    assert [candidate.original_name for candidate in Candidate.objects.all()] == [CV.name]
    assert Batch.objects.get().additional_info["skills"] == ["Phonics, early reading"]


def test_the_reference_is_readable_without_the_internet(page):
    page.goto("/api/redoc/")
    expect(page.get_by_role("heading", name="EduKai")).to_be_visible()
