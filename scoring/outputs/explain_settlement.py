"""From what is earned to what is paid now: the steps of a statement where a plan settles."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.balances import SETTLED
from scoring.exact.money import MINOR_PLACES
from scoring.independent.numbers import written
from scoring.independent.records import Balance
from scoring.outputs.explain_steps import Entry, Section, money
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed

AMOUNTS = ("opening", "added", "taken", "forfeited", "closing")


def settlement_steps(found: Recomputed) -> Iterator[Section]:
    """Yield the section of settlement, with a step for each line and balance; none without."""
    if "settlement" in found.plan:
        yield Section("settlement", "6. Settlement", list(_steps(found)))


def _steps(found: Recomputed) -> Iterator[Entry]:
    for step in found.outcome.trace:
        if step.kind == "settlement":
            number, currency = step.result.split(" ")
            origin = origin_of(found.plan, step.path)
            yield Entry(step.name, None, step.formula, step.result, origin, (), number, currency)
    if not any(step.kind == "settlement" for step in found.outcome.trace):
        why = "nothing is earned, adjusted, drawn or left from an earlier run"
        yield Entry("settlement", None, why, "nothing", origin_of(found.plan, ("settlement",)))


def settlement_json(found: Recomputed) -> dict[str, Any] | None:
    """Return for scripts what settlement adds to the pay, and the balances; None without any."""
    if "settlement" not in found.plan:
        return None
    return {
        "lines": [
            {"line": line.line, "amount": in_currency(line.amount_minor, line.currency)}
            for line in found.outcome.lines
            if SETTLED in line.line
        ],
        "balances": [balance_json(balance) for balance in found.outcome.balances],
    }


def balance_json(balance: Balance) -> dict[str, Any]:
    """Return one balance for scripts."""
    amounts = {name: in_currency(getattr(balance, name), balance.currency) for name in AMOUNTS}
    return {"account": balance.account, "origin_period": balance.origin, **amounts}


def pay_json(found: Recomputed) -> dict[str, Any]:
    """Return the lines that are earned, by name: they have the agent's currency, all of them."""
    return {
        line.line: in_currency(line.amount_minor, line.currency)
        for line in found.outcome.lines
        if SETTLED not in line.line
    }


def in_currency(minor: int, currency: str) -> dict[str, str] | None:
    """Return an amount of minor units for scripts, at the places of its currency."""
    places = MINOR_PLACES[currency]
    return money(written(Fraction(minor, 10**places), places), currency)
