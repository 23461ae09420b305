"""Dockerfiles and docker-compose.yml, read as Docker reads them. tests/journeys/test_compose.py runs what they say."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from edukai import checks
from tests import compose
from tests.processes import PROJECT

SET = {name: f"value-of-{name}".lower() for name in compose.REQUIRED}
SERVICES = compose.services(SET)
OWN = {name: service for name, service in SERVICES.items() if service["image"].startswith("edukai:")}
ONCE = {"settings", "migrate", "bucket", "ai_migrate"}
WORKERS = {
    "celery_default": ("default", "4"),
    "celery_polling": ("polling", "4"),
    "celery_pdf": ("pdf", "2"),
    "ai_default": ("default", "2"),
    "ai_polling": ("polling", "2"),
}
USUAL_SHARES = 1024  # of the cores, by Docker
DOCKERFILES = [compose.DOCKERFILE, PROJECT / "docker" / "minio.Dockerfile"]
PACKAGES = [line.split() for line in (PROJECT / "scripts" / "packages.txt").read_text().splitlines() if not line.startswith("#")]
BUILD_TOOLS = re.compile(r"build-essential|\bgcc\b|\bg\+\+|\bmake\b|-dev\b|\bgo install\b|pip install")


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.name)
def test_the_linter_finds_nothing(dockerfile):
    linter = Path(sys.executable).with_name("hadolint")
    outcome = subprocess.run([linter, "--failure-threshold", "info", dockerfile], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout) == (0, "")


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.name)
def test_what_runs_was_built_elsewhere_and_is_nobody_special(dockerfile):
    (_, build), (_, last) = compose.stages(dockerfile)
    assert any(BUILD_TOOLS.search(line) for line in build)
    assert not any(BUILD_TOOLS.search(line) for line in last)
    assert [line for line in last if line.startswith("USER ")] == ["USER 10001"]
    assert any(line.startswith("HEALTHCHECK ") for line in last)
    assert all(re.search(r":\d+\.\d+", image) for image, _ in compose.stages(dockerfile))


def test_the_image_installs_what_the_product_needs_and_no_more():
    (packages,) = [line for line in compose.stages(DOCKERFILES[0])[1][1] if "apt-get install" in line]
    (choice,) = re.findall(r"awk '.+?' \S+", packages)
    chosen = subprocess.run(shlex.split(choice), cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split()
    assert chosen == [names for names, *group in PACKAGES if not group]
    assert {"tesseract-ocr", "antiword", "catdoc", "libpango-1.0-0", "fonts-lato"} <= set(chosen)
    assert not {"postgresql", "redis-server", "python3-venv"} & set(chosen)


def test_nothing_private_gets_into_the_image():
    lines = [line for line in (PROJECT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert let_in == {
        "account", "candidate", "edukai", "organization", "templates", "manage.py", "requirements.txt", "scripts/packages.txt",
    }  # fmt: skip
    assert all((PROJECT / name).exists() for name in let_in)


def test_the_compose_file_is_one():
    whole = yaml.safe_load(compose.text(SET))
    assert set(PyCompose.from_json(json.dumps(whole)).service_names()) == set(SERVICES)
    whole["services"]["web"]["depnds_on"] = whole["services"]["web"].pop("depends_on")
    with pytest.raises(ValueError, match="depnds_on"):
        PyCompose.from_json(json.dumps(whole))


@pytest.mark.parametrize("missing", compose.REQUIRED)
@pytest.mark.parametrize("value", [None, ""])
def test_it_does_not_start_without_a_secret(missing, value):
    given = {name: secret for name, secret in SET.items() if name != missing}
    with pytest.raises(compose.Missing, match=missing):
        compose.text(given if value is None else given | {missing: value})


def test_the_example_holds_no_secret():
    example = dict(re.findall(r"^#?([A-Z_0-9]+)=(.*)$", (PROJECT / ".env.example").read_text(), re.M))
    assert {name: example[name] for name in compose.REQUIRED} == dict.fromkeys(compose.REQUIRED, "")


def test_it_has_every_part():
    always = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert always == {"settings", "postgres", "redis", "minio", "bucket", "migrate", "web", "celery_beat", "flower"} | {
        name for name in WORKERS if name.startswith("celery")
    }
    assert {tuple(SERVICES[name]["profiles"]) for name in SERVICES.keys() - always} == {("ai",)}


def test_images_are_pinned():
    assert {name: service["image"] for name, service in SERVICES.items() if name not in OWN} == {
        "postgres": "postgres:16.11-trixie",
        "redis": "redis:7.4.7-alpine",
        "minio": "edukai-minio:RELEASE.2025-10-15T17-29-55Z",
    }
    assert "minio@RELEASE.2025-10-15T17-29-55Z" in DOCKERFILES[1].read_text()


def test_browsers_reach_the_web_server_and_the_files_alone():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"], "minio": ["127.0.0.1:9000:9000"]}
    elsewhere = compose.services(SET | {"BIND_ADDRESS": "0.0.0.0", "PORT": "80", "MINIO_PORT": "9090"})
    assert (elsewhere["web"]["ports"], elsewhere["minio"]["ports"]) == (["0.0.0.0:80:8000"], ["0.0.0.0:9090:9000"])
    assert elsewhere["web"]["environment"]["PUBLIC_URL"] == "http://127.0.0.1:80"
    assert elsewhere["web"]["environment"]["MINIO_PUBLIC_URL"] == "http://127.0.0.1:9090"


def test_parts_start_once_what_they_need_is_there():
    needed = {
        name: {other: told["condition"] for other, told in service.get("depends_on", {}).items()} for name, service in SERVICES.items()
    }
    done, healthy = "service_completed_successfully", "service_healthy"
    for name in OWN.keys() - ONCE:
        migrate = "ai_migrate" if name.startswith("ai") else "migrate"
        bucket = {} if name.startswith("ai") else {"bucket": done}
        assert needed[name] == {migrate: done, "redis": healthy} | bucket
    assert needed["migrate"] == needed["ai_migrate"] == {"postgres": healthy}
    assert needed["bucket"] == {"minio": healthy}
    assert needed["settings"] == {}
    for name in ("postgres", "redis", "minio"):
        assert needed[name] == {"settings": done}
        assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


def test_what_stops_every_start_is_looked_at_before_any_server():
    _, _, _, *tags = shlex.split(SERVICES["settings"]["command"])
    assert tags == [word for tag in checks.OF_SETTINGS for word in ("--tag", tag)]


def test_what_ends_is_started_again_and_jobs_run_once():
    assert {name for name, service in SERVICES.items() if service["restart"] == "no"} == ONCE
    assert {service["restart"] for name, service in SERVICES.items() if name not in ONCE} == {"unless-stopped"}


@pytest.mark.parametrize(("name", "queue", "size"), [(name, *what) for name, what in WORKERS.items()])
def test_workers_hand_back_what_they_have_begun(name, queue, size):
    service = SERVICES[name]
    words = shlex.split(service["command"])
    assert (words[words.index("-Q") + 1], words[words.index("-c") + 1]) == (queue, size)
    assert service["stop_signal"] == "SIGQUIT"
    assert service["cpu_shares"] < USUAL_SHARES
    assert service["healthcheck"]["test"][1].endswith(f"inspect ping -d {queue}@$HOSTNAME")


def test_messages_and_data_outlive_their_containers():
    assert "--appendonly yes" in SERVICES["redis"]["command"]
    places = {name: [volume.split(":")[0] for volume in service["volumes"]] for name, service in SERVICES.items() if "volumes" in service}
    kept = set(yaml.safe_load(compose.text(SET))["volumes"])
    assert {places[name][0] for name in SERVICES} == kept == {"postgres", "redis", "minio", "data", "ai_data"}


def test_the_ai_service_shares_servers_and_nothing_in_them():
    app, ai = SERVICES["web"]["environment"], SERVICES["ai"]["environment"]
    assert ai["EDUKAI_ROLE"] == "ai"
    places = [env[name] for env in (app, ai) for name in ("DATABASE_URL", "CELERY_BROKER_URL", "REDIS_URL", "PUBLIC_URL")]
    assert len(set(places)) == len(places)
    assert ai["DATABASE_URL"].rpartition("/")[2] in (PROJECT / "docker" / "ai-database.sql").read_text()


def test_flower_asks_for_a_password():
    environment = SERVICES["flower"]["environment"]
    assert environment["FLOWER_BASIC_AUTH"] == f"edukai:{SET['FLOWER_PASSWORD']}"
    assert not any("FLOWER_BASIC_AUTH" in service.get("environment", {}) for name, service in SERVICES.items() if name != "flower")


def test_the_image_asks_itself_whether_it_is_well():
    python, flag, code = compose.health_check_of_the_image()
    assert (python, flag) == ("python", "-c")
    assert "/healthz" in code
    compile(code, "health check", "exec")
