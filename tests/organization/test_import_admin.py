"""Sheets that come in through the back office, by the same way as through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from edukai.jobs.models import Job
from organization.models import Organization, OrganizationContact
from tests.factories import a_school, download, work
from tests.organization.test_imports_api import CONTACTS, SCHOOLS, workbook

PAGES = {"schools": "/admin/organization/organization/import/", "contacts": "/admin/organization/organizationcontact/import/"}


@pytest.fixture
def desk(olu, client) -> Client:
    client.force_login(olu)
    return client


def counts(report) -> dict[str, int]:
    return dict(report.context["counts"])


def test_it_imports_schools_and_reports(desk, olu):
    answer = desk.post(PAGES["schools"], {"file": workbook(SCHOOLS, "schools.xlsx")}, follow=True)
    assert b"data-live" in answer.content
    job = Job.objects.get()
    assert (job.flow, job.created_by) == ("organization_import", olu)
    work()
    report = desk.get(f"{PAGES['schools']}{job.pk}/")
    assert b"data-live" not in report.content
    assert counts(report) == {"created": 2, "updated": 0, "skipped": 1, "unchanged": 0, "closed": 0}
    assert [problem["row"] for problem in report.context["problems"]] == [4]
    sent_on = desk.get(f"{PAGES['schools']}{job.pk}/problems/")
    assert b"OrganizationName" in download(sent_on.url)[1]
    assert b"schools.xlsx" in desk.get(PAGES["schools"]).content


def test_it_imports_contacts_and_reports(desk):
    a_school(name="Ash Primary")
    desk.post(PAGES["contacts"], {"file": workbook(CONTACTS)})
    work()
    job = Job.objects.get(flow="contact_import")
    assert counts(desk.get(f"{PAGES['contacts']}{job.pk}/"))["created"] == 1
    assert OrganizationContact.objects.get().work_email == "head@ash.example"
    assert desk.get(f"{PAGES['schools']}{job.pk}/").status_code == 404


def test_it_tries_a_sheet_and_writes_nothing(desk):
    desk.post(PAGES["schools"], {"file": workbook(SCHOOLS[:3]), "dry_run": "on"})
    work()
    url = f"{PAGES['schools']}{Job.objects.get(flow='organization_import').pk}/"
    report = desk.get(url)
    assert counts(report)["created"] == 2
    assert b"nothing has been written" in report.content
    assert desk.get(f"{url}problems/").status_code == 404
    assert not Organization.objects.exists()


def test_it_says_what_is_wrong_with_a_file(desk):
    refused = desk.post(PAGES["schools"], {"file": SimpleUploadedFile("cv.xlsx", b"%PDF-1.4 no sheet")})
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["file"])
    assert b"This field is required." in desk.post(PAGES["schools"]).content
    desk.post(PAGES["schools"], {"file": workbook([["Name"], ["Ash"]])})
    work()
    job = Job.objects.get(flow="organization_import")
    assert (job.status, job.error_code) == ("failed", "unusable_file")
    assert escape(job.error) in desk.get(f"{PAGES['schools']}{job.pk}/").content.decode()
