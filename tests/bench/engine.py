"""1,000 CVs through the stack with a model that takes 5 seconds for each; the far end speaks HTTP, and is at fault now and then."""

import json
import re
import time
from typing import Any

from django.utils import timezone

from candidate.ai.local import understand
from candidate.documents.model import Document, Line, Page
from candidate.profile import Brief
from tests.bench import cvs
from tests.bench.figures import Figure
from tests.bench.usage import core_seconds
from tests.fakes.openai_server import OpenAIServer, openai_server, text_of
from tests.servers import temporary_folder
from tests.stack import running_stack

COUNT = 1_000
SECONDS = 5
AT_ONCE = 20
REFUSED, BROKEN = 0.02, 0.01
MOST_SECONDS = 900
FLOOR = COUNT * SECONDS / AT_ONCE


def measure() -> list[Figure]:
    with temporary_folder() as folder, openai_server(OpenAIServer(seconds=SECONDS, refuse=REFUSED, breaks=BROKEN)) as server:
        server.answer = answered
        settings = {"AI_ENGINE": "openai", "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": server.url, "AI_CONCURRENCY": str(AT_ONCE)}
        with running_stack(folder, environment=settings) as stack:
            polling = stack.processes["polling"].pid
            used, began = core_seconds(polling), time.perf_counter()
            batch = stack.wait_for(stack.upload(cvs.mixed(COUNT)), seconds=2 * MOST_SECONDS)
            seconds = time.perf_counter() - began
            used = core_seconds(polling) - used
        keys = [body["metadata"]["call"].rpartition("-")[0] for body in server.accepted]
    return [
        Figure(f"{COUNT:,} CVs by a model that takes {SECONDS} s, {AT_ONCE} at once", seconds, "s", under=MOST_SECONDS),
        Figure("- in times of the least that is possible", seconds / FLOOR, "times"),
        Figure("- completed", batch["processed_count"], "CVs", least=COUNT),
        Figure("- submitted more than once", len(keys) - len(set(keys)), "CVs", under=1),
        Figure("- under way at once, at the most", server.peak, "calls", under=AT_ONCE + 1),
        Figure("- turned away or broken down on", server.refused + server.broken, "times"),
        Figure("- polls for each CV", server.polls / COUNT, "polls"),
        Figure("- core that polling takes", used / seconds * 100, "%", under=10),
    ]


def answered(request: dict[str, Any]) -> str:
    """What our own engine makes of the text: as long and as true as a model's answer."""
    text = re.search(r"<<<CV \w+>>>\n(.*)\n<<<END", text_of(request), re.DOTALL)
    lines = tuple(Line(line) for line in (text[1] if text else "").splitlines() if line.strip())
    return json.dumps(understand(Document((Page(lines),)), Brief(), timezone.localdate()).model_dump(mode="json"))
