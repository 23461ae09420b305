"""Work that is no app's own: files of the store that nobody needs any more are deleted."""

from datetime import timedelta

from edukai import storage
from edukai.celery import app
from edukai.jobs import Done, Flow, Stage, Wait
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job


def forget_files(keys: list[str], *, still_written: bool = False, after: timedelta = timedelta()) -> None:
    """Delete files once the current transaction is committed and `after` is over, also when the store is down at that moment.

    `still_written`: a worker may be at it; they are deleted once more when it must have stopped.
    """
    if keys:
        enqueue(files, args={"keys": keys, "still_written": still_written}, after=after)


def delete_files(job: Job, subject: None) -> Done | Wait:
    """The files that were forgotten; those already gone count as deleted."""
    storage.delete_many(job.args["keys"])
    if job.args.pop("still_written", False):
        return Wait(app.conf.task_time_limit)
    return Done({"deleted": len(job.args["keys"])})


files = Flow("files", [Stage("delete", delete_files, retries=50)])
