"""Pages of contacts near a candidate: the first ones are looked for nearby, the last ones from the far end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidate.models import Candidate
from organization.models import Organization, OrganizationContact, Town
from tests.factories import a_candidate

HERE = (51.5, 0.0)
COUNT = 120


@pytest.fixture
def amy(db) -> Candidate:
    Town.objects.create(name="croydon", latitude=HERE[0], longitude=HERE[1], schools=9)
    return a_candidate(location="Croydon")


def contacts(count: int, degrees_apart: float) -> None:
    """`count` people, one a school, each as far north of the one before."""
    schools = [
        Organization(name=f"School {number}", local_authority="Kent", latitude=HERE[0] + number * degrees_apart, longitude=HERE[1])
        for number in range(count)
    ]
    Organization.objects.bulk_create(schools)
    OrganizationContact.objects.bulk_create(
        OrganizationContact(organization=school, contact_person=f"{number}", work_email=f"{number}@school.example")
        for number, school in enumerate(schools)
    )


def page(api, candidate: Candidate, **query) -> list[str]:
    answer = api.get(f"/api/candidates/{candidate.pk}/nearby-contacts/", query)
    assert answer.status_code == 200, answer.content
    return [row["contact_person"] for row in answer.json()["results"]]


@pytest.mark.parametrize("kilometres_apart", [0.05, 10, 30], ids=["all nearby", "two nearby", "one nearby"])
@pytest.mark.parametrize("query", [{}, {"radius_km": 1000}, {"search": "school"}], ids=str)
def test_it_shows_the_nearest_first_wherever_they_are(api, amy, kilometres_apart, query):
    contacts(COUNT, kilometres_apart / 111.2)
    within_reach = min(COUNT, int(query.get("radius_km", 1e9) // kilometres_apart) + 1)
    expected = [str(number) for number in range(within_reach)]
    for number in (1, 2, 3, within_reach // 2, within_reach - 1, within_reach):
        assert page(api, amy, page=number, page_size=1, **query) == [expected[number - 1]]
    assert page(api, amy, page_size=100, **query) == expected[:100]


def test_it_sorts_no_more_than_it_has_to(api, amy):
    contacts(COUNT, 0.001)
    with CaptureQueriesContext(connection) as queries:
        page(api, amy, page_size=2)
    sorts = [query["sql"] for query in queries if query["sql"].endswith("LIMIT 2")]
    assert len(sorts) == 1
    assert ">=" in sorts[0]
