"""Gunicorn's settings: threads, since a request waits for a database, a store or an upload most of the time."""

import gc
import os
from importlib import import_module

import django
from django.conf import settings

from edukai import checks, storage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "edukai.settings")

wsgi_app = "edukai.wsgi"
bind = f"{settings.BIND_ADDRESS}:{settings.PORT}"
workers = settings.WEB_WORKERS
worker_class = "gthread"
threads = settings.WEB_THREADS
timeout = 120
graceful_timeout = 4
keepalive = 15
max_requests = 5_000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  the heartbeat file must not wait for a disk
loglevel = "warning"
control_socket_disable = True


def on_starting(server: object) -> None:
    django.setup()
    checks.refuse_to_start_wrong()
    storage.load()
    import_module(settings.ROOT_URLCONF)  # before the fork: the processes have it in common, and no first request waits for it
    gc.collect()
    gc.freeze()  # what is there now stays: looking through it again for garbage would stop a process for a third of a second
