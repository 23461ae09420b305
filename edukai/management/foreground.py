"""How the commands hand over to edukai/foreground.py, which needs no Django."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.conf import settings


def workers() -> list[str]:
    """Their names in the Procfile."""
    return ["default", "polling", *([] if settings.IS_AI else ["pdf"])]


def run_in_foreground(names: Sequence[str]) -> NoReturn:
    """This process becomes the one that runs these processes of the Procfile."""
    binaries = Path(sys.prefix) / "bin"
    environment = os.environ | {
        "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "EDUKAI_PORT": str(settings.PORT),
        "EDUKAI_REDIS_PORT": str(settings.REDIS_PORT),
        "EDUKAI_DATA_DIR": str(settings.DATA_DIR),
        "EDUKAI_DEFAULT_WORKERS": str(settings.DEFAULT_WORKERS),
        "EDUKAI_POLLING_WORKERS": str(settings.POLLING_WORKERS),
        "EDUKAI_PDF_WORKERS": str(settings.PDF_WORKERS),
        "PYTHONUNBUFFERED": "1",
    }
    os.chdir(settings.BASE_DIR)
    command = [sys.executable, "-m", "edukai.foreground", str(settings.LOG_FILE), *names]
    os.execve(sys.executable, command, environment)  # noqa: S606  no shell wanted
