"""Gates for people: their order, what stood somewhere before them, and the events behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scoring.independent.conditions import parts_of
from scoring.independent.events import Ledger
from scoring.independent.gates import level_of
from scoring.independent.numbers import shown
from scoring.independent.records import Grouped, Measured, Part, Step
from scoring.outputs.explain_ledgers import event_notes
from scoring.outputs.recompute import Recomputed

ORDER = "measures, then components, groups, and the score with vetoes"


def order_of_gates(plan: Any) -> str:
    """Return the order in which the gates of a plan act, where they are at more than the score."""
    levels = {level_of(gate) for gate in plan.get("gates", ())}
    return ORDER if levels - {"score"} else ""


def before_gates(one: Measured | Part | Grouped) -> Iterator[str]:
    """Say what stood somewhere before a gate made another number of it, or nothing."""
    if one.before is not None:
        yield f"before gates: {shown(one.before)}"


def behind_gate(found: Recomputed, step: Step) -> Iterator[str]:
    """Yield every event behind a gate that has closed: when, what, evidence and approver."""
    if step.kind not in ("early_gate", "gate") or not step.result.startswith("applies"):
        return
    gate = found.plan["gates"][step.path[1]]
    asked = [name for part in parts_of(gate["when"]) for name in _measures(found, part)]
    for name in dict.fromkeys(asked):
        behind = found.behind.get(name)
        if isinstance(behind, Ledger):
            yield from event_notes(behind)


def _measures(found: Recomputed, asked: Any) -> Iterator[str]:
    """Yield the measures that a condition looks at, through a component's points as well."""
    yield from (asked[k] for k in ("measure", "attainment", "volume", "improved") if k in asked)
    if "component" in asked:
        yield from (one.measure for one in found.outcome.components[asked["component"]].reads)


def in_the_way(found: Recomputed) -> Iterator[str]:
    """Yield the gates before the score that have changed something for an agent."""
    out = found.outcome
    for gate in found.plan.get("gates", ()):
        level, name = level_of(gate), gate["name"]
        if level == "score" or name not in out.gates:
            continue
        place = gate["at"][level]
        kept: Any = {"measure": out.measures, "component": out.components, "group": out.groups}
        if kept[level][place].before is not None:
            then = gate["then"] if gate["then"] == "void" else f"cap {gate['then']['cap']}"
            yield f"{name} stands in the way at {level} {place} ({then})"
