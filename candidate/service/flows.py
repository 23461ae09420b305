"""What the service does for others: it reads and understands a CV, or rewrites one. What it found is kept for a day, then forgotten."""

import dataclasses
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from candidate import asking, calls
from candidate.ai import truth
from candidate.ai.base import Analyse, Answer, Rewrite, Task
from candidate.ai.service import NOT_KEPT
from candidate.documents import read
from candidate.documents.model import Document
from candidate.profile import Brief, DataExtracted, PersonalInfo, Profile, Writer
from candidate.service.fetching import fetch
from edukai import storage
from edukai.errors import PermanentError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.models import OPEN, Job

FORGOTTEN = "This result is no longer kept."
LATER = 3_600  # seconds until a task that was taken up again is looked at once more


def read_cv(job: Job, subject: None) -> Next:
    """The file at `cv_url` to text; its portrait into the store."""
    document = read(*fetch(_kept(job)["cv_url"]))
    if document.photo:
        job.args["photo"] = photo_key_of(job.pk)
        storage.put(job.args["photo"], document.photo.jpeg)
    job.args["document"] = document.to_json()
    return Next()


def submit(job: Job, subject: None) -> Next | Wait:
    """The task to the engine of this service."""
    return asking.submit(job, None, partial(_task, job), partial(_keep, job))


def collect(job: Job, subject: None) -> Next | Wait:
    """The answer of an engine that had given a ticket."""
    return asking.collect(job, None, KINDS[job.flow], partial(_task, job))


def check(job: Job, subject: None) -> Next:
    """What a model wrote, held against what it was given."""
    answer, call = asking.answer(job)

    def write() -> None:
        _keep(job, _checked(answer, _task(job)))
        calls.dealt_with(call)

    return Next(write)


def forget(job: Job, subject: None) -> Done | Wait:
    """What a task was about, and its result, are nobody's business any more."""
    task = Job.objects.filter(pk=job.args["task"])
    if task.open().exists():
        return Wait(LATER)
    storage.delete_many([photo_key_of(job.args["task"])])
    return Done(write=partial(task.exclude(status__in=OPEN).update, args={}, result=None))


def photo_key_of(task: object) -> str:
    return storage.key_for(task, "ai_photos", ".jpg")


def _kept(job: Job) -> dict[str, Any]:
    """The arguments of a task; they are gone when one that failed is replayed too late."""
    if not job.args:
        raise PermanentError(FORGOTTEN, code=NOT_KEPT)
    return job.args


def _task(job: Job) -> Task:
    args = _kept(job)
    if job.flow == service_rewrite.name:
        return Rewrite(Document(()), DataExtracted.model_validate(args["cv_data"]), args.get("instruction") or "")
    info = args.get("additional_info") or {}
    brief = Brief(info.get("experience"), tuple(info.get("skills") or ()), tuple(info.get("job_role") or ()))
    return Analyse(Document.from_json(args["document"]), brief, partial(str, args["cv_url"]))


def _checked(answer: Answer, task: Task) -> Answer:
    today = timezone.localdate()
    match answer.result, task:
        case Profile() as profile, Analyse(document, brief) if answer.engine != "local":
            return dataclasses.replace(answer, result=truth.checked(profile, document, brief, today))
        case DataExtracted() as data, Rewrite(document, before) if answer.engine != "local":
            return dataclasses.replace(answer, result=truth.checked_rewrite(data, before, document, PersonalInfo(), today)[0])
    return answer


def _keep(job: Job, answer: Answer) -> None:
    """The result as the contract has it; of the arguments only the photo's key is needed any longer."""
    match answer.result:
        case Profile() as profile:
            profile.written_by = Writer(engine=answer.engine, model=answer.model, prompt=answer.prompt)
            result: dict[str, Any] = {"result": profile.model_dump(mode="json")}
        case DataExtracted() as data:
            result = {"result": {"data_extracted": data.model_dump(mode="json")}, "remark": answer.remark}
        case _:
            raise TypeError("The engine answered another question.")
    Job.objects.filter(pk=job.pk).update(result=result, args={name: key for name, key in job.args.items() if name == "photo"})


def _changed(job: Job) -> None:
    calls.over(job)
    if job.status not in OPEN:
        enqueue(
            forgetting,
            args={"task": str(job.pk)},
            dedup_key=f"forget:{job.pk}",
            after=timedelta(hours=settings.AI_SERVICE_KEEP_HOURS),
        )


ANSWERED_LATER = (
    Stage("collect", collect, queue="polling", when=asking.has_call),
    Stage("check", check, queue="default", when=asking.has_call),
)

regeneration = Flow(
    "regeneration",
    [
        Stage("read", read_cv, queue="default"),
        Stage("analyse", submit, queue="default"),
        *ANSWERED_LATER,
    ],
    changed=_changed,
)

service_rewrite = Flow(
    "service_rewrite",
    [Stage("rewrite", submit, queue="default"), *ANSWERED_LATER],
    changed=_changed,
)

forgetting = Flow("forgetting", [Stage("forget", forget, retries=50)])

KINDS: dict[str, type[Task]] = {regeneration.name: Analyse, service_rewrite.name: Rewrite}
TASKS = tuple(KINDS)
