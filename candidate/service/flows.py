"""What the service does for others: it reads and understands a CV, or rewrites one. What it found is kept for a day, then forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from candidate import calls
from candidate.ai import truth
from candidate.ai.base import Analyse, Answer, Rewrite, Task
from candidate.ai.service import NOT_KEPT
from candidate.asking import Question
from candidate.documents import read
from candidate.documents.model import Document
from candidate.models import AiCall
from candidate.profile import Brief, DataExtracted, PersonalInfo, Profile, Writer
from candidate.service.fetching import fetch
from edukai import storage
from edukai.errors import PermanentError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.flow import Write
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


def forget(job: Job, subject: None) -> Done | Wait:
    """What a task was about, and its result, are nobody's business any more."""
    task = Job.objects.filter(pk=job.args["task"])
    if task.open().exists():
        return Wait(LATER)
    storage.delete_many([photo_key_of(job.args["task"])])
    calls.forget(AiCall.objects.filter(job_id=job.args["task"]))
    return Done(write=partial(task.exclude(status__in=OPEN).update, args={}, result=None))


def photo_key_of(task: object) -> str:
    return storage.key_for(task, "ai_photos", ".jpg")


def _kept(job: Job) -> dict[str, Any]:
    """The arguments of a task; they are gone when one that failed is replayed too late."""
    if not job.args:
        raise PermanentError(FORGOTTEN, code=NOT_KEPT)
    return job.args


def _task(job: Job, subject: None) -> Task:
    args = _kept(job)
    if job.flow == service_rewrite.name:
        return Rewrite(Document(()), DataExtracted.model_validate(args["cv_data"]), args.get("instruction") or "")
    info = args.get("additional_info") or {}
    brief = Brief(info.get("experience"), tuple(info.get("skills") or ()), tuple(info.get("job_role") or ()))
    return Analyse(Document.from_json(args["document"]), brief, partial(str, args["cv_url"]))


def _understood(job: Job, subject: None, answer: Answer) -> Write:
    """The profile as the contract has it; what a model wrote is held against the CV first."""
    profile, task = answer.result, _task(job, subject)
    if not isinstance(profile, Profile) or not isinstance(task, Analyse):
        raise TypeError("The engine answered another question.")
    if answer.engine != "local":
        profile = truth.checked(profile, task.document, task.brief, timezone.localdate())
    profile.written_by = Writer(engine=answer.engine, model=answer.model, prompt=answer.prompt)
    return partial(_keep, job, {"result": profile.model_dump(mode="json")})


def _rewritten(job: Job, subject: None, answer: Answer) -> Write:
    """The same for texts: there is no CV here, but what was handed over has all the facts that may stand in them."""
    data, task = answer.result, _task(job, subject)
    if not isinstance(data, DataExtracted) or not isinstance(task, Rewrite):
        raise TypeError("The engine answered another question.")
    if answer.engine != "local":
        data, _ = truth.checked_rewrite(data, task.data, task.document, PersonalInfo(), timezone.localdate())
    return partial(_keep, job, {"result": {"data_extracted": data.model_dump(mode="json")}, "remark": answer.remark})


def _keep(job: Job, result: dict[str, Any]) -> None:
    """Of the arguments only the photo's key is needed any longer."""
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


regeneration = Flow(
    "regeneration",
    [Stage("read", read_cv, queue="default"), *Question(Analyse, _task, _understood).stages("analyse")],
    changed=_changed,
)

service_rewrite = Flow("service_rewrite", Question(Rewrite, _task, _rewritten).stages("rewrite"), changed=_changed)

forgetting = Flow("forgetting", [Stage("forget", forget, retries=50)])

TASKS = (regeneration.name, service_rewrite.name)
