"""A morning of an operator in the back office, in a real browser."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from account.models import Role, User
from candidate.models import Batch, Candidate
from edukai.jobs.models import Job
from organization.models import Organization
from tests.browser import opened
from tests.factories import BROKEN, CVS, WHITLOCK, WITH_PHOTO, work
from tests.organization.test_imports_api import SCHOOLS, workbook

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"


@pytest.fixture
def page(live_server, settings, monkeypatch) -> Iterator[Page]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    settings.PUBLIC_URL = live_server.url
    User.objects.create_superuser("op@example.com", PASSWORD, role=Role.SUPERUSER)
    with opened(live_server.url) as page:
        page.goto("/admin/")
        page.get_by_label("E-mail address").fill("op@example.com")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        yield page


def test_cvs_come_in_are_looked_at_and_tried_again(page):
    page.get_by_role("link", name="Upload CVs").click()
    page.get_by_label("CVs").set_input_files([CVS / name for name in (WHITLOCK, WITH_PHOTO, BROKEN)])
    page.get_by_label("Job titles").fill("PE Teacher, Tutor")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("3 CVs are being processed.")).to_be_visible()
    expect(page.get_by_text("in progress", exact=True)).to_be_visible()
    assert Batch.objects.get().additional_info == {"job_role": ["PE Teacher", "Tutor"]}

    work()
    expect(page.get_by_text("The file is damaged and cannot be opened.")).to_be_visible()  # the page renews itself
    expect(page.get_by_text("in progress", exact=True)).to_have_count(0)
    page.get_by_role("link", name="1 Failed jobs").click()
    failed = Job.objects.get(status="failed")
    page.get_by_role("link", name="Failed jobs by reason").click()
    page.get_by_role("button", name="Replay 1").click()
    expect(page.get_by_text("1 jobs are taken up again.")).to_be_visible()
    assert Job.objects.get(pk=failed.pk).status == "pending"

    page.get_by_role("link", name="Candidates", exact=True).click()
    page.get_by_role("link", name="Siobhán O'Connor").click()
    photo = page.get_by_alt_text("Photo of the candidate")
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    shown = page.locator("iframe[name=cv]").element_handle().content_frame()
    assert shown
    shown.wait_for_url("**/files/**")  # a frame that may not be shown goes to an error page of the browser
    page.get_by_label("Location").fill("Hull")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("being made anew").first).to_be_visible()
    assert Candidate.objects.get(name="Siobhán O'Connor").location == "Hull"


def test_a_sheet_of_schools_comes_in(page):
    sheet = workbook(SCHOOLS, "schools.xlsx")
    page.get_by_role("link", name="Import schools").click()
    page.get_by_label("Sheet").set_input_files({"name": sheet.name, "mimeType": "application/octet-stream", "buffer": sheet.read()})
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("pending", exact=True)).to_be_visible()
    work()
    expect(page.get_by_text("completed", exact=True)).to_be_visible()  # the page renews itself
    expect(page.get_by_role("cell", name="OrganizationName")).to_be_visible()
    page.get_by_role("link", name="To the list").click()
    page.get_by_role("link", name="Ash Primary").click()
    expect(page.get_by_label("Town")).to_have_value("Ashford")
    assert Organization.objects.count() == 2


def test_no_page_is_wider_than_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    candidate = Candidate.objects.create(original_name="a very long name of a file of a candidate.pdf", original_key="cvs/a.docx")
    for address in ("", "candidate/batch/upload/", "jobs/job/failures/", f"candidate/candidate/{candidate.pk}/change/"):
        page.goto(f"/admin/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, address
