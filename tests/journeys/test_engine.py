"""Workers are killed while a model thinks: every ticket is in the database, and what it was given for is not submitted again."""

import pytest

from tests.fakes.openai_server import OpenAIServer, openai_server
from tests.processes import until
from tests.servers import temporary_folder
from tests.stack import SIZES, Stack, running_stack

CVS = 24
KEY = "sk-test"


def tickets(stack: Stack) -> set[str]:
    return {candidate["ai_task_id"] for candidate in stack.candidates()} - {""}


@pytest.mark.journey
def test_killed_workers_lose_no_answer(cvs):
    with temporary_folder() as folder, openai_server(OpenAIServer(seconds=6)) as server:
        engine = {"AI_ENGINE": "openai", "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url}
        quick = {"JOB_LEASE_SECONDS": "4", "JOB_RECONCILE_SECONDS": "3"}
        with running_stack(folder, environment=engine | quick) as stack:
            batch = stack.upload(cvs(CVS))
            until(lambda: len(server.accepted) >= CVS // 2, "half of the CVs are with the model")
            for queue in ("default", "polling"):
                stack.processes[queue].kill()
            known = tickets(stack)
            for queue in ("default", "polling"):
                stack.processes[queue].start()
            over = stack.wait_for(batch, seconds=200)
            assert (over["processed_count"], over["failed_count"]) == (CVS, 0)
            assert sum(stack.mails().values()) == CVS
            assert len(known) >= CVS // 2 - SIZES["default"]
            assert known <= tickets(stack)
    keys = [body["metadata"]["call"].rpartition("-")[0] for body in server.accepted]
    twice = len(keys) - len(set(keys))
    # Whoever dies between the model's answer and its own note of it cannot know: at most one for each process of the queue.
    assert twice <= SIZES["default"]
