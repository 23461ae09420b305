"""Feedback on a CV: what is wrong with it, by our own rules, and what a model finds besides."""

from functools import partial

from django.utils import timezone

from candidate import calls
from candidate.ai import engine
from candidate.ai.base import Answer, Criticise
from candidate.ai.feedback import Feedback, quoted, scored
from candidate.ai.local import criticised
from candidate.asking import Question
from candidate.documents.model import Document
from candidate.models import Candidate, Criticism
from edukai.jobs import Flow
from edukai.jobs.flow import Write
from edukai.jobs.models import Job


def criticised_cv(job: Job, candidate: Candidate, answer: Answer) -> Write:
    """A model's findings stand beside our own where the CV has the words that they quote; the score follows from the findings."""
    given = answer.result
    if not isinstance(given, Feedback):
        raise TypeError("The engine answered another question.")
    if answer.engine != "local":
        document = Document.from_json(candidate.reading.document)
        own = criticised(document, timezone.localdate())
        given = scored([*own.findings, *quoted(given.findings, document.text)], own.summary)
    told = {"feedback": given.model_dump(mode="json"), "engine": answer.engine, "model": answer.model, "prompt": answer.prompt}
    return partial(Criticism.objects.update_or_create, candidate=candidate, defaults=told)


def _task(job: Job, candidate: Candidate) -> Criticise:
    document = Document.from_json(candidate.reading.document)
    known = () if engine().answers_at_once(Criticise) else criticised(document, timezone.localdate()).findings
    return Criticise(document, candidate.profile.data_extracted, tuple(known))


criticism = Flow("feedback", Question(Criticise, _task, criticised_cv).stages(), changed=calls.over)
