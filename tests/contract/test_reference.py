"""docs/api.md, the schema and the URLs tell of the same calls."""

import re

from django.conf import settings

from tests.contract.described import operations

PAGE = (settings.BASE_DIR / "docs" / "api.md").read_text()


def test_the_reference_has_a_line_for_every_call():
    told = re.findall(r"^\| (?:○ )?`([A-Z]+ /api/(?!v1/)[^`]*)`", PAGE, re.MULTILINE)
    there = {f"{operation.method.upper()} {operation.path.replace('{', '<').replace('}', '>')}" for operation in operations()}
    assert sorted(told) == sorted(there)


def test_every_answer_of_the_schema_is_explained():
    explained = {status for line in re.findall(r"^\| ([\d, ]+) \|", PAGE, re.MULTILINE) for status in line.split(", ")}
    answered = {status for operation in operations() for status in operation.responses.status_codes}
    assert {status for status in answered if not status.startswith("2")} <= explained
