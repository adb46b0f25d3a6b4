"""How long do groups of groups take, from values to ranked tiers?

100,000 agents (or as many as PLAUDIT_BENCH_AGENTS says), 30 components in 3 levels of groups:
tables, lines through anchors that differ by agent, the better of two readings, places among
others, deductions, weights, percentages of what is possible, missing values of every policy. Aims:
at most 3 s and 1 GiB. The peer is the independent calculation, one agent at a time, for fewer of
them in the same run; both agree on every score.
"""

import os
import time
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.columns import chosen, words_of
from scoring.engine import run
from scoring.exact.period import parse_period
from scoring.flow import Result, Roster, Value
from scoring.independent.records import Around, Measured
from scoring.independent.score import score_agent
from scoring.plan.lint import lint
from scoring.plan.model import Plan
from tests.strategies import as_plan

AGENTS = int(os.environ.get("PLAUDIT_BENCH_AGENTS", "100000"))
PEER = 400
PARTS = 30


def _line(*points: tuple[str, str], **more: str) -> dict[str, Any]:
    rows = [{"at": at, "gives": gives} for at, gives in points]
    return {"mode": "interpolated", "below": "0", "points": rows, "above": "hold"} | more


def _component(i: int, weight: dict[str, str]) -> dict[str, Any]:
    """One of six kinds of components, each reading a measure of its own."""
    name, said = f"m{i}", {"name": f"c{i}", "why": "because", **weight}
    table = {"mode": "whole", "below": "0", "bands": [{"from": "60", "gives": "70"}]}
    anchored = _line(("threshold", "0"), ("benchmark", "100"), crossed="missing")
    deduct = {"mode": "deduct", "from": "100", "beyond": "90", "side": "below", "every": "1"}
    deduct |= {"costs": "2", "part": "ceil", "least": "0"}
    relative = {"relative": "min_max", "among": "team", "all_equal": "50"}
    even = _line(("0", "0"), ("100", "100"))
    readings = [
        {"on": "value", "curve": table},
        {"on": "value", "curve": anchored},
        {"on": "attainment", "curve": even},
        {"on": "value", "curve": deduct},
        {"on": relative, "curve": even},
    ]
    if i % 6 == 5:
        several = [{"measure": name, **reading} for reading in readings[1:3]]
        return said | {"best_of": several, "missing": "exclude"}
    return said | {"measure": name} | readings[i % 6]


def tree_of_groups() -> dict[str, Any]:
    """30 components: five groups of three groups of two, as nested text."""
    measure = {
        "kind": "given", "title": "A measure", "unit": "points", "better": "higher",
        "places": "2", "volume_min": "1",
        "anchors": {"target": "80", "threshold": "targets", "benchmark": "targets"},
    }  # fmt: skip
    policies = ["exclude", "zero", {"neutral": "70"}, "exclude"]
    measures = {
        f"m{i}": measure | {"given": f"m{i}", "missing": policies[i % 4]} for i in range(PARTS)
    }
    group = {"scored_min": "1", "missing": "exclude", "places": "4", "why": "together"}
    upper = []
    for a in range(5):
        lower = []
        for b in range(3):
            i = 6 * a + 2 * b
            pair = [_component(i, {"weight": "0.3"}), _component(i + 1, {"weight": "0.7"})]
            lower.append(
                group | {"name": f"g{a}{b}", "combine": "weighted_mean", "members": pair}
                | {"possible": str(10 * (b + 1))}
            )  # fmt: skip
        said = {"name": f"g{a}", "combine": "percent_of_possible", "members": lower}
        upper.append(group | said | {"weight": "0.2", "scored_min": "2"})
    return {
            "plan": "groups", "title": "Groups of groups", "version": "1", "cycle": "month",
            "conventions": {
                "rounding": "half_up", "places": {"points": "2", "score": "4"},
                "boundary": "upper", "denominators": "known", "rank": "competition",
                "roster_as_of": "period_end", "period_zone": "plan", "zone": "Asia/Shanghai",
                "order": ["multipliers", "cap", "proration", "floor"], "quarantine_max": "0.05",
            },
            "applies_to": {"everyone": "true"}, "measures": measures, "components": upper,
            "tiers": {"mode": "whole", "below": "C", "bands": [{"from": "150", "gives": "A"}]},
            "pay": "none",
    }  # fmt: skip


def plan_of_groups() -> Plan:
    """The same as a plan that a person could run."""
    plan, _ = as_plan(tree_of_groups())
    problems = lint(plan)
    if problems:
        raise ValueError(problems[0])
    return plan


def some_agents(n: int, plan: Plan) -> tuple[dict[str, Value], Roster]:
    """Values, some of them missing, and anchors for every agent, drawn from a seed."""
    draw = np.random.default_rng(7)
    texts = ("name", "manager_id", "role", "currency", "cost_center")
    columns = {name: words_of([None]).taken(np.zeros(n, np.int64)) for name in texts}
    teams = words_of(f"team {i}" for i in range(max(1, n // 12)))
    columns["team"] = teams.taken(draw.integers(0, len(teams), n))
    columns["region"] = words_of(["north", "south"]).taken(draw.integers(0, 2, n))
    values, targets = {}, {}
    for name in plan.measures:
        known = draw.random(n) > 0.1
        units = np.where(known, draw.integers(0, 10_001, n), 0)
        status = chosen(n, "not_given", (known, "known"))
        volume, ones = known.astype(np.int64), np.full(n, 100, np.int64)
        values[name] = Value(units, known, status, units, ones, volume, {})
        threshold = draw.integers(1_000, 6_000, n)
        targets[name, "threshold"] = threshold, draw.random(n) > 0.05
        targets[name, "benchmark"] = threshold + draw.integers(-20, 4_000, n), np.ones(n, bool)
    zero = np.zeros(n, np.int64)
    ids = tuple(f"A{i:07d}" for i in range(n))
    roster = Roster(
        parse_period("2026-06"), ids, columns, zero, np.zeros(n, bool), zero + 10_000, zero + 30,
        zero, zero + 1, targets, {},
    )  # fmt: skip
    return values, roster


def peer_scores(plan: dict[str, Any], some: int, said: tuple[dict[str, Value], Roster]) -> list:
    """What the independent calculation gives for the first agents, beside those of their teams."""
    values, roster = said
    everybody = []
    for i, agent in enumerate(roster.agent_ids):
        person = {"agent_id": agent, "team": roster.columns["team"][i], "role": None}
        person["region"] = roster.columns["region"][i]
        measures = {
            name: Measured(
                Fraction(int(v.units[i]), 100) if v.known[i] else None, None, 1, {}, "known"
            )
            for name, v in values.items()
        }
        everybody.append((person, measures))
    rows = [
        {
            "level": "agent", "level_id": agent, "measure": measure, "name": word,
            "value": Fraction(int(units[i]), 100),
        }
        for (measure, word), (units, known) in roster.targets.items()
        for i, agent in enumerate(roster.agent_ids[:some])
        if known[i]
    ]  # fmt: skip
    own: dict[str, list] = {}
    for row in rows:
        own.setdefault(row["level_id"], []).append(row)
    return [
        score_agent(plan, person, measures, Around(own.get(person["agent_id"], []), {}, everybody))
        for person, measures in everybody[:some]
    ]


def decided(plan: Plan, said: tuple[dict[str, Value], Roster]) -> Result:
    """Weigh, rank and grade everybody."""
    return run(plan, *said)


def test_groups_of_groups(benchmark):
    plan = plan_of_groups()
    said = some_agents(AGENTS, plan)
    found = benchmark.pedantic(decided, (plan, said), rounds=5, warmup_rounds=1)
    assert np.count_nonzero(found.scored.scored) > AGENTS // 2
    benchmark.extra_info["agents"] = AGENTS


def test_the_peer_gives_the_same_scores(benchmark):
    plan = plan_of_groups()
    said = some_agents(PEER, plan)
    began = time.process_time()
    found = decided(plan, said)
    ours = (time.process_time() - began) / PEER
    began = time.process_time()
    theirs = peer_scores(tree_of_groups(), PEER, said)
    slow = (time.process_time() - began) / PEER
    for i, out in enumerate(theirs):
        assert bool(found.scored.scored[i]) == (out.score is not None)
        if out.score is not None:
            assert Fraction(int(found.standing.score[i]), 10_000) == out.score
            assert found.standing.tier[i] == out.tier
    benchmark.extra_info["times_as_fast_an_agent"] = round(slow / ours)
    benchmark.pedantic(decided, (plan, said), rounds=3)
