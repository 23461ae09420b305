"""Feedback on a CV: what is wrong with it, by our own rules, and what a model finds besides."""

from functools import partial

from django.utils import timezone

from candidate import asking, calls
from candidate.ai.base import Answer, Criticise
from candidate.ai.feedback import Feedback, quoted, scored
from candidate.ai.local import criticised
from candidate.documents.model import Document
from candidate.models import Candidate, Criticism
from edukai.jobs import Flow, Next, Stage, Wait
from edukai.jobs.models import Job


def submit_criticism(job: Job, candidate: Candidate) -> Next | Wait:
    """The CV, and what our own rules say of it, to the engine."""
    return asking.submit(job, candidate, partial(_task, candidate), partial(_keep, candidate))


def collect_criticism(job: Job, candidate: Candidate) -> Next | Wait:
    """The findings, when they are there."""
    return asking.collect(job, candidate, Criticise, partial(_task, candidate))


def check_criticism(job: Job, candidate: Candidate) -> Next:
    """A model's findings stand beside our own where the CV has the words that they quote; the score follows from the findings."""
    answer, call = asking.answer(job)

    def write() -> None:
        _keep(candidate, answer)
        calls.dealt_with(call)

    return Next(write)


def _task(candidate: Candidate) -> Criticise:
    document = Document.from_json(candidate.reading.document)
    return Criticise(document, candidate.profile.data_extracted, tuple(criticised(document, timezone.localdate()).findings))


def _keep(candidate: Candidate, answer: Answer) -> None:
    if not isinstance(answer.result, Feedback):
        raise TypeError("The engine answered another question.")
    given = answer.result
    if answer.engine != "local":
        document = Document.from_json(candidate.reading.document)
        own = criticised(document, timezone.localdate())
        given = scored([*own.findings, *quoted(given.findings, document.text)], own.summary)
    about = {"engine": answer.engine, "model": answer.model, "prompt": answer.prompt}
    Criticism.objects.update_or_create(candidate=candidate, defaults={"feedback": given.model_dump(mode="json"), **about})


criticism = Flow(
    "feedback",
    [
        Stage("submit", submit_criticism, queue="default"),
        Stage("collect", collect_criticism, queue="polling", when=asking.has_call),
        Stage("check", check_criticism, queue="default", when=asking.has_call),
    ],
    changed=calls.over,
)
