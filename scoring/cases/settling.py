"""What a case says of settlement: balances before and after, adjustments, and the lines of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from scoring.balances import (
    CARRIED,
    HELD,
    OWED,
    Openings,
    Settling,
    adjustments_of,
    openings_of,
)
from scoring.errors import Problem
from scoring.exact.fixed import scaled, text
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Result
from scoring.plan.model import Plan
from scoring.plan.nodes import Node, Number, Place, Text, Truth
from scoring.plan.settlement import PeriodName


class Account(Node):
    """Balances of one agent, in the agent's currency."""

    carried: Number | None = Field(default=None, description="below zero: a debt")
    owed: Number | None = Field(default=None, description="for earlier draws")
    held: dict[PeriodName, Number] = Field(
        default_factory=dict, description="by the period in which it was held"
    )


class Settled(Node):
    """What settlement takes from outside of the plan, for one agent."""

    balances: Account | None = Field(default=None, description="what an earlier run has left")
    adjustments: dict[Text, Number] = Field(
        default_factory=dict, description="amounts of the period, by id"
    )
    leaves: Truth | None = Field(
        default=None, description="true: not employed on the period's last day"
    )


class Stated(NamedTuple):
    """An amount that a case states: what it is, how much, and where it stands."""

    path: str
    amount: Decimal
    place: Place


def stated(said: Settled | None) -> Iterator[Stated]:
    """Yield every amount that is given."""
    if said is not None:
        yield from amounts_in(said.balances)
        for name, amount in said.adjustments.items():
            yield Stated(f"adjustments.{name}", amount, said.at("adjustments", name))


def amounts_in(account: Account | None) -> Iterator[Stated]:
    """Yield every balance that is said."""
    if account is not None:
        for key in (CARRIED, OWED):
            if (amount := getattr(account, key)) is not None:
                yield Stated(f"balances.{key}", amount, account.at(key))
        for origin, amount in account.held.items():
            yield Stated(f"balances.held.{origin}", amount, account.at("held", origin))


def amounts_fit(plan: Plan, called: str, said: Settled, currency: str | None) -> Iterator[Problem]:
    """Yield amounts that nothing settles, or that are none of the agent's currency."""
    if plan.settlement is None:
        what = f"{called} states what is settled, and the plan has no settlement"
        yield Problem("nothing-to-settle", str(said.place), what, "Leave it out here.")
        return
    for path, amount, place in stated(said):
        if currency is None or currency not in MINOR_PLACES:
            what = f"{called}: {path} has an amount, and the agent has no currency"
            yield Problem("missing-currency", str(place), what, "Write currency: for the agent.")
            continue
        try:
            scaled(amount, MINOR_PLACES[currency])
        except ValueError as error:
            what = f"{called}: {path}: {error}"
            yield Problem("too-many-places", str(place), what, "Write fewer decimal places.")


def settling_of(agents: Sequence[tuple[str | None, Settled | None]]) -> Settling:
    """Build what settlement takes, of each agent the currency and what is said."""
    left: list[tuple[int, str, str, str | None, int]] = []
    adjusted: list[tuple[int, str, int, str, str | None]] = []
    for i, (currency, said) in enumerate(agents):
        for path, amount, _ in () if currency is None else stated(said):
            minor = scaled(amount, MINOR_PLACES[currency or ""])
            kind, name = path.split(".", 1)
            account, _, origin = name.partition(".")
            if kind == "adjustments":
                adjusted.append((i, name, minor, currency or "", None))
            elif minor:
                left.append((i, account, currency or "", origin or None, minor))
    gone = [i for i, (_, said) in enumerate(agents) if said is not None and said.leaves]
    openings: Openings = openings_of(left)
    return Settling(adjustments_of(adjusted), openings, (), np.array(gone, np.int64))


def settled_of(result: Result, i: int, currency: str | None) -> dict[str, str]:
    """Return what became of an agent's balances, by path; one that is not there is zero."""
    found: dict[str, str] = {}
    balances = result.balances
    if balances is None or currency is None:
        return found
    closing = balances.closing.tolist()
    for row in np.flatnonzero((balances.agent == i) & balances.currency.are(currency)).tolist():
        account, origin = balances.account[row], balances.origin[row]
        path = f"balances.{account}" if origin is None else f"balances.{HELD}.{origin}"
        found[path] = text(closing[row], MINOR_PLACES[currency])
    return found


def compared(
    result: Result, expected: Any, i: int, currency: str | None
) -> Iterator[tuple[str, Place, Decimal | str, str]]:
    """Yield path, place, what was said and what came out, of balances and of lines."""
    found = settled_of(result, i, currency)
    for path, amount, place in amounts_in(expected.balances):
        yield path, place, amount, found.get(path, "0")
    for name, said in expected.lines.items():
        own = [r for r in result.lines if (r.agent, r.line, r.currency) == (i, name, currency)]
        paid = text(own[0].amount_minor, MINOR_PLACES[own[0].currency]) if own else "none"
        yield f"lines.{name}", expected.at("lines", name), said, paid
