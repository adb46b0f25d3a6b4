"""From an agent's rows to the pay, step by step, each step with the plan's line that decides it.

Nothing is believed: every figure is reckoned once more from the run's own files, and one that
differs from the stored figure is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.independent.numbers import written
from scoring.outputs.charted import Chart, chart_of
from scoring.outputs.explain_groups import group_steps, why_no_score
from scoring.outputs.explain_next import NextTier, next_tier
from scoring.outputs.explain_outside import LeftBehind, left_behind
from scoring.outputs.explain_pay import (
    honour_steps,
    pay_steps,
    roster_json,
    roster_lines,
    standing_steps,
)
from scoring.outputs.explain_points import point_steps
from scoring.outputs.explain_ranks import ranked_where
from scoring.outputs.explain_segments import stretch_steps
from scoring.outputs.explain_settlement import pay_json, settlement_json, settlement_steps
from scoring.outputs.explain_steps import Section, value_steps
from scoring.outputs.explain_text import Said, statement
from scoring.outputs.recheck import require_equal
from scoring.outputs.recompute import Recomputed, recompute


@dataclass(frozen=True, slots=True)
class Explanation:
    """One agent's statement: every step, and how many stored figures were met."""

    found: Recomputed
    sections: tuple[Section, ...]
    next_tier: NextTier | None
    figures: int

    def to_text(self) -> str:
        """Lay the statement out for a terminal of 100 columns."""
        return statement(self.said())

    def said(self) -> Said:
        """Return what the statement says, for whoever lays it out."""
        closing = f"{self.figures} stored figures were reckoned once more; all are equal."
        return Said(self._head(), self.sections, self._next(), closing)

    def chart(self) -> Chart:
        """Return the figures that a drawing shows."""
        return chart_of(self.found, self._score() or "")

    def to_json(self) -> dict[str, Any]:
        """Return the same for scripts: numbers as text, an amount with its currency."""
        out, plan = self.found.outcome, self.found.plan
        return {
            "run_id": self.found.run_id,
            "period": self.found.period,
            "previous": None if self.found.previous is None else self.found.previous[1],
            "plan": plan["plan"],
            "plan_version": int(plan["version"]),
            "agent_id": out.agent["agent_id"],
            "status": out.status,
            "score": self._score(),
            "tier": out.tier or None,
            "tier_by": out.tier_by or None,
            "tier_by_score": out.tier_by_score or None,
            "rank": out.rank or None,
            "rank_of": self.found.ranked[0],
            "rank_low": out.rank_low or None,
            "rank_high": out.rank_high or None,
            "rank_in": out.rank_in or None,
            "rank_in_of": self.found.ranked[1],
            "gates": list(out.gates),
            "payable": out.payable,
            "pay": pay_json(self.found),
            "settlement": settlement_json(self.found),
            "roster": roster_json(self.found),
            "steps": {part.key: [step.as_json() for step in part.steps] for part in self.sections},
            "next_tier": None if self.next_tier is None else self.next_tier.as_json(),
            "figures_checked": self.figures,
        }

    def _next(self) -> tuple[str, ...]:
        if self.found.outcome.stretches:
            return ("what would have reached another tier is not said of several stretches",)
        if self.next_tier is not None:
            return self.next_tier.lines
        tier, mode = self.found.outcome.tier, self.found.plan["tiers"]["mode"]
        if tier and mode != "whole":
            goes = "the rank" if mode == "rank" else "a distribution"
            return (f"tiers go by {goes}: what reaches the next one, the others' scores decide",)
        return (f"tier {tier} is the highest",) if tier else ()

    def _score(self) -> str | None:
        score, places = self.found.outcome.score, self.found.plan["conventions"]["places"]["score"]
        return None if score is None else written(score, int(places))

    def _looks_back(self) -> Iterator[str]:
        if self.found.previous is not None:
            period, run_id = self.found.previous
            yield f"looks back at the run of {period}, {run_id}"

    def _head(self) -> list[str]:
        plan, out, ranked = self.found.plan, self.found.outcome, self.found.ranked
        title = plan["title"]
        words = title if isinstance(title, str) else f"{title['en']} {title['zh']}"
        file = plan.place.file
        if out.score is None:
            standing = [f"{out.status}: no score", *why_no_score(self.found)]
        else:
            standing = [f"score {self._score()}", f"tier {out.tier}", out.status]
            chance = f" ({out.rank_low}-{out.rank_high})" if out.rank_low else ""
            standing.append(f"rank {out.rank}{chance} of {ranked[0]}")
            standing.append(f"{out.rank_in} of {ranked[1]} {ranked_where(self.found)}")
        name = out.agent["name"]
        who = out.agent["agent_id"] + (f"  {name}" if name else "")
        return [
            f"{who}  {self.found.period}",
            ", ".join(standing),
            f"{words} ({file}, version {plan['version']})",
            f"run {self.found.run_id}",
            *self._looks_back(),
            *roster_lines(self.found),
        ]


def explain(run: Path, agent_id: str) -> Explanation | LeftBehind:
    """Explain one agent of a run, from rows to pay; or what is kept for one outside of the plan.

    Args:
        run: the folder of a published run.
        agent_id: the agent.

    Raises:
        UsageError: the run has no such agent.
        IntegrityError: a file is not the one that was written, or a figure differs.
    """
    if (kept := left_behind(run, agent_id)) is not None:
        return kept
    found = recompute(run, agent_id)
    figures = require_equal(found)
    parts = [section for part in found.stretches() for section in stretch_steps(part)]
    steps = (
        *value_steps(found),
        *(parts or [point_steps(found), *group_steps(found)]),
        standing_steps(found),
        pay_steps(found),
        honour_steps(found),
        *settlement_steps(found),
    )
    nearest = None if found.outcome.stretches else next_tier(found)
    return Explanation(found, steps, nearest, figures)
