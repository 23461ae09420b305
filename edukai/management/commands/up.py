import fcntl
import os
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from edukai.management.foreground import run_in_foreground, workers

STARTS = """EduKai starts at {url}
  API     {url}/api/docs/
  Admin   {url}/admin/
  Mails   {mails}/
  Data    {data}/
  Log     {log}
Ctrl-C stops it."""
AI_STARTS = """The AI service of EduKai starts at {url}
  Clients AI_ENGINE=service AI_BASE_URL={url}
  Data    {data}/
  Log     {log}
Ctrl-C stops it."""


class Command(BaseCommand):
    help = "Runs the whole stack of this machine in the foreground: migrations, the operator, then everything in the Procfile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ai", action="store_true", help="the AI service of other installations instead (EDUKAI_ROLE=ai)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never returns: becomes edukai/foreground.py."""
        if options["ai"] and not settings.IS_AI:  # the settings have been read for the other part
            os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"EDUKAI_ROLE": "ai"})  # noqa: S606  no shell wanted
        own_redis = _is_own_redis(settings.CELERY_BROKER_URL) or _is_own_redis(settings.REDIS_URL)
        _claim_data_folder()
        _refuse_taken_ports([settings.PORT, *([settings.REDIS_PORT] if own_redis else [])])
        _forget_broken_uploads()
        _begin_log()
        (settings.DATA_DIR / "redis").mkdir(exist_ok=True)
        call_command("migrate", verbosity=0)
        if not settings.IS_AI:
            call_command("create_operator", stdout=self.stdout)
        for message in run_checks(tags=["ai"], include_deployment_checks=True):
            self.stderr.write(f"{message.msg}\n{message.hint}")
        places = {"url": settings.PUBLIC_URL, "mails": settings.MAIL_OUTBOX, "data": settings.DATA_DIR, "log": settings.LOG_FILE}
        self.stdout.write((AI_STARTS if settings.IS_AI else STARTS).format(**places))
        self.stdout.flush()
        run_in_foreground([*(["redis"] if own_redis else []), "web", *workers(), "beat"])


def _is_own_redis(url: str) -> bool:
    """Whether it is the redis-server of the Procfile that `url` points to."""
    parts = urlsplit(url)
    return parts.hostname in {"127.0.0.1", "localhost"} and parts.port == settings.REDIS_PORT


def _claim_data_folder() -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.DATA_DIR / "up.lock", os.O_CREAT | os.O_RDWR, 0o600)
    os.set_inheritable(lock, True)  # what this becomes keeps it as long as it lives
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"EduKai is running on the data folder {settings.DATA_DIR} already. Stop it first.") from None


def _forget_broken_uploads() -> None:
    """What a web server that was killed had received. Nobody else is writing: the data folder is ours."""
    for left in settings.UPLOAD_DIR.glob("*"):
        left.unlink()


def _begin_log() -> None:
    """Anew; the one before is kept, one more with each start would be too many."""
    if settings.LOG_FILE.exists():
        settings.LOG_FILE.replace(settings.LOG_FILE.with_suffix(".log.1"))


def _refuse_taken_ports(ports: list[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                hint = "Stop what uses it, or choose another: PORT=8010 make up"
                raise CommandError(f"Port {port} of this machine is taken. {hint}") from None
