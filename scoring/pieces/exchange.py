"""Lines of pay by a day's rates: which are needed, and a line with its amounts in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

import numpy as np

from scoring.beside import RATE_PLACES, Rate
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Roster
from scoring.pieces.filters import agents_pass
from scoring.plan.model import Plan
from scoring.plan.nodes import Money, Node
from scoring.plan.pay import PayLine
from scoring.plan.paying import converts, named_moneys

_EXACTLY = Context(prec=100, traps=[Inexact, InvalidOperation])
"""Room for every digit of an amount times a rate; nothing is rounded, or it fails."""


def currencies_needed(plan: Plan, roster: Roster) -> list[str]:
    """Return the currencies of agents for whom a line converts an amount, in order.

    Whoever may get the line counts, whatever score comes of it: whether a rate is missing must not
    depend on who is paid in the end.
    """
    if plan.exchange is None:
        return []
    needed = set[str]()
    currency = roster.columns["currency"]
    for line in plan.lines:
        codes = currency.codes
        if line.where is not None:
            codes = codes[agents_pass(line.where, roster)]
        there = [currency.words[code] for code in np.unique(codes).tolist() if code >= 0]
        needed |= {c for c in there if c in MINOR_PLACES and converts(plan, line, c)}
    return sorted(needed)


def converted(plan: Plan, line: PayLine, rates: Mapping[str, Rate]) -> PayLine:
    """Return a line whose amounts are named in every currency that there is a rate into, too.

    An amount that is named in a currency stays as it is. The others are exact products, which are
    decimals as well, so that whatever reads amounts of a line reads these.

    Args:
        plan: the plan, which says what is converted, or nothing.
        line: one of its lines.
        rates: what one unit of the plan's currency becomes, by currency.
    """
    if plan.exchange is None:
        return line
    source, moneys = plan.exchange.named, {id(money) for money in named_moneys(line)}

    def in_all(money: Money) -> Money:
        others = {code: _times(money[source], rate) for code, rate in rates.items()}
        return others | money

    found: PayLine = _with(line, moneys, in_all)
    return found


def _times(amount: Decimal, rate: Rate) -> Decimal:
    return _EXACTLY.multiply(amount, Decimal(rate.units).scaleb(-RATE_PLACES, _EXACTLY))


def _with(said: Any, moneys: set[int], change: Callable[[Money], Money]) -> Any:
    """Return a piece of a plan with its amounts changed: those dictionaries, and no others."""
    if isinstance(said, dict):
        return change(said) if id(said) in moneys else said
    if isinstance(said, tuple):
        return tuple(_with(one, moneys, change) for one in said)
    if not isinstance(said, Node):
        return said
    changed = {name: _with(getattr(said, name), moneys, change) for name in _pieces_of(said)}
    return said.model_copy(update=changed)


def _pieces_of(node: Node) -> list[str]:
    """Return the fields of a node that the plan writes: not where it stands."""
    return [name for name, field in type(node).model_fields.items() if not field.exclude]
