"""Stretches once more: an agent who moved is scored row by row of the roster, and then as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from scoring.independent.measures import measure_agent
from scoring.independent.numbers import ONE, ZERO, shown
from scoring.independent.records import NOTHING_AROUND, Around, Measured, Outcome
from scoring.independent.rows import Tree
from scoring.independent.samples import adjust
from scoring.independent.score import settle, stand, weigh_agent

BESIDE_ROWS = frozenset({"given", "events", "rollup", "result", "so_far"})


def measure_stretches(
    plan: Tree, agent: Tree, rows: Sequence[Tree], calendars: Tree, whole: Mapping[str, Measured]
) -> list[tuple[Tree, dict[str, Measured]]]:
    """Measure each stretch; what is not over rows is the agent's, the same in all of them."""
    found = []
    for stretch in agent.get("segments", ()):
        own = measure_agent(plan, stretch, rows, (), calendars)
        for name, measure in plan["measures"].items():
            if measure["kind"] in BESIDE_ROWS:
                own[name] = whole[name]
        over_rows = {n: m for n, m in plan["measures"].items() if m["kind"] not in BESIDE_ROWS}
        adjust({**plan, "measures": over_rows}, {"": stretch}, {"": own}, {})
        found.append((stretch, {name: own[name] for name in plan["measures"]}))
    return found


def score_stretches(
    plan: Tree,
    agent: Tree,
    measures: Mapping[str, Measured],
    parts: Iterable[tuple[Tree, Mapping[str, Measured]]],
    around: Around = NOTHING_AROUND,
) -> Outcome:
    """Score each stretch as if it were an agent, and take the mean: exact, rounded once."""
    out = Outcome(agent, dict(measures), around=around, counted=dict(measures))
    out.stretches = [weigh_agent(plan, stretch, own, around) for stretch, own in parts]
    rule = plan["segments"]
    totals = [(weight_of(rule, one), one.total) for one in out.stretches if one.total is not None]
    scored = [(weight, total) for weight, total in totals if total is not None]
    held = any(one.status == "held" for one in out.stretches)
    if held or (rule["without_score"] == "hold" and len(scored) < len(out.stretches)):
        out.status = "held"
    elif scored:
        left = sum((weight for weight, _ in scored), ZERO)
        exact = sum((weight * total for weight, total in scored), ZERO) / left
        sums = " + ".join(f"{shown(weight)} x {shown(total)}" for weight, total in scored)
        out.total, out.status = exact, "ranked"
        out.score = out.ungated = settle(plan, exact)
        out.note("score", "score", f"({sums}) / {shown(left)}", out.score, ("segments",))
        stand(plan, out)
    return out


def weight_of(rule: Tree, one: Outcome) -> Fraction:
    """Return what a stretch weighs; nothing where it has no score."""
    if one.total is None:
        return ZERO
    return Fraction(one.agent["employed_days"]) if rule["weigh_by"] == "days" else ONE


def status_of(one: Outcome) -> str:
    """Say what became of a stretch: scored, held, or unscored."""
    if one.total is not None:
        return "scored"
    return "held" if one.status == "held" else "unscored"
