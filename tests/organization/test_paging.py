"""Pages of long lists, seen at the list of schools."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Organization

URL = "/api/organizations/"


def schools(count: int) -> list[str]:
    """The ids in the order of the list; names come twice."""
    rows = [Organization(name=f"School {number // 2:03d}", local_authority=f"Authority {number}") for number in range(count)]
    Organization.objects.bulk_create(rows)
    return [str(row.pk) for row in sorted(rows, key=lambda row: (row.name, row.pk))]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 45, 50])
def test_its_pages_together_are_the_whole_list_in_its_order(api, count):
    expected, shown, page = schools(count), [], URL + "?page_size=10"
    while page:
        answer = api.get(page).json()
        shown += [row["id"] for row in answer["results"]]
        assert answer["pagination"]["total"] == count
        page = answer["pagination"]["next"]
    assert shown == expected


def test_it_knows_no_page_past_the_end(api):
    schools(11)
    assert api.get(URL, {"page_size": 10, "page": 2}).status_code == 200
    assert api.get(URL, {"page_size": 10, "page": 3}).status_code == 404


def test_the_last_page_passes_over_no_rows(api):
    schools(45)
    with CaptureQueriesContext(connection) as queries:
        assert len(api.get(URL, {"page_size": 10, "page": 5}).json()["results"]) == 5
    assert not any("OFFSET" in query["sql"] for query in queries)
