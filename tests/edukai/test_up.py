"""What `manage.py up` does before it hands over to edukai/foreground.py. tests/journeys/test_stop.py runs all of it."""

import sys
from pathlib import Path

import pytest

from account.models import User
from edukai.management.commands import up

ELSEWHERE = "redis://redis.internal:6379/0"
OTHER_PORT = "redis://127.0.0.1:6379/0"


@pytest.fixture
def handed_over(settings, tmp_path, monkeypatch, db):
    """Runs `up` in a data folder of its own; gives the ports it asked for and the processes it would start."""
    settings.DATA_DIR = tmp_path / "var"
    settings.UPLOAD_DIR = settings.DATA_DIR / "uploads"
    settings.LOG_FILE = settings.DATA_DIR / "edukai.log"
    settings.PORT, settings.REDIS_PORT = 8100, 8101
    ports, processes = [], []
    monkeypatch.setattr(up, "_refuse_taken_ports", ports.extend)
    monkeypatch.setattr(up, "run_in_foreground", processes.extend)
    monkeypatch.setenv("EDUKAI_OPERATOR_PASSWORD", "a password of the tests")

    def run() -> tuple[list[int], list[str]]:
        up.Command().handle(ai=False)
        return ports, processes

    return run


@pytest.mark.parametrize(
    ("broker", "cache", "own"),
    [
        ("redis://127.0.0.1:8101/0", "redis://127.0.0.1:8101/1", True),
        (ELSEWHERE, "redis://127.0.0.1:8101/1", True),
        ("redis://localhost:8101", ELSEWHERE, True),
        (ELSEWHERE, ELSEWHERE, False),
        (OTHER_PORT, OTHER_PORT, False),
    ],
)
def test_it_starts_redis_when_broker_or_cache_is_to_be_found_there(handed_over, settings, broker, cache, own):
    settings.CELERY_BROKER_URL, settings.REDIS_URL = broker, cache
    without_redis = ["web", "default", "polling", "pdf", "beat"]
    assert handed_over() == (([8100, 8101], ["redis", *without_redis]) if own else ([8100], without_redis))


def test_it_forgets_what_a_killed_web_server_had_received(handed_over, settings):
    settings.UPLOAD_DIR.mkdir(parents=True)
    kept = Path(settings.DATA_DIR / "media" / "cv.pdf")
    kept.parent.mkdir()
    for file in (settings.UPLOAD_DIR / "tmp1", settings.UPLOAD_DIR / "tmp2", kept):
        file.write_bytes(b"%PDF-")
    handed_over()
    assert list(settings.UPLOAD_DIR.iterdir()) == []
    assert kept.exists()


def test_it_begins_a_new_log_and_keeps_the_one_before(handed_over, settings):
    settings.DATA_DIR.mkdir()
    settings.LOG_FILE.write_text("of yesterday\n")
    handed_over()
    assert not settings.LOG_FILE.exists()
    assert settings.LOG_FILE.with_name("edukai.log.1").read_text() == "of yesterday\n"


def test_the_ai_service_has_no_operator_and_makes_no_pdf(handed_over, settings, capsys):
    settings.IS_AI = True
    settings.CELERY_BROKER_URL = settings.REDIS_URL = ELSEWHERE
    assert handed_over() == ([8100], ["web", "default", "polling", "beat"])
    assert not User.objects.exists()
    assert f"AI_BASE_URL={settings.PUBLIC_URL}" in capsys.readouterr().out


def test_it_starts_over_with_the_settings_of_the_ai_service(monkeypatch):
    started = []
    monkeypatch.setattr(up.os, "execve", lambda *call: started.append(call) or sys.exit())
    monkeypatch.setattr(sys, "argv", ["manage.py", "up", "--ai"])
    with pytest.raises(SystemExit):
        up.Command().handle(ai=True)
    ((program, arguments, environment),) = started
    assert (program, arguments) == (sys.executable, [sys.executable, "manage.py", "up", "--ai"])
    assert environment["EDUKAI_ROLE"] == "ai"
