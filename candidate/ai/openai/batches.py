"""Many tasks as one file of the Batch API: half the price and a quota of its own, done within 24 hours."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import openai

from candidate.ai.base import Answer, Malformed, Task
from candidate.ai.openai import answers, requests
from candidate.ai.openai.engine import client, translated
from edukai.errors import PermanentError, TransientError

log = logging.getLogger(__name__)

ENDPOINT: Final = "/v1/responses"
OVER = {"completed", "expired", "failed", "cancelled"}
NOT_TAKEN = "batch_failed"
LOOKED_THROUGH = 100  # batches, the latest first
Outcome = Answer | PermanentError  # of one line; a line that was not come to has none


def line(task: Task, key: str) -> str:
    """A task as a line of the file; its outcome comes back under `key`."""
    body = requests.body(task, key)
    return json.dumps({"custom_id": key, "method": "POST", "url": ENDPOINT, "body": body})


def submit(lines: Iterable[str], key: str) -> str:
    """Hand over a file; returns the batch's id. What was handed over under this `key` already is not handed over again.

    Raises TransientError, PermanentError.
    """
    with translated():
        for batch in client().batches.list(limit=LOOKED_THROUGH).data:
            if (batch.metadata or {}).get("job") == key:
                return batch.id
        file = client().files.create(file=("cvs.jsonl", "\n".join(lines).encode()), purpose="batch")
        return client().batches.create(input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata={"job": key}).id


def fetch(ticket: str, kind: type[Task]) -> dict[str, Outcome] | None:
    """What became of each line, by its key, once the batch is over; lines that it did not come to are missing.

    Raises TransientError, PermanentError.
    """
    try:
        with translated():
            batch = client().batches.retrieve(ticket)
            if batch.status not in OVER:
                return None
            texts = [client().files.content(file).text for file in (batch.output_file_id, batch.error_file_id) if file]
    except openai.NotFoundError:
        raise PermanentError("OpenAI does not know the batch any more.", code=NOT_TAKEN) from None
    if batch.status == "failed":
        raise PermanentError("OpenAI does not take the batch.", code=NOT_TAKEN)
    log.info("batch %s is over: %s", ticket, batch.status)
    return dict(_outcomes((row for text in texts for row in text.splitlines() if row.strip()), kind))


def forget(ticket: str) -> None:
    """Its files need not be kept there any longer. Never raises."""
    try:
        with translated():
            batch = client().batches.retrieve(ticket)
            for file in filter(None, (batch.input_file_id, batch.output_file_id, batch.error_file_id)):
                client().files.delete(file)
    except (PermanentError, TransientError, openai.NotFoundError) as error:
        log.info("files of batch %s are still stored: %s", ticket, getattr(error, "code", ""))


def _outcomes(rows: Iterable[str], kind: type[Task]) -> Iterator[tuple[str, Outcome]]:
    for row in rows:
        try:
            told = json.loads(row)
            expired = (told.get("error") or {}).get("code") == "batch_expired"
            key, response = str(told["custom_id"]), told.get("response") or {}
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("a line of a batch cannot be read: it counts as not come to")
            continue
        if not expired:
            yield key, _outcome(response, kind)


def _outcome(response: Mapping[str, object], kind: type[Task]) -> Outcome:
    body = response.get("body")
    if response.get("status_code") != 200 or not isinstance(body, dict):
        return PermanentError("OpenAI could not deal with this CV.", code="engine_failed")
    try:
        answer = answers.read({**body, "service_tier": "batch"}, kind)
    except (Malformed, PermanentError) as error:
        return error
    except TransientError as error:
        return PermanentError(error.message, code=error.code)
    return answer if isinstance(answer, Answer) else PermanentError("OpenAI did not finish this CV.", code="engine_failed")
