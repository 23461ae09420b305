"""What Beat starts, and what a worker loads before it begins. All other work is a flow."""

import sys
from importlib import import_module

from celery.apps.worker import Worker
from celery.signals import celeryd_after_setup

from candidate import ai, mail_events
from edukai import storage
from edukai.celery import app


@app.task(name="mails.tell_unknown")
def tell_unknown() -> None:
    mail_events.tell_unknown()


@celeryd_after_setup.connect
def load(instance: Worker, **_: object) -> None:
    """What is loaded before the processes are forked they have in common, and the first job does not wait for it."""
    queues = instance.app.amqp.queues.consume_from.keys()
    try:
        if "pdf" in queues:
            import_module("candidate.cv_pdf")
        if queues & {"default", "polling"}:
            ai.engine()
        storage.load()
    except (ImportError, OSError) as error:  # Celery would log it and go on, and every job would fail
        sys.exit(f"A library that this worker needs cannot be loaded: {error}")
