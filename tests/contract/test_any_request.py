"""Requests that a machine makes up from the schema: none ends in a 500, and every answer is one that the schema tells of."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings

from account import sessions
from tests.contract.described import CHECKS, schema
from tests.contract.world import Parameters, parameters_of, rows


@pytest.fixture
def known(olu) -> Iterator[tuple[dict[str, str], dict[str, Parameters]]]:
    """The operator's headers, and a row of everything."""
    each_request = (request_started, request_finished)
    for signal in each_request:
        signal.disconnect(close_old_connections)  # it would end the transaction of the test
    yield {"Authorization": f"Bearer {sessions.start(olu).access}"}, rows(olu)
    for signal in each_request:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what a request changes is taken back before the next one
def test_it_is_answered_as_the_schema_says(case, known):
    headers, there = known
    meant = parameters_of(case.path, there)
    case.path_parameters |= {name: value for name, value in meant.items() if _makes_sense(case.path_parameters[name])}
    with transaction.atomic():
        case.call_and_validate(headers=headers, checks=CHECKS)
        transaction.set_rollback(True)


def _makes_sense(value: object) -> bool:
    """Whether a row could have this id; addresses that lead nowhere stay as they are."""
    try:
        return isinstance(value, int) or bool(UUID(value))
    except (ValueError, TypeError, AttributeError):
        return False
