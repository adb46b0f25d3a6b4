"""Balances held to the lines that change them: what is not paid now is kept, and nothing else is.

It knows the names of lines and accounts and nothing of the plan: every line of settlement says
which balance it changes, and every balance which lines have changed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from scoring.balances import CARRIED, HELD, OWED
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES

BALANCES, OPENED = KEPT = ("balances.parquet", "inputs/previous_balances.parquet")

Rows: TypeAlias = Sequence[dict[str, Any]]
_Key: TypeAlias = tuple[str, str, str, str]
"""Agent, currency, account and, of what is held, the period; `added` or `taken` of it."""


def unbalanced(
    payouts: Rows, balances: Rows | None, opened: Rows | None
) -> Iterator[tuple[str, str, str]]:
    """Yield what does not tie, as code, file and words.

    Args:
        payouts: every pay line.
        balances: what the run makes of every balance; None where it keeps none.
        opened: what was taken from an earlier run; None where nothing was.
    """
    rows = balances or ()
    if wrong := sum(_closing(row) != _units(row["closing"]) for row in rows):
        what = f"opening + added - taken - forfeited is not closing, of balances: {wrong}"
        yield "balance-differs", BALANCES, what
    if wrong := sum(not _forfeits_whole(row) for row in rows):
        what = f"balances that forfeit anything but the whole of what was held before: {wrong}"
        yield "balance-differs", BALANCES, what
    if apart := _apart(_moved(rows), _said(payouts)):
        what = f"balances that change by other amounts than the lines of settlement say: {apart}"
        yield "balance-differs", BALANCES, what
    if apart := _apart(_amounts(rows, "opening"), _amounts(opened or (), "amount")):
        what = f"balances that do not open with what the earlier run has left: {apart}"
        yield "balance-differs", BALANCES, what


def _units(amount: Any) -> int:
    return fixed.scaled(amount, AMOUNT_PLACES)


def _closing(row: dict[str, Any]) -> int:
    opening, added, taken, lost = (
        _units(row[name]) for name in ("opening", "added", "taken", "forfeited")
    )
    return opening + added - taken - lost


def _forfeits_whole(row: dict[str, Any]) -> bool:
    """Tell whether a balance forfeits nothing, or all of a share that was held before."""
    opening, taken, lost = (_units(row[name]) for name in ("opening", "taken", "forfeited"))
    return not lost or (row["account"] == HELD and lost == opening and not taken)


def _apart(one: Counter[_Key], other: Counter[_Key]) -> int:
    """Count the keys at which two differ; what adds up to zero is not there."""
    return sum(one[key] != other[key] for key in one.keys() | other.keys())


def _amounts(rows: Rows, column: str) -> Counter[_Key]:
    found: Counter[_Key] = Counter()
    for row in rows:
        key = (row["agent_id"], row["currency"], row["account"], row["origin_period"] or "")
        found[key] += _units(row[column])
    return found


def _moved(rows: Rows) -> Counter[_Key]:
    """Add up what balances say was added and taken: what is held, by origin only where taken."""
    found: Counter[_Key] = Counter()
    for row in rows:
        who, account = (row["agent_id"], row["currency"]), row["account"]
        origin = row["origin_period"] or ""
        found[*who, f"{account}:in", ""] += _units(row["added"])
        found[*who, f"{account}:out", origin] += _units(row["taken"])
    return found


def _said(payouts: Rows) -> Counter[_Key]:
    """Add up what lines say was added to balances and taken from them."""
    found: Counter[_Key] = Counter()
    for row in payouts:
        who, amount = (row["agent_id"], row["currency"]), _units(row["amount"])
        kind, _, rest = row["line"].partition(":")
        match kind, rest:
            case "carried", "in":
                found[*who, f"{CARRIED}:out", ""] += amount
            case "carried", "out":
                found[*who, f"{CARRIED}:in", ""] -= amount
            case "draw", "advanced":
                found[*who, f"{OWED}:in", ""] += amount
            case "draw", "recovered":
                found[*who, f"{OWED}:out", ""] -= amount
            case "released", origin:
                found[*who, f"{HELD}:out", origin] += amount
            case "held", line if line:
                found[*who, f"{HELD}:in", ""] -= amount
    return found
