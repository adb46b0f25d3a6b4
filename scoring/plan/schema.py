"""The plan language for editors: JSON Schema, draft 2020-12, made from the model.

Editors read YAML by its own rules, where `2` is a number and `true` a truth, while plans are
read as text; so a key that takes a number accepts both here, and nothing valid is underlined.
"""

from __future__ import annotations

from typing import Any

from scoring.plan.model import Plan
from scoring.plan.nodes import Node

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan."""
    return schema_of(Plan, "A Plaudit plan")


def schema_of(model: type[Node], title: str) -> dict[str, Any]:
    """Return the JSON Schema of a model that is written in YAML.

    Args:
        model: what the file says.
        title: what editors call the file.
    """
    made = model.model_json_schema(by_alias=True)
    names = {key: str(block["title"]) for key, block in made.get("$defs", {}).items()}
    blocks = {names[key]: _tidy(block, names) for key, block in made.pop("$defs", {}).items()}
    return {"$schema": DRAFT, **_tidy(made, names), "title": title, "$defs": blocks}


def _tidy(part: Any, names: dict[str, str]) -> Any:
    """Rename references and leave out what only a program would want to know."""
    if isinstance(part, list):
        return [_tidy(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidy(said, names) for key, said in part.items() if not _noise(key, said)}
    if "$ref" in kept:
        kept["$ref"] = f"#/$defs/{names[kept['$ref'].removeprefix('#/$defs/')]}"
    if "properties" in part:
        kept["properties"] = {key: _tidy(said, names) for key, said in part["properties"].items()}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return _without_null(kept)


def _noise(key: str, said: Any) -> bool:
    """Titles only repeat keys, and no key has a default that an author may write."""
    return (key == "title" and isinstance(said, str)) or key in ("default", "discriminator")


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    """Drop the null that stands for an absent key: in a file nothing is written as null."""
    branches = [b for b in part.get("anyOf", ()) if b != {"type": "null"}]
    if len(branches) == len(part.get("anyOf", ())):
        return part
    rest = {key: said for key, said in part.items() if key != "anyOf"}
    return {**branches[0], **rest} if len(branches) == 1 else {**rest, "anyOf": branches}
