"""A few CVs do not wait behind many: workers hold no messages back that others should overtake."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.outcome import assert_whole
from tests.processes import until
from tests.stack import WORKERS, running_stack

MANY, FEW = 40, 3

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


def test_a_few_cvs_go_before_the_rest_of_many_and_all_are_done(tmp_path: Path, cvs: Callable[[int], list[Path]]) -> None:
    people = cvs(MANY + FEW)
    with running_stack(tmp_path / "var", concurrency=dict.fromkeys(WORKERS, 2)) as stack:
        many = stack.upload(people[:MANY])
        until(lambda: stack.batch(many)["processed_count"], "the many are under way")
        few = stack.upload(people[MANY:])
        stack.wait_for(few)
        assert stack.batch(many)["processed_count"] < MANY / 2
        assert_whole(stack, MANY + FEW, many, few)
