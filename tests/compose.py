"""docker-compose.yml as `docker compose` sees it: names of variables replaced by their values."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.processes import PROJECT

FILE = PROJECT / "docker-compose.yml"
REQUIRED = ("SECRET_KEY", "POSTGRES_PASSWORD", "MINIO_SECRET_KEY", "FLOWER_PASSWORD")
_VARIABLE = re.compile(r"\$(?P<dollar>\$)|\$\{(?P<name>[A-Z_0-9]+)(?:(?P<how>:-|:\?)(?P<rest>[^{}]*))?\}")


class Missing(Exception):
    """A variable that has to be set is not, or is empty."""


def text(environment: Mapping[str, str]) -> str:
    """Innermost first, since a default may name a variable too. Raises Missing."""

    def value(found: re.Match[str]) -> str:
        if found["dollar"]:
            return "$"
        if given := environment.get(found["name"]):
            return given
        if found["how"] == ":?":
            raise Missing(found["name"])
        return found["rest"] or ""

    content, before = FILE.read_text(), ""
    while before != content:
        before, content = content, _VARIABLE.sub(value, content)
    return content


def services(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """By their names, those of profiles too."""
    return yaml.safe_load(text(environment))["services"]


def variables() -> set[str]:
    """The names of all that the file reads."""
    return set(re.findall(r"\$\{([A-Z_0-9]+)", FILE.read_text()))
