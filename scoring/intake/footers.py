"""A Parquet footer against a contract: names and exact types, before any row is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from scoring.errors import Problem, nearest
from scoring.intake.contracts import Declared
from scoring.intake.physical import company_kind, family_of

_ANY_COMPANY = "text, boolean, whole numbers, decimals of at most 6 places or UTC stamps"


def check_footer(
    name: str, schema: Any, contract: Mapping[str, Declared], *, company: bool
) -> list[Problem]:
    """Return what a footer has wrong by its contract.

    Args:
        name: the file, for messages.
        schema: its Arrow schema.
        contract: what is declared of each column.
        company: whether columns of a company's own, `x_…`, may stand in it.
    """
    problems = _repeated(name, schema.names)
    for column in contract.values():
        if column.required and column.name not in schema.names:
            strangers = [c for c in schema.names if c not in contract]
            problems.append(missing_column(name, column, strangers))
    for field in schema:
        declared = contract.get(field.name)
        if declared is not None:
            problems += _wrong_type(name, field, declared)
        elif company and field.name.startswith("x_"):
            problems += _wrong_company_type(name, field)
        else:
            problems.append(_unknown_column(name, field.name, contract, company=company))
    return problems


def check_parts(
    parts: Sequence[tuple[str, Any]], contract: Mapping[str, Declared]
) -> list[Problem]:
    """Return where parts of one table differ in columns or types, whatever their order.

    The measure of a column is the first part that stores it as more than nulls. Widths of whole
    numbers and units of stamps may differ, since nothing is lost; a family of types, a decimal's
    places or the set of columns may not.
    """
    problems = []
    for column in dict.fromkeys(name for _, schema in parts for name in schema.names):
        types = [(name, _type_in(schema, column)) for name, schema in parts]
        measure, there = _measure(types)
        for name, here in types:
            if here is None and column in contract and contract[column].required:
                continue  # reported as missing already
            if not _alike(here, there):
                what = f"is {here or 'missing'} here and {there} in {measure}"
                hint = "Write all parts with the same columns and types."
                problems.append(Problem("parts-differ", f"{name}, column {column}", what, hint))
    return problems


def _measure(types: Sequence[tuple[str, Any]]) -> tuple[str, Any]:
    """Choose the part that the others are compared with: a column of nulls shows no type."""
    present = [(name, physical) for name, physical in types if physical is not None]
    return next((known for known in present if family_of(known[1]) != "null"), present[0])


def missing_column(name: str, column: Declared, strangers: Sequence[str], why: str = "") -> Problem:
    """Say that a column is missing, and which one of those that nobody knows may be meant by it."""
    what = f"there is no column '{column.name}'{why}"
    hint = nearest(column.name, [c for c in strangers if c]) or f"Add it: {column.expected}."
    return Problem("missing-column", name, what, hint)


def _repeated(name: str, names: Sequence[str]) -> list[Problem]:
    hint = "Keep one of them."
    return [
        Problem("repeated-column", f"{name}, column {column}", "is there twice", hint)
        for column, count in Counter(names).items()
        if count > 1
    ]


def _wrong_type(name: str, field: Any, declared: Declared) -> list[Problem]:
    if declared.takes(field.type):
        return []
    where = f"{name}, column {field.name}"
    if declared.kind == "stamp" and pa.types.is_timestamp(field.type):
        zone = f"in zone {field.type.tz}" if field.type.tz else "without a zone"
        hint = "Convert the stamps to UTC and store them with that zone."
        return [Problem("not-utc", where, f"holds stamps {zone}, UTC is needed", hint)]
    what = f"holds {field.type}, expected {declared.expected}"
    return [Problem("wrong-type", where, what, "Store the column as one of these types.")]


def _wrong_company_type(name: str, field: Any) -> list[Problem]:
    if company_kind(field.type) is not None:
        return []
    what = f"holds {field.type}, expected {_ANY_COMPANY}"
    where = f"{name}, column {field.name}"
    return [Problem("wrong-type", where, what, "Store the column as one of these types.")]


def _unknown_column(
    name: str, column: str, contract: Mapping[str, Declared], *, company: bool
) -> Problem:
    other = "Remove it" + (", or name it x_… and declare it in the plan." if company else ".")
    hint = nearest(column, list(contract)) or other
    return Problem("unknown-column", f"{name}, column {column}", "no contract knows it", hint)


def _type_in(schema: Any, column: str) -> Any:
    at = schema.get_all_field_indices(column)
    return schema.field(at[0]).type if at else None


def _alike(here: Any, there: Any) -> bool:
    if here is None:
        return False
    one, other = family_of(here), family_of(there)
    if "null" in (one, other):
        return True
    if one != other:
        return False
    return bool(one != "decimal" or here.scale == there.scale)
