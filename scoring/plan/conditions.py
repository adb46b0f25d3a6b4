"""What must hold: of the columns of a row, and of what is stored of an agent."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from scoring.errors import shortened
from scoring.plan.nodes import Mapping, Name, Node, Number, Place, Text, Truth


class Test(Node):
    """One column's condition inside a filter."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    column: str
    one_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = Field(default=None, alias="not")
    at_least: Number | None = None
    below: Number | None = None
    present: Truth | None = None


def _read_filter(raw: Any) -> Any:
    """Turn `{channel: [chat, mail], csat: {at_least: 4}}` into one test a column."""
    if not isinstance(raw, Mapping):
        return raw
    return [
        _read_test(column, said, raw.key_places.get(column, raw.place))
        for column, said in raw.items()
    ]


def _read_test(column: str, said: Any, place: Place) -> Mapping:
    test = Mapping(place)
    test["column"] = column
    if not isinstance(said, Mapping):
        test["one_of"] = [said] if isinstance(said, str) else said
        return test
    if "column" in said or "one_of" in said:
        raise ValueError(
            f"write {shortened(column)}: [a, b] for a choice of words, and no other key"
        )
    test.update({k: [v] if k == "not" and isinstance(v, str) else v for k, v in said.items()})
    test.key_places = said.key_places
    return test


_CONDITION: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "not": {"type": ["array", "string"]},
                "at_least": {"type": ["number", "string"]},
                "below": {"type": ["number", "string"]},
                "present": {"type": "boolean"},
            },
        },
    ]
}

Filter = Annotated[
    tuple[Test, ...],
    BeforeValidator(_read_filter),
    Field(min_length=1),
    WithJsonSchema(
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": _CONDITION,
            "description": "a block of columns and what must hold for each",
        }
    ),
]
"""Columns and what must hold for each; a row passes when all of them hold. Null passes nothing."""


class AgentNumber(Node):
    """One stored number of an agent; exactly one of the keys."""

    measure: Name | None = Field(default=None, description="asks for the value of this measure")
    component: Name | None = Field(default=None, description="asks for this component's points")
    volume: Name | None = Field(
        default=None, description="asks for the facts behind this measure's value"
    )
    improved: Name | None = Field(
        default=None,
        description="asks by how much `score`, or this measure, is better than in the run that "
        "`--previous` names: positive is better, whichever direction that is",
    )


class When(AgentNumber):
    """A condition on an agent: one number against one edge, a tier, a filter, or several of them.

    Exactly one thing is asked; several conditions are written under `all_of` or `any_of`.
    """

    attainment: Name | None = Field(
        default=None, description="asks for 100 x value / target of this measure, not rounded"
    )
    group: Name | None = Field(default=None, description="asks for the score of this group")
    earlier: Name | None = Field(
        default=None,
        description="asks for `score`, or this measure's value, as it was in the run that "
        "`--previous` names",
    )
    score: Literal["final"] | None = Field(
        default=None, description="asks for the score; gates see it as it was before any of them"
    )
    tier: Annotated[tuple[Text, ...], Field(min_length=1)] | None = Field(
        default=None, description="holds in these tiers; gates come before there is one"
    )
    where: Filter | None = Field(default=None, description="holds where the roster's row passes")
    all_of: Annotated[tuple[When, ...], Field(min_length=2)] | None = Field(
        default=None, description="holds where all of these do"
    )
    any_of: Annotated[tuple[When, ...], Field(min_length=2)] | None = Field(
        default=None, description="holds where at least one of these does"
    )
    below: Number | None = Field(default=None, description="holds under this number")
    at_least: Number | None = Field(default=None, description="holds from this number on")
    missing: Literal["holds", "fails"] | None = Field(
        default=None,
        description="what the condition does where the number is missing; required where it may be",
    )


NUMBERS = (
    "measure",
    "attainment",
    "component",
    "group",
    "volume",
    "improved",
    "earlier",
    "score",
)
"""Keys that ask for a number, which is held against an edge."""

ASKED = (*NUMBERS, "tier", "where", "all_of", "any_of")
"""Keys of a condition of which it has exactly one."""
