"""`make workers` and `make logs` where there is nothing to go beside. tests/journeys/test_make.py runs them for real."""

import pytest
from django.core.management import CommandError, call_command


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
