"""Points and score once more: what counts is weighed, divided once, and rounded once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.gates import (
    Look,
    gate_components,
    gate_group,
    gate_measures,
    gate_score,
    gates_of_groups,
)
from scoring.independent.numbers import ONE, ZERO, rounded, shown, written
from scoring.independent.readings import override_of, read, readings_of
from scoring.independent.records import (
    NOTHING_AROUND,
    Around,
    Grouped,
    Measured,
    Outcome,
    Part,
    Path,
    Read,
)
from scoring.independent.rows import Tree
from scoring.independent.tiers import tier_alone

_REASONS = {"exclude": "excluded", "zero": "zero", "hold": "held"}


def score_agent(
    plan: Tree,
    agent: Tree,
    measures: Mapping[str, Measured],
    around: Around = NOTHING_AROUND,
) -> Outcome:
    """Take an agent from values to score, gates, status and tier."""
    out = weigh_agent(plan, agent, measures, around)
    stand(plan, out)
    return out


def weigh_agent(
    plan: Tree, agent: Tree, measures: Mapping[str, Measured], around: Around
) -> Outcome:
    """Take an agent, or a stretch of one, from values to the score before gates."""
    out = Outcome(agent, dict(measures), around=around)
    gate_measures(plan, out)
    for path, said in components_in(plan["components"]):
        _component(plan, said, out, path)
    gate_components(plan, out)
    looks = gates_of_groups(plan, out)
    top = _weigh(plan, plan["components"], _rules(plan), out, looks, ("components",))
    _decide(plan, top, out)
    if out.score is not None:
        _share_out(plan, out)
    return out


def stand(plan: Tree, out: Outcome) -> None:
    """Let gates look at a score, and find the tier where the score alone decides it."""
    if out.score is not None:
        gate_score(plan, out)
    tier_alone(plan, out)


def components_in(members: list[Tree], path: Path = ("components",)) -> list[tuple[Path, Tree]]:
    """Return every component with its path, whatever group it is in."""
    found = list[tuple[Path, Tree]]()
    for i, said in enumerate(members):
        if "members" in said:
            found += components_in(said["members"], (*path, i, "members"))
        else:
            found.append(((*path, i), said))
    return found


def _rules(plan: Tree) -> Tree:
    plain = {"combine": "weighted_mean", "scored_min": "1"}
    return plan.get("score") or plain


class _Weighed(NamedTuple):
    """A component or a group, as what is above it sees it: None where it does not count."""

    name: str
    score: Fraction | None
    weight: Fraction
    reason: str


class _Total(NamedTuple):
    """What members come to together: None with too little to weigh."""

    score: Fraction | None
    held: bool
    formula: str


def _weigh(
    plan: Tree, members: list[Tree], rules: Tree, out: Outcome, looks: list[Look], path: Path
) -> _Total:
    """Weigh members into one number, not rounded yet."""
    combine, parts = rules["combine"], list[_Weighed]()
    for i, said in enumerate(members):
        at = (*path, i)
        if "members" in said:
            parts.append(_group(plan, said, out, looks, at, combine))
        else:
            part = out.components[said["name"]]
            part.weight = _weight(said, out.agent, combine)
            parts.append(_Weighed(said["name"], part.points, part.weight, part.reason))
    counting = [(p.score, p.weight) for p in parts if p.score is not None]
    left = sum((weight for _, weight in counting), ZERO)
    offered = sum((p.weight for p in parts if p.reason != "off"), ZERO)
    enough = left > 0 and len(counting) >= int(rules["scored_min"])
    if "weight_min" in rules:
        enough = enough and left >= Fraction(rules["weight_min"]) * offered
    held = any(p.reason == "held" for p in parts)
    if held or not enough:
        return _Total(None, held, "")
    if combine in ("weighted_mean", "mean"):
        total = sum((weight * score for score, weight in counting), ZERO)
        sums = " + ".join(f"{shown(weight)} x {shown(score)}" for score, weight in counting)
        return _Total(total / left, held, f"({sums}) / {shown(left)}")
    total = sum((score for score, _ in counting), ZERO)
    sums = " + ".join(shown(score) for score, _ in counting)
    if combine == "sum":
        return _Total(total, held, sums)
    return _Total(100 * total / left, held, f"100 x ({sums}) / {shown(left)}")


def _weight(said: Tree, agent: Tree, combine: str) -> Fraction:
    """Return what a member weighs among the others: its own word, or its override's."""
    key = {"weighted_mean": "weight", "percent_of_possible": "possible"}.get(combine)
    return ONE if key is None else Fraction({**said, **override_of(said, agent)}[key])


def _component(plan: Tree, said: Tree, out: Outcome, path: Path) -> None:
    agent, name = out.agent, said["name"]
    reads = read(plan, said, agent, out.measures, out.around)
    one = _deciding(said, reads)
    there = sum(each.points is not None for each in reads)
    points = one.points if there >= int(said.get("scored_min", "1")) else None
    part = Part(one, reads, points, "scored", path)
    if "off" in override_of(said, agent):
        part.points, part.reason = None, "off"
    elif points is None:
        measure = plan["measures"][readings_of(said)[0]["measure"]]
        part.points, part.reason = _instead(said.get("missing", measure["missing"]))
    out.components[name] = part
    result = part.reason if part.points is None else part.points
    out.note("points", name, _reading(plan, one), result, path)


def _deciding(said: Tree, reads: list[Read]) -> Read:
    """Return the reading with most points, or fewest; the first of equals, and of none."""
    known = [one for one in reads if one.points is not None]
    if not known:
        return reads[0]
    sign = -1 if "worst_of" in said else 1
    return max(known, key=lambda one: sign * (one.points or ZERO))


def _instead(policy: str | Tree) -> tuple[Fraction | None, str]:
    if not isinstance(policy, str):
        return Fraction(policy["neutral"]), "neutral"
    return (ZERO if policy == "zero" else None), _REASONS[policy]


def _group(
    plan: Tree, said: Tree, out: Outcome, looks: list[Look], path: Path, combine: str
) -> _Weighed:
    name = said["name"]
    total = _weigh(plan, said["members"], said, out, looks, (*path, "members"))
    score, reason = total.score, "scored"
    if score is not None and said["places"] != "exact":
        score = rounded(score, int(said["places"]), plan["conventions"]["rounding"])
    if "off" in override_of(said, out.agent):
        score, reason = None, "off"
    elif total.held:
        score, reason = None, "held"
    elif score is None:
        score, reason = _instead(said["missing"])
    names = [member["name"] for member in said["members"]]
    counting = sum(_counts(out, member) for member in names)
    weight = _weight(said, out.agent, combine)
    out.groups[name] = group = Grouped(score, reason, counting, path, weight)
    out.note("group", name, total.formula, reason if score is None else score, path)
    gate_group(out, name, group, looks)
    return _Weighed(name, group.score, weight, group.reason)


def _counts(out: Outcome, name: str) -> bool:
    found = out.groups[name].score if name in out.groups else out.components[name].points
    return found is not None


def _decide(plan: Tree, top: _Total, out: Outcome) -> None:
    """Add what is to be added, round the score once, and keep it within its bounds."""
    score, held, formula, rules = top.score, top.held, top.formula, _rules(plan)
    for adjust in rules.get("adjust", ()):
        value = out.measures[adjust["measure"]].value
        held = held or (value is None and adjust["missing"] == "hold")
        added = ZERO if value is None else _within(adjust, value)
        out.added[adjust["name"]] = added
        sign = "-" if added < 0 else "+"
        formula += f" {sign} {shown(abs(added))} ({adjust['name']})"
        score = None if score is None else score + added
    if held:
        out.status = "held"
    elif score is not None:
        out.total = score
        rough = _rounded_once(plan, score)
        out.score = out.ungated = _within(rules, rough)
        out.status = "ranked"
        if out.score != rough:
            side = "least" if out.score > rough else "most"
            formula += f" = {shown(rough)}, at {side} {rules[side]}"
        out.note("score", "score", formula, out.score, ("components",))


def settle(plan: Tree, total: Fraction) -> Fraction:
    """Round a total once, and keep it within the bounds of the score."""
    return _within(_rules(plan), _rounded_once(plan, total))


def _rounded_once(plan: Tree, total: Fraction) -> Fraction:
    places = int(plan["conventions"]["places"]["score"])
    return rounded(total, places, plan["conventions"]["rounding"])


def _within(bounds: Tree, number: Fraction) -> Fraction:
    if bounds.get("least", "none") != "none":
        number = max(number, Fraction(bounds["least"]))
    return number if bounds.get("most", "none") == "none" else min(number, Fraction(bounds["most"]))


# Shares: what each member is of the whole, told to people and never reckoned with.


def _share_out(plan: Tree, out: Outcome) -> None:
    _share_below(plan["components"], _rules(plan)["combine"], (ONE, ONE), out)


def _share_below(
    members: list[Tree], combine: str, above: tuple[Fraction, Fraction], out: Outcome
) -> None:
    """Give every member its part of its group's share, and what its points add to the score."""
    found = [out.groups.get(m["name"]) or out.components[m["name"]] for m in members]
    counting = [f for f in found if _number(f) is not None]
    left = sum((f.weight for f in counting), ZERO) or ONE
    for said, one in zip(members, found, strict=True):
        number = _number(one)
        part = ZERO if number is None else ONE if combine == "sum" else one.weight / left
        point = part
        if combine == "percent_of_possible" and number is not None:
            point = 100 / left
        one.share, each = above[0] * part, above[1] * point
        one.adds = each * (number or ZERO)
        if isinstance(one, Part):
            one.each = each
        if isinstance(one, Grouped):
            own = one.reason == "scored"
            below = (one.share, each) if own else (ZERO, ZERO)
            _share_below(said["members"], said["combine"], below, out)


def _number(one: Part | Grouped) -> Fraction | None:
    return one.score if isinstance(one, Grouped) else one.points


def _reading(plan: Tree, one: Read) -> str:
    measure = plan["measures"][one.measure]
    if one.value is None:
        return "no value"
    number = written(one.value, int(measure["places"]))
    if one.on == "value":
        return f"value {number}"
    if one.on != "attainment":
        beside = "none" if one.relative is None else shown(one.relative)
        return f"value {number}, {one.on.replace('_', ' ')} among others {beside}"
    if one.target is None:
        return f"value {number}, no target"
    level = one.levels.get("target")
    where = {None: "by the plan", "all": "for all"}.get(level, f"by {level}")
    pair = [number, f"{shown(one.target)} ({where})"]
    above, under = reversed(pair) if measure["better"] == "lower" else pair
    reached = "beyond every edge" if one.attainment is None else f"{shown(one.attainment)} %"
    return f"attainment 100 x {above} / {under} = {reached}"
