"""The engine against the independent calculation: equal in everything, on plans made up freely."""

from __future__ import annotations

import ast
import dataclasses
import datetime as dt
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.accounts import became
from scoring.columns import words_of
from scoring.errors import DataError
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.exact.period import instant_us, parse_period
from scoring.flow import Result, Value
from scoring.independent import Beside, account_for, calculate
from scoring.independent.curves import band_of, read_curve
from scoring.independent.numbers import rounded, shown
from scoring.independent.people import TEXTS, person_of
from scoring.independent.periods import bounds_us, period_days
from scoring.independent.records import Outcome, PoolRow, PoolShare
from scoring.independent.samples import Prior
from scoring.independent.settlement import BelowZeroError, Settling
from scoring.intake.members import choose
from scoring.intake.stints import Stints, epoch_day
from scoring.plan.lint import lint
from scoring.shares import weighed_of
from scoring.standing import CHANCE_PLACES, Chance
from tests.made_up import facts_of, roster_with
from tests.strategies import CALENDARS, KINDS, Month, as_plan, crowds, maybe, months, one

ROOT = Path(__file__).resolve().parents[1]


def whole(x: Fraction | None, places: int) -> int:
    return 0 if x is None else int(x * 10**places)


def check_measure(value: Value, i: int, expected, places: int, where: str) -> None:
    assert str(value.status[i]) == expected.status, where
    assert bool(value.known[i]) == (expected.value is not None), where
    assert int(value.units[i]) == whole(expected.value, places), where
    assert int(value.volume[i]) == expected.volume, where
    assert {r: int(n[i]) for r, n in value.excluded.items() if n[i]} == expected.excluded, where
    if expected.value is not None:
        exact = Fraction(int(value.numerator[i]), int(value.denominator[i]))
        assert exact == expected.exact, where
    check_sure(value, i, expected, places, where)


def check_sure(value: Value, i: int, expected, places: int, where: str) -> None:
    """Hold what stands beside an adjusted value: as counted, and the interval."""
    beside, sure = value.adjusted, expected.sure
    assert bool(beside and beside.counted[i]) == (sure is not None), where
    if sure is not None:
        assert int(beside.raw[i]) == whole(sure.raw, places), where
        assert bool(beside.bounded[i]) == (sure.low is not None), where
        pair = int(beside.low[i]), int(beside.high[i])
        assert pair == (whole(sure.low, places), whole(sure.high, places)), where


def priors_of(month: Month) -> dict:
    """What an earlier run has estimated, in fractions."""
    return {
        name: said
        | {
            "of": {
                group: Prior(Fraction(mean), None if strength is None else Fraction(strength))
                for group, (mean, strength) in said["of"].items()
            }
        }
        for name, said in month.priors.items()
    }


def fraction(num, den, i: int) -> Fraction:
    return Fraction(int(num[i]), int(den[i] if den.size > 1 else den[0]))


def check_component(part, i: int, expected, where: str) -> None:
    read = expected.read
    assert int(part.decided[i]) == read.place, where
    assert str(part.reason[i]) == expected.reason, where
    assert bool(part.counts[i]) == (expected.points is not None), where
    if expected.points is not None:
        assert int(part.points[i]) == whole(expected.points, part.points_places), where
    for known, units, value in (
        (part.value_known, part.value, read.value),
        (part.target_known, part.target, read.target),
    ):
        assert bool(known[i]) == (value is not None), where
        if value is not None:
            assert int(units[i]) == whole(value, part.places), where
    if part.attainment_known[i] and part.attainment_den[i]:
        assert fraction(part.attainment_num, part.attainment_den, i) == read.attainment, where
    else:
        assert read.attainment is None, where
    assert bool(part.relative_known[i]) == (read.relative is not None), where
    if read.relative is not None:
        assert fraction(part.relative_num, part.relative_den, i) == read.relative, where


def check_group(group, i: int, expected, where: str) -> None:
    assert str(group.reason[i]) == expected.reason, where
    assert bool(group.counts[i]) == (expected.score is not None), where
    assert int(group.members[i]) == expected.members, where
    if expected.score is not None:
        assert fraction(group.num, group.den, i) / 10**group.places == expected.score, where


def check_before(before, i: int, expected: Fraction | None, where: str) -> None:
    """Hold what stood somewhere before the gates there."""
    changed = before is not None and bool(before.changed[i])
    assert changed == (expected is not None), where
    if changed:
        assert fraction(before.num, before.den, i) == expected, where


def check_shares(weighed, i: int, expected, where: str) -> None:
    assert fraction(*weighed.weight, i) == expected.weight, where
    assert fraction(*weighed.share, i) == expected.share, where
    assert fraction(*weighed.adds, i) == expected.adds, where


def check_standing(result: Result, i: int, expected: Outcome, places: int) -> None:
    standing = result.standing
    assert str(standing.status[i]) == expected.status
    assert bool(result.scored.scored[i]) == (expected.score is not None)
    if expected.score is not None:
        assert int(result.scored.score[i]) == whole(expected.ungated, places)
        assert int(standing.score[i]) == whole(expected.score, places)
    assert str(standing.tier[i]) == expected.tier
    assert str(standing.tier_by[i]) == expected.tier_by
    alone = "" if standing.tier_by_score is None else standing.tier_by_score[i]
    assert (alone or "") == expected.tier_by_score
    assert (int(standing.rank[i]), int(standing.rank_in[i])) == (expected.rank, expected.rank_in)
    assert standing.gates[i] == ",".join(expected.gates)
    check_chance(standing.chance, i, expected)


def check_chance(chance: Chance | None, i: int, expected: Outcome) -> None:
    if chance is None or expected.score is None:
        assert (expected.score_low, expected.rank_low) == (None, 0)
        assert chance is None or int(chance.rank_low[i]) == 0
        return
    assert int(chance.score_low[i]) == whole(expected.score_low, CHANCE_PLACES)
    assert int(chance.score_high[i]) == whole(expected.score_high, CHANCE_PLACES)
    ranks = int(chance.rank_low[i]), int(chance.rank_high[i])
    assert ranks == (expected.rank_low, expected.rank_high)


def check_pay(result: Result, i: int, expected: Outcome, at: dict) -> None:
    assert bool(result.payable[i]) == expected.payable
    lines = [
        (x.line, x.amount_minor, x.currency, x.pay_code, x.cost_center, x.origin)
        for x in result.lines
        if x.agent == i
    ]
    assert sorted(lines, key=str) == sorted(
        (
            (
                x.line,
                x.amount_minor,
                x.currency,
                x.pay_code,
                x.cost_center,
                f"plan.yaml:{origin_in(at, x.path)}",
            )
            for x in expected.lines
        ),
        key=str,
    )
    awards = [(a.name, a.amount_minor, a.reason) for a in result.awards if a.agent == i]
    assert awards == expected.awards
    assert [(a.name, a.reason) for a in result.actions if a.agent == i] == expected.actions
    assert balances_in(result).get(i, []) == sorted(expected.balances, key=str)


def balances_in(result: Result) -> dict[int, list[tuple]]:
    """The balances of each agent, as the second calculation has them."""
    found: dict[int, list[tuple]] = {}
    if (all_of := result.balances) is not None:
        words = (all_of.account, all_of.currency, all_of.origin)
        amounts = (all_of.opening, all_of.added, all_of.taken, all_of.forfeited)
        columns = (*words, *(amount.tolist() for amount in amounts))
        for agent, *own in zip(all_of.agent.tolist(), *columns, strict=True):
            found.setdefault(agent, []).append(tuple(own))
    return {agent: sorted(own, key=str) for agent, own in found.items()}


def origin_in(at: dict, path: tuple) -> int:
    """The line of a pay line's origin: its own block, or the one that holds its word."""
    return at[path[:-1]] if path[0] == "settlement" or path not in at else at[path]


def compare(month: Month, split: int, reports: tuple[dict, ...] = ()) -> None:
    plan, at = as_plan(month.plan)
    assert lint(plan) == [], "the generator writes plans that a person could run"
    roster = roster_with(month, [*reports])
    ids = list(roster.agent_ids)
    everybody = [*ids, *(person["agent_id"] for person in reports)]
    batches = [facts_of(rows, everybody) for rows in (month.rows[:split], month.rows[split:])]
    values, fates = engine.measure(plan, roster, [batches])
    beside = Beside(
        month.given, month.targets, CALENDARS, month.earlier or {},
        priors=priors_of(month), events=month.events, reports=reports,
        results=month.results,
        rates=month.rates,
        settling=Settling(month.adjustments, month.openings),
    )  # fmt: skip
    said = (month.plan, month.period, month.roster, month.rows)
    try:
        expected = calculate(*said, beside=beside, minor_places=MINOR_PLACES)
    except BelowZeroError:
        with pytest.raises(DataError, match="below zero"):
            engine.run(plan, values, roster)
        return
    result = engine.run(plan, values, roster)
    accounts = account_for(month.plan, [*month.roster, *reports], month.rows, CALENDARS)
    assert became(fates) == accounts
    places = {name: int(said["places"]) for name, said in month.plan["measures"].items()}
    node, shares = plan.conventions.places, weighed_of(plan, result.scored, result.components)
    for i, agent in enumerate(ids):
        own = expected[agent]
        for name, value in result.values.items():
            check_measure(value, i, own.measures[name], places[name], f"{agent} {name}")
            check_before(value.before, i, own.measures[name].before, f"{agent} {name}")
        if not own.stretches:
            check_scored(result, i, own, shares, agent)
        check_standing(result, i, own, node.score)
        check_pay(result, i, own, at)
    check_stretches(plan, result, [expected[agent] for agent in ids], places)
    check_pools(plan, result, [expected[agent] for agent in ids])


def check_pools(plan, result: Result, outcomes: list[Outcome]) -> None:
    """Hold who shares in which pool, with what, and what each pool comes to."""
    lines = {said.name: place for place, said in enumerate(plan.lines)}
    expected = sorted(
        (lines[name], i, own.entered[name].share, own.pooled[name])
        for i, own in enumerate(outcomes)
        for name in own.pooled
    )
    if result.shared is None:
        assert not expected
        return
    pools, members = result.shared.pools, result.shared.members
    assert (pools.shared + pools.returned).tolist() == pools.fund.tolist()
    columns = (pools.line, pools.group, pools.currency, pools.fund.tolist(),
               pools.members.tolist(), pools.shared.tolist(), pools.returned.tolist(),
               pools.odd.tolist())  # fmt: skip
    rows = [PoolRow(*row) for row in zip(*columns, strict=True)]
    found = [
        (
            lines[rows[pool].line],
            agent,
            Fraction(share, under),
            PoolShare(rows[pool], amount, odd, capped),
        )
        for agent, pool, share, under, amount, odd, capped in zip(
            *(getattr(members, field.name).tolist() for field in dataclasses.fields(members)),
            strict=True,
        )
    ]
    assert found == expected


def check_scored(result: Result, i: int, own: Outcome, shares: dict, agent: str) -> None:
    for name, part in result.components.items():
        check_component(part, i, own.components[name], f"{agent} {name}")
        check_before(part.before, i, own.components[name].before, f"{agent} {name}")
    for name, group in result.scored.groups.items():
        check_group(group, i, own.groups[name], f"{agent} {name}")
        check_before(group.before, i, own.groups[name].before, f"{agent} {name}")
    if own.score is not None:
        for name, weighed in shares.items():
            member = own.groups.get(name) or own.components[name]
            check_shares(weighed, i, member, f"{agent} {name}")


def check_stretches(plan, result: Result, outcomes: list[Outcome], places: dict) -> None:
    """Hold each stretch as an agent of its own."""
    expected = [part for outcome in outcomes for part in outcome.stretches]
    found = result.segmented
    assert (0 if found is None else found.segments.of.size) == len(expected)
    if found is None:
        return
    inner = dataclasses.replace(
        result,
        roster=found.segments.roster,
        values=found.values,
        components=found.components,
        scored=found.scored,
    )
    shares, score = weighed_of(plan, inner.scored, inner.components), plan.conventions.places.score
    for i, own in enumerate(expected):
        where = f"stretch {i}"
        for name, value in found.values.items():
            check_measure(value, i, own.measures[name], places[name], f"{where} {name}")
        check_scored(inner, i, own, shares, where)
        assert bool(found.scored.held[i]) == (own.status == "held"), where
        assert bool(found.scored.scored[i]) == (own.score is not None), where
        assert int(found.scored.score[i]) == whole(own.score, score), where


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=months(), split=st.integers(0, 25))
def test_engine_and_independent_agree_on_everything(month: Month, split: int) -> None:
    compare(month, split)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_they_agree_on_each_kind_of_measure(kind: str, data: st.DataObject) -> None:
    compare(data.draw(months(kind)), split=5)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=months("rollup"), inside=st.sets(one("a0", "a1", "a2", "a3", "a4")))
def test_they_agree_on_reports_outside_of_the_plan(month: Month, inside: set[str]) -> None:
    for said in month.plan["measures"].values():
        if said["kind"] == "rollup":
            said["over"] = "reports"
    people = [person for person in month.roster if person["agent_id"] in inside]
    reports = [
        person
        for person in month.roster
        if person["agent_id"] not in inside and person["manager_id"] in inside
    ]
    who = {person["agent_id"] for person in (*people, *reports)}
    events = [event for event in month.events if event["agent_id"] in who]
    if people:
        compare(dataclasses.replace(month, roster=people, events=events), 5, tuple(reports))


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(month=crowds())
def test_they_agree_on_who_is_honoured_where_many_are_equal(month: Month) -> None:
    compare(month, split=0)


# By hand, for the independent calculation alone: it must not be right only by agreement.

PLAIN = {
    "plan": "by-hand",
    "conventions": {
        "rounding": "half_up",
        "places": {"points": "2", "score": "2"},
        "boundary": "upper",
        "denominators": "known",
        "rank": "competition",
        "order": ["multipliers", "cap", "proration", "floor"],
    },
    "tiers": {"mode": "whole", "below": "C", "bands": [{"from": "90", "gives": "A"}]},
    "pay": "none",
}
IDENTITY = {
    "mode": "interpolated",
    "below": "hold",
    "points": [{"at": "0", "gives": "0"}, {"at": "100", "gives": "100"}],
    "above": "hold",
}
PERSON = {
    "agent_id": "a", "region": None, "team": None, "currency": "CNY", "cost_center": None,
    "bonus_base": Decimal(1000), "fte": Decimal(1), "employed_days": 30,
    "starts_us": 0, "ends_us": 1,
}  # fmt: skip


def by_hand(values: dict[str, str | None], weights: list[str], missing: object = "exclude", **more):
    """Give one agent ready values, each scored as it stands, under a plan of so many weights."""
    given = {"kind": "given", "better": "higher", "places": "2", "volume_min": "0"}
    plan = PLAIN | {
        "measures": {name: given | {"given": name, "missing": missing} for name in values},
        "components": [
            {"name": name, "measure": name, "weight": w, "on": "value", "curve": IDENTITY}
            for name, w in zip(values, weights, strict=True)
        ],
    }
    conventions = plan["conventions"] | more.pop("conventions", {})
    ready = [
        {"agent_id": "a", "name": n, "value": Decimal(v)}
        for n, v in values.items()
        if v is not None
    ]
    person = PERSON | more.pop("person", {})
    found = calculate(
        plan | {"conventions": conventions} | more, "2026-06", [person], [],
        beside=Beside(ready), minor_places={"CNY": 2},
    )  # fmt: skip
    return found["a"]


@pytest.mark.parametrize(
    ("missing", "score"), [("zero", "53"), ("exclude", "88.33"), ({"neutral": "70"}, "81")]
)
def test_a_missing_measure_by_each_policy(missing, score):
    # Weights 40, 30, 20, 10 and points -, 90, 80, 100: 27 + 16 + 10 = 53; 53 / 0.6 = 88.333…;
    # 53 + 0.4 x 70 = 81.
    values = {"csat": None, "response": "90", "resolution": "80", "compliance": "100"}
    outcome = by_hand(values, ["0.4", "0.3", "0.2", "0.1"], missing)
    assert outcome.score == Fraction(score)


def test_gates_at_each_level_by_hand():
    # 90 is held at 60 by the first, which the second sees; b is void, the whole is at most 25:
    # (60 + 0) / 2 = 30, then 25. The veto looks at 30.
    low = {"measure": "b", "below": "50", "missing": "fails"}
    capped = {"measure": "a", "below": "61", "missing": "fails"}
    final = {"score": "final", "at_least": "30", "missing": "fails"}
    gates = [
        {"name": "one", "when": low, "at": {"measure": "a"}, "then": {"cap": "60"}},
        {"name": "two", "when": capped, "at": {"component": "b"}, "then": "void"},
        {"name": "stop", "when": final, "then": "veto"},
        {"name": "three", "when": final, "at": "score", "then": {"cap": "25"}},
    ]
    outcome = by_hand({"a": "90", "b": "40"}, ["0.5", "0.5"], gates=gates)
    assert (outcome.ungated, outcome.score, outcome.status) == (30, 25, "vetoed")
    assert outcome.gates == ["one", "two", "stop", "three"]
    assert (outcome.measures["a"].value, outcome.measures["a"].before) == (60, 90)
    assert (outcome.components["b"].points, outcome.components["b"].before) == (0, 40)


def test_a_held_measure_holds_the_agent():
    outcome = by_hand({"csat": None, "speed": "90"}, ["0.5", "0.5"], "hold")
    assert (outcome.status, outcome.score, outcome.tier, outcome.lines) == ("held", None, "", [])


def paid(order: list[str], days: int = 30, **steps) -> int:
    """Return the line of a base of 1000 at coefficient 1, in fen."""
    line = {
        "name": "bonus",
        "pay_code": "PB",
        "start": {
            "column": "bonus_base",
            "rate": "1",
            "coefficient": {"on": "tier", "gives": {"A": "1", "C": "1"}},
        },
    } | dict.fromkeys(("multipliers", "cap", "proration", "floor"), "none")
    rest = [step for step in ("multipliers", "cap", "proration", "floor") if step not in order]
    base = Decimal(steps.pop("base", 1000))
    outcome = by_hand(
        {"csat": "95"}, ["1"], pay=[line | steps],
        conventions={"order": order + rest}, person={"bonus_base": base, "employed_days": days},
    )  # fmt: skip
    (line,) = outcome.lines
    return line.amount_minor


def test_cap_and_multiplier_in_both_orders():
    # 1500, cap 1200, x 1.25: cap first 1200 x 1.25 = 1500; multiplier first 1875, capped at 1200.
    steps = {
        "base": "1500",
        "cap": [{"amount": {"CNY": "1200"}}],
        "multipliers": [
            {
                "name": "m",
                "factor": {"on": "roster", "where": {"currency": "CNY"}, "times": "1.25"},
            }
        ],
    }
    assert paid(["cap", "multipliers"], **steps) == 150_000
    assert paid(["multipliers", "cap"], **steps) == 120_000


def test_floor_and_proration_in_both_orders():
    # Earned 400, floor 500, 15 of 30 days: floored 500 / 2 = 250; prorated 200, raised to 500.
    steps = {
        "base": "400",
        "floor": [{"amount": {"CNY": "500"}}],
        "proration": {"by": "calendar_days", "fte": "ignore"},
    }
    assert paid(["floor", "proration"], days=15, **steps) == 25_000
    assert paid(["proration", "floor"], days=15, **steps) == 50_000


CURVE = {
    "mode": "interpolated",
    "below": "0",
    "points": [
        {"at": "80", "gives": "50"},
        {"at": "100", "gives": "100"},
        {"at": "120", "gives": "200"},
    ],
    "above": "hold",
}


@pytest.mark.parametrize(
    ("x", "points"),
    [("79.99", 0), ("80", 50), ("92", 80), ("100", 100), ("110", 150), ("120", 200), ("130", 200)],
)
def test_threshold_target_maximum(x, points):
    # 92 is 12 of 20 on the way from 50 to 100: 50 + 0.6 x 50 = 80.
    assert read_curve(CURVE, Fraction(x), "upper") == points


def test_an_edge_belongs_where_the_boundary_says():
    table = {"below": "C", "bands": [{"from": "80", "gives": "B"}, {"from": "90", "gives": "A"}]}
    at = {side: band_of(table, Fraction(90), side) for side in ("upper", "lower")}
    assert at == {"upper": "A", "lower": "B"}
    assert band_of(table, Fraction("89.99"), "upper") == "B"
    assert band_of(table, Fraction("90.01"), "lower") == "A"
    assert band_of(table, Fraction(80), "lower") == "C"


def test_a_tier_is_entered_at_exactly_its_edge():
    assert by_hand({"csat": "90.00"}, ["1"]).tier == "A"
    assert by_hand({"csat": "89.99"}, ["1"]).tier == "C"


@pytest.mark.parametrize(
    "mode", ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
)
def test_rounding_means_what_decimal_means(mode):
    # A second derivation: Python's decimal, quantized at two places, on exact decimals.
    for text in ("2.675", "2.665", "-2.675", "-0.005", "0.0049", "1.0000001", "-1.0000001", "3"):
        expected = Decimal(text).quantize(Decimal("0.01"), rounding=f"ROUND_{mode.upper()}")
        assert rounded(Fraction(text), 2, mode) == Fraction(expected), text


@pytest.mark.parametrize(
    ("name", "days"), [("2026-02", 28), ("2024-02", 29), ("2026-12", 31), ("2026-Q1", 90),
                       ("2026-Q4", 92), ("2026-H1", 181), ("2026-H2", 184), ("2026", 365)],
)  # fmt: skip
def test_periods_end_where_the_next_begins(name, days):
    first, end = period_days(name)
    assert (end - first).days == days


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "UTC"])
@pytest.mark.parametrize("name", ["2026-03", "2026-11", "2018-Q4", "2026"])
def test_periods_begin_at_the_same_instant_as_the_engines(zone, name):
    period = parse_period(name)
    assert bounds_us(name, zone) == (instant_us(period.first, zone), instant_us(period.end, zone))


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ("0", "0"),
        ("-0.5", "-0.5"),
        ("90.10", "90.1"),
        ("2/3", "≈0.666667"),
        ("-100/3", "≈-33.333333"),
    ],
)
def test_fractions_are_shown_as_people_write_them(x, text):
    assert shown(Fraction(x)) == text


def test_it_shares_no_code_with_the_rest():
    allowed = {*sys.stdlib_module_names, "__future__"}
    for path in (ROOT / "scoring" / "independent").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                own = name.split(".")[:2] == ["scoring", "independent"]
                assert own or name.split(".")[0] in allowed, f"{path.name} imports {name}"


@st.composite
def stays(draw) -> list[dict]:
    """Roster rows of one agent that follow on each other around October 2026, with gaps."""
    day = dt.date(2026, 9, 25)
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        first = day + dt.timedelta(days=draw(st.integers(0, 12)))
        last = first + dt.timedelta(days=draw(st.integers(0, 25)))
        row = {"agent_id": "a", "from_date": first, "to_date": last}
        row |= dict.fromkeys(TEXTS)
        row |= {"role": draw(one("agent", "lead")), "region": draw(one("north", "south"))}
        row["hire_date"] = draw(maybe(first - dt.timedelta(days=40), first + dt.timedelta(days=3)))
        row["leave_date"] = draw(maybe(last - dt.timedelta(days=2), last + dt.timedelta(days=90)))
        row |= {"bonus_base": draw(maybe(Decimal("10.5"))), "fte": draw(maybe(Decimal("0.5")))}
        rows.append(row)
        day = last + dt.timedelta(days=1)
    if draw(st.booleans()):
        rows[-1]["to_date"] = None
    return rows


def stints_of(rows: list[dict]) -> Stints:
    """The rows of agent a as intake holds them; the days of what is not said are far away."""
    far = {"from_date": 0, "to_date": 10**9, "hire_date": -(10**9), "leave_date": 10**9}
    days = [
        np.array([epoch_day(row[name]) if row[name] else without for row in rows])
        for name, without in far.items()
    ]
    bases, n = [row["bonus_base"] for row in rows], len(rows)
    return Stints(
        ("a",), np.zeros(n, np.int64), np.arange(1, n + 1), *days,
        np.array([scaled(base or Decimal(0), 4) for base in bases]),
        np.array([base is not None for base in bases]),
        np.array([10_000 if row["fte"] is None else scaled(row["fte"], 4) for row in rows]),
        {name: words_of(row[name] for row in rows) for name in TEXTS},
    )  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    rows=stays(),
    who=one({"everyone": "true"}, {"where": {"role": "agent"}}, {"service_days_min": "45"}),
    as_of=one("period_start", "period_end"),
)
def test_they_agree_on_who_is_in_the_plan_and_for_how_long(rows, who, as_of):
    tree = month_plan(applies_to=who, roster_as_of=as_of)
    chosen = choose(stints_of(rows), as_plan(tree)[0], parse_period("2026-10"))
    person = person_of(tree, "2026-10", rows)
    assert chosen.employed_days.tolist() == ([] if person is None else [person["employed_days"]])
    if person is not None:
        held = chosen.members
        assert {name: held.texts[name].tolist() for name in TEXTS} == {
            name: [person[name]] for name in TEXTS
        }
        assert person["fte"] == Fraction(int(held.fte[0]), 10_000)
        base = Fraction(int(held.base[0]), 10_000) if held.has_base[0] else None
        assert person["bonus_base"] == base


def month_plan(applies_to: dict, roster_as_of: str) -> dict:
    """A plan by hand with one given measure, for the agents that it says."""
    measure = {
        "kind": "given", "given": "rating", "title": "Rating", "unit": "points",
        "better": "higher", "places": "2", "volume_min": "0", "missing": "exclude",
    }  # fmt: skip
    part = {"name": "rated", "measure": "rating", "weight": "1", "on": "value", "why": "So."}
    said = {"roster_as_of": roster_as_of, "period_zone": "plan", "zone": "UTC"}
    return PLAIN | {
        "title": "By hand", "version": "1", "cycle": "month", "applies_to": applies_to,
        "conventions": PLAIN["conventions"] | said | {"quarantine_max": "0"},
        "measures": {"rating": measure}, "components": [part | {"curve": IDENTITY}],
    }  # fmt: skip


def test_the_period_of_a_region_begins_at_its_own_midnight():
    tree = month_plan(applies_to={"everyone": "true"}, roster_as_of="period_end")
    tree["conventions"] |= {"period_zone": "region", "zones": {"north": "Asia/Tokyo"}}
    row = {"agent_id": "a", "from_date": dt.date(2026, 1, 1), "region": "north"}
    person = person_of(tree, "2026-10", [row])
    # Midnight in Tokyo is 15:00 UTC of the day before.
    begins = dt.datetime(2026, 9, 30, 15, tzinfo=dt.UTC)
    assert person["starts_us"] == begins.timestamp() * 1_000_000
