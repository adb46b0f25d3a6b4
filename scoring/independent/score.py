"""Points and score once more: weigh what counts, divide once by the weights, round once."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from scoring.independent.chance import spread
from scoring.independent.curves import read_curve, top_of
from scoring.independent.numbers import ZERO, rounded, shown, written
from scoring.independent.records import Measured, Outcome, Part
from scoring.independent.rows import Tree
from scoring.independent.standing import pass_gates
from scoring.independent.tiers import tier_alone


def score_agent(
    plan: Tree, agent: Tree, measures: dict[str, Measured], targets: Iterable[Tree] = ()
) -> Outcome:
    """Take an agent from values to score, gates, status, and the tier by the score."""
    targets, out = list(targets), Outcome(agent, measures)
    for i, said in enumerate(plan["components"]):
        part = _part(plan, said, agent, measures[said["measure"]], targets)
        out.components[said["name"]] = part
        result = part.reason if part.points is None else part.points
        out.note("points", said["name"], _reading(plan, said, out), result, ("components", i))
    _weigh(plan, out)
    if out.score is not None:
        pass_gates(plan, out)
    spread(plan, out)
    tier_alone(plan, out)
    return out


def _part(plan: Tree, said: Tree, agent: Tree, found: Measured, targets: Iterable[Tree]) -> Part:
    measure, conventions = plan["measures"][said["measure"]], plan["conventions"]
    weight, (target, level) = Fraction(said["weight"]), _target(said, agent, targets)
    attained, beyond = _attainment(measure["better"], found.value, target)
    x = found.value if said["on"] == "value" else attained
    if x is not None or (beyond and said["on"] == "attainment"):
        curve = said["curve"]
        gives = top_of(curve) if x is None else read_curve(curve, x, conventions["boundary"])
        points = rounded(gives, int(conventions["places"]["points"]), conventions["rounding"])
        return Part(weight, points, "scored", target, attained, level)
    policy = measure["missing"]
    if not isinstance(policy, str):
        return Part(weight, Fraction(policy["neutral"]), "neutral", target, attained, level)
    reason = {"exclude": "excluded", "zero": "zero", "hold": "held"}[policy]
    return Part(weight, ZERO if policy == "zero" else None, reason, target, attained, level)


def _attainment(
    better: str, value: Fraction | None, target: Fraction | None
) -> tuple[Fraction | None, bool]:
    """Return attainment in percent, and whether it is beyond every edge (nothing is best)."""
    if value is None or target is None:
        return None, False
    if better == "higher":
        return 100 * value / target, False
    return (None, True) if value <= 0 else (100 * target / value, False)


def _target(said: Tree, agent: Tree, targets: Iterable[Tree]) -> tuple[Fraction | None, str | None]:
    """Return the plan's number, or the file's for the narrowest level that the agent is in."""
    target = said.get("target")
    if target is None or isinstance(target, str):
        return (None if target is None else Fraction(target)), None
    named = [t for t in targets if (t["measure"], t["name"]) == (said["measure"], target["named"])]
    for level in ("agent", "team", "role", "region", "all"):
        own = {"agent": agent["agent_id"], "all": None}.get(level, agent.get(level))
        for row in named:
            if row["level"] == level and row["level_id"] == own and (own or level == "all"):
                return Fraction(row["value"]), level
    return None, None


def _reading(plan: Tree, said: Tree, out: Outcome) -> str:
    measure, part = plan["measures"][said["measure"]], out.components[said["name"]]
    value = out.measures[said["measure"]].value
    if value is None:
        return "no value"
    number = written(value, int(measure["places"]))
    if said["on"] == "value":
        return f"value {number}"
    if part.target is None:
        return f"value {number}, no target"
    level = {None: "by the plan", "all": "for all"}.get(
        part.target_level, f"by {part.target_level}"
    )
    pair = [number, f"{shown(part.target)} ({level})"]
    lower = measure["better"] == "lower"
    above, under = reversed(pair) if lower else pair
    reached = "beyond every edge" if part.attainment is None else f"{shown(part.attainment)} %"
    return f"attainment 100 x {above} / {under} = {reached}"


def _weigh(plan: Tree, out: Outcome) -> None:
    parts = out.components.values()
    counting = [(p.weight, p.points) for p in parts if p.points is not None]
    out.weight_left = sum((weight for weight, _ in counting), ZERO)
    if any(p.reason == "held" for p in parts):
        out.status = "held"
    elif counting:
        total = sum((weight * points for weight, points in counting), ZERO)
        places = int(plan["conventions"]["places"]["score"])
        out.score = rounded(total / out.weight_left, places, plan["conventions"]["rounding"])
        out.ungated, out.status = out.score, "ranked"
        sums = " + ".join(f"{shown(weight)} x {shown(points)}" for weight, points in counting)
        out.note(
            "score", "score", f"({sums}) / {shown(out.weight_left)}", out.score, ("components",)
        )
