"""Reads settings from the environment and `.env`. A value that makes no sense stops the start with its name and the reason."""

import os
import re
import secrets
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

BASE_DIR = Path(__file__).resolve().parent.parent


def load_dotenv() -> None:
    """Variables of `.env` beside manage.py; what the environment says already wins."""
    dotenv = Path(os.environ.get("EDUKAI_DOTENV", BASE_DIR / ".env"))
    if dotenv.is_file():
        environ.Env.read_env(str(dotenv))


def text(name: str, default: str = "") -> str:
    """A variable that is there but empty counts as not set."""
    return os.environ.get(name, "").strip() or default  # environ's own reading takes "$word" for the name of another variable


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def languages(name: str, default: str) -> str:
    """Languages as tesseract names them: eng, eng+cym."""
    value = text(name, default)
    if not re.fullmatch(r"[A-Za-z][A-Za-z_]*(?:\+[A-Za-z][A-Za-z_]*)*", value):
        raise ImproperlyConfigured(f"{name} must be languages of tesseract like eng+cym, not {value!r}.")
    return value


def some_of(name: str, default: str, choices: set[str]) -> list[str]:
    """A comma-separated list of some of the `choices`, in small letters."""
    values = words(name, default)
    if strange := [value for value in values if value not in choices]:
        raise ImproperlyConfigured(f"{name} knows {', '.join(sorted(choices))}, not {', '.join(strange)}.")
    return values


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value in {"true", "yes", "on", "1"}:
        return True
    if value in {"false", "no", "off", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if number < least or (most is not None and number > most):
        raise ImproperlyConfigured(f"{name} must be at least {least}{f' and at most {most}' if most else ''}, not {number}.")
    return number


def amount(name: str, default: str) -> Decimal:
    """A sum of money, from 0 on."""
    value = text(name, default)
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", value):
        raise ImproperlyConfigured(f"{name} must be an amount like 12.50, not {value!r}.")
    return Decimal(value)


def prices(name: str, default: str) -> dict[str, tuple[Decimal, ...]]:
    """`model=input/cached/output` entries, comma-separated, in US dollars for a million tokens, on top of the default ones."""
    table = {}
    for entry in [*default.split(","), *words(name)]:
        model, _, told = entry.partition("=")
        if not re.fullmatch(r"[\w.:/-]+=\d+(\.\d+)?(/\d+(\.\d+)?){2}", entry):
            raise ImproperlyConfigured(f"{name} must look like my-model=0.25/0.025/2.00, not {entry!r}.")
        table[model] = tuple(Decimal(price) for price in told.split("/"))
    return table


def choice(name: str, default: str, choices: set[str]) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(choices))}, not {value!r}.")
    return value


def path(name: str, default: Path) -> Path:
    """A file or folder; relative ones count from the project's folder."""
    return (BASE_DIR / text(name, str(default))).resolve()


def colour(name: str, default: str) -> str:
    """A CSS colour as #rrggbb."""
    value = text(name, default)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ImproperlyConfigured(f"{name} must look like #0b4f6c, not {value!r}.")
    return value


def email(name: str, default: str) -> str:
    """An e-mail address; '' when there is none and the default is none."""
    value = text(name, default)
    if not value:
        return value
    try:
        validate_email(value)
        value.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise ImproperlyConfigured(f"{name} must be an e-mail address, not {value!r}.") from None
    return value


def database(name: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's settings for the database URL `name`, or for SQLite in `sqlite_file`."""
    url = text(name)
    if url:
        try:
            config = environ.Env.db_url_config(url) if url.startswith(("postgres://", "postgresql://", "sqlite://")) else {}
        except ValueError:
            config = {}
        if not config:
            raise ImproperlyConfigured(f"{name} must be a postgres:// or sqlite:// URL.")
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(sqlite_file)}
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",  # writers queue for the lock instead of failing at the first write
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        }
        config["TEST"] = {"NAME": f"{config['NAME']}.test"}  # a file, since tests with threads share it
    else:
        config["CONN_HEALTH_CHECKS"] = True
    config["CONN_MAX_AGE"] = 600
    return config


def kept_secret(file: Path) -> str:
    """The secret in `file`, made at the first call: nothing to configure, and yet no secret in the source."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=".")
        try:
            with open(descriptor, "w") as handle:
                handle.write(secrets.token_urlsafe(64))
                handle.flush()
                os.fsync(descriptor)
            with suppress(FileExistsError):
                os.link(draft, file)  # whole, and of several processes at once the first one wins
        finally:
            os.unlink(draft)
    return file.read_text()


def url(name: str, default: str) -> str:
    """An http(s) address without a slash at its end; '' when there is none and the default is none."""
    value = text(name, default)
    if value and not host(value):
        raise ImproperlyConfigured(f"{name} must look like https://edukai.example, not {value!r}.")
    return value.rstrip("/")


def host(address: str) -> str:
    """The host of an http(s) address; '' when it is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in {"http", "https"} and parts.port != 0 else ""
    except ValueError:
        return ""


def place(address: str) -> str:
    """Host and, if it names one, port of an address: minio:9000."""
    return urlsplit(address).netloc.rpartition("@")[2]
