"""Gates once more: what closes caps the score, or vetoes the bonus."""

from __future__ import annotations

from fractions import Fraction

from scoring.independent.conditions import met
from scoring.independent.records import Outcome
from scoring.independent.rows import Tree


def pass_gates(plan: Tree, out: Outcome) -> None:
    """Let every gate close whose condition holds: a veto, or a cap on the score."""
    for i, gate in enumerate(plan.get("gates", ())):
        applies, why = met(plan, gate["when"], out, out.ungated)
        if applies:
            out.gates.append(gate["name"])
            if gate["then"] == "veto":
                out.status = "vetoed"
            elif out.score is not None:
                out.score = min(out.score, Fraction(gate["then"]["cap_score"]))
        out.note("gate", gate["name"], why, _effect(gate, applies=applies), ("gates", i))


def _effect(gate: Tree, *, applies: bool) -> str:
    if not applies:
        return "does not apply"
    if gate["then"] == "veto":
        return "applies: no pay (veto)"
    return f"applies: score at most {gate['then']['cap_score']}"
