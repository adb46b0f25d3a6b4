"""A model's fields in words: what may stand where, for messages and for the handbook."""

from __future__ import annotations

from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import Field, WithJsonSchema
from pydantic.fields import FieldInfo

from scoring.plan.nodes import Node


def fields_of(model: type[Node]) -> dict[str, FieldInfo]:
    """Return a model's fields by the keys that a file writes."""
    return {f.alias or name: f for name, f in model.model_fields.items() if not f.exclude}


def key_of(forms: Iterable[Any], name: str) -> str:
    """Return the key that a file writes for the field by which several blocks are told apart."""
    named = (unwrap(form)[0].model_fields.get(name) for form in forms if is_node(form))
    return next((field.alias for field in named if field is not None and field.alias), name)


def hint_of(field: FieldInfo) -> Any:
    """Put a field's type together again, with its constraints, discriminator and examples.

    What else a field has belongs to its block and means nothing beside a type: its other name.
    """
    of_the_type = Field(discriminator=field.discriminator, examples=field.examples)
    notes = [*field.metadata, *([of_the_type] if field.discriminator or field.examples else [])]
    return Annotated[(field.annotation, *notes)] if notes else field.annotation


def unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Part a type from the notes that annotate it."""
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        deeper, more = unwrap(inner)
        return deeper, (*more, *notes)
    return hint, ()


def is_node(hint: Any) -> bool:
    """Tell whether a type is a block with its own keys."""
    inner = unwrap(hint)[0]
    return isinstance(inner, type) and issubclass(inner, Node)


def is_union(hint: Any) -> bool:
    """Tell whether a type offers several forms."""
    return get_origin(unwrap(hint)[0]) in (Union, UnionType)


def members(hint: Any) -> list[Any]:
    """List the forms that a type offers, each without its notes; absence is none of them."""
    inner = unwrap(hint)[0]
    return [m for m in get_args(inner) if m is not NoneType] if is_union(hint) else [hint]


def choices(hint: Any) -> list[str]:
    """List the words that a type offers, alone or beside other forms."""
    inner = unwrap(hint)[0]
    if get_origin(inner) is Literal:
        return list(get_args(inner))
    if is_union(hint):
        return [word for member in members(hint) for word in choices(member)]
    return []


def expected(hint: Any) -> str:
    """Say in words what may stand where this type is expected."""
    inner, notes = unwrap(hint)
    if is_union(hint):
        parts = [part for m in members(hint) for part in (choices(m) or [expected(m)])]
        return either(dict.fromkeys(parts))
    if get_origin(inner) is Literal:
        return either(get_args(inner))
    if is_node(hint):
        return _expected_block(inner)
    examples = next((n.examples for n in notes if getattr(n, "examples", None)), None)
    if examples:
        return f"a word such as {examples[0]}"
    for note in notes:
        if isinstance(note, WithJsonSchema) and note.json_schema:
            return str(note.json_schema.get("description", "a value"))
    forms = {dict: "a block of names and values", tuple: "a list"}
    return forms.get(get_origin(inner) or inner, "a text")


def _expected_block(model: type[Node]) -> str:
    required = [key for key, f in fields_of(model).items() if f.is_required()]
    return f"a block with {either(required, 'and')}" if required else "a block"


def either(words: Iterable[Any], last: str = "or") -> str:
    """Join words as a sentence does: a, b or c."""
    *first, final = [str(word) for word in words]
    return f"{', '.join(first)} {last} {final}" if first else final
