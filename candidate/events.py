"""What OpenAI's webhook says: an answer is there. Whoever waits for it looks at once; nothing else is taken from the event."""

import logging
from collections.abc import Mapping

from candidate import calls
from candidate.ai.openai import webhook
from candidate.models import AiCall
from edukai.jobs.control import wake
from edukai.jobs.models import Job

log = logging.getLogger(__name__)


def receive(body: bytes, headers: Mapping[str, str]) -> None:
    """Raises PermanentError for what is not signed, or is too old."""
    ticket = webhook.ended(body, headers)
    if not ticket:
        return
    calls.expected(AiCall.objects.filter(ticket=ticket).exclude(tier=calls.BATCH))
    woken = wake(Job.objects.filter(flow="ai_batch", stage="watch", args__ticket=ticket))
    log.info("event about %s: %d batches look", ticket, woken)
