"""Background work: every piece of work that outlives a request is a row first; Celery only carries ids.

flow.py       what a flow is: a list of stages, and what a stage may answer
models.py     the row, and the one door through which its status changes
control.py    the front door: enqueue, cancel, replay
runner.py     claim, run, settle: the only code that runs stages
dispatch.py   publishes messages after commit
reconcile.py  takes back what dead workers held, publishes again what was lost
tasks.py      one Celery task for each stage, and the one that Beat starts
"""

from edukai.jobs.flow import Done, Flow, Next, Stage, Wait

__all__ = ["Done", "Flow", "Next", "Stage", "Wait"]
