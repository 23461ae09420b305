"""The back office as a whole: who gets in, what the start page shows, and that no list asks more the longer it is."""

import re

import pytest
from django.test import Client

from account.models import Role, User
from edukai.jobs.models import Job
from tests import crowd
from tests.factories import a_candidate, operator

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client) -> Client:
    client.force_login(operator())
    return client


@pytest.mark.parametrize(
    ("rights", "enters"),
    [
        ({"role": Role.SUPERUSER}, True),
        ({"role": Role.SUPERUSER, "is_active": False}, False),
        ({"role": Role.NORMALUSER, "is_staff": True, "is_superuser": True}, False),
        ({"role": Role.NORMALUSER}, False),
    ],
    ids=str,
)
def test_operators_get_in_and_nobody_else(client, rights, enters):
    user = User.objects.create_user("jo@agency.example", PASSWORD, **rights)
    answer = client.post("/admin/login/?next=/admin/", {"username": user.email, "password": PASSWORD})
    assert answer.status_code == (302 if enters else 200)
    if not enters:
        assert b"This is not the e-mail address and password of an operator." in answer.content
        client.force_login(user)
    for page in ("", "candidate/candidate/", "candidate/batch/upload/", "jobs/job/failures/", "organization/organization/import/"):
        assert client.get(f"/admin/{page}").status_code == (200 if enters else 302), page


def test_who_is_deactivated_is_out_at_once(desk):
    User.objects.update(is_active=False)
    assert desk.get("/admin/").status_code == 302
    assert desk.post("/admin/jobs/job/failures/").status_code == 302


def test_its_start_page_says_what_waits_and_leads_there(desk):
    a_candidate(quality_status="manual")
    Job.objects.create(flow="cv", stage="read", status="failed")
    page = desk.get("/admin/")
    assert {tile.label: tile.number for tile in page.context["tiles"]} == {
        "CVs being worked on": 0,
        "Candidates to look at": 1,
        "Mails of unknown outcome": 0,
        "Failed jobs": 1,
    }
    for tile in page.context["tiles"]:
        assert desk.get(tile.url).status_code == 200
    sections = [app["name"] for app in page.context["app_list"]]
    assert sections[:3] == ["CVs", "Schools", "Mails"]
    assert b"refresh token" not in page.content.lower()


def test_no_operator_shuts_themselves_out(desk):
    olu = User.objects.get()
    shown = desk.get(f"/admin/account/user/{olu.pk}/change/").context["adminform"].form
    assert not {"role", "is_active"} & set(shown.fields)
    assert desk.post(f"/admin/account/user/{olu.pk}/delete/", {"post": "yes"}).status_code == 403
    desk.post("/admin/account/user/", {"action": "delete_selected", "_selected_action": [olu.pk], "post": "yes"})
    assert User.objects.filter(pk=olu.pk).exists()


def test_no_page_asks_more_the_more_there_is(desk, django_assert_max_num_queries):
    ids = crowd.write(part=200)
    for page in crowd.PAGES:
        with django_assert_max_num_queries(12):
            assert desk.get(f"/admin/{re.sub(r'p=[0-9]+', 'p=2', page).format(**ids)}").status_code == 200, page
