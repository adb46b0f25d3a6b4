"""Amounts of money that go by a number, in each currency: by bands, along a line, or filled.

What they come to in one currency is a curve of numbers like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from scoring.plan.curves import Filled, Line, Slices, Table
from scoring.plan.nodes import Money, Node, Number

AnyAmounts: TypeAlias = Table[Money] | Line[Money] | Filled[Money]

Amounts = Annotated[AnyAmounts, Field(discriminator="mode")]
"""From a number to an amount in each currency, and the plan says in which way."""


def moneys_in(said: AnyAmounts | Slices[Money]) -> Iterator[tuple[str, Money, Node, str]]:
    """Yield every amount that is named, in its order: its path, itself, its node and its key."""
    if isinstance(said, Table | Line):
        yield from _named(said, "", "below")
    if isinstance(said, Line):
        for i, point in enumerate(said.points, start=1):
            for key in ("before", "gives", "then"):
                yield from _named(point, f"points[{i}].", key)
        yield from _named(said, "", "above")
    else:
        for i, band in enumerate(said.bands, start=1):
            yield from _named(band, f"bands[{i}].", "gives")


def _named(node: Node, path: str, key: str) -> Iterator[tuple[str, Money, Node, str]]:
    """Yield the amount at a key, where there is one and not a word."""
    money = getattr(node, key)
    if isinstance(money, dict):
        yield f"{path}{key}", money, node, key


def currencies_of(said: AnyAmounts | Slices[Money]) -> list[str]:
    """Return the currencies that every amount names."""
    moneys = [money for _, money, _, _ in moneys_in(said)]
    return [code for code in moneys[0] if all(code in money for money in moneys)]


def in_one(said: AnyAmounts, currency: str) -> Table[Number] | Line[Number] | Filled[Number]:
    """Return the curve of numbers that amounts are in one currency, which all of them name."""
    curve: Table[Number] | Line[Number] | Filled[Number] = _in_one(said, currency)
    return curve


def _in_one(said: Any, currency: str) -> Any:
    if isinstance(said, dict):
        return said[currency]
    if isinstance(said, tuple):
        return tuple(_in_one(one, currency) for one in said)
    if not isinstance(said, Node):
        return said
    written = [name for name, field in type(said).model_fields.items() if not field.exclude]
    changed = {name: _in_one(getattr(said, name), currency) for name in written}
    return said.model_copy(update=changed)
