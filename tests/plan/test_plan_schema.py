"""The schema for editors: nothing valid is underlined, and what is wrong often enough is."""

import re
from typing import ClassVar

import pytest
import yaml

from scoring.cases import Cases
from scoring.plan.schema import DRAFT, plan_schema, schema_of
from tests.plans import FORCED, MINIMAL, PAID_FROM_AMOUNTS, RANKED, RICH, changed

SCHEMA = plan_schema()
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


class Editor(yaml.SafeLoader):
    """Reads scalars by YAML 1.2's core schema: `on` is a text, and so is a date."""

    yaml_implicit_resolvers: ClassVar = {}


for tag, pattern in {
    "bool": "true|false",
    "int": r"-?\d+",
    "float": r"-?\d+\.\d+",
    "null": "null|~|",
}.items():
    Editor.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)


def as_editors_read(text):
    return yaml.load(text, Editor)


def fits(value, schema, root):
    """A validator of the few words that our schemas use, small enough to be read."""
    if "$ref" in schema:
        return fits(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    kinds = schema.get("type", list(TYPES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool) and "boolean" not in kinds:
        return False
    rules = [
        isinstance(value, tuple(t for k in kinds for t in _types(k))),
        "const" not in schema or value == schema["const"],
        "enum" not in schema or value in schema["enum"],
        "anyOf" not in schema or any(fits(value, s, root) for s in schema["anyOf"]),
        "oneOf" not in schema or sum(fits(value, s, root) for s in schema["oneOf"]) == 1,
    ]
    if isinstance(value, str):
        rules += [re.search(schema.get("pattern", ""), value) is not None]
        rules += [schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**6)]
    if isinstance(value, list):
        rules += [fits(item, schema.get("items", {}), root) for item in value]
        rules += [schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**6)]
    if isinstance(value, dict):
        rules += [key in value for key in schema.get("required", ())]
        rules += [_entry_fits(key, said, schema, root) for key, said in value.items()]
    return all(rules)


def _types(kind):
    found = TYPES[kind]
    return found if isinstance(found, tuple) else (found,)


def _entry_fits(key, said, schema, root):
    if key in schema.get("properties", {}):
        return fits(said, schema["properties"][key], root)
    for pattern, below in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return fits(said, below, root)
    other = schema.get("additionalProperties", True)
    return other if isinstance(other, bool) else fits(said, other, root)


def parts_of(schema):
    """Every block of a schema, however deep."""
    if isinstance(schema, dict):
        yield schema
    for said in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(said, dict | list):
            yield from parts_of(said)


WAYS = [(), PAID_FROM_AMOUNTS, RANKED, FORCED]


@pytest.mark.parametrize("text", [MINIMAL, *(changed(*way, text=RICH) for way in WAYS)])
def test_an_editor_underlines_nothing_in_a_valid_plan(text):
    assert fits(as_editors_read(text), SCHEMA, SCHEMA)


def test_an_editor_underlines_nothing_in_the_shipped_plans_and_cases(root):
    cases = schema_of(Cases, "Cases")
    for path in sorted((root / "rules").glob("*.yaml")):
        schema = cases if path.stem.endswith(".cases") else SCHEMA
        assert fits(as_editors_read(path.read_text(encoding="utf-8")), schema, schema), path.name


@pytest.mark.parametrize(
    "change",
    [
        ("pay: none", "payy: none"),
        ("pay: none\n", ""),
        ("on: value", "on: score"),
        ("version: 1", "version: one"),
        ("kind: mean", "kind: average"),
        ("everyone: true", "everyone: 1"),
        ("    missing: exclude\n", ""),
        ("  csat:\n    title", "  CSAT:\n    title"),
        ("plan: minimal", "plan: My Plan"),
        ("{from: 4, gives: 80}", "{from: 4, to: 5, gives: 80}"),
        ("mode: whole\n      below", "mode: marginal\n      below"),
    ],
)
def test_an_editor_underlines_what_is_wrong(change):
    assert not fits(as_editors_read(changed(change)), SCHEMA, SCHEMA)


def test_the_schema_says_which_draft_and_what_it_is():
    assert SCHEMA["$schema"] == DRAFT == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "A Plaudit plan"
    assert "description" in SCHEMA["properties"]["version"]


def test_every_reference_is_a_clean_name_and_leads_somewhere():
    refs = [part["$ref"] for part in parts_of(SCHEMA) if "$ref" in part]
    names = {ref.removeprefix("#/$defs/") for ref in refs}
    assert {"NumberTable", "TextTable", "MoneyTable", "MoneyLine", "Component"} <= names
    assert names <= set(SCHEMA["$defs"])
    assert all(name.isalpha() for name in SCHEMA["$defs"])


def test_nothing_in_a_plan_is_written_as_null_and_places_stay_inside():
    assert not [part for part in parts_of(SCHEMA) if part.get("type") == "null"]
    for block in SCHEMA["$defs"].values():
        assert not {"place", "key_places"} & set(block.get("properties", {}))
