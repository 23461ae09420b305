import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import Organization
from organization.paging import IdsFirst

pytestmark = pytest.mark.django_db


def schools(count: int) -> list[str]:
    rows = [Organization(name=f"School {number // 2:03d}", local_authority=f"Authority {number}") for number in range(count)]
    Organization.objects.bulk_create(rows)
    return [row.pk for row in sorted(rows, key=lambda row: (row.name, row.pk))]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 45, 50])
def test_its_pages_together_are_the_whole_list_in_its_order(count):
    expected = schools(count)
    pages = IdsFirst(Organization.objects.all(), 10)
    assert [row.pk for number in pages.page_range for row in pages.page(number)] == expected
    assert pages.count == count


def test_it_knows_no_page_past_the_end():
    schools(11)
    with pytest.raises(EmptyPage):
        IdsFirst(Organization.objects.all(), 10).page(3)


def test_the_last_page_passes_over_no_rows():
    schools(45)
    with CaptureQueriesContext(connection) as queries:
        assert len(IdsFirst(Organization.objects.all(), 10).page(5)) == 5
    assert not any("OFFSET" in query["sql"] for query in queries)
