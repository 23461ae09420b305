"""The Celery app. Messages carry ids alone; what has to be done, and how far it is, stands in `edukai.jobs`."""

import os
import sys
import time
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, setup_logging, task_prerun, worker_init
from django.conf import settings
from django.db import close_old_connections
from kombu import Queue

from edukai import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edukai.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # Celery runs Django's checks and then takes no notice of what they find

SESSION_NICE = Path("/proc/self/autogroup")  # where Linux weighs sessions, not processes
LAST_PRIORITY = 9  # Redis keeps a list for each, and takes from 0 first

app = Celery("edukai")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    result_backend=None,
    task_ignore_result=True,
    timezone=settings.TIME_ZONE,
    # A broker that is away must cost a request milliseconds: what could not be published is published by `reconcile_jobs`.
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "socket_connect_timeout": 2,
        "socket_timeout": 4,  # one that accepts and then hangs must not hold a request for long either
        "socket_keepalive": True,
        "health_check_interval": 10,
        "priority_steps": list(range(LAST_PRIORITY + 1)),
        "queue_order_strategy": "priority",
    },
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2},
    task_queues=[Queue("default"), Queue("polling"), Queue("pdf")],
    task_default_queue="default",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_soft_shutdown_timeout=1,
    worker_max_memory_per_child=400_000,
    worker_send_task_events=False,  # Flower turns them on when it looks
    task_send_sent_event=False,
    task_soft_time_limit=300,
    task_time_limit=330,
    beat_scheduler="django_celery_beat.schedulers:DatabaseScheduler",
    beat_max_loop_interval=5,
    beat_schedule={
        "reconcile_jobs": {
            "task": "jobs.reconcile",
            "schedule": float(settings.JOB_RECONCILE_SECONDS),
            "options": {"queue": "polling", "priority": 0, "expires": settings.JOB_RECONCILE_SECONDS * 0.9},
        },
        "tell_unknown_mails": {
            "task": "mails.tell_unknown",
            "schedule": crontab(hour=7, minute=0),
            "options": {"queue": "polling", "expires": 12 * 3600},
        },
    },
)
app.autodiscover_tasks(["edukai.jobs", "candidate"])

# By itself, Celery opens the database anew for every task, which costs more than most stages do. Django's own rule holds instead.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize


@setup_logging.connect
def _leave_logging_to_django(**kwargs: object) -> None:
    """Celery sets up logging by itself only when nobody listens here."""


@task_prerun.connect
def _close_old_connections(**kwargs: object) -> None:
    close_old_connections()


@worker_init.connect
@beat_init.connect
def _check_settings(**kwargs: object) -> None:
    checks.refuse_to_start_wrong()


@worker_init.connect
def _give_way(**kwargs: object) -> None:
    """Before the processes are forked, which inherit it."""
    os.nice(settings.WORKER_NICE)
    if os.getsid(0) == os.getpid():  # nobody else's
        for _ in range(20):
            try:
                SESSION_NICE.write_text(str(settings.WORKER_NICE))
                break
            except BlockingIOError:  # it takes ten such wishes a second
                time.sleep(0.1)
            except OSError:  # it weighs processes
                break
