"""A campaign in a running stack, by the API alone: somebody to send, whom to send them to, and what became of it."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fakes.sendgrid_server import SendGridServer
from tests.processes import until
from tests.stack import Stack

HEADER = ("LocalAuthority", "OrganizationName", "ContactPersonName", "JobTitle", "WorkEmail")


def by_sendgrid(server: SendGridServer) -> dict[str, str]:
    """The settings of a stack whose mails go there."""
    return {
        "MAIL_TRANSPORT": "sendgrid",
        "SENDGRID_HOST": server.url,
        "SENDGRID_API_KEY": "SG.test",
        "SENDGRID_WEBHOOK_PUBLIC_KEY": server.public_key,
        "OUTREACH_HOLD_SECONDS": "0",
    }


def a_candidate(stack: Stack, cv: Path) -> str:
    """The id of one whose CV has gone all the way."""
    stack.wait_for(stack.upload([cv]))
    [candidate] = stack.everything("candidates/")
    return str(candidate["id"])


def contacts(stack: Stack, count: int) -> dict[str, str]:
    """Ids by address, of heads of one school."""
    school = {"name": "Ash School", "local_authority": "Kent"}
    stack.client.post("/api/organizations/", json=school).raise_for_status()
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(HEADER)
    rows.writerows(("Kent", "Ash School", f"Ann Lee {number}", "Head teacher", f"head{number}@ash.example") for number in range(count))
    file = {"file": ("contacts.csv", sheet.getvalue().encode())}
    stack.client.post("/api/organizations/import/contacts/", files=file).raise_for_status()
    until(lambda: stack.get("organizations/contacts/")["pagination"]["total"] == count, "all contacts are there", every=0.2)
    return {row["work_email"]: row["id"] for row in stack.everything("organizations/contacts/")}


def send(stack: Stack, candidate: str, contact_ids: Sequence[str]) -> str:
    """The id of the task that does it."""
    answer = stack.client.post(f"/api/candidates/{candidate}/send-to-contacts/", json={"contact_ids": contact_ids})
    return str(answer.raise_for_status().json()["task_id"])


def status(stack: Stack, task: str) -> dict[str, Any]:
    return stack.get(f"candidates/send-status/{task}/")


def wait_for(stack: Stack, task: str, seconds: float = 60, every: float = 0.2) -> dict[str, Any]:
    """The status once nothing of it is in work any more."""

    def over() -> dict[str, Any] | None:
        told = status(stack, task)
        return None if told["status"] in ("pending", "progress") else told

    return until(over, "the campaign is over", seconds, every)
