"""1,000 contacts are mailed while workers are killed and the far end breaks off: each once, by its own record, and none is lost."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from random import Random

import psutil
import pytest

from tests import campaigns
from tests.fakes.sendgrid_server import Behaviour, SendGridServer, sendgrid_server
from tests.processes import until
from tests.stack import OPERATOR, WORKERS, Stack, running_stack

COUNT = 1_000
KILLS = 30
WHOLE = (4, 23)  # of these hit the whole worker, the others the process that does its work
CALLS = {"MAIL_MOST_PER_CALL": "20"}  # so many of them that there is something to kill
QUICK = {"JOB_LEASE_SECONDS": "3", "JOB_RECONCILE_SECONDS": "1", "JOB_BACKOFF_SECONDS": "1"}
ONE_EACH = dict.fromkeys(WORKERS, 1)
LONGEST_PAUSE = 0.5  # seconds until the next kill

pytestmark = pytest.mark.journey


def test_each_of_a_thousand_gets_one_mail_although_workers_are_killed_and_calls_break_off(
    tmp_path: Path, cvs: Callable[[int], list[Path]]
) -> None:
    with sendgrid_server(SendGridServer(seconds=0.1)) as server:
        settings = campaigns.by_sendgrid(server) | CALLS | QUICK
        with running_stack(tmp_path / "var", concurrency=ONE_EACH, environment=settings) as stack:
            people = campaigns.contacts(stack, COUNT)
            candidate = campaigns.a_candidate(stack, cvs(1)[0])
            server.refuse_share, server.break_share, server.cut_share, server.die_share = 0.03, 0.03, 0.05, 0.05
            server.script.append(Behaviour("cut_before"))  # of some mails nobody will ever tell anything
            task = campaigns.send(stack, candidate, list(people.values()))
            running = kill_again_and_again(stack, server, task)
            assert campaigns.status(stack, task)["status"] == "progress"
            completed(stack, server, task)
            unknown = campaigns.status(stack, task)["unknown"]
            events(stack, server)
            lost = settled(stack, server, people)
            decide(stack, lost)
            completed(stack, server, campaigns.send(stack, candidate, [people[address] for address in lost.values()]))
            events(stack, server)
            assert settled(stack, server, people) == {}
            assert received(server, people) == dict.fromkeys(people, 1)
            assert stack.open_jobs() == []
    print(f"{KILLS} kills, {running} of them while the job was running; {server.counts()}")
    print(f"{unknown} mails unknown when it was over; {len(lost)} of them left to the operator by the events")


def kill_again_and_again(stack: Stack, server: SendGridServer, task: str) -> int:
    """Twice at the beginning and after every step forward, at random moments: in the middle of it, and before others have taken it up.

    Returns how often the job was running.
    """
    dice, running = Random(6), 0
    for number in range(KILLS):
        if number and number % 2 == 0:
            calls = len(server.calls)
            until(lambda before=calls: kept_up(server) and len(server.calls) > before, "it goes on", 120, every=0.01)
        time.sleep(dice.uniform(0, LONGEST_PAUSE))
        running += stack.get(f"jobs/{task}/")["status"] == "running"
        worker = stack.processes["default"]
        if number in WHOLE:
            worker.restart()
        else:
            for process in psutil.Process(worker.pid).children():
                process.kill()  # its parent starts another
        if number % 10 == 9:
            events(stack, server)  # SendGrid does not wait for the end either
    return running


def kept_up(server: SendGridServer) -> bool:
    """Somebody starts the far end again whenever that is gone."""
    if not server.alive:
        server.restart()
    return True


def completed(stack: Stack, server: SendGridServer, task: str) -> None:
    until(lambda: kept_up(server) and campaigns.status(stack, task)["status"] == "completed", "the campaign is over", 120, every=0.2)
    assert campaigns.status(stack, task)["waiting"] == 0


def events(stack: Stack, server: SendGridServer) -> None:
    """All that SendGrid has to tell so far, three times and in no order."""
    address = f"{stack.client.base_url}/api/mail/events/"
    assert set(server.post_events(address, duplicates=3, shuffle=True)) == {204}


def received(server: SendGridServer, people: Collection[str]) -> Counter[str]:
    """How many mails each of the contacts has got, as SendGrid has it."""
    return Counter(mail.to for mail in server.mails if mail.to in people)


def settled(stack: Stack, server: SendGridServer, people: Collection[str]) -> dict[str, str]:
    """Whoever got a mail got one, and its row says so. Addresses, by the ids of their rows, of those who got none, and nobody knows."""
    file = stack.folder / "deliveries.json"
    stack.manage("dumpdata", "candidate.delivery", "--output", str(file))
    rows = {row["pk"]: row["fields"] for row in json.loads(file.read_text()) if row["fields"]["recipient"] in people}
    assert {row["recipient"] for row in rows.values()} == set(people)
    got = received(server, people)
    assert set(got.values()) == {1}
    assert Counter(row["recipient"] for row in rows.values() if row["status"] == "delivered") == got
    assert {row["status"] for row in rows.values()} <= {"delivered", "unknown", "failed"}
    return {key: row["recipient"] for key, row in rows.items() if row["status"] == "unknown"}


def decide(stack: Stack, keys: Collection[str]) -> None:
    """What an operator says in the admin of mails that SendGrid knows nothing of."""
    page = stack.client.get("/admin/login/").text
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    signed_in = {"username": OPERATOR, "password": stack.environment["EDUKAI_OPERATOR_PASSWORD"], "csrfmiddlewaretoken": token[1]}
    assert stack.client.post("/admin/login/?next=/admin/", data=signed_in).status_code == 302
    form = {"csrfmiddlewaretoken": stack.client.cookies["csrftoken"], "action": "mark_as_failed", "_selected_action": list(keys)}
    assert stack.client.post("/admin/candidate/delivery/", data=form).status_code == 302
