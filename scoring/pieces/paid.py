"""Who is paid a line, and what stands in the way of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from scoring.columns import Bools, Int64s, Words, chosen
from scoring.exact.money import MINOR_PLACES
from scoring.exact.ratios import Ratios
from scoring.flow import Finding, Roster
from scoring.pieces.bases import Based
from scoring.pieces.conditions import holds
from scoring.pieces.factors import Known
from scoring.pieces.filters import agents_pass
from scoring.pieces.steps import Kind, Path, Step
from scoring.plan.model import Plan
from scoring.plan.pay import PayLine
from scoring.plan.paying import names_currency, rounds_currency
from scoring.plan.starts import BaseTimes

_LACKING = {
    "no-bonus-base": "ranked agents without a bonus base or a currency: scored, not paid",
    "several-currencies": "ranked agents whose stretches are paid in different currencies",
    "no-step-for-currency": "ranked agents in a currency in which the line is not rounded",
    "no-amount-for-currency": "ranked agents in a currency for which the plan names no amount",
}
"""What may be missing of those whose line it is, in the order in which it is looked for."""


class Paid(NamedTuple):
    """Those who are paid a line: m agents, by their index, and what is known of everybody.

    `steps` are what was done so far, where somebody asks.
    """

    plan: Plan
    line: PayLine
    place: int
    who: Int64s
    known: Known
    based: Based
    currency: Words
    steps: list[Step] | None

    @property
    def roster(self) -> Roster:
        """Return the roster of everybody."""
        return self.known.roster

    def tell(self, kind: Kind, path: Path, amount: Ratios | None, **said: Any) -> None:
        """Say a step, where somebody asks."""
        if self.steps is not None:
            self.steps.append(Step(kind, ("pay", self.place, *path), amount, **said))


class Asked(NamedTuple):
    """A line, and what is asked of all n agents before they get it.

    Attributes:
        ranked: bool[n], who has a score and no veto.
        where, when: bool[n], for whom the line's filter and its condition hold.
        lacking: by what is missing: bool[n], of whom; each agent in one of them at most.
        status: text[n], how the agents stand.
    """

    ranked: Bools
    where: Bools
    when: Bools
    lacking: Mapping[str, Bools]
    status: Words

    @property
    def entitled(self) -> Bools:
        """Return whose line it is."""
        return self.ranked & self.where & self.when

    @property
    def who(self) -> Int64s:
        """Return who is paid, by index."""
        paid = self.entitled
        for missing in self.lacking.values():
            paid = paid & ~missing
        return np.flatnonzero(paid)

    def why(self) -> Words:
        """Return for every agent why there is no line; empty where there is one."""
        stands = [(self.status.are(word), word) for word in self.status.words if word != "ranked"]
        lacking = [(self.entitled & missing, code) for code, missing in self.lacking.items()]
        conditions = [
            (self.ranked & self.where & ~self.when, "when"),
            (self.ranked & ~self.where, "where"),
        ]
        return chosen(len(self.status), "", *stands, *lacking, *conditions)

    def findings(self, line: PayLine) -> list[Finding]:
        """Return a finding for each thing that is missing of somebody whose line it is."""
        counts = {
            code: int(np.count_nonzero(self.entitled & missing))
            for code, missing in self.lacking.items()
        }
        return [
            Finding(code, "roster.parquet", None, None, line.name, f"{count} {_LACKING[code]}")
            for code, count in counts.items()
            if count
        ]


def asked_of(plan: Plan, line: PayLine, known: Known, on: Based) -> Asked:
    """Find out who is paid a line, and of whom something is missing.

    Args:
        plan: the plan.
        line: one of its lines, with its amounts in every currency that there is a rate into.
        known: what is known of the agents.
        on: what they are paid on.
    """
    roster, currency = known.roster, known.roster.columns["currency"]
    everybody = np.ones(len(roster.agent_ids), dtype=bool)
    based = ~currency.are(None)
    if isinstance(line.start, BaseTimes):
        based &= on.has_base
    covered = currency.are(*(code for code in currency.words if currency_covered(line, code)))
    single = based & on.one_currency
    stepped = currency.are(*(code for code in currency.words if rounds_currency(line, code)))
    missing = (~based, based & ~on.one_currency, single & ~stepped, single & stepped & ~covered)
    return Asked(
        ranked=known.standing.status.are("ranked"),
        where=everybody if line.where is None else agents_pass(line.where, roster),
        when=everybody if line.when is None else holds(line.when, known.numbers, plan),
        lacking=dict(zip(_LACKING, missing, strict=True)),
        status=known.standing.status,
    )


def currency_covered(line: PayLine, currency: str) -> bool:
    """Tell whether every amount that a line names in money is named in this currency."""
    return currency in MINOR_PLACES and names_currency(line, currency)
