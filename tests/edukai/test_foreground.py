"""`make workers` and `make logs` where there is nothing to go beside. tests/journeys/test_make.py runs them for real."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from edukai.celery import SESSION_NICE
from tests.processes import PROJECT

GIVE_WAY = f"""
import os
from celery.signals import worker_init
import edukai.celery
worker_init.send(None)
print(os.nice(0))
if os.path.exists("{SESSION_NICE}"):
    print(open("{SESSION_NICE}").read().split()[-1])
"""


def test_more_workers_need_a_stack_and_a_number(monkeypatch):
    with pytest.raises(CommandError, match="At least one"):
        call_command("workers", "0")
    monkeypatch.setattr("edukai.celery.app.conf.broker_write_url", "redis://127.0.0.1:1/0")
    with pytest.raises(CommandError, match="start EduKai first"):
        call_command("workers")


def test_there_are_no_logs_before_the_first_start(settings, tmp_path):
    settings.LOG_FILE = tmp_path / "edukai.log"
    with pytest.raises(CommandError, match=r"edukai\.log"):
        call_command("logs")


def test_workers_give_way_to_whoever_waits_for_an_answer(tmp_path):
    environment = os.environ | {"EDUKAI_WORKER_NICE": "7", "EDUKAI_DATA_DIR": str(tmp_path), "EDUKAI_DOTENV": os.devnull}
    command = [sys.executable, "-c", GIVE_WAY]
    told = subprocess.run(command, cwd=PROJECT, env=environment, start_new_session=True, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["7", *(["7"] if SESSION_NICE.exists() else [])]
