"""docker-compose.yml as `docker compose` sees it, names of variables replaced by their values; and the Dockerfile beside it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.processes import PROJECT

FILE = PROJECT / "docker-compose.yml"
DOCKERFILE = PROJECT / "Dockerfile"
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


def stages(dockerfile: Path) -> list[tuple[str, list[str]]]:
    """The image that each starts from, and its instructions, one a line."""
    lines = [line for line in dockerfile.read_text().splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    found: list[tuple[str, list[str]]] = []
    for line in joined:
        if line.startswith("FROM "):
            found.append((line.split()[1], []))
        else:
            found[-1][1].append(line)
    return found


def health_check_of_the_image() -> list[str]:
    """The command, word by word."""
    (line,) = [line for line in stages(DOCKERFILE)[1][1] if line.startswith("HEALTHCHECK ")]
    return json.loads(line.partition("CMD ")[2])
