from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from edukai.errors import PermanentError
from edukai.jobs import Flow
from edukai.jobs.control import cancel, replay
from edukai.jobs.models import Job, Status
from organization import flows
from organization.models import Organization, OrganizationContact, Postcode, Precision, Town
from organization.sheets.failures import MOST_BYTES
from tests.factories import download, files_in, operator, time_passes, work
from tests.organization.sheets import CONTACTS, SCHOOLS, xlsx

pytestmark = pytest.mark.django_db(transaction=True)

PARK = (100001, "Park Primary School", "Leeds", "Primary", "Mixed", "Park Row", "Leeds", "LS1 5HD", 1132496000)
BAD = (100002, "", "Leeds")


def accept(*rows: tuple, flow: Flow = flows.organization_import, header: tuple = SCHOOLS, **options) -> Job:
    file = SimpleUploadedFile("schools.xlsx", xlsx([header, *rows]).read())
    return flows.accept_import(file, flow, operator(), **options)


def done(job: Job) -> Job:
    work()
    job.refresh_from_db()
    return job


def test_it_imports_a_stored_sheet_and_deletes_it(settings):
    job = accept(PARK)
    assert len(files_in(Path(settings.MEDIA_ROOT))) == 1
    assert not Organization.objects.exists()
    job = done(job)
    assert (job.status, job.total) == (Status.COMPLETED, 1)
    assert job.result["organizations_created"] == 1
    assert files_in(Path(settings.MEDIA_ROOT)) == []
    assert Organization.objects.get().name == "Park Primary School"


def test_it_puts_the_schools_on_the_map_behind_the_import():
    Postcode.objects.create(code="LS15HD", latitude=53.8, longitude=-1.55)
    done(accept(PARK))
    park = Organization.objects.get()
    assert (park.latitude, park.longitude, park.precision) == (53.8, -1.55, Precision.POSTCODE)
    assert (Town.objects.get(rank=1).name, Town.objects.get(rank=1).latitude) == ("leeds", 53.8)


def test_it_gives_the_whole_list_of_problems_as_a_file():
    job = done(accept(PARK, BAD))
    assert job.result["organizations_skipped"] == 1
    status, content, headers = download(flows.errors_url(job))
    assert (status, headers["Content-Type"]) == (200, "text/csv")
    assert b"OrganizationName,,is missing" in content


def test_it_gives_no_list_when_nothing_went_wrong():
    assert flows.errors_url(done(accept(PARK))) == ""


def test_it_answers_a_dry_run_with_the_same_report_and_writes_nothing():
    job = done(accept(PARK, BAD, dry_run=True))
    assert (job.result["dry_run"], job.result["organizations_created"], job.result["organizations_skipped"]) == (True, 1, 1)
    assert not Organization.objects.exists()


def test_it_imports_contacts():
    Organization.objects.create(name="Park Primary School", local_authority="Leeds")
    row = ("Leeds", "Park Primary", "Amy Okafor", "Head", "amy@park.example")
    job = done(accept(row, flow=flows.contact_import, header=CONTACTS))
    assert job.result["contacts_created"] == 1
    assert OrganizationContact.objects.get().organization.name == "Park Primary School"


def test_it_fails_with_one_sentence_when_the_columns_are_missing(settings):
    job = done(accept(("x",), header=("Something",)))
    assert (job.status, job.error) == (Status.FAILED, "The file has no table with the columns OrganizationName, LocalAuthority.")


def test_it_keeps_the_sheet_of_a_failed_import_until_nobody_replays_it_any_more(settings):
    done(accept(("x",), header=("Something",)))
    assert len(files_in(Path(settings.MEDIA_ROOT))) == 1
    due = Job.objects.get(flow="files").not_before
    assert timedelta(days=6) < due - timezone.now() < timedelta(days=8)
    time_passes()
    work()
    assert files_in(Path(settings.MEDIA_ROOT)) == []


def test_a_failed_or_cancelled_import_may_be_replayed(settings):
    job = accept(PARK)
    cancel(Job.objects.filter(pk=job.pk))
    assert done(job).status == Status.CANCELLED
    assert not Organization.objects.exists()
    replay(Job.objects.filter(pk=job.pk))
    assert done(job).status == Status.COMPLETED
    assert Organization.objects.get().name == "Park Primary School"
    assert files_in(Path(settings.MEDIA_ROOT)) == []


def test_it_keeps_the_list_of_problems_for_some_days(settings):
    job = done(accept(PARK, BAD))
    assert len(files_in(Path(settings.MEDIA_ROOT))) == 1
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=8))
    job.refresh_from_db()
    assert flows.errors_url(job) == ""
    time_passes()
    work()
    assert files_in(Path(settings.MEDIA_ROOT)) == []


def test_it_leaves_nothing_to_do_behind_an_import_without_problems():
    done(accept(PARK))
    assert not Job.objects.open().exists()


@pytest.mark.parametrize(
    ("content", "size", "reason"), [(b"%PDF-1.7", 8, "not a workbook"), (b"", 0, "empty"), (b"PK\x03\x04", MOST_BYTES + 1, "50 MB")]
)
def test_it_stores_nothing_that_is_no_sheet(settings, content, size, reason):
    file = SimpleUploadedFile("schools.xlsx", content)
    file.size = size
    with pytest.raises(PermanentError, match=reason):
        flows.accept_import(file, flows.organization_import, operator())
    assert (files_in(Path(settings.MEDIA_ROOT)), Job.objects.count()) == ([], 0)
