"""From values to points, scores, standing and pay: figures worked out by hand."""

import dataclasses

import numpy as np
import pytest

from scoring.engine import run
from tests.people import roster, value
from tests.plans import changed, plan_of

LINE = """curve: {mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 100, gives: 100}],
     above: hold}"""


def parts(*weights: str, missing: str = "exclude", extra: str = "") -> str:
    """A plan whose components give their measure's value as points, one to one."""
    measures = "\n".join(
        f"  m{i}: {{title: M{i}, kind: given, given: m{i}, unit: points, better: higher, places: 2,"
        f" volume_min: 1, missing: {missing}}}"
        for i in range(len(weights))
    )
    components = "\n".join(
        f"  - {{name: c{i}, measure: m{i}, weight: {w}, on: value, why: Because, {LINE}}}"
        for i, w in enumerate(weights)
    )
    head = changed(("pay: none\n", ""))
    head = head[: head.index("scales:")]
    tiers = "tiers: {mode: whole, below: C, bands: [{from: 80, gives: B}, {from: 90, gives: A}]}"
    tail = extra if "pay:" in extra else f"pay: none\n{extra}"
    return f"{head}measures:\n{measures}\ncomponents:\n{components}\n{tiers}\n{tail}"


def scored(folder, text, **columns):
    """Run a plan over agents a, b, … with the values of m0, m1, … written per measure."""
    n = len(next(iter(columns.values())))
    values = {name: value(*texts) for name, texts in columns.items()}
    return run(plan_of(folder, text), values, roster([chr(97 + i) for i in range(n)]))


@pytest.mark.parametrize(
    ("missing", "expected"),
    # Weights 40, 30, 20, 10; values none, 90, 80, 100: 27 + 16 + 10 = 53 of 60 possible.
    [("zero", 5300), ("exclude", 8833), ("{neutral: 70}", 8100)],
)
def test_a_missing_value_does_what_the_plan_says(tmp_path, missing, expected):
    text = parts("0.4", "0.3", "0.2", "0.1", missing=missing)
    result = scored(tmp_path, text, m0=[None], m1=["90"], m2=["80"], m3=["100"])
    assert result.scored.score.tolist() == [expected]
    assert result.standing.status.tolist() == ["ranked"]


def test_a_held_component_holds_the_agent_and_nothing_to_weigh_leaves_no_score(tmp_path):
    text = parts("0.5", "0.5", missing="hold")
    held = scored(tmp_path, text, m0=["90", None], m1=["90", "90"])
    assert held.standing.status.tolist() == ["ranked", "held"]
    assert held.standing.rank.tolist() == [1, 0]
    none = scored(tmp_path, parts("0.5", "0.5"), m0=[None, "80"], m1=[None, None])
    assert none.standing.status.tolist() == ["unranked", "ranked"]
    assert none.standing.tier.tolist() == ["", "B"]


def test_a_score_on_the_edge_is_in_the_upper_tier_and_one_unit_less_is_not(tmp_path):
    result = scored(tmp_path, parts("1"), m0=["90.00", "89.99", "80.00", "79.99"])
    assert result.standing.tier.tolist() == ["A", "B", "B", "C"]


def test_the_rounded_score_decides_the_tier(tmp_path):
    # (90.00 + 89.99) / 2 = 89.995, stored and compared as 90.00.
    result = scored(tmp_path, parts("0.5", "0.5"), m0=["90.00"], m1=["89.99"])
    assert result.standing.score.tolist() == [9000]
    assert result.standing.tier.tolist() == ["A"]


def test_equal_scores_share_a_rank_and_the_missing_have_none(tmp_path):
    texts = ["90", "95", None, "95", "80"]
    result = scored(tmp_path, parts("1"), m0=texts)
    assert result.standing.rank.tolist() == [3, 1, 0, 1, 4]
    dense = parts("1").replace("rank: competition", "rank: dense")
    assert scored(tmp_path, dense, m0=texts).standing.rank.tolist() == [2, 1, 0, 1, 3]


GATES = """gates:
  - {name: cap_it, when: {measure: m0, below: 80, missing: fails}, at: score, then: {cap: 89.99},
     why: W}
  - {name: stop_it, when: {measure: m1, below: 50, missing: holds}, then: veto, why: W}
"""


def test_gates_cap_the_score_or_stop_the_pay(tmp_path):
    result = scored(
        tmp_path,
        parts("0.1", "0.9", extra=GATES),
        m0=["80", "79.99", "90", None],
        m1=["100", "100", "49.99", None],
    )
    # b scores 7.999 + 90 = 98.00 and is capped; c scores 9 + 44.99 = 53.99 and is vetoed; d has
    # nothing to weigh, so no gate concerns it.
    assert result.standing.score.tolist() == [9800, 8999, 5399, 0]
    assert result.standing.gates.tolist() == ["", "cap_it", "stop_it", ""]
    assert result.standing.status.tolist() == ["ranked", "ranked", "vetoed", "unranked"]


ONCE = "{on: tier, gives: {A: 1, B: 1, C: 1}}"


def bonus(**changes: str) -> str:
    """A pay line of base x 1 x the tier's coefficient, with changes by key."""
    keys = {
        "start": f"{{column: bonus_base, rate: 1, coefficient: {ONCE}}}",
        "multipliers": "none",
        "cap": "none",
        "proration": "none",
        "floor": "none",
    } | changes
    said = "".join(f"    {k}: {v}\n" for k, v in keys.items())
    return f"pay:\n  - name: bonus\n    pay_code: PERF\n{said}"


def paid(folder, text, who, *values):
    """The bonus lines of a run, by agent id, in minor units."""
    result = run(plan_of(folder, text), {"m0": value(*values)}, who)
    return {who.agent_ids[line.agent]: line.amount_minor for line in result.lines}


TIMES = "[{name: more, factor: {on: roster, where: {role: lead}, times: 1.25}}]"


@pytest.mark.parametrize(
    ("order", "amount"),
    # 1,500 capped at 1,200 and then times 1.25 is 1,500; the other way round it is 1,200.
    [
        ("[cap, multipliers, proration, floor]", 1500_00),
        ("[multipliers, cap, proration, floor]", 1200_00),
    ],
)
def test_the_order_of_cap_and_multiplier_is_the_plans(tmp_path, order, amount):
    text = parts("1", extra=bonus(multipliers=TIMES, cap="[{amount: {CNY: 1200}}]"))
    text = text.replace("[multipliers, cap, proration, floor]", order)
    who = roster(["a"], base=["1500"], role=["lead"])
    assert paid(tmp_path, text, who, "95") == {"a": amount}


@pytest.mark.parametrize(
    ("order", "amount"),
    # Earned 400, floor 500, half the days: floor then half is 250, half then floor is 500.
    [
        ("[multipliers, cap, floor, proration]", 250_00),
        ("[multipliers, cap, proration, floor]", 500_00),
    ],
)
def test_the_order_of_floor_and_proration_is_the_plans(tmp_path, order, amount):
    text = parts(
        "1",
        extra=bonus(proration="{by: calendar_days, fte: ignore}", floor="[{amount: {CNY: 500}}]"),
    ).replace("[multipliers, cap, proration, floor]", order)
    who = roster(["a"], base=["400"], days=[15])
    assert paid(tmp_path, text, who, "95") == {"a": amount}


def test_proration_is_exact_and_rounds_once(tmp_path):
    # 1,200 x 16/30 = 640.00; with fte 0.3333 it is 213.312, one rounding: 213.31.
    text = parts("1", extra=bonus(proration="{by: calendar_days, fte: apply}"))
    assert paid(tmp_path, text, roster(["a"], base=["1200"], days=[16]), "95") == {"a": 640_00}
    who = roster(["a"], base=["1200"], days=[16], fte="0.3333")
    assert paid(tmp_path, text, who, "95") == {"a": 213_31}


def test_a_line_is_rounded_to_its_currency(tmp_path):
    who = roster(
        ["a", "b", "c"], base=["100.5", "100.5", "100.0005"], currency=["JPY", "CNY", "KWD"]
    )
    amounts = paid(tmp_path, parts("1", extra=bonus()), who, "95", "95", "95")
    assert amounts == {"a": 101, "b": 100_50, "c": 100_001}


def test_who_has_no_base_is_scored_and_not_paid_and_a_finding_says_so(tmp_path):
    who = roster(["a", "b"], base=["100", None])
    plan = plan_of(tmp_path, parts("1", extra=bonus()))
    result = run(plan, {"m0": value("95", "95")}, who)
    assert result.payable.tolist() == [True, False]
    assert result.standing.status.tolist() == ["ranked", "ranked"]
    assert [(f.code, f.reason[:1]) for f in result.findings] == [("no-bonus-base", "1")]


def test_an_amount_table_pays_by_score_in_each_currency(tmp_path):
    table = """
      on: score
      amounts:
        mode: whole
        below: {CNY: 0, JPY: 0}
        bands: [{from: 80, gives: {CNY: 500.50, JPY: 10000}}]"""
    text = parts("1", extra=bonus(start=table))
    who = roster(["a", "b", "c", "d"], currency=["CNY", "JPY", "CNY", "EUR"])
    plan = plan_of(tmp_path, text)
    result = run(plan, {"m0": value("80", "99", "79.99", "99")}, who)
    assert [(line.agent, line.amount_minor) for line in result.lines] == [
        (0, 500_50),
        (1, 10000),
        (2, 0),
    ]
    assert [f.code for f in result.findings] == ["no-amount-for-currency"]


def test_a_multiplier_reads_its_measure_exactly(tmp_path):
    # Attendance 20 of 22 days is 90.91 %; factor = value / 100 on a line: 2000 x 0.9091 = 1818.20.
    points = "[{at: 0, gives: 0}, {at: 100, gives: 1}]"
    curve = f"{{mode: interpolated, below: 0, points: {points}, above: hold}}"
    factor = f"{{on: value, measure: m0, missing: 0, curve: {curve}}}"
    rule = f"[{{name: attendance, factor: {factor}}}]"
    text = parts("1", extra=bonus(multipliers=rule))
    assert paid(tmp_path, text, roster(["a"], base=["2000"]), "90.91") == {"a": 1818_20}


BY_TARGET = """
      factor:
        on: attainment
        measure: m0
        missing: 0.2
        curve:
          mode: interpolated
          below: 0
          points: [{at: 80, gives: 0.5}, {at: 100, gives: 1}, {at: 120, gives: 2}]
          above: hold"""


def test_pay_goes_by_the_attainment_of_each_agents_own_target(tmp_path):
    # 2,000 x the line at 100 x 95 / 95 = 100 is 1; at 100 x 95 / 88 = 107.95... it is
    # 1 + 7.9545.../20 = 1.397727..., so 2,795.45; at 100 x 95 / 190 = 50 it is 0; without a
    # target it is 0.2. Of 199 targets that are all different each factor has its own denominator.
    text = parts("1", extra=bonus(multipliers=f"\n    - name: reached{BY_TARGET}"))
    text = text.replace("missing: exclude", "missing: exclude, anchors: {target: targets}", 1)
    who = roster([f"a{i:03}" for i in range(200)], base=["2000"] * 200)
    targets = [95, 88, 190, None, *range(1001, 1197)]
    known = np.array([t is not None for t in targets])
    units = np.array([t or 0 for t in targets]) * 100
    who = dataclasses.replace(who, targets={("m0", "target"): (units, known)})
    found = paid(tmp_path, text, who, *["95"] * 200)
    assert [found[f"a{i:03}"] for i in range(4)] == [2000_00, 2795_45, 0, 400_00]


TWO_LINES = """pay:
  - name: basic
    pay_code: BASIC
    start: {column: bonus_base, rate: 0.1, coefficient: {on: tier, gives: {A: 1, B: 1, C: 1}}}
    multipliers: none
    cap: none
    proration: none
    floor: none
  - name: quality
    pay_code: QUAL
    where: {role: [agent, lead]}
    when: {measure: m0, at_least: 90, missing: fails}
    start:
      on: score
      amounts: {mode: whole, below: {CNY: 0}, bands: [{from: 95, gives: {CNY: 300}}]}
    multipliers: none
    cap: none
    proration: none
    floor: none
"""


def test_lines_are_paid_each_by_itself_and_gates_stand_before_one(tmp_path):
    # a passes everything; b is a trainee; c has less than 90; d is paid in a currency that only
    # the first line can be paid in; e has no base, which the second line does not need.
    who = roster(
        list("abcde"),
        base=["1000", "1000", "1000", "1000", None],
        role=["agent", "trainee", "lead", "lead", "agent"],
        currency=["CNY", "CNY", "CNY", "EUR", "CNY"],
    )
    plan = plan_of(tmp_path, parts("1", extra=TWO_LINES))
    result = run(plan, {"m0": value("95", "95", "89", "95", "90")}, who)
    assert [(who.agent_ids[x.agent], x.line, x.amount_minor, x.pay_code) for x in result.lines] == [
        ("a", "basic", 100_00, "BASIC"),
        ("b", "basic", 100_00, "BASIC"),
        ("c", "basic", 100_00, "BASIC"),
        ("d", "basic", 100_00, "BASIC"),
        ("a", "quality", 300_00, "QUAL"),
        ("e", "quality", 0, "QUAL"),
    ]
    assert result.payable.tolist() == [True] * 5
    assert [(f.code, f.rule) for f in result.findings] == [
        ("no-bonus-base", "basic"),
        ("no-amount-for-currency", "quality"),
    ]


STARS = """awards:
  - {{name: star, title: Star, top: {top}, per: {per}, by: {by}, tiers: any, ties: {ties},
     amount: {{CNY: 500}}, pay_code: STAR}}
"""


@pytest.mark.parametrize(
    ("top", "ties", "winners"),
    # b and d share the second place.
    [
        (2, "expand", "abd"),
        (2, "none", "a"),
        (2, "{break_by: [agent_id]}", "ab"),
        (3, "none", "abd"),
        (9, "none", "abdc"),
    ],
)
def test_an_award_treats_ties_as_it_says(tmp_path, top, ties, winners):
    text = parts("1", extra=STARS.format(top=top, per="overall", by="score", ties=ties))
    result = scored(tmp_path, text, m0=["95", "90", "80", "90"])
    assert "".join("abcd"[h.agent] for h in result.awards) == winners
    assert [line.amount_minor for line in result.lines] == [500_00] * len(winners)


def test_an_award_is_given_in_each_region_and_by_the_better_direction(tmp_path):
    text = parts("1", extra=STARS.format(top=1, per="region", by="m0", ties="expand"))
    text = text.replace("better: higher", "better: lower")
    who = roster(["a", "b", "c"], region=["north", "north", "south"])
    result = run(plan_of(tmp_path, text), {"m0": value("95", "90", "99")}, who)
    assert [(h.agent, h.reason) for h in result.awards] == [
        (1, "place 1 of 2, m0 90.00"),
        (2, "place 1 of 1, m0 99.00"),
    ]


def test_a_vetoed_agent_is_neither_paid_nor_honoured(tmp_path):
    when = "{score: final, at_least: 90, missing: fails}"
    gate = f"gates: [{{name: g, when: {when}, then: veto, why: W}}]\n"
    extra = bonus() + STARS.format(top=1, per="overall", by="score", ties="expand") + gate
    who = roster(["a", "b"], base=["100", "100"])
    result = run(plan_of(tmp_path, parts("1", extra=extra)), {"m0": value("95", "80")}, who)
    assert [(line.agent, line.line) for line in result.lines] == [(1, "bonus"), (1, "star")]
    assert result.standing.rank.tolist() == [1, 2]


def test_a_held_and_an_unranked_agent_have_no_line_and_no_finding(tmp_path):
    # b's only value is missing: held by one plan, left unranked by the other.
    who = roster(["a", "b"], base=["100", "100"])
    for missing in ("hold", "exclude"):
        text = parts("1", missing=missing, extra=bonus(floor="[{times_base: 1}]"))
        result = run(plan_of(tmp_path, text), {"m0": value("95", None)}, who)
        status = {"hold": "held", "exclude": "unranked"}[missing]
        assert result.standing.status.tolist() == ["ranked", status]
        assert [(line.agent, line.line) for line in result.lines] == [(0, "bonus")]
        assert result.payable.tolist() == [True, False]
        assert result.findings == ()


def test_actions_concern_those_whose_condition_holds(tmp_path):
    extra = (
        "actions: [{name: talk, title: Talk, when: {component: c0, below: 60, missing: fails}}]\n"
    )
    result = scored(tmp_path, parts("1", extra=extra), m0=["59.99", "60", None])
    assert [(h.agent, h.name) for h in result.actions] == [(0, "talk")]


@pytest.mark.parametrize(
    ("better", "actual", "points"),
    # Target 15 minutes: 12 is 125 % where lower is better; 20 is 75 %. No time at all is beyond.
    [
        ("lower", "12", 125_00),
        ("lower", "20", 75_00),
        ("lower", "0", 200_00),
        ("higher", "12", 80_00),
    ],
)
def test_attainment_turns_round_where_lower_is_better(tmp_path, better, actual, points):
    text = parts("1").replace("better: higher", f"better: {better}")
    text = text.replace("missing: exclude", "missing: exclude, anchors: {target: 15}")
    text = text.replace("on: value", "on: attainment").replace(
        "{at: 100, gives: 100}", "{at: 200, gives: 200}"
    )
    result = scored(tmp_path, text, m0=[actual])
    assert result.components["c0"].points.tolist() == [points]


HUGE = "999999999999999999"


def test_limits_beyond_int64_are_exact(tmp_path):
    gates = "gates: [{name: g, when: {score: final, at_least: 0, missing: fails}, why: W,\n"
    for sign, capped in (("", [9000, 100]), ("-", [-int(HUGE) * 100] * 2)):
        text = parts("1", extra=f"{gates}  at: score, then: {{cap: {sign}{HUGE}}}}}]\n")
        assert scored(tmp_path, text, m0=["90", "1"]).standing.score.tolist() == capped
    text = parts("1", missing=f"{{neutral: {HUGE}}}")
    assert scored(tmp_path, text, m0=["90", None]).scored.score.tolist() == [9000, int(HUGE) * 100]
