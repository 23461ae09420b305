"""Prompts are files beside this one: the first line holds their number, the rest is what a model is told."""

import dataclasses
import hashlib
from functools import cache
from pathlib import Path


@dataclasses.dataclass(frozen=True, slots=True)
class Prompt:
    """`version` names the text exactly ("analyse 1 3f2a91bc"): it is kept with every result."""

    text: str
    version: str


@cache
def load(name: str) -> Prompt:
    """The prompt `<name>.md`."""
    first, _, text = Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8").partition("\n")
    text = text.strip()
    return Prompt(text, f"{name} {first.removeprefix('Version:').strip()} {hashlib.sha256(text.encode()).hexdigest()[:8]}")
