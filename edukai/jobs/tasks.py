"""The Celery tasks: an id in, one call. Named `<flow>.<stage>`, as Flower shows them."""

from django.utils.module_loading import autodiscover_modules

from edukai.celery import app
from edukai.jobs.flow import FLOWS
from edukai.jobs.reconcile import reconcile
from edukai.jobs.runner import run

autodiscover_modules("flows")


def _register(flow: str, stage: str) -> None:
    @app.task(name=f"{flow}.{stage}")
    def run_stage(job_id: str) -> None:
        run(job_id, stage)


for _flow in FLOWS.values():
    for _stage in _flow.stages:
        _register(_flow.name, _stage.name)


@app.task(name="jobs.reconcile")
def reconcile_jobs() -> None:
    reconcile()
