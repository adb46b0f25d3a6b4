"""Amounts that somebody decided on beside a plan: those of the period, for agents in it.

The table is exact: a fault in a row has ended the run before. A row that is not paid is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scoring.balances import NO_WORDS, Adjustments
from scoring.columns import Bools, Int64s, Words
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.exact.period import Period
from scoring.flow import Finding
from scoring.intake.canonical import Rows, encoded
from scoring.intake.folder import ADJUSTMENTS
from scoring.plan.model import Plan


def pays_adjustments(plan: Plan) -> bool:
    """Tell whether a plan pays what stands in the table."""
    return plan.settlement is not None and plan.settlement.adjustments != "ignore"


def assign_adjustments(
    rows: Rows, period: Period, known_agents: Mapping[str, int], agents: int
) -> tuple[Adjustments, list[Finding]]:
    """Find the adjustments that a plan pays.

    Args:
        rows: the table, without a fault in a row, each id once.
        period: the period of the run.
        known_agents: every agent of the roster, with the index in the plan; below zero outside.
        agents: how many agents are in the plan; those beside it have the indexes behind.

    Returns:
        The adjustments, and what is to be told of the other rows; who is not on the roster at all
        is told with the other tables.
    """
    whose = encoded(rows.texts["agent_id"])
    index = np.array([*(known_agents.get(who, -1) for who in whose.words), -1], np.int64)
    agent, known = index[whose.values], np.array([*(w in known_agents for w in whose.words), False])
    timely = _words(rows, "period").are(period.name)
    inside = (agent >= 0) & (agent < agents)
    used = np.flatnonzero(timely & inside)
    currency = _words(rows, "currency").taken(used)
    units = rows.numbers["amount"].values[used]
    found = Adjustments(
        agent=agent[used],
        name=_words(rows, "adjustment_id").taken(used),
        amount_minor=units // _step(currency),
        currency=currency,
        pay_code=_words(rows, "pay_code").taken(used) if "pay_code" in rows.texts else _no(used),
    )
    return found, list(_findings(rows, timely, known[whose.values] & ~inside))


def together(rows: Rows, some: Bools) -> str:
    """Say how many rows some are, and what they come to in each currency: never whose they are."""
    currency, units = _words(rows, "currency"), rows.numbers["amount"].values
    sums = []
    for code in sorted(currency.words):
        if (own := some & currency.are(code)).any():
            minor = fixed.sum_of(units[own]) // 10 ** (AMOUNT_PLACES - MINOR_PLACES[code])
            sums.append(f"{fixed.text(minor, MINOR_PLACES[code])} {code}")
    return f"{int(np.count_nonzero(some)):,}, together {', '.join(sums)}"


def _no(rows: Int64s) -> Words:
    return Words(np.full(rows.size, -1, np.int32), NO_WORDS.words)


def _words(rows: Rows, name: str) -> Words:
    column = encoded(rows.texts[name])
    return Words(np.where(column.known, column.values, -1).astype(np.int32), column.words)


def _step(currency: Words) -> Int64s:
    """Return by what amounts of four places are divided; each is whole in its minor unit."""
    steps = [10 ** (AMOUNT_PLACES - MINOR_PLACES[code]) for code in currency.words]
    return np.array([*steps, 1], np.int64)[currency.codes]


def _findings(rows: Rows, timely: Bools, outside: Bools) -> Iterator[Finding]:
    told = (
        ("adjustment-other-period", "period", ~timely, "for other periods"),
        ("adjustment-not-in-plan", "agent_id", timely & outside, "for agents not in the plan"),
    )
    for code, column, some, what in told:
        if some.any():
            why = f"adjustments {what}, which this run does not pay: {together(rows, some)}"
            yield Finding(code, ADJUSTMENTS, None, column, code, why)
