"""The statement of an agent who is in the plan no more: what becomes of the balances."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.exact.money import MINOR_PLACES
from scoring.independent.records import Balance
from scoring.independent.settlement import outside_balances
from scoring.outputs.explain_settlement import balance_json, in_currency
from scoring.outputs.explain_steps import Entry, Section
from scoring.outputs.explain_text import Said, statement
from scoring.outputs.outside import Outside, outside_of
from scoring.outputs.places import origin_of
from scoring.outputs.recheck import balance_figures, require_met


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a run keeps for an agent outside of its plan, and how many stored figures were met."""

    agent_id: str
    found: Outside
    balances: tuple[tuple[Balance, str], ...]
    figures: int

    def to_text(self) -> str:
        """Lay the statement out for a terminal of 100 columns."""
        return statement(self.said())

    def said(self) -> Said:
        """Return what the statement says, for whoever lays it out."""
        plan = self.found.plan
        head = [
            f"{self.agent_id}  {self.found.period}",
            "in the plan no more: no score and no pay, and the balances that are left",
            f"{plan['plan']} ({plan.place.file}, version {plan['version']})",
            f"run {self.found.run_id}",
        ]
        section = Section("settlement", "Settlement", self._steps())
        closing = f"{self.figures} stored figures were reckoned once more; all are equal."
        return Said(head, [section], (), closing)

    def chart(self) -> None:
        """There are no figures to draw: no score, no tier, no points."""

    def to_json(self) -> dict[str, Any]:
        """Return the same for scripts."""
        plan = self.found.plan
        return {
            "run_id": self.found.run_id,
            "period": self.found.period,
            "plan": plan["plan"],
            "plan_version": int(plan["version"]),
            "agent_id": self.agent_id,
            "status": "outside",
            "settlement": {
                "lines": [],
                "balances": [balance_json(balance) for balance, _ in self.balances],
            },
            "steps": {"settlement": [step.as_json() for step in self._steps()]},
            "figures_checked": self.figures,
        }

    def _steps(self) -> list[Entry]:
        return [self._step(balance, why) for balance, why in self.balances]

    def _step(self, balance: Balance, why: str) -> Entry:
        became = "forfeited" if balance.forfeited else balance.account
        name = f"{became}:{balance.origin}" if balance.origin else became
        left, opened = (
            in_currency(minor, balance.currency) or {}
            for minor in (balance.closing, balance.opening)
        )
        path = ("settlement", "holdback") if balance.origin else ("settlement",)
        origin, words = origin_of(self.found.plan, path), f"{opened['amount']}, {why}"
        result = f"{left['amount']} {balance.currency}"
        return Entry(name, None, words, result, origin, (), left["amount"], balance.currency)


def left_behind(run: Path, agent_id: str) -> LeftBehind | None:
    """Explain what a run keeps for an agent outside of its plan; None where it keeps nothing.

    Raises:
        IntegrityError: a file is not the one that was written, or a figure differs.
    """
    found = outside_of(run, agent_id)
    if found is None:
        return None
    balances = outside_balances(found.plan, found.roster, found.opened, found.period, MINOR_PLACES)
    met = require_met([*balance_figures(found.stored, [balance for balance, _ in balances])])
    return LeftBehind(agent_id, found, tuple(balances), met)
