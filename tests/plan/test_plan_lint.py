"""Every rule of the lint: a plan that holds together, and one change that breaks it."""

import pytest

from scoring.errors import PlanError
from scoring.plan.calendars import calendars_named, regions_read
from scoring.plan.lint import NOTICES, RULES, lint, notices
from scoring.plan.lint_awards import AWARD_RULES
from scoring.plan.lint_columns import COLUMN_RULES, columns_of
from scoring.plan.lint_conditions import CONDITION_RULES
from scoring.plan.lint_gates import GATE_RULES
from scoring.plan.lint_pay import PAY_RULES, currency_hint
from scoring.vocabulary import INTERACTION_COLUMNS, Known
from tests.plans import FORCED, MINIMAL, PAID_FROM_AMOUNTS, RANKED, RICH, changed, plan_of, where_of

FROM_AMOUNTS = changed(*PAID_FROM_AMOUNTS, text=RICH)
RANKED_PLAN, FORCED_PLAN = changed(*RANKED, text=RICH), changed(*FORCED, text=RICH)
SCORE_COEFFICIENT = changed(
    (
        "coefficient: {on: tier, gives: {A: 1.5, B: 1, C: 0}}",
        "coefficient: {on: score, curve: {mode: whole, below: 0, bands: [{from: 60, gives: 1}]}}",
    ),
    text=RICH,
)


def problems_of(folder, text):
    with pytest.raises(PlanError) as caught:
        plan_of(folder, text)
    return caught.value.problems


@pytest.mark.parametrize(
    "text", [MINIMAL, RICH, FROM_AMOUNTS, SCORE_COEFFICIENT, RANKED_PLAN, FORCED_PLAN]
)
def test_a_plan_that_holds_together_has_no_problems_and_no_notices(tmp_path, text):
    plan = plan_of(tmp_path, text)
    assert lint(plan) == []
    assert notices(plan) == []


# For each case: what is changed in the rich plan, the code, and the text at the place named.
CARE = "{mode: whole, below: 0.9, bands: [{from: 4.25, gives: 1.1}]}"
CUT = "{mode: deduct, from: 1.2, beyond: 4, side: below, every: 1, costs: 1, part: ceil, least: 0}"
RAISED = "{mode: power, one_at: 4, above: 1.35, below: 1.9, places: 12}"
STEP = "{mode: interpolated, below: 1, above: 2, points: [{at: 4, gives: 1}]}"
GOES_ON = """{mode: interpolated, below: 1, above: extrapolate,
      points: [{at: 1, gives: 1}, {at: 5, gives: 2.5}]}"""

BROKEN = {
    # The weights are then 0.35, 0.35 and 0.25, which is 0.95 together.
    "weights 0.95": ([("weight: 0.4", "weight: 0.35 ")], "weights-not-one", "components:\n"),
    "weights 1.0001": ([("weight: 0.25", "weight: 0.2501")], "weights-not-one", "components:\n"),
    # names
    "component twice": (
        [("name: satisfaction", "name: solved ")],
        "duplicate-name",
        "name: solved\n",
    ),
    "gate twice": ([("{name: weak", "{name: slow ")], "duplicate-name", "name: slow ,"),
    "award twice": ([("{name: thanks", "{name: star ")], "duplicate-name", "name: star ,"),
    "multiplier twice": ([("{name: care", "{name: leader ")], "duplicate-name", "name: leader ,"),
    "tier twice": (
        [("gives: B}", "gives: C }"), ("B: 1, C: 0", "C: 0"), ("[A, B]", "[A]")],
        "duplicate-name",
        "gives: C }",
    ),
    "award is line": ([("{name: star", "{name: bonus")], "reserved-name", "name: bonus, t"),
    "measure is score": ([("  rating: {kind", "  score: {kind")], "reserved-name", "score: {kind"),
    "unknown measure": (
        [("measure: solved", "measure: solvd")],
        "unknown-measure",
        "measure: solvd",
    ),
    "gate's measure": ([("measure: wait", "measure: wayt")], "unknown-measure", "measure: wayt"),
    "award's measure": ([("by: csat", "by: csatt")], "unknown-measure", "by: csatt"),
    "factor's measure": (
        [("on: value, measure: csat", "on: value, measure: cast")],
        "unknown-measure",
        "measure: cast",
    ),
    "unknown component": (
        [("component: speed", "component: sped")],
        "unknown-component",
        "component: sped",
    ),
    "no calendar for anybody": (
        [("calendar: wall", "calendar: none")],
        "no-calendar",
        "calendar: none",
    ),
    "no calendar for any region": (
        [("calendar: wall", "calendar: {by: region, in: {a: none}, otherwise: none}")],
        "no-calendar",
        "calendar: {by",
    ),
    "unknown promise": (
        [("within: first_response,", "within: first_answer,")],
        "unknown-promise",
        "within: first_answer",
    ),
    "award's tier": ([("tiers: [A, B]", "tiers: [A, S]")], "unknown-tier", "S], ties"),
    "coefficient's tier": ([("{A: 1.5, B: 1,", "{A: 1.5, B: 1, S: 2,")], "unknown-tier", "S: 2"),
    "tier without pay": ([("B: 1, C: 0", "B: 1")], "tier-without-coefficient", "gives: {A: 1.5"),
    # conditions
    "asks twice": (
        [("{measure: wait,", "{measure: wait, component: speed,")],
        "condition-not-clear",
        "when: {measure: wait",
    ),
    "asks nothing": (
        [("{score: final, below", "{below")],
        "condition-not-clear",
        "when: {below",
    ),
    "no edge": ([("at_least: 30.5, ", "")], "condition-not-clear", "when: {measure: wait"),
    "two edges": (
        [("at_least: 30.5,", "at_least: 30.5, below: 40,")],
        "condition-not-clear",
        "when: {measure: wait",
    ),
    # who and when
    "everyone and where": (
        [("  service_days_min: 30", "  everyone: true")],
        "applies-to-not-clear",
        "applies_to:",
    ),
    "nobody": (
        [("  where: {role: [agent, leader]}\n  service_days_min: 30", "  everyone: false")],
        "applies-to-nobody",
        "everyone: false",
    ),
    "order": (
        [("[multipliers, cap, proration, floor]", "[multipliers, cap, cap, floor]")],
        "order-not-complete",
        "order:",
    ),
    "zone": (
        [("zone: Asia/Shanghai\n", "zone: Asia/Shangai\n")],
        "unknown-zone",
        "zone: Asia/Shangai",
    ),
    "zones": ([("islands: Asia/Tokyo", "islands: Tokyo")], "unknown-zone", "islands: Tokyo"),
    "no zones": (
        [("  zones: {east: Asia/Shanghai, islands: Asia/Tokyo}\n", "")],
        "missing-zones",
        "period_zone: region",
    ),
    # columns
    "unknown column": ([("of: csat,", "of: csta,")], "unknown-column", "of: csta"),
    "undeclared": ([("of: x_wait_s", "of: x_hold_s")], "unknown-column", "of: x_hold_s"),
    "period on text": (
        [("period_on: x_seen_at", "period_on: channel")],
        "wrong-column-kind",
        "period_on: channel",
    ),
    "sum of text": ([("of: csat,", "of: channel,")], "wrong-column-kind", "of: channel"),
    "ratio of truth": (
        [("denominator: x_price", "denominator: x_kept")],
        "wrong-column-kind",
        "denominator: x_kept",
    ),
    "span of number": ([("to: first_response_at", "to: csat")], "wrong-column-kind", "to: csat"),
    "empty span": (
        [("to: first_response_at", "to: created_at")],
        "empty-span",
        "elapsed: {from",
    ),
    # filters
    "filter's column": ([("channel: {not", "chanel: {not")], "unknown-column", "chanel: {not"),
    "roster's column": ([("{role: leader}", "{rol: leader}")], "unknown-column", "rol: leader"),
    "an agent": (
        [("channel: {not: [bot, ivr]}", "agent_id: A1")],
        "test-of-identifier",
        "agent_id: A1",
    ),
    "truth": ([("resolved: true", "resolved: yes")], "test-not-for-kind", "resolved: yes"),
    "edge on truth": (
        [("resolved: true", "resolved: {below: 1}")],
        "test-not-for-kind",
        "resolved: {below",
    ),
    "edge on text": (
        [("channel: {not: [bot, ivr]}", "channel: {below: 3}")],
        "test-not-for-kind",
        "channel: {below",
    ),
    "word on stamp": (
        [("channel: {not: [bot, ivr]}", "created_at: 2026-10-01")],
        "test-not-for-kind",
        "created_at: 2026",
    ),
    "word on number": (
        [("reopens: {below: 1}", "reopens: none")],
        "test-not-for-kind",
        "reopens: none",
    ),
    "word in other digits": (
        [("reopens: {below: 1}", "reopens: ２")],
        "test-not-for-kind",
        "reopens: ２",
    ),
    "empty test": ([("channel: {not: [bot, ivr]}", "channel: {}")], "empty-test", "channel: {}"),
    "empty words": ([("channel: {not: [bot, ivr]}", "channel: []")], "empty-test", "channel: []"),
    "null": ([("[bot, ivr]", "null")], "test-of-nothing", "channel: {not"),
    "null and not": (
        [("{not: [bot, ivr]}", "{not: bot, present: false}")],
        "test-contradicts",
        "channel: {not",
    ),
    "no number": (
        [("{at_least: 1.5, below: 4}", "{at_least: 4, below: 4}")],
        "test-contradicts",
        "csat: {at_least",
    ),
    "half a reopening": (
        [("reopens: {below: 1}", "reopens: {below: 0.5}")],
        "too-many-places",
        "reopens: {below",
    ),
    # scales, money and units of measures
    "no scale": (
        [("scales:\n  csat: {lowest: 1, highest: 5}\n", "")],
        "missing-scale",
        "of: csat,",
    ),
    "scale": ([("{lowest: 1, highest", "{lowest: 5, highest")], "empty-scale", "csat: {lowest"),
    "fine scale": ([("lowest: 1,", "lowest: 0.12345,")], "too-many-places", "csat: {lowest"),
    "cost alone": ([("of: cost, currency: CNY,", "of: cost,")], "missing-currency", "cost: {kind"),
    "cost compared": (
        [("hits: {resolved: true,", "hits: {cost: {below: 5},")],
        "missing-currency",
        "cost: {below: 5}",
    ),
    "cost among rows": (
        [("x_kept: false, csat:", "cost: [1, 2], csat:")],
        "missing-currency",
        "cost: [1",
    ),
    "cost in two": (
        [("x_kept: false, csat:", "cost: {below: 5}, cost_currency: [CNY, JPY], csat:")],
        "missing-currency",
        "cost: {below: 5}",
    ),
    "cost of all": ([("where: {cost_currency: CNY}, ", "")], "missing-currency", "numerator: cost"),
    "no such currency": (
        [("currency: CNY, title", "currency: RMB, title")],
        "unknown-currency",
        "currency: RMB",
    ),
    "currency of ratings": (
        [("of: csat,", "of: csat, currency: CNY,")],
        "currency-not-used",
        "currency: CNY, title: Satisfaction",
    ),
    "unit": ([("unit: min,", "unit: minutes,")], "wrong-unit", "unit: minutes"),
    # repeats
    "no customer": (
        [("by: [customer_id, category, x_lead]", "by: [category, x_lead]")],
        "missing-customer",
        "by: [category",
    ),
    "matter twice": (
        [("[customer_id, category, x_lead]", "[customer_id, category, category ]")],
        "duplicate-name",
        "category ]",
    ),
    "matter of an agent": (
        [("[customer_id, category, x_lead]", "[customer_id, agent_id]")],
        "test-of-identifier",
        "agent_id], within",
    ),
    "matter unknown": (
        [("[customer_id, category, x_lead]", "[customer_id, categry]")],
        "unknown-column",
        "categry]",
    ),
    "matter of truth": (
        [("[customer_id, category, x_lead]", "[customer_id, x_kept]")],
        "wrong-column-kind",
        "x_kept]",
    ),
    "among unknown": ([("among: {product:", "among: {prodct:")], "unknown-column", "prodct:"),
    "ten years": ([("within: 7 d,", "within: 3661 d,")], "span-too-long", "within: 3661 d"),
    # edges and places
    "bands": ([("{from: 4.55, gives", "{from: 3.5, gives")], "edges-not-rising", "from: 3.5"),
    "equal bands": ([("{from: 4.55,", "{from: 4.0,")], "edges-not-rising", "from: 4.0"),
    "points": ([("at: 100.125", "at: 70")], "edges-not-rising", "at: 70"),
    "tiers": ([("from: 90.01", "from: 50")], "edges-not-rising", "from: 50"),
    "factor's bands": (
        [("[{from: 4.25, gives: 1.1}]", "[{from: 4.25, gives: 1.1}, {from: 4, gives: 2}]")],
        "edges-not-rising",
        "from: 4, gives: 2",
    ),
    "edge of value": ([("from: 4.55", "from: 4.555")], "too-many-places", "from: 4.555"),
    "edge of tier": ([("from: 90.01", "from: 90.005")], "too-many-places", "from: 90.005"),
    "edge of factor": ([("from: 4.25", "from: 4.251")], "too-many-places", "from: 4.251"),
    "neutral": ([("neutral: 70.25", "neutral: 70.255")], "too-many-places", "neutral: 70.255"),
    "cap": ([("89.99", "89.995")], "too-many-places", "cap: 89.995"),
    "gate's edge": ([("at_least: 30.5", "at_least: 30.55")], "too-many-places", "at_least: 30.55"),
    "part's edge": ([("below: 60.25", "below: 60.255")], "too-many-places", "below: 60.255"),
    "action's edge": ([("below: 60.5,", "below: 60.505,")], "too-many-places", "below: 60.505"),
    "target": ([("target: 95.25", "target: 95.255")], "too-many-places", "target: 95.255"),
    "no target": (
        [("anchors: {target: 95.25}, ", "")],
        "missing-target",
        "on: attainment\n    curve: {mode: i",
    ),
    "zero target": ([("target: 95.25", "target: 0")], "target-not-positive", "target: 0"),
    # pay
    "award's currency": ([("JPY: 10000", "YEN: 10000")], "unknown-currency", "YEN: 10000"),
    "half a yen": ([("JPY: 10000", "JPY: 99.5")], "too-many-places", "JPY: 99.5"),
    "taking away": ([("CNY: 500.25", "CNY: -5")], "negative-amount", "CNY: -5"),
    "no money": (
        [("amount: {CNY: 500.25, JPY: 10000}", "amount: {}")],
        "missing-currency",
        "amount: {}",
    ),
    "no code": ([(", pay_code: STAR", "")], "missing-pay-code", "amount: {CNY: 500"),
    "idle code": (
        [("amount: none}", "amount: none, pay_code: X}")],
        "pay-code-not-used",
        "pay_code: X",
    ),
    "floor": (
        [("floor: [{times_base: 0.1}]", "floor: [{times_base: 3}]")],
        "floor-above-cap",
        "{times_base: 3}",
    ),
    "factor": ([("times: 1.1", "times: -1")], "negative-factor", "times: -1"),
    "coefficient": ([("C: 0}", "C: -1}")], "negative-factor", "C: -1"),
    "factor's curve": ([("below: 0.9,", "below: -0.9,")], "negative-factor", "below: -0.9"),
    "factor's rate": (
        [(CARE, "{mode: marginal, bands: [{from: 4.25, gives: -0.1}]}")],
        "negative-factor",
        "gives: -0.1",
    ),
    "exponent of three places": (
        [(CARE, RAISED.replace("1.35", "1.355"))],
        "too-many-places",
        "above: 1.355",
    ),
    "exponent of nothing": (
        [(CARE, RAISED.replace("1.9", "0"))],
        "wrong-value",
        "below: 0, places: 12",
    ),
    "exponent of eleven": (
        [(CARE, RAISED.replace("1.9", "11"))],
        "wrong-value",
        "below: 11",
    ),
    "factor without end": (
        [(CARE, CUT.replace("least: 0", "least: none"))],
        "negative-factor",
        "least: none",
    ),
    "factor on its way down": (
        [(CARE, GOES_ON.replace("below: 1", "below: extrapolate"))],
        "negative-factor",
        "below: extrapolate",
    ),
    "award of 18 digits": (
        [("JPY: 10000", f"JPY: {'9' * 18}")],
        "number-too-large",
        f"JPY: {'9' * 18}",
    ),
    "rate": ([("rate: 0.3", "rate: 1000001")], "number-too-large", "rate: 1000001"),
    "factor of 18 digits": (
        [("times: 1.1", f"times: {'9' * 18}")],
        "number-too-large",
        f"times: {'9' * 18}",
    ),
    "coefficient too large": ([("A: 1.5", "A: 1000000.1")], "number-too-large", "A: 1000000.1"),
    "cap too large": (
        [("times_base: 2", "times_base: 1000001")],
        "number-too-large",
        "times_base: 1",
    ),
    # 0.3 times 100 times 30 times 1.1 is 990, and with the multiplier of 1.2 instead it is 1080.
    "factors together": (
        [("A: 1.5", "A: 100000"), ("times: 1.1", "times: 30"), ("gives: 1.1}", "gives: 1.2}")],
        "number-too-large",
        "name: bonus",
    ),
    "bounds": ([("least: 0.85", "least: 1.85")], "bounds-crossed", "least: 1.85"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    changes, code, piece = BROKEN[case]
    text = changed(*changes, text=RICH)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert problem.hint


@pytest.mark.parametrize(
    "filtered", ["cost: {below: 5}, cost_currency: CNY", "cost: {present: true}"]
)
def test_a_cost_is_compared_with_its_currency_or_only_looked_for(tmp_path, filtered):
    text = changed(("x_kept: false, csat:", f"{filtered}, x_kept: false, csat:"), text=RICH)
    assert lint(plan_of(tmp_path, text)) == []


def test_factors_may_make_a_million_together(tmp_path):
    changes = [
        ("A: 1.5", "A: 100000"),
        ("times: 1.1", "times: 30"),
        ("JPY: 10000", f"JPY: {10**10}"),
    ]
    assert lint(plan_of(tmp_path, changed(*changes, text=RICH))) == []


def test_a_floor_is_multiplied_as_well(tmp_path):
    # 0.3 times the floor of 40,000 times 90 times 1.1 is 1,188,000: steps may come in any order.
    changes = [("cap: [{times_base: 2}]", "cap: none"), ("times_base: 0.1", "times_base: 40000")]
    text = changed(*changes, ("times: 1.1", "times: 90"), text=RICH)
    [problem] = problems_of(tmp_path, text)
    assert (problem.code, problem.where) == ("number-too-large", where_of(text, "name: bonus"))


# The same for a plan that pays from a table of amounts.
AMOUNT_TABLE = "{mode: whole, below: {CNY: 0}, bands: [{from: 60.5, gives: {CNY: 100.01}}]}"
FALLING = """{mode: interpolated, below: extrapolate, above: hold,
      points: [{at: 60, gives: {CNY: 10}}, {at: 90, gives: {CNY: 20}}]}"""
FILLING = "{mode: filled, bands: [{from: 60, gives: {CNY: 10}}], to: 90}"
BROKEN_AMOUNTS = {
    "limit without base": (
        ("cap: [{amount: {CNY: 900}}]", "cap: [{times_base: 2}]"),
        "limit-without-base",
        "{times_base: 2}",
    ),
    "a band without a currency": (
        ("below: {CNY: 0}", "below: {CNY: 0, JPY: 0}"),
        "currency-not-covered",
        "gives: {CNY: 100.01}",
    ),
    "a cent too fine": (("CNY: 100.01", "CNY: 100.001"), "too-many-places", "CNY: 100.001"),
    "an edge too fine": (("from: 60.5,", "from: 60.505,"), "too-many-places", "from: 60.505"),
    "a line that falls below nothing": (
        (AMOUNT_TABLE, FALLING),
        "negative-amount",
        "below: extrapolate",
    ),
    "a point without a currency": (
        (AMOUNT_TABLE, FALLING.replace("below: extrapolate", "below: {CNY: 0, JPY: 0}")),
        "currency-not-covered",
        "gives: {CNY: 10}",
    ),
    "a jump that is taken": (
        (AMOUNT_TABLE, FALLING.replace("gives: {CNY: 20}", "gives: {CNY: 20}, then: {CNY: -1}")),
        "negative-amount",
        "CNY: -1}",
    ),
    "a point out of order": (
        (AMOUNT_TABLE, FALLING.replace("at: 90", "at: 60")),
        "edges-not-rising",
        "at: 60, gives: {CNY: 20}",
    ),
    "a band too fine": (
        (AMOUNT_TABLE, FILLING.replace("to: 90", "to: 90.505")),
        "too-many-places",
        "to: 90.505",
    ),
    "an anchor": (
        (AMOUNT_TABLE, FILLING.replace("to: 90", "to: target")),
        "anchor-not-here",
        "to: target",
    ),
    "anchors crossed": (
        (AMOUNT_TABLE, FILLING.replace("to: 90", "to: 90, crossed: 3")),
        "crossed-not-read",
        "crossed: 3",
    ),
    "a floor above the cap": (
        ("floor: none", "floor: [{amount: {CNY: 1000}}]"),
        "floor-above-cap",
        "{amount: {CNY: 1000}}",
    ),
}


@pytest.mark.parametrize("case", BROKEN_AMOUNTS)
def test_amounts_by_band(tmp_path, case):
    change, code, piece = BROKEN_AMOUNTS[case]
    text = changed(change, text=FROM_AMOUNTS)
    found = {(p.code, p.where) for p in problems_of(tmp_path, text)}
    assert (code, where_of(text, piece)) in found


def test_a_coefficient_from_the_score_is_held_to_the_places_of_the_score(tmp_path):
    text = changed(
        ("[{from: 60, gives: 1}]", "[{from: 60.001, gives: -1}]"), text=SCORE_COEFFICIENT
    )
    codes = [p.code for p in problems_of(tmp_path, text)]
    assert codes == ["too-many-places", "negative-factor"]


def test_everyone_alone_is_enough_and_nothing_is_not(tmp_path):
    nobody = changed(("  everyone: true", "  {}"), text=MINIMAL)
    [problem] = problems_of(tmp_path, nobody)
    assert problem.code == "applies-to-not-clear"


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path):
    text = changed(
        ("weight: 0.4", "weight: 0.3"),
        ("of: csat,", "of: csta,"),
        ("from: 90.01", "from: 10"),
        ("times: 1.1", "times: -1"),
        text=RICH,
    )
    found = problems_of(tmp_path, text)
    assert [p.code for p in found] == [
        "unknown-column",
        "weights-not-one",
        "edges-not-rising",
        "negative-factor",
    ]
    lines = [int(p.where.split(":")[1]) for p in found]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("clock: wall", ["missing-key", "missing-key", "unknown-key"]),
        ("calendar: wall", ["missing-key"]),
        ("calendar: Wall, reversed: exclude", ["wrong-value"]),
        ("calendar: [north], reversed: exclude", ["wrong-form"]),
        ("calendar: north, reversed: no", ["unknown-choice"]),
        ("calendar: {by: team, in: {a: x}, otherwise: x}, reversed: zero", ["unknown-choice"]),
        ("calendar: {by: region, in: {a: x}}, reversed: zero", ["missing-key"]),
        ("calendar: {by: region, in: {}, otherwise: x}, reversed: zero", ["too-few"]),
        ("calendar: {by: region, in: {a: X}, otherwise: x}, reversed: zero", ["wrong-value"]),
    ],
)
def test_what_may_be_said_of_a_calendar(tmp_path, said, codes):
    text = changed(("calendar: wall, reversed: exclude", said), text=RICH)
    assert [p.code for p in problems_of(tmp_path, text)] == codes


def test_the_calendars_of_a_plan_are_named_once_each_where_they_first_stand(tmp_path):
    by = "{by: region, in: {a: north, b: wall, c: south}, otherwise: none}"
    text = changed(("calendar: wall,", f"calendar: {by},"), text=RICH)
    plan = plan_of(tmp_path, text)
    assert {name: str(place) for name, place in calendars_named(plan).items()} == {
        "north": where_of(text, "a: north"),
        "south": where_of(text, "c: south"),
    }
    assert regions_read(plan) == {"region"}
    assert calendars_named(plan_of(tmp_path, RICH)) == {}
    assert regions_read(plan_of(tmp_path, RICH)) == set()


def test_the_nearest_name_is_offered(tmp_path):
    text = changed(("measure: solved", "measure: solvd"), text=RICH)
    assert problems_of(tmp_path, text)[0].hint == "Did you mean 'solved'?"


@pytest.mark.parametrize("code", ["EUX", "RMB", "YEN", "CYN"])
def test_no_currency_is_near_another_by_its_letters(tmp_path, code):
    (problem,) = problems_of(tmp_path, changed(("JPY: 10000", f"{code}: 10000"), text=RICH))
    assert problem.hint == "Write an ISO 4217 code such as CNY."


def test_a_currency_written_otherwise_is_offered():
    assert [currency_hint(word) for word in ("eur", "EURO", "EUX")] == [
        "Did you mean 'EUR'?",
        "Did you mean 'EUR'?",
        "Write an ISO 4217 code such as CNY.",
    ]


def test_what_nothing_uses_is_a_notice_and_stops_nothing(tmp_path):
    text = changed(
        ("period_zone: region", "period_zone: plan"),
        ("x_lead: text,", "x_lead: text, x_idle: whole,"),
        ("scales:", "  idle: {by: channel, within: {chat: 5 min}, otherwise: none}\nscales:"),
        ("promises:\n", ""),
        ("scales:\n  csat: {lowest: 1, highest: 5}\n", ""),
        ("columns:", "scales: {csat: {lowest: 1, highest: 5}}\ncolumns:"),
        ("  idle: {by", "promises:\n  idle: {by"),
        text=RICH,
    )
    found = notices(plan_of(tmp_path, text))
    assert [p.code for p in found] == ["unused-zones", "unused-column", "unused-promise"]
    assert "x_idle" in found[1].what


def test_company_columns_stand_beside_the_contract(tmp_path):
    columns = columns_of(plan_of(tmp_path, RICH))
    assert columns["x_price"] == Known("decimal", 6)
    assert columns["x_lead"] == Known("text")
    assert INTERACTION_COLUMNS.items() <= columns.items()


def test_every_rule_is_in_a_list():
    rules = [*RULES, *COLUMN_RULES, *GATE_RULES, *CONDITION_RULES, *PAY_RULES, *AWARD_RULES]
    rules += NOTICES
    assert len({rule.__name__ for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    "curve", [CUT, GOES_ON, STEP, RAISED, "{mode: marginal, bands: [{from: 1, gives: 0.2}]}"]
)
def test_a_factor_may_come_from_every_kind_of_curve(tmp_path, curve):
    assert lint(plan_of(tmp_path, changed((CARE, curve), text=RICH))) == []
