"""What OpenAI's webhook says: an answer is there. Whoever waits for it looks at once; nothing else is taken from the event."""

import logging
from collections.abc import Mapping

from candidate import calls
from candidate.ai.openai import webhook
from candidate.ai.prices import BATCH
from candidate.models import AiCall
from edukai.jobs.control import wake
from edukai.jobs.models import Job

log = logging.getLogger(__name__)


def receive(body: bytes, headers: Mapping[str, str]) -> None:
    """Raises PermanentError for what is not signed, or is too old."""
    ticket = webhook.ended(body, headers)
    if not ticket:
        return
    calls.expected(AiCall.objects.filter(ticket=ticket).exclude(tier=BATCH))
    ids = AiCall.objects.filter(ticket=ticket, tier=BATCH).values_list("batch", flat=True).distinct()
    woken = wake(Job.objects.filter(flow="ai_batch", subject_id__in=[str(id) for id in ids]))
    log.info("event about %s: %d batches look", ticket, woken)
