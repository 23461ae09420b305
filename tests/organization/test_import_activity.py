"""What the activity log tells of imports: their end, once."""

import pytest

from account.models import Activity
from edukai.jobs.control import cancel, replay
from edukai.jobs.models import Job
from organization import flows
from tests.factories import a_school, work
from tests.organization.sheets import CONTACTS
from tests.organization.test_import_flows import BAD, PARK, accept, done

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_tells_what_became_of_the_rows():
    done(accept(PARK))
    entry = Activity.objects.get()
    assert (entry.event_type, entry.severity, entry.title) == ("org_import_completed", "success", "Import of schools completed")
    assert entry.message == "Rows: 1 (1 created, 0 updated, 0 skipped). Problems: 0."


def test_it_warns_of_rows_with_problems():
    done(accept(PARK, BAD))
    entry = Activity.objects.get()
    assert (entry.severity, entry.message) == ("warning", "Rows: 2 (1 created, 0 updated, 1 skipped). Problems: 1.")


def test_it_tells_of_contacts():
    a_school(name="Park Primary School", local_authority="Leeds")
    done(accept(("Leeds", "Park Primary", "Amy Okafor", "Head", "amy@park.example"), flow=flows.contact_import, header=CONTACTS))
    entry = Activity.objects.get()
    assert (entry.event_type, entry.severity, entry.title) == ("contact_import_completed", "success", "Import of contacts completed")
    assert entry.message == "Rows: 1 (1 created, 0 updated, 0 skipped). Problems: 0."


def test_it_tells_of_a_failed_import_and_of_each_replay():
    job = done(accept(("x",), header=("Something",)))
    replay(Job.objects.filter(pk=job.pk))
    assert Activity.objects.count() == 1
    work()
    for entry in Activity.objects.all():
        assert (entry.event_type, entry.severity, entry.title) == ("org_import_completed", "error", "Import of schools failed")
        assert entry.message == job.error
    assert Activity.objects.count() == 2


def test_it_tells_of_a_cancelled_import():
    job = accept(PARK)
    cancel(Job.objects.filter(pk=job.pk))
    assert Activity.objects.get().message == "Cancelled."


@pytest.mark.parametrize("header", [None, ("Something",)])
def test_a_dry_run_leaves_no_trace(header):
    done(accept(PARK, BAD, dry_run=True, **({"header": header} if header else {})))
    assert not Activity.objects.exists()
