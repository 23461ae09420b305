"""Settings from the environment: a value that makes no sense is refused with the variable's name."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from edukai import env

NAME = "EDUKAI_TEST_VALUE"


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda: env.text(NAME), " a b ", "a b"),
        (lambda: env.text(NAME), "$2y$10$abc", "$2y$10$abc"),
        (lambda: env.text(NAME), "$HOME", "$HOME"),
        (lambda: env.email(NAME, "a@b.example"), "ann@agency.example", "ann@agency.example"),
        (lambda: env.words(NAME), "a, b ,,c", ["a", "b", "c"]),
        (lambda: env.words(NAME), "", []),
        (lambda: env.flag(NAME, False), "Yes", True),
        (lambda: env.flag(NAME, True), "0", False),
        (lambda: env.integer(NAME, 1), "42", 42),
        (lambda: env.choice(NAME, "a", {"a", "b"}), "b", "b"),
        (lambda: env.some_of(NAME, "a", {"a", "b"}), "b,a", ["b", "a"]),
        (lambda: env.colour(NAME, "#000000"), "#AbCdEf", "#AbCdEf"),
        (lambda: env.url(NAME, "http://a.example"), "https://b.example/", "https://b.example"),
        (lambda: env.url(NAME, ""), "", ""),
        (lambda: env.path(NAME, Path("x")), "/srv/data", Path("/srv/data")),
        (lambda: env.path(NAME, Path("x")), "data", env.BASE_DIR / "data"),
    ],
)
def test_it_reads(given, read, value, expected):
    given(value)
    assert read() == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda: env.flag(NAME, False), "maybe"),
        (lambda: env.flag(NAME, False), "2"),
        (lambda: env.integer(NAME, 1), "many"),
        (lambda: env.integer(NAME, 1), "1.5"),
        (lambda: env.integer(NAME, 1), "nan"),
        (lambda: env.integer(NAME, 1), "9" * 5_000),
        (lambda: env.integer(NAME, 1, least=1), "0"),
        (lambda: env.integer(NAME, 1, most=10), "11"),
        (lambda: env.choice(NAME, "a", {"a", "b"}), "c"),
        (lambda: env.colour(NAME, "#000000"), "red"),
        (lambda: env.colour(NAME, "#000000"), "#12345"),
        (lambda: env.colour(NAME, "#000000"), "#000000; } body { display: none"),
        (lambda: env.email(NAME, "a@b.example"), "ann"),
        (lambda: env.email(NAME, "a@b.example"), "Ann <ann@agency.example>"),
        (lambda: env.email(NAME, "a@b.example"), "ann@\u00e9cole.example"),
        (lambda: env.url(NAME, "http://a.example"), "a.example"),
        (lambda: env.url(NAME, "http://a.example"), "ftp://a.example"),
        (lambda: env.url(NAME, "http://a.example"), "http://"),
        (lambda: env.url(NAME, "http://a.example"), "javascript:alert(1)"),
        (lambda: env.url(NAME, "http://a.example"), "http://[::1"),
        (lambda: env.url(NAME, "http://a.example"), "http://a.example:port"),
        (lambda: env.database(NAME, Path("db")), "mysql://a@b/c"),
        (lambda: env.database(NAME, Path("db")), "nonsense"),
        (lambda: env.database(NAME, Path("db")), "postgres://a@b:port/c"),
    ],
)
def test_it_refuses_nonsense_with_the_name_of_the_variable(given, read, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        read()


def test_the_database_is_sqlite_until_another_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv(NAME, raising=False)
    local = env.database(NAME, tmp_path / "db.sqlite3")
    assert (local["ENGINE"], local["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "db.sqlite3"))
    assert local["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    monkeypatch.setenv(NAME, "postgres://ann:p%40ss@db.example:5433/edukai")
    remote = env.database(NAME, tmp_path / "db.sqlite3")
    assert (remote["ENGINE"], remote["HOST"], remote["PORT"]) == ("django.db.backends.postgresql", "db.example", 5433)
    assert remote["PASSWORD"] == "p@ss"


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path):
    file = tmp_path / "var" / "secret_key"
    secret = env.kept_secret(file)
    assert len(secret) > 50
    assert env.kept_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_share_one_whole_secret(tmp_path, monkeypatch):
    """A second process looks while the first one makes its secret: its file is there, and nothing is in it yet."""
    file = tmp_path / "secret_key"
    make = secrets.token_urlsafe
    read = []

    def make_while_another_looks(size):
        monkeypatch.setattr(secrets, "token_urlsafe", make)
        read.append(env.kept_secret(file))
        return make(size)

    monkeypatch.setattr(secrets, "token_urlsafe", make_while_another_looks)
    read.append(env.kept_secret(file))
    assert len(read) == 2
    assert read[0] == read[1] == file.read_text()
    assert len(read[0]) > 50
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CV_MAX_FILES", "lots"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "oracle://a/b"),
        ("MAIL_TRANSPORT", "pigeon"),
        ("AGENCY_COLOUR", "blue"),
        ("AGENCY_EMAIL", "nobody"),
        ("PUBLIC_URL", "edukai"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_nonsense_stops_the_start(tmp_path, name, value):
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    environment = kept | {"EDUKAI_DOTENV": os.devnull, "EDUKAI_DATA_DIR": str(tmp_path), name: value}
    command = [sys.executable, "-c", "import edukai.settings"]
    outcome = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert f"ImproperlyConfigured: {name} must" in outcome.stderr
