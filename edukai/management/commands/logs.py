import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LINES = "100"


class Command(BaseCommand):
    help = "Shows what `up` and `workers` have printed of late, and goes on as they print more."

    def handle(self, *args: Any, **options: Any) -> None:
        """Never returns: becomes `tail`."""
        if not settings.LOG_FILE.exists():
            raise CommandError(f"There is no {settings.LOG_FILE}: EduKai has not run on this data folder yet (make up).")
        os.execvp("tail", ["tail", "-n", LINES, "-F", str(settings.LOG_FILE)])  # noqa: S606  no shell wanted
