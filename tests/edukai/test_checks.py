"""Django's system checks under settings of a production machine, and what those settings come to."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import beat_init
from django.core.checks import Error, run_checks
from django.core.mail import EmailMessage

from edukai import bucket, celery, checks
from tests.processes import PROJECT

PRODUCTION = {"PUBLIC_URL": "https://edukai.org.uk", "TRUSTED_PROXIES": "1", "AGENCY_EMAIL": "hello@edukai.org.uk"}


def run(folder: Path, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {"EDUKAI_DOTENV": os.devnull, "EDUKAI_DATA_DIR": str(folder), "PYTHONPATH": str(PROJECT)}
    return subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env=kept | own | environment, capture_output=True, text=True, check=False
    )


def deploy_check(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(folder, PRODUCTION | environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")


def settings_of(folder: Path, *names: str, **environment: str) -> list[object]:
    code = f"import json; from edukai import settings; print(json.dumps([getattr(settings, name) for name in {names!r}]))"
    return json.loads(run(folder, environment, "-c", code).stdout)


@pytest.mark.parametrize("role", ["app", "ai"])
def test_it_finds_nothing_wrong_with_a_production_machine_behind_a_proxy(tmp_path, role):
    outcome = deploy_check(tmp_path, EDUKAI_ROLE=role)
    assert outcome.returncode == 0, outcome.stderr


def test_it_warns_of_an_https_address_without_a_trusted_proxy(tmp_path):
    outcome = deploy_check(tmp_path, TRUSTED_PROXIES="0")
    assert outcome.returncode == 1
    assert "edukai.W002" in outcome.stderr
    assert "Set TRUSTED_PROXIES" in outcome.stderr


@pytest.mark.parametrize(("proxies", "redirect"), [("0", False), ("1", True)])
def test_it_redirects_to_https_only_where_a_proxy_says_what_came_by_https(tmp_path, proxies, redirect):
    public = {"PUBLIC_URL": "https://edukai.org.uk", "TRUSTED_PROXIES": proxies}
    assert settings_of(tmp_path, "SECURE_SSL_REDIRECT", **public) == [redirect]


def test_it_binds_other_hosts_of_the_domain_to_https_only_when_asked(tmp_path):
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert settings_of(tmp_path, *names, **PRODUCTION) == [31_536_000, False, False]
    asked = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true", "SECURE_HSTS_PRELOAD": "true"}
    assert settings_of(tmp_path, *names, **PRODUCTION, **asked) == [31_536_000, True, True]


def test_the_ai_service_has_places_of_its_own(tmp_path):
    names = ("PORT", "ROOT_URLCONF", "AI_SERVICE_CV_HOSTS")
    assert settings_of(tmp_path, *names) == [8000, "edukai.urls", ["127.0.0.1:8000", "127.0.0.1", "localhost"]]
    ai = {"EDUKAI_ROLE": "ai", "MINIO_ENDPOINT_URL": "http://minio:9000", "MINIO_PUBLIC_URL": "https://files.edukai.example"}
    hosts = ["127.0.0.1:8100", "minio:9000", "files.edukai.example", "127.0.0.1", "localhost"]
    assert settings_of(tmp_path, *names, **ai) == [8100, "edukai.ai_urls", hosts]


@pytest.mark.parametrize("name", ["Teach, Learn & Co", "\u00c9cole (London); West", 'The "Best" <Agency>', "EduKai Education"])
def test_the_agency_may_have_any_name_and_still_sends_mail(tmp_path, settings, name):
    [settings.MAIL_FROM] = settings_of(tmp_path, "MAIL_FROM", AGENCY_NAME=name, AGENCY_EMAIL="hello@agency.example")
    assert checks.sender() == []
    [address] = EmailMessage("Subject", "Text", settings.MAIL_FROM, ["ann@home.example"]).message()["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "hello@agency.example")


@pytest.mark.parametrize(
    "sender",
    [
        "Teach, Learn & Co <a@b.example>",
        "nobody",
        "a@b.example, c@d.example",
        "A <a@b.example> B",
        "A\nBcc: c@d.example <a@b.example>",
        "<>",
    ],
)
def test_it_refuses_a_sender_that_is_not_one_mailbox(settings, sender):
    settings.MAIL_FROM = sender
    assert [message.id for message in checks.sender()] == ["edukai.E005"]


@pytest.mark.parametrize(
    ("check", "changed", "found"),
    [
        (checks.file_store, {"USE_S3": True, "MINIO_ENDPOINT_URL": ""}, "edukai.E002"),
        (checks.file_store, {"USE_S3": False, "MINIO_ENDPOINT_URL": ""}, None),
        (checks.secrets, {"SECRET_KEY": "change-me-" + secrets.token_hex(32)}, "edukai.E010"),
        (checks.secrets, {"OTP_PEPPER": "short"}, "edukai.E010"),
        (checks.secrets, {"AI_SERVICE_TOKEN": "ab" * 32}, "edukai.E010"),
        (checks.secrets, {"MINIO_SECRET_KEY": "minioadmin"}, "edukai.E010"),
        (checks.secrets, {"POSTGRES_PASSWORD": "postgres"}, "edukai.E010"),
        (checks.secrets, {"FLOWER_PASSWORD": "admin"}, "edukai.E010"),
        (checks.secrets, {"SECRET_KEY": "change-me", "DEBUG": True}, None),
        (checks.secrets, {"MINIO_SECRET_KEY": secrets.token_hex(32)}, None),
        (checks.cookies, {"COOKIE_SAMESITE": "None", "COOKIE_SECURE": False}, "edukai.E004"),
        (checks.cookies, {"COOKIE_SAMESITE": "None", "COOKIE_SECURE": True}, None),
        (checks.agency_logo, {"AGENCY_LOGO": Path("/nowhere/logo.svg")}, "edukai.E003"),
        (checks.agency_logo, {"AGENCY_LOGO": Path(__file__)}, "edukai.W006"),
        (checks.agency_logo, {}, None),
        (checks.agency_is_example, {"AGENCY_EMAIL": "hello@edukai.example"}, "edukai.W001"),
        (checks.agency_is_example, {"AGENCY_EMAIL": "hello@edukai.org.uk"}, None),
    ],
)
def test_it_names_what_does_not_go_together(settings, check, changed, found):
    settings.DEBUG = False
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [message.id for message in check()] == ([found] if found else [])


@pytest.mark.parametrize("command", [["gunicorn", "edukai.wsgi", "-c", "edukai/gunicorn.py"], ["celery", "-A", "edukai", "worker"]])
def test_nothing_starts_with_a_secret_that_anybody_can_guess(tmp_path, command):
    outcome = run(tmp_path, {"SECRET_KEY": "change-me"}, "-m", *command)
    assert outcome.returncode == 1
    hint = "Anybody can guess SECRET_KEY, OTP_PEPPER. Make each with: openssl rand -hex 32 (edukai.E010)"
    assert outcome.stderr.strip().splitlines()[-1] == hint


def test_nor_with_an_address_that_is_none(tmp_path):
    outcome = run(tmp_path, {"CORS_ALLOWED_ORIGINS": "app.agency.example"}, "-c", "from edukai import gunicorn; gunicorn.on_starting(None)")
    assert outcome.returncode == 1
    assert "(corsheaders.E013)" in outcome.stderr


def test_a_bucket_is_looked_at_before_production(settings, monkeypatch):
    settings.USE_S3, settings.MINIO_ENDPOINT_URL, settings.MINIO_ACCESS_KEY, settings.MINIO_SECRET_KEY = True, "http://s3", "key", "secret"
    monkeypatch.setattr(bucket, "fault", lambda: "The bucket is missing.")
    found = run_checks(tags=[checks.SETTINGS], include_deployment_checks=True)
    assert [error.msg for error in found if error.id == "edukai.E011"] == ["The bucket is missing."]


HEAVY = ("weasyprint", "openai", "boto3", "rest_framework.serializers", "edukai.urls", "account.admin")
LOADED = """
import os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "edukai.settings"
django.setup()
from edukai import celery, checks
from candidate import links, tasks
celery.app.loader.import_default_modules()
checks.refuse_to_start_wrong()
links.unsubscribe_link("1")
class Worker:
    app = celery.app
celery.app.amqp.queues.select([sys.argv[1]])
tasks.load(Worker())
print([name for name in sys.argv[2:] if name in sys.modules])
"""


ON_S3 = {
    "USE_S3": "true",
    "MINIO_ENDPOINT_URL": "http://s3",
    "MINIO_PUBLIC_URL": "https://files.edukai.example",
    "MINIO_ACCESS_KEY": "key",
    "MINIO_SECRET_KEY": "5f" + "0e4b7a" * 8,
}


STARTING = """
import gc
from edukai import gunicorn
gunicorn.on_starting(None)
from edukai import s3
print(s3.client.cache_info().currsize, gc.get_freeze_count() > 100_000)
"""


def test_the_web_server_makes_the_clients_of_the_store_and_is_done_with_what_it_loads_before_it_forks(tmp_path):
    assert run(tmp_path, ON_S3, "-c", STARTING).stdout.split() == ["2", "True"]


@pytest.mark.parametrize("name", ["MINIO_ENDPOINT_URL", "MINIO_PUBLIC_URL"])
def test_it_does_not_start_with_an_address_of_the_store_that_is_none(tmp_path, name):
    outcome = run(tmp_path, ON_S3 | {name: "files.agency.example:9000"}, "-c", "import edukai.settings")
    assert f"{name} must look like" in outcome.stderr


@pytest.mark.parametrize(("queue", "changed", "loaded"), [
    ("default", {}, []),
    ("polling", {"AI_ENGINE": "openai", "OPENAI_API_KEY": "key"}, ["openai"]),
    ("pdf", {}, ["weasyprint"]),
    ("pdf", ON_S3, ["weasyprint", "boto3"]),
])  # fmt: skip
def test_a_worker_loads_what_its_queue_needs_and_no_more(tmp_path, queue, changed, loaded):
    outcome = run(tmp_path, changed, "-c", LOADED, queue, *HEAVY)
    assert outcome.stdout.strip() == str(loaded), outcome.stderr


GIVE_WAY = f"""
import os
from celery.signals import worker_init
import edukai.celery
os.setsid()
worker_init.send(None)
print(os.nice(0))
if os.path.exists("{celery.SESSION_NICE}"):
    print(open("{celery.SESSION_NICE}").read().split()[-1])
"""


def test_workers_give_way_to_whoever_waits_for_an_answer(tmp_path):
    told = run(tmp_path, {"EDUKAI_WORKER_NICE": "7"}, "-c", GIVE_WAY)
    assert told.stdout.split() == ["7", *(["7"] if celery.SESSION_NICE.exists() else [])]


def test_beat_does_not_start_either(monkeypatch):
    monkeypatch.setattr(checks, "run_checks", lambda **_: [Error("This is wrong.", hint="Mend it.", id="edukai.E999")])
    with pytest.raises(SystemExit, match=r"^This is wrong\. Mend it\. \(edukai\.E999\)$"):
        beat_init.send(sender=celery.app)


@pytest.mark.parametrize(("password", "found"), [("edukai", 1), ("a long one of letters", 0), ("", 0)])
def test_it_looks_at_the_password_of_the_database(settings, monkeypatch, password, found):
    settings.DEBUG = False
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", password)
    assert ["the password in DATABASE_URL" in error.msg for error in checks.secrets()] == [True] * found


def test_it_warns_when_scans_cannot_be_read(settings, monkeypatch, tmp_path):
    assert checks.tesseract() == []
    settings.OCR_LANGUAGES = "eng+tlh"
    (warning,) = checks.tesseract()
    assert (warning.id, "tlh" in warning.msg, "eng," in warning.msg) == ("edukai.W004", True, False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (warning,) = checks.tesseract()
    assert warning.id == "edukai.W003"
    settings.OCR_MAX_PAGES = 0
    assert checks.tesseract() == []
