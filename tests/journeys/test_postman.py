"""The Postman collection against the running stack, twice: a developer's second run finds what the first one left."""

import json
import subprocess
from collections import Counter
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.demo_data.test_postman import REQUESTS
from tests.processes import PROJECT
from tests.stack import Stack, running_stack

NEWMAN = PROJECT / "tests" / "postman" / "node_modules" / ".bin" / "newman"
HOLD_SECONDS = 5  # long enough to pause and cancel within
LISTS = ("candidates/", "candidates/batches/", "organizations/", "organizations/contacts/", "suppressions/")
MAILED = {"ada": 2, "head": 2, "gracemensah.teacher": 1, "seun.adebayo": 1}  # who begin a run with new addresses, and who stay the same

pytestmark = [pytest.mark.journey, pytest.mark.one_database]


def test_it_is_green_twice_on_the_same_data(tmp_path: Path) -> None:
    with running_stack(tmp_path / "var", environment={"OUTREACH_HOLD_SECONDS": str(HOLD_SECONDS)}) as stack:
        assert_green(stack, tmp_path / "first.json")
        left = totals(stack)
        assert left["candidates/"] == left["candidates/batches/"] == 0
        assert_green(stack, tmp_path / "second.json")
        assert totals(stack) == left
        names = Counter(parseaddr(to)[1].partition("@")[0].partition("-")[0] for to in stack.mails().elements())
        assert names == MAILED


def assert_green(stack: Stack, report: Path) -> None:
    """No test fails, and each request has one that was run."""
    values = {
        "base_url": str(stack.client.base_url),
        "operator_password": stack.environment["EDUKAI_OPERATOR_PASSWORD"],
        "wait_ms": "200",
        "most_rounds": "600",
    }
    command = [NEWMAN, "run", "EduKai.postman_collection.json", "--environment", "EduKai.postman_environment.json", "--color", "off"]
    command += [part for name, value in values.items() for part in ("--env-var", f"{name}={value}")]
    command += ["--reporters", "cli,json", "--reporter-json-export", report]
    ended = subprocess.run(command, cwd=PROJECT / "demo_data", capture_output=True, text=True, timeout=140)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    executions = json.loads(report.read_text(encoding="utf-8"))["run"]["executions"]
    tested = {execution["item"]["name"] for execution in executions if execution.get("assertions")}
    assert tested == {item["name"] for item in REQUESTS}


def totals(stack: Stack) -> dict[str, int]:
    return {path: stack.get(path)["pagination"]["total"] for path in LISTS}
