"""What a plan may not say of its pools: one change each, one problem at its place."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint, notices
from tests.every_key import PLANS
from tests.plans import changed, plan_of, where_of

POOLED = PLANS["pools"]
WEIGHT = "start: {weight: {on: roster, where: {role: leader}, times: 1.5}}"
HEADS = "pool: {per: overall, fund: {per_head: {CNY: 100.5}, heads: paid}, each_most: none}"
WHOLE = "pool: {per: manager, fund: {amount: {CNY: 750.5}}, each_most: none}"

# For each case: what is changed in the plan, the code, the text at the place, and words.
BROKEN = {
    "a step of rounding": (
        (WHOLE, f"{WHOLE}\n    rounding: {{mode: half_up, to: {{CNY: 1}}}}"),
        "pool-with-rounding",
        "rounding: {mode: half_up, to: {CNY: 1}}",
        "a pool is shared to the minor unit",
    ),
    "parts of cost centres": (
        (WHOLE, f"{WHOLE}\n    split: {{CC-1: 0.5, CC-2: 0.5}}"),
        "pool-with-split",
        "split: {CC-1: 0.5, CC-2: 0.5}",
        "a pool is shared to the minor unit",
    ),
    "a weight without a pool": (
        (f"    {HEADS}\n", ""),
        "weight-without-pool",
        WEIGHT,
        "pay.heads.start is a bare weight, and the line has no pool",
    ),
    "a cap on a weight": (
        (
            f"{WEIGHT}\n    multipliers: none\n    cap: none",
            (f"{WEIGHT}\n    multipliers: none\n    cap: [{{amount: {{CNY: 5}}}}]"),
        ),
        "limit-without-base",
        "cap: [{amount: {CNY: 5}}]",
        "pay.heads.cap limits an amount, and the line starts from a bare weight",
    ),
    "nothing said of what a cap leaves": (
        ("      left_over: share\n", ""),
        "left-over-not-said",
        "each_most: {times_base: 1.5}",
        "pay.gain.pool does not say what becomes of what exceeds each_most",
    ),
    "something said of no cap": (
        (WHOLE, WHOLE.replace("each_most: none", "each_most: none, left_over: share")),
        "left-over-not-read",
        "left_over: share}",
        "pay.whole.pool.left_over is said, and nothing is cut off",
    ),
    "groups of everybody": (
        ("      per: region\n      fund: {groups", "      per: overall\n      fund: {groups"),
        "groups-without-per",
        "groups: {north",
        "pay.thirds.pool.fund names groups, and everybody is in one pool",
    ),
    "a cap that lacks a currency": (
        ("{CNY: 900.25, JPY: 20000}", "{CNY: 900.25}"),
        "currency-not-covered",
        "amount: {CNY: 900.25}",
        "pay.thirds.pool.each_most has no amount in JPY, and the fund has",
    ),
    "half a yen": (
        ("JPY: 80000}", "JPY: 80000.5}"),
        "too-many-places",
        "north: {CNY: 5000.5",
        "pay.thirds.pool.fund.groups.north.JPY is 80000.5, and JPY has 0 decimal places",
    ),
    "half a yen of a head": (
        ("per_head: {CNY: 100.5}", "per_head: {CNY: 100.5, JPY: 0.5}"),
        "too-many-places",
        "JPY: 0.5",
        "pay.heads.pool.fund.per_head.JPY is 0.5",
    ),
    "a fund below nothing": (
        ("{amount: {CNY: 750.5}}", "{amount: {CNY: -750.5}}"),
        "negative-amount",
        "CNY: -750.5",
        "pay.whole.pool.fund.amount.CNY is -750.5",
    ),
    "a fund without money": (
        ("{amount: {CNY: 750.5}}", "{amount: {}}"),
        "missing-currency",
        "amount: {}",
        "pay.whole.pool.fund.amount names no currency",
    ),
    "no such currency": (
        ("{amount: {CNY: 750.5}}", "{amount: {CNX: 750.5}}"),
        "unknown-currency",
        "CNX: 750.5",
        "no currency is 'CNX'",
    ),
    "a multiple of no base": (
        ("each_most: {amount: {CNY: 900.25, JPY: 20000}}", "each_most: {times_base: 2.5}"),
        "limit-without-base",
        "each_most: {times_base: 2.5}",
        "pay.thirds.pool.each_most.times_base has no base",
    ),
    "a number of each agent": (
        ("{measure: profit, rate", "{measure: csat, rate"),
        "fund-not-a-result",
        "measure: csat, rate: {CNY: 0.035}",
        "pay.profit.pool.fund reads csat, which is a number of each agent",
    ),
    "a result of other groups": (
        ("      per: region\n      fund: {measure", "      per: team\n      fund: {measure"),
        "fund-of-other-groups",
        "measure: profit, rate: {CNY: 0.035}",
        "pay.profit.pool.fund reads a result per region, and the pool is per team",
    ),
    "an unknown result": (
        ("{measure: profit, rate", "{measure: profits, rate"),
        "unknown-measure",
        "measure: profits, rate",
        "profits",
    ),
    "a percent above everything": (
        ("percent: 2.5", "percent: 250"),
        "wrong-value",
        "percent: 250",
        "percent",
    ),
    "a weight below nothing": (
        (WEIGHT, WEIGHT.replace("1.5", "-1.5")),
        "negative-factor",
        "times: -1.5",
        "pay.heads.start.weight.times is -1.5",
    ),
}


def test_a_plan_with_every_kind_of_pool_holds_together(tmp_path):
    plan = plan_of(tmp_path, POOLED)
    assert lint(plan) == []
    assert notices(plan) == []


@pytest.mark.parametrize("case", BROKEN)
def test_one_change_is_one_problem_at_its_place(tmp_path, case):
    change, code, piece, words = BROKEN[case]
    text = changed(change, text=POOLED)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (code, where_of(text, piece))
    assert words in problem.what
