"""Pools shared by a plan: figures worked out by hand, and data that cannot be shared."""

import pytest

from scoring.engine import run
from scoring.errors import DataError
from tests.people import roster, value
from tests.plans import plan_of
from tests.stages.test_stages import parts

ITSELF = (
    "{mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 1000, gives: 1000}], "
    "above: hold}"
)
WEIGHT = f"{{weight: {{on: value, measure: m0, curve: {ITSELF}, missing: 0}}}}"
BASED = f"{{column: bonus_base, rate: 0.5, coefficient: {{on: score, curve: {ITSELF}}}}}"


def pooled(fund, *, start=WEIGHT, per="overall", most="none", left="", where=""):
    """A plan whose one line shares a fund by the value of m0."""
    said = f"{{per: {per}, fund: {fund}, each_most: {most}{left and f', left_over: {left}'}}}"
    return parts(
        "1",
        extra=f"""pay:
  - name: pool
    pay_code: POOL
    {where and f"where: {where}"}
    start: {start}
    multipliers: none
    cap: none
    proration: none
    floor: none
    pool: {said}
""",
    )


def shared(folder, text, who, *values):
    """Run a plan; return the lines by agent, the pools, and the findings' codes and reasons."""
    result = run(plan_of(folder, text), {"m0": value(*values)}, who)
    lines = {who.agent_ids[line.agent]: line.amount_minor for line in result.lines}
    pools = result.shared.pools
    columns = (pools.group, pools.currency, pools.fund, pools.members, pools.shared, pools.returned)
    rows = [tuple(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    told = [(f.code, f.reason) for f in result.findings if "pool" in f.reason]
    assert {who.agent_ids[i] for i in result.payable.nonzero()[0]} == set(lines)
    return lines, rows, told


def people(**columns):
    n = len(next(iter(columns.values())))
    return roster([chr(97 + i) for i in range(n)], **columns)


def test_a_fund_is_shared_by_weight_to_the_cent(tmp_path):
    # 10,000.00 by 91.35, 87.20 and 64.10: semantics 2.16; without a value there is no weight.
    who = people(region=["x"] * 4)
    lines, rows, told = shared(
        tmp_path, pooled("{amount: {CNY: 10000}}"), who, "91.35", "87.20", "64.10", None
    )
    assert lines == {"a": 376468, "b": 359365, "c": 264167}
    assert rows == [(None, "CNY", 1000000, 3, 1000000, 0)]
    assert told == []


def test_who_got_the_odd_cent_is_known(tmp_path):
    result = run(
        plan_of(tmp_path, pooled("{amount: {CNY: 0.01}}")),
        {"m0": value("5", "5", "5")},
        people(region=["x"] * 3),
    )
    assert result.shared.members.amount.tolist() == [1, 0, 0]
    assert result.shared.members.odd.tolist() == [True, False, False]
    assert result.shared.pools.odd.tolist() == [1]


def test_each_group_has_a_fund_and_those_without_one_are_a_group(tmp_path):
    who = people(region=["n", "n", "s", None])
    lines, rows, _ = shared(
        tmp_path, pooled("{amount: {CNY: 90}}", per="region"), who, "1", "2", "3", "4"
    )
    assert lines == {"a": 3000, "b": 6000, "c": 9000, "d": 9000}
    assert rows == [
        ("", "CNY", 9000, 1, 9000, 0),
        ("n", "CNY", 9000, 2, 9000, 0),
        ("s", "CNY", 9000, 1, 9000, 0),
    ]


def test_each_currency_that_a_fund_names_is_a_pool_of_its_own(tmp_path):
    who = people(region=["n"] * 3, currency=["CNY", "JPY", "CNY"])
    fund = "{amount: {CNY: 100, JPY: 1001}}"
    lines, rows, _ = shared(tmp_path, pooled(fund), who, "1", "9", "3")
    assert lines == {"a": 2500, "b": 1001, "c": 7500}
    assert rows == [(None, "CNY", 10000, 2, 10000, 0), (None, "JPY", 1001, 1, 1001, 0)]


@pytest.mark.parametrize(("heads", "fund"), [("all", 30000), ("paid", 20000)])
def test_a_fund_grows_with_the_heads(tmp_path, heads, fund):
    who = people(region=["n"] * 3)
    lines, rows, _ = shared(
        tmp_path, pooled(f"{{per_head: {{CNY: 100}}, heads: {heads}}}"), who, "1", "1", None
    )
    assert lines == {"a": fund // 2, "b": fund // 2}
    assert rows == [(None, "CNY", fund, 2, fund, 0)]


def test_who_has_no_currency_counts_for_no_fund(tmp_path):
    who = people(region=["n", "s"], currency=["CNY", None])
    fund = "{per_head: {CNY: 100, JPY: 7}, heads: all}"
    lines, rows, _ = shared(tmp_path, pooled(fund, per="region"), who, "1", "1")
    assert (lines, rows) == ({"a": 10000}, [("n", "CNY", 10000, 1, 10000, 0)])


@pytest.mark.parametrize(("payroll", "fund"), [("all", 15000), ("paid", 9001)])
def test_a_fund_is_a_percent_of_the_payroll_rounded_once(tmp_path, payroll, fund):
    # 3 % of 1,000.10 + 2,000.20 is 90.009; of all, with 1,999.70 more, 150.00.
    who = people(region=["n"] * 3, base=["1000.10", "2000.20", "1999.70"])
    said = pooled(f"{{percent: 3, payroll: {payroll}}}")
    lines, rows, _ = shared(tmp_path, said, who, "1", "1", None)
    assert sum(lines.values()) == fund
    assert rows == [(None, "CNY", fund, 2, fund, 0)]


@pytest.mark.parametrize(("payroll", "lacking"), [("all", 2), ("paid", 1)])
def test_who_adds_nothing_to_a_payroll_is_told(tmp_path, payroll, lacking):
    # Of all four two have no base; of the two who are paid, the second.
    who = people(region=["n"] * 4, base=["1000", None, "0", None])
    text = pooled(f"{{percent: 10, payroll: {payroll}}}")
    result = run(plan_of(tmp_path, text), {"m0": value("1", "1", None, None)}, who)
    assert result.shared.pools.fund.tolist() == [10000]
    told = [f.reason for f in result.findings if f.code == "no-base-in-payroll"]
    assert told == [
        f"agents of the payroll without a base of pay, who add nothing to it: {lacking}"
    ]


def test_shares_start_from_pay_and_carry_no_rounding(tmp_path):
    # 1,000.05 x 0.5 x 80 and 999.95 x 0.5 x 40: 40,002 and 19,999 of 60,001 share 600.01.
    who = people(base=["1000.05", "999.95"])
    lines, _, _ = shared(tmp_path, pooled("{amount: {CNY: 600.01}}", start=BASED), who, "80", "40")
    assert lines == {"a": 40002, "b": 19999}


def test_groups_by_name_leave_others_out(tmp_path):
    who = people(team=["t1", "t2", "t1", None])
    fund = "{groups: {t1: {CNY: 10}, t3: {CNY: 7}}}"
    lines, rows, told = shared(tmp_path, pooled(fund, per="team"), who, "1", "1", "3", "1")
    assert lines == {"a": 250, "c": 750}
    assert rows == [("t1", "CNY", 1000, 2, 1000, 0), ("t3", "CNY", 700, 0, 0, 700)]
    assert told == [
        ("pool-not-shared", "the pool of team t3 of 7.00 CNY is returned whole: nobody is in it"),
        ("no-fund-for-group", "2 agents of groups for which the pool names no fund: not paid"),
    ]


def test_only_those_of_the_lines_filter_are_in_the_pool(tmp_path):
    who = people(role=["lead", "agent", "agent"])
    said = pooled("{per_head: {CNY: 10}, heads: all}", where="{role: agent}")
    lines, rows, _ = shared(tmp_path, said, who, "5", "1", "1")
    assert (lines, rows) == ({"b": 1000, "c": 1000}, [(None, "CNY", 2000, 2, 2000, 0)])


def test_a_pool_of_zeros_is_returned_and_pays_nothing(tmp_path):
    who = people(region=["n", "n", "s"])
    fund = pooled("{amount: {CNY: 50}}", per="region")
    lines, rows, told = shared(tmp_path, fund, who, "0", "0", "2")
    assert lines == {"a": 0, "b": 0, "c": 5000}
    assert rows == [("n", "CNY", 5000, 2, 0, 5000), ("s", "CNY", 5000, 1, 5000, 0)]
    reason = "the pool of region n of 50.00 CNY is returned whole: all shares are zero"
    assert told == [("pool-not-shared", reason)]


def test_a_pool_with_nobody_in_it_is_returned(tmp_path):
    # The one agent of the region has no score.
    lines, rows, told = shared(
        tmp_path, pooled("{amount: {CNY: 50}}", per="manager"), people(manager_id=["m"]), None
    )
    assert (lines, rows) == ({}, [("m", "CNY", 5000, 0, 0, 5000)])
    reason = "the pool of manager m of 50.00 CNY is returned whole: nobody is in it"
    assert told == [("pool-not-shared", reason)]


@pytest.mark.parametrize(
    ("left", "amounts", "returned"),
    [("share", [2000, 4800, 3200], 0), ("return", [2000, 3000, 2000], 3000)],
)
def test_what_exceeds_a_cap_is_shared_or_returned(tmp_path, left, amounts, returned):
    # 100 by 5, 3 and 2 is 50, 30 and 20; the first gets at most 20, 0.5 x 40.
    who = people(base=["40", "1000", "1000"])
    start = BASED.replace(f"on: score, curve: {ITSELF}", "on: tier, gives: {A: 1, B: 1, C: 1}")
    by = f"{{name: by, factor: {{on: value, measure: m0, curve: {ITSELF}, missing: 0}}}}"
    text = pooled("{amount: {CNY: 100}}", start=start, most="{times_base: 1}", left=left)
    text = text.replace("multipliers: none", f"multipliers: [{by}]")
    # 20 x 50, 500 x 1.2 and 500 x 0.8 are 1000, 600 and 400.
    lines, rows, told = shared(tmp_path, text, who, "50", "1.2", "0.8")
    assert list(lines.values()) == amounts
    assert rows == [(None, "CNY", 10000, 3, 10000 - returned, returned)]
    reason = (
        "the pool overall of 100.00 CNY: shared 70.00, returned 30.00, with 1 of 3 at their most"
    )
    assert told == [("pool-left-over", reason)] * (left == "return")


def test_what_is_left_where_all_are_at_their_most_is_returned_and_told(tmp_path):
    # North: 100 by 5, 3 and 0 is 62.50 and 37.50; at 20 each at most, 60 of it go back. South: 100
    # by 1 is 100, and 80 go back. West: 20 of 20 go back to nobody, as the one member is due 20.
    who = people(region=["n", "n", "n", "s", "w"])
    fund = "{groups: {n: {CNY: 100}, s: {CNY: 100}, w: {CNY: 20}}}"
    text = pooled(fund, per="region", most="{amount: {CNY: 20}}", left="share")
    lines, rows, told = shared(tmp_path, text, who, "5", "3", "0", "1", "1")
    assert lines == {"a": 2000, "b": 2000, "c": 0, "d": 2000, "e": 2000}
    assert [row[-2:] for row in rows] == [(4000, 6000), (2000, 8000), (2000, 0)]
    assert {code for code, _ in told} == {"pool-left-over"}
    assert [reason.split(": ") for _, reason in told] == [
        [f"the pool of region {region} of 100.00 CNY", f"{became} at their most"]
        for region, became in (
            ("n", "shared 40.00, returned 60.00, with 2 of 3"),
            ("s", "shared 20.00, returned 80.00, with 1 of 1"),
        )
    ]


def test_a_part_of_a_unit_above_a_cap_is_not_paid(tmp_path):
    # 0.5 x 66.65 is 33.325: at most 33.32, and the others share what is left, 66.68.
    who = people(base=["66.65", "900", "900"])
    text = pooled(
        "{amount: {CNY: 100}}", start=BASED.replace(ITSELF, "{mode: power, one_at: 80, "
        "above: 1, below: 1, places: 2}"), most="{times_base: 1}", left="share",
    )  # fmt: skip
    text = text.replace(
        "multipliers: none",
        f"multipliers: [{{name: by, factor: {{on: value, measure: m0, curve: {ITSELF}, "
        "missing: 0}}]",
    )
    lines, _, _ = shared(tmp_path, text, who, "80", "80", "80")
    assert sum(lines.values()) == 10000
    assert lines["a"] <= 3332


def test_agents_in_a_currency_without_a_fund_are_refused(tmp_path):
    who = people(region=["n", "n", "s"], currency=["CNY", "JPY", "KWD"])
    with pytest.raises(DataError) as caught:
        shared(tmp_path, pooled("{amount: {CNY: 100}}", per="region"), who, "1", "1", "1")
    assert [(p.code, p.what) for p in caught.value.problems] == [
        (
            "mixed-currencies",
            ("pay.pool: agents of the pool of region n are paid in JPY, in which it has no fund"),
        ),
        (
            "mixed-currencies",
            ("pay.pool: agents of the pool of region s are paid in KWD, in which it has no fund"),
        ),
    ]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("payroll", "refused"), [("all", True), ("paid", False)])
def test_a_payroll_in_several_currencies_is_refused(tmp_path, payroll, refused):
    # b has no score and so no line: it counts for the payroll of all alone.
    who = people(
        region=["n", "n", "s"], currency=["CNY", "JPY", "KWD"], base=["1000", "1000", "1000"]
    )
    text = pooled(f"{{percent: 10, payroll: {payroll}}}", per="region")
    if refused:
        with pytest.raises(DataError) as caught:
            shared(tmp_path, text, who, "1", None, "1")
        [problem] = caught.value.problems
        assert problem.what == (
            "pay.pool: the payroll of the pool of region n is in CNY, JPY, and a pool has one "
            "currency"
        )
    else:
        lines, rows, _ = shared(tmp_path, text, who, "1", None, "1")
        assert lines == {"a": 10000, "c": 100000}
        assert [row[:4] for row in rows] == [
            ("n", "CNY", 10000, 1),
            ("n", "JPY", 0, 0),
            ("s", "KWD", 100000, 1),
        ]


def test_shares_with_denominators_of_their_own_are_shared_exactly(tmp_path):
    # By attainment, 7 of so many different targets: no denominator of reasonable length is shared.
    n = 40
    primes = [p for p in range(101, 400) if all(p % q for q in range(2, 20))][:n]
    targets = {("m0", "target"): (value(*map(str, primes)).units, value(*map(str, primes)).known)}
    who = roster([f"a{i:02}" for i in range(n)], targets=targets)
    text = pooled("{amount: {CNY: 1000}}", start=WEIGHT.replace("on: value", "on: attainment"))
    text = text.replace("volume_min: 1,", "volume_min: 1, anchors: {target: targets},")
    lines, rows, _ = shared(tmp_path, text, who, *["7"] * n)
    assert rows == [(None, "CNY", 100000, n, 100000, 0)]
    whole = sum(1 / p for p in primes)
    for amount, p in zip(lines.values(), primes, strict=True):
        assert abs(amount - 100000 / p / whole) < 1


@pytest.mark.parametrize(
    ("below", "fund", "amounts"),
    [("shared", -100, [-34, -33, -33]), ("nothing", 0, [0, 0, 0])],
)
def test_a_loss_is_shared_as_a_profit_would_be_or_not_at_all(tmp_path, below, fund, amounts):
    # 1 % of a loss of 100: a yuan of three equal shares, the odd cent from the first by agent id.
    who = people(region=["n"] * 3)
    text = pooled(f"{{measure: profit, rate: {{CNY: 0.01}}, below_zero: {below}}}")
    profit = (
        "  profit: {title: P, kind: result, result: profit, per: all, unit: CNY, better: higher, "
        "places: 2, missing: exclude}\n"
    )
    text = text.replace("components:\n", f"{profit}components:\n")
    values = {"m0": value("5", "5", "5"), "profit": value("-100", "-100", "-100")}
    result = run(plan_of(tmp_path, text), values, who)
    assert [line.amount_minor for line in result.lines] == amounts
    assert result.shared.pools.fund.tolist() == [fund]
    assert not [f for f in result.findings if "pool" in f.code]


@pytest.mark.parametrize(
    ("value_of", "code", "became"),
    [
        (
            "5",
            "pool-left-over",
            ": shared -0.60, not deducted -0.40, with 3 of 3 at their most",
        ),
        ("0", "pool-not-shared", " is a loss that nobody bears: all shares are zero"),
    ],
)
def test_what_nobody_bears_of_a_loss_is_told(tmp_path, value_of, code, became):
    # A third of 1.00 is more than 0.20, the most that any of the three bears.
    who = people(region=["n"] * 3)
    text = pooled(
        "{measure: profit, rate: {CNY: 0.01}, below_zero: shared}",
        most="{amount: {CNY: 0.20}}",
        left="share",
    )
    profit = (
        "  profit: {title: P, kind: result, result: profit, per: all, unit: CNY, better: higher, "
        "places: 2, missing: exclude}\n"
    )
    text = text.replace("components:\n", f"{profit}components:\n")
    values = {"m0": value(*[value_of] * 3), "profit": value("-100", "-100", "-100")}
    result = run(plan_of(tmp_path, text), values, who)
    assert [(f.code, f.reason) for f in result.findings if "pool" in f.code] == [
        (code, f"the pool overall of -1.00 CNY{became}")
    ]


def test_without_a_result_there_is_no_fund(tmp_path):
    who = people(region=["n", "s"])
    text = pooled("{measure: profit, rate: {CNY: 1}, below_zero: nothing}", per="region")
    profit = (
        "  profit: {title: P, kind: result, result: profit, per: region, unit: CNY, "
        "better: higher, places: 2, missing: exclude}\n"
    )
    text = text.replace("components:\n", f"{profit}components:\n")
    values = {"m0": value("5", "5"), "profit": value("7.25", None)}
    result = run(plan_of(tmp_path, text), values, who)
    assert [line.amount_minor for line in result.lines] == [725, 0]
    told = [(f.code, f.reason) for f in result.findings if "fund" in f.reason]
    assert told == [("no-result-for-fund", "1 pools whose result is not known have no fund")]
