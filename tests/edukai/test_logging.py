"""Workers and Beat log as Django's LOGGING says, at LOG_LEVEL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PROJECT

WRITES = """
import logging
from edukai.celery import app
app.log.setup(loglevel="WARNING")  # what `celery worker` and `celery beat` do
app.loader.import_default_modules()
for name in ("candidate.uploads", "celery.app.trace", "celery.worker.strategy", "celery.beat"):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger(name).log(level, "said")
"""
TASK_BY_TASK = {"celery.app.trace", "celery.worker.strategy", "celery.beat"}


@pytest.mark.parametrize(
    ("level", "ours", "celerys"),
    [
        ("INFO", ["INFO", "WARNING", "ERROR"], ["WARNING", "ERROR"]),
        ("ERROR", ["ERROR"], ["ERROR"]),
    ],
)
def test_a_worker_logs_at_the_level_of_the_settings(tmp_path: Path, level: str, ours: list[str], celerys: list[str]) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {"EDUKAI_DOTENV": os.devnull, "EDUKAI_DATA_DIR": str(tmp_path), "LOG_LEVEL": level}
    ended = subprocess.run([sys.executable, "-c", WRITES], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
    said = [line.split()[2:] for line in ended.stderr.splitlines() if line.endswith(" said")]
    assert [line[0] for line in said if line[1] == "candidate.uploads"] == ours
    for name in TASK_BY_TASK:
        assert [line[0] for line in said if line[1] == name] == celerys


def test_the_procfile_leaves_the_level_to_the_settings() -> None:
    commands = [line for line in (PROJECT / "Procfile").read_text().splitlines() if " celery " in line]
    assert len(commands) == 4
    assert not [command for command in commands if " -l " in command or "--loglevel" in command]
