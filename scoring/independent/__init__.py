"""The whole calculation once more: one agent at a time, in fractions, sharing no code.

It reads the plan as the plain text it is written in, takes every row by itself and rounds by
the definition of the mode, so that it can be read beside the plan and disagree with the engine
where either is wrong. The tests hold both against each other; `explain` prints its steps.

    rows → measure_agent → score_agent → rank_agents → pay_agent → award_agents → act_on_agent
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from scoring.independent.measures import (
    NO_CALENDARS,
    ZERO,
    Measured,
    Outcome,
    Part,
    band_of,
    measure_agent,
    met,
    read_curve,
    rounded,
    row_in_measure,
    shown,
    top_of,
    written,
)
from scoring.independent.pay import Minor, act_on_agent, award_agents, pay_agent
from scoring.independent.repeats import looked_up
from scoring.independent.rows import Tree


class Beside(NamedTuple):
    """What a data folder holds beside its roster and its interactions.

    Attributes:
        given: agent_id, name, value and volume of the measures that come ready.
        targets: level, level_id, measure, name and value.
        calendars: the calendars of working hours by name, as nested mappings and lists of text.
    """

    given: Iterable[Tree] = ()
    targets: Iterable[Tree] = ()
    calendars: Tree = NO_CALENDARS


def calculate(
    plan: Tree,
    period: str,
    roster: Iterable[Tree],
    rows: Iterable[Tree],
    *,
    beside: Beside,
    minor_places: Minor,
) -> dict[str, Outcome]:
    """Compute everything for everybody.

    Args:
        plan: the plan as nested mappings and lists of text.
        period: its name, such as 2026-10.
        roster: the agents in the plan: agent_id, region, team, role, currency, cost_center,
            bonus_base and fte as exact numbers, employed_days, starts_us and ends_us.
        rows: interactions with plain values: text, bool, int, Decimal, datetime or UTC µs, None;
            under `holds` the stretches on hold, as pairs of UTC µs.
        beside: what else the data folder holds.
        minor_places: decimal places of each currency.

    Returns:
        Agent id to outcome, in the order of the ids.
    """
    rows, given, targets = looked_up(plan, rows), list(beside.given), list(beside.targets)
    outcomes = []
    for agent in sorted(roster, key=lambda a: str(a["agent_id"])):
        own = [row for row in rows if row["agent_id"] == agent["agent_id"]]
        measures = measure_agent(plan, agent, own, given, beside.calendars)
        outcomes.append(score_agent(plan, agent, measures, targets))
    rank_agents(plan, outcomes)
    for outcome in outcomes:
        pay_agent(plan, outcome, period, minor_places)
    award_agents(plan, outcomes, period, minor_places)
    for outcome in outcomes:
        act_on_agent(plan, outcome)
    return {outcome.agent["agent_id"]: outcome for outcome in outcomes}


def account_for(
    plan: Tree, roster: Iterable[Tree], rows: Iterable[Tree], calendars: Tree = NO_CALENDARS
) -> dict[str, int]:
    """Count the rows by what became of them, as the manifest does.

    A row that a repeat rate looks at is used, whether or not it can be judged in the end.
    """
    agents = {agent["agent_id"]: agent for agent in roster}
    found: dict[str, int] = {}
    for row in rows:
        fate = _fate(plan, agents, row, calendars)
        found[fate] = found.get(fate, 0) + 1
    return found


def _fate(plan: Tree, agents: Mapping[str, Tree], row: Tree, calendars: Tree) -> str:
    if row["agent_id"] is None:
        return "unattributed"
    if row["agent_id"] not in agents:
        return "not_in_plan"
    over_rows = [m for m in plan["measures"].values() if m["kind"] != "given"]
    agent = agents[row["agent_id"]]
    taken = [row_in_measure(plan, m, agent, row, calendars) for m in over_rows]
    if any(not isinstance(t, str) for t in taken):
        return "used"
    if taken and all(t == "no_stamp" for t in taken):
        return "no_stamp"
    untimely = taken and all(t in ("no_stamp", "outside_period") for t in taken)
    return "outside_period" if untimely else "no_measure"


# Points and score: weigh what counts, divide once by the weights that count, round once.


def score_agent(
    plan: Tree, agent: Tree, measures: dict[str, Measured], targets: Iterable[Tree] = ()
) -> Outcome:
    """Take an agent from values to score, gates, status and tier."""
    targets, out = list(targets), Outcome(agent, measures)
    for i, said in enumerate(plan["components"]):
        part = _part(plan, said, agent, measures[said["measure"]], targets)
        out.components[said["name"]] = part
        result = part.reason if part.points is None else part.points
        out.note("points", said["name"], _reading(plan, said, out), result, ("components", i))
    _weigh(plan, out)
    if out.score is not None:
        _pass_gates(plan, out)
        out.tier = band_of(plan["tiers"], out.score, plan["conventions"]["boundary"])
        places = int(plan["conventions"]["places"]["score"])
        out.note("tier", "tier", f"score {written(out.score, places)}", out.tier, ("tiers",))
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


def _pass_gates(plan: Tree, out: Outcome) -> None:
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


# Standing: an agent's rank is one more than the scores (or the different scores) above it.


def place_of(score: Fraction, scores: Iterable[Fraction], ranking: str) -> int:
    """Return the rank of a score among scores: competition 1, 1, 3 or dense 1, 1, 2."""
    better = [s for s in scores if s > score]
    return 1 + len(set(better) if ranking == "dense" else better)


def rank_agents(plan: Tree, outcomes: Iterable[Outcome]) -> None:
    """Rank every agent with a score, overall and within the region."""
    scored = [(o, o.score) for o in outcomes if o.score is not None]
    ranking = plan["conventions"]["rank"]
    for out, score in scored:
        near = [s for o, s in scored if o.agent["region"] == out.agent["region"]]
        out.rank = place_of(score, (s for _, s in scored), ranking)
        out.rank_in = place_of(score, near, ranking)
