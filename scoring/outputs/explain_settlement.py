"""From what is earned to what is paid now: the steps of a statement where a plan settles."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from scoring.balances import SETTLED
from scoring.exact.money import MINOR_PLACES
from scoring.independent.numbers import written
from scoring.outputs.explain_steps import Entry, Section, money
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed


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
    amounts = ("opening", "added", "taken", "forfeited", "closing")
    return {
        "lines": [
            {"line": line.line, "amount": in_currency(line.amount_minor, line.currency)}
            for line in found.outcome.lines
            if SETTLED in line.line
        ],
        "balances": [
            {"account": b.account, "origin_period": b.origin}
            | {name: in_currency(getattr(b, name), b.currency) for name in amounts}
            for b in found.outcome.balances
        ],
    }


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
