"""What the service does for others: it reads and understands a CV, or rewrites one. What it found is kept for a day, then forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings

from candidate.ai import engine
from candidate.ai.base import Analyse, Answer, Pending, Rewrite, Task, Ticket, Unanswered
from candidate.ai.service import NOT_KEPT
from candidate.documents import read
from candidate.documents.model import Document
from candidate.profile import Brief, DataExtracted, Profile, Writer
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


def submit(job: Job, subject: None) -> Next | Done:
    """The task to the engine of this service."""
    chosen = engine()
    answer = chosen.submit(_task(job), str(job.pk))
    if isinstance(answer, Ticket):
        job.args |= {"engine": chosen.name, "ticket": answer.id}
        return Next()
    return _done(job, answer)


def collect(job: Job, subject: None) -> Done | Wait:
    """The answer of an engine that had given a ticket; for one that it has lost, it is asked anew."""
    task = _task(job)
    try:
        answer = engine(job.args["engine"]).fetch(Ticket(job.args["ticket"]), task)
    except Unanswered:
        again = submit(job, subject)
        if isinstance(again, Done):
            return again
        raise  # counts as an attempt; the next one has the new ticket
    if isinstance(answer, Pending):
        return Wait(answer.wait or settings.AI_POLL_INTERVAL_SECONDS)
    return _done(job, answer)


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


def _done(job: Job, answer: Answer) -> Done:
    """The result as the contract has it; of the arguments only the photo's key is needed any longer."""
    job.args = {name: key for name, key in job.args.items() if name == "photo"}
    match answer.result:
        case Profile() as profile:
            profile.written_by = Writer(engine=answer.engine, model=answer.model, prompt=answer.prompt)
            return Done({"result": profile.model_dump(mode="json")})
        case DataExtracted() as data:
            return Done({"result": {"data_extracted": data.model_dump(mode="json")}, "remark": answer.remark})
    raise TypeError("The engine answered another question.")


def _forget_in_time(job: Job) -> None:
    if job.status not in OPEN:
        enqueue(
            forgetting,
            args={"task": str(job.pk)},
            dedup_key=f"forget:{job.pk}",
            after=timedelta(hours=settings.AI_SERVICE_KEEP_HOURS),
        )


regeneration = Flow(
    "regeneration",
    [
        Stage("read", read_cv, queue="default"),
        Stage("analyse", submit, queue="default"),
        Stage("collect", collect, queue="polling"),
    ],
    changed=_forget_in_time,
)

service_rewrite = Flow(
    "service_rewrite",
    [Stage("rewrite", submit, queue="default"), Stage("collect", collect, queue="polling")],
    changed=_forget_in_time,
)

forgetting = Flow("forgetting", [Stage("forget", forget, retries=50)])

TASKS = (regeneration.name, service_rewrite.name)
