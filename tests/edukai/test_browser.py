"""Swagger UI, as an operator uses it in a real browser."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from account import sessions
from account.models import Role, User
from candidate.models import Batch, Candidate
from tests.account.helpers import picture
from tests.browser import opened

pytestmark = pytest.mark.django_db(transaction=True)

DEMO = Path(__file__).resolve().parents[2] / "demo_data"
CVS = [DEMO / "cvs" / name for name in ("CV_Oluwaseun_Adebayo_2026.pdf", "Rhys ap Gruffydd - CV.pdf")]
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
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text))
        yield page
    refused = [text for text in told if "Content Security Policy" in text and "cdn.redoc.ly" not in text]  # its maker's logo
    assert refused == []


class Operation:
    """One call in Swagger UI, ready to be tried out."""

    def __init__(self, page: Page, name: str) -> None:
        self.block = page.locator(f"[id$='-{name}']")
        self.block.locator("button.opblock-summary-control").click()
        self.block.get_by_role("button", name="Try it out").click()

    def field(self, name: str) -> Locator:
        return self.block.locator(f"tr[data-property-name='{name}']")

    def as_form(self) -> None:
        self.block.locator(".opblock-section-request-body select").first.select_option("multipart/form-data")

    def answers(self, status: int) -> Locator:
        self.block.get_by_role("button", name="Execute").click()
        expect(self.block.locator(STATUS)).to_contain_text(str(status))
        return self.block.locator(".live-responses-table")


def sign_in(page: Page) -> None:
    """By the page's own sign-in."""
    page.goto("/api/docs/")
    login = Operation(page, "auth_login_create")
    login.block.locator("textarea").fill(json.dumps({"email": "op@example.com", "password": PASSWORD}))
    login.answers(200)


def authorize(page: Page, token: str) -> None:
    """A Bearer token and no cookie."""
    page.goto("/api/docs/")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("auth-bearer-value").fill(token)
    page.get_by_label("auth-bearer-value").press("Enter")
    page.get_by_role("button", name="Close").first.click()


def use_swagger(page: Page) -> None:
    """Look who is signed in, and upload CVs."""
    expect(Operation(page, "auth_me_retrieve").answers(200)).to_contain_text("op@example.com")
    upload = Operation(page, "candidates_upload_create")
    for place, cv in enumerate(CVS):
        if place:
            upload.field("files").get_by_role("button", name="Add string item").click()
        upload.field("files").locator("input[type=file]").nth(place).set_input_files(cv)
    upload.field("skills").get_by_role("button", name="Add string item").click()
    upload.field("skills").locator("input[type=text]").fill("Phonics, early reading")
    answer = upload.answers(202)
    batch = Batch.objects.get()
    expect(answer).to_contain_text(str(batch.pk))
    assert batch.additional_info == {"skills": ["Phonics, early reading"]}
    assert {candidate.original_name for candidate in Candidate.objects.all()} == {cv.name for cv in CVS}


def test_swagger_works_with_the_cookies_of_its_own_sign_in(page):
    sign_in(page)
    use_swagger(page)


def test_swagger_works_with_a_bearer_token_alone_and_remembers_it(page, operator):
    authorize(page, sessions.start(operator).access)
    page.reload()
    use_swagger(page)
    assert page.context.cookies() == []


def test_forms_send_the_file_that_was_chosen_and_nothing_made_up(page, operator):
    authorize(page, sessions.start(operator).access)
    profile = Operation(page, "auth_profile_update_partial_update")
    profile.as_form()
    profile.field("country").locator("input").first.fill("Wales")
    profile.field("profile_pic").locator("input[type=file]").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": picture().getvalue()}
    )
    profile.answers(200)
    changed = User.objects.get()
    assert (changed.country, changed.first_name, changed.gender, bool(changed.profile_pic)) == ("Wales", "", "", True)
    imported = Operation(page, "organizations_import_create")
    imported.field("file").locator("input[type=file]").set_input_files(DEMO / "Organizations.xlsx")
    imported.answers(202)


def test_the_reference_is_readable_without_the_internet(page):
    page.goto("/api/redoc/")
    expect(page.get_by_role("heading", name="EduKai")).to_be_visible()
