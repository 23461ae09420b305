from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from kombu.exceptions import OperationalError

from edukai.celery import app
from edukai.management.foreground import run_in_foreground, workers


class Command(BaseCommand):
    help = "Runs more sets of workers in the foreground, beside an `up` with the same settings, on this machine or another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sets", nargs="?", type=int, default=1, help="how many; a set is as many processes as `up` has for its queues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never returns: becomes edukai/foreground.py."""
        if options["sets"] < 1:
            raise CommandError("At least one set of workers, please: make workers N=1")
        try:
            with app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=1, interval_start=0)
        except (OperationalError, OSError):
            raise CommandError("The broker does not answer: start EduKai first, with the same settings (make up).") from None
        run_in_foreground([f"{name}+{number}" for number in range(1, options["sets"] + 1) for name in workers()])
