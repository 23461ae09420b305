"""Schemas in the dialect that models are held to: every key there, no other one, no limits (these are checked when the answer is there)."""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

_KEPT = {"type", "properties", "items", "anyOf", "enum", "const", "$ref", "$defs", "description"}


def schema_of(model: type[BaseModel], without: Collection[str] = ()) -> dict[str, Any]:
    """The strict JSON schema of a model; properties called one of `without` are left out, at every level."""
    return _strict(model.model_json_schema(), frozenset(without))


def _strict(node: dict[str, Any], without: frozenset[str]) -> dict[str, Any]:
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # nothing may stand beside it
    kept = {key: value for key, value in node.items() if key in _KEPT}
    for key in ("properties", "$defs"):
        if key in kept:
            kept[key] = {name: _strict(each, without) for name, each in kept[key].items() if key == "$defs" or name not in without}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], without)
    if "anyOf" in kept:
        kept["anyOf"] = [_strict(each, without) for each in kept["anyOf"]]
    if "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept
