"""Physical Arrow types, and the kinds that they enter without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa

from scoring.vocabulary import COMPANY_PLACES

Kind = Literal["text", "boolean", "whole", "decimal", "stamp", "day"]
"""What a column means, whatever it is stored as."""

_WRITTEN: Mapping[Kind, Any] = {
    "text": pa.string(),
    "boolean": pa.bool_(),
    "whole": pa.int64(),
    "stamp": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
}
TAKES: Mapping[Kind, tuple[str, ...]] = {
    "text": ("text",),
    "boolean": ("boolean",),
    "whole": ("integer",),
    "decimal": ("decimal", "float", "integer"),
    "stamp": ("stamp",),
    "day": ("day",),
}
"""Families of physical types that enter each kind without loss; null enters where nulls may."""

FAMILIES = {
    "text": "text (string, large_string or a dictionary of either)",
    "boolean": "boolean",
    "integer": "whole numbers (int8 to int64, uint8 to uint32)",
    "decimal": "decimal128 with at most {places} places",
    "float": "float or double whose shortest text has at most {places} places",
    "stamp": "timestamp[s, ms, us or ns] in UTC",
    "day": "date32",
    "null": "null",
}
_UTC = ("UTC", "Etc/UTC", "+00:00")
_INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")


def written(kind: Kind, places: int) -> Any:
    """Return the one physical type in which the product itself writes a kind."""
    return pa.decimal128(18, places) if kind == "decimal" else _WRITTEN[kind]


def family_of(physical: Any) -> str:
    """Return the family of a physical Arrow type; an empty text for one that no contract takes."""
    if pa.types.is_dictionary(physical):
        physical = physical.value_type
        return "text" if family_of(physical) == "text" else ""
    if pa.types.is_timestamp(physical):
        return "stamp" if physical.tz in _UTC else ""
    if pa.types.is_decimal128(physical):
        return "decimal"
    name = str(physical)
    if name in _INTEGERS:
        return "integer"
    plain = {"string": "text", "large_string": "text", "bool": "boolean", "null": "null"}
    plain |= {"float": "float", "double": "float", "date32[day]": "day"}
    return plain.get(name, "")


_COMPANY_KINDS: Mapping[str, Kind] = {
    "text": "text",
    "null": "text",
    "boolean": "boolean",
    "integer": "whole",
    "decimal": "decimal",
    "float": "decimal",
    "stamp": "stamp",
}


def company_kind(physical: Any) -> Kind | None:
    """Return the kind that a company column has by its physical type; None if it has none."""
    family = family_of(physical)
    if family == "decimal" and not 0 <= physical.scale <= COMPANY_PLACES:
        return None
    return _COMPANY_KINDS.get(family)
