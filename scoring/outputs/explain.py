"""From an agent's rows to the pay, step by step, each step with the plan's line that decides it.

Nothing is believed: every figure is reckoned once more from the run's own files, and one that
differs from the stored figure is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.independent.measures import written
from scoring.outputs.explain_steps import Section, next_tier, sections
from scoring.outputs.explain_text import statement
from scoring.outputs.recheck import require_equal
from scoring.outputs.recompute import Recomputed, recompute


@dataclass(frozen=True, slots=True)
class Explanation:
    """One agent's statement: every step, and how many stored figures were met."""

    found: Recomputed
    sections: tuple[Section, ...]
    next_tier: tuple[str, ...]
    figures: int

    def to_text(self) -> str:
        """Lay the statement out for a terminal of 100 columns."""
        closing = f"{self.figures} stored figures were reckoned once more; all are equal."
        return statement(self._head(), self.sections, self.next_tier, closing)

    def to_json(self) -> dict[str, Any]:
        """Return the same for scripts: numbers as text, exactly as they were printed."""
        out = self.found.outcome
        steps = {part.title: [step.as_json() for step in part.steps] for part in self.sections}
        return {
            "run_id": self.found.run_id,
            "period": self.found.period,
            "plan": self.found.plan["plan"],
            "plan_version": int(self.found.plan["version"]),
            "agent_id": out.agent["agent_id"],
            "status": out.status,
            "score": self._score(),
            "tier": out.tier or None,
            "rank": out.rank or None,
            "rank_in": out.rank_in or None,
            "steps": steps,
            "next_tier": list(self.next_tier),
            "figures_checked": self.figures,
        }

    def _score(self) -> str | None:
        score, places = self.found.outcome.score, self.found.plan["conventions"]["places"]["score"]
        return None if score is None else written(score, int(places))

    def _head(self) -> list[str]:
        plan, out, ranked = self.found.plan, self.found.outcome, self.found.ranked
        title = plan["title"]
        words = title if isinstance(title, str) else f"{title['en']} {title['zh']}"
        file = plan.place.file
        standing = [out.status]
        if out.score is not None:
            region = out.agent["region"] or "no region"
            standing = [f"score {self._score()}", f"tier {out.tier}", *standing]
            standing.append(f"rank {out.rank} of {ranked[0]}")
            standing.append(f"{out.rank_in} of {ranked[1]} in {region}")
        name = out.agent["name"]
        who = out.agent["agent_id"] + (f"  {name}" if name else "")
        return [
            f"{who}  {self.found.period}",
            ", ".join(standing),
            f"{words} ({file}, version {plan['version']})",
            f"run {self.found.run_id}",
        ]


def explain(run: Path, agent_id: str) -> Explanation:
    """Explain one agent of a run, from rows to pay.

    Args:
        run: the folder of a published run.
        agent_id: the agent.

    Raises:
        UsageError: the run has no such agent.
        IntegrityError: a file is not the one that was written, or a figure differs.
    """
    found = recompute(run, agent_id)
    figures = require_equal(found)
    return Explanation(found, tuple(sections(found)), tuple(next_tier(found)), figures)
