"""The few pieces from which every plan is written, and the ground they share.

A node is frozen, knows no key but its own and remembers where it stands in the file. Scalars
arrive as text (see `load.py`), so each type here decides what its text may look like. Tables
and lines are written once and met everywhere: points, tiers, coefficients, amounts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from scoring.vocabulary import UNSAFE


class Place(NamedTuple):
    """Where a node begins: file name, line and column, both counted from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """`plan.yaml:12:5`, as editors and terminals link it."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def origin(self) -> str:
        """`plan.yaml:12`, as pay lines and statements name their rule."""
        return f"{self.file}:{self.line}"


NOWHERE = Place("-", 0, 0)


class Mapping(dict[str, Any]):
    """A mapping read from YAML: its place, and each key's place."""

    def __init__(self, place: Place) -> None:
        """Start empty, at a place; the reader fills in entries and key places."""
        super().__init__()
        self.place = place
        self.key_places: dict[str, Place] = {}


class Sequence(list[Any]):
    """A sequence read from YAML, with the place of each item."""

    def __init__(self, place: Place) -> None:
        """Start empty, at a place; the reader appends items and their places."""
        super().__init__()
        self.place = place
        self.item_places: list[Place] = []


KeyPlaces = Annotated[tuple[tuple[tuple[str | int, ...], Place], ...], SkipValidation]
_SCHEMA_NAMES: dict[Any, str] = {Decimal: "Number", str: "Text", dict: "Money"}


class Node(BaseModel):
    """The ground of every piece: frozen, closed, and aware of its place in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_alias=True)

    place: SkipJsonSchema[Place] = Field(default=NOWHERE, exclude=True, repr=False)
    key_places: SkipJsonSchema[KeyPlaces] = Field(default=(), exclude=True, repr=False)

    def at(self, *keys: str | int) -> Place:
        """Return the place of a key, or of an entry below a key; the node's own if unknown."""
        return dict(self.key_places).get(keys, self.place)

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Name `Table[Number]` NumberTable, so that the published schema reads well."""
        kind = get_origin(params[0]) or params[0]
        kind = get_args(params[0])[0] if kind is Annotated else kind
        return f"{_SCHEMA_NAMES[kind]}{cls.__name__}"

    @model_validator(mode="before")
    @classmethod
    def _remember_place(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        if taken := {"place", "key_places"} & data.keys():
            raise ValueError(f"'{taken.pop()}' is not a key")
        return {**data, "place": data.place, "key_places": places_of_keys(data)}


def places_of_keys(data: Mapping) -> KeyPlaces:
    """Gather the places of the keys and of the entries right below them."""
    found: list[tuple[tuple[str | int, ...], Place]] = []
    for key, said in data.items():
        found.append(((key,), data.key_places.get(key, data.place)))
        if isinstance(said, Mapping):
            found += [((key, below), place) for below, place in said.key_places.items()]
        elif isinstance(said, Sequence):
            found += [((key, i), place) for i, place in enumerate(said.item_places)]
    return tuple(found)


def _number(raw: Any) -> Any:
    if isinstance(raw, str):
        if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?", raw):
            raise ValueError("write a plain decimal number such as 90 or 0.25")
        return Decimal(raw)
    return raw


def _whole(raw: Any) -> Any:
    if isinstance(raw, str):
        if not re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", raw):
            raise ValueError("write a whole number such as 12")
        return int(raw)
    return raw


def _truth(raw: Any) -> Any:
    if isinstance(raw, str):
        if raw not in ("true", "false"):
            raise ValueError("write true or false")
        return raw == "true"
    return raw


def _name(raw: Any) -> Any:
    if isinstance(raw, str) and not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", raw):
        raise ValueError("write a name in lower case, such as first_response")
    return raw


def _seen(text: str) -> str:
    if found := re.search(UNSAFE, text):
        fold = "; fold longer text with >-" if found[0] == "\n" else ""
        raise ValueError(f"remove U+{ord(found[0]):04X}, a character that does not show{fold}")
    return text


_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def _seconds(raw: Any) -> Any:
    if isinstance(raw, str):
        found = re.fullmatch(r"([1-9][0-9]{0,8}) (s|min|h|d)", raw)
        if not found:
            raise ValueError("write a duration such as 90 s, 15 min, 2 h or 3 d")
        return int(found[1]) * _SECONDS[found[2]]
    return raw


Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["number", "string"], "description": "a number"}),
]
"""An exact decimal: at most 18 digits before the point and 12 after it."""

Whole = Annotated[
    int,
    BeforeValidator(_whole),
    WithJsonSchema({"type": "integer", "description": "a whole number"}),
]
"""A whole number, written without a leading zero or an exponent."""

Truth = Annotated[
    bool,
    BeforeValidator(_truth),
    WithJsonSchema({"type": "boolean", "description": "true or false"}),
]
"""`true` or `false`, and no other word."""

Name = Annotated[
    str,
    BeforeValidator(_name),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[a-z][a-z0-9_]{0,62}$",
            "description": "a name in lower case",
        }
    ),
]
"""A name that other places in the plan refer to."""

Text = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_seen)]
"""Words for people, in one line of characters that show."""

Seconds = Annotated[
    int,
    BeforeValidator(_seconds),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^[1-9][0-9]{0,8} (s|min|h|d)$",
            "description": "a duration such as 15 min",
        }
    ),
]
"""A duration with its unit, held as whole seconds."""

Places = Annotated[Whole, Field(ge=0, le=12)]
"""How many decimal places a rounded number keeps."""


def _or_text(schema: dict[str, Any]) -> None:
    """Let editors accept one text where a block of two languages may stand."""
    block = {key: schema.pop(key) for key in ("type", "properties", "required")}
    block["additionalProperties"] = schema.pop("additionalProperties")
    schema["anyOf"] = [{"type": "string", "minLength": 1, "maxLength": 500}, block]


class Label(Node):
    """Words for people in both languages of the house; one text alone stands for both."""

    model_config = ConfigDict(json_schema_extra=_or_text)

    en: Text
    zh: Text

    @model_validator(mode="before")
    @classmethod
    def _both(cls, data: Any) -> Any:
        return {"en": data, "zh": data} if isinstance(data, str) else data


CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["CNY"])]
Money = dict[CurrencyCode, Number]
"""An amount in each currency it may be paid in: `{CNY: 500, JPY: 10000}`."""
