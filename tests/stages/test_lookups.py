"""Amounts of money looked up by several columns: what a line starts from, worked out by hand."""

import dataclasses
import datetime as dt

import pytest

from scoring.beside import Rate
from scoring.cases import load_cases, run_cases
from scoring.engine import run
from scoring.errors import DataError, PlanError
from scoring.plan.lint import remarks
from tests.people import roster, value
from tests.plans import plan_of, where_of
from tests.stages.test_stages import bonus, paid, parts

START = """
      on: lookup
      by: [role, region, tier]
      rows:
        - {is: [客服专员, 华东, A], gives: {CNY: 800.5, JPY: 16000}}
        - {is: [客服专员, 华东, B], gives: {CNY: 500, JPY: 10000}}
        - {is: [组长, 华东, A], gives: {CNY: 1200, JPY: 24000}}
        - {is: [nobody, nowhere, A], gives: {CNY: 9999, JPY: 99999}}
      otherwise: {CNY: 100.25, JPY: 2000}"""
REFUSING = START.replace("otherwise: {CNY: 100.25, JPY: 2000}", "otherwise: refuse")


def found(folder, text, who, *values):
    """The amounts of a run by agent id in minor units, and the codes of its findings."""
    result = run(plan_of(folder, text), {"m0": value(*values)}, who)
    amounts = {who.agent_ids[line.agent]: line.amount_minor for line in result.lines}
    return amounts, [(f.code, f.reason[:1]) for f in result.findings]


def test_the_row_of_all_words_gives_the_amount_in_the_agents_currency(tmp_path):
    # Nobody has a base of pay. A score of 95 is in tier A, one of 85 in B, one of 50 in C.
    who = roster(
        list("abcdefg"),
        role=["客服专员", "客服专员", "组长", "客服专员", None, "组长", "客服专员"],
        region=["华东", "华东", "华东", "华南", "华东", "华东", "华东"],
        currency=["CNY", "JPY", "JPY", "CNY", "JPY", "CNY", "CNY"],
    )
    text = parts("1", extra=bonus(start=START))
    amounts, told = found(tmp_path, text, who, "95", "85", "95", "95", "95", "85", "50")
    assert amounts == {
        "a": 800_50,
        "b": 10000,
        "c": 24000,
        "d": 100_25,  # no row for 华南
        "e": 2000,  # a role that is not known is in no row
        "f": 100_25,  # no row for 组长 in tier B
        "g": 100_25,  # none for tier C
    }
    assert told == []


def test_words_go_by_the_order_of_by_and_all_must_meet(tmp_path):
    start = """
      on: lookup
      by: [team, role]
      rows: [{is: [x, y], gives: {CNY: 1}}, {is: [y, x], gives: {CNY: 2}}]
      otherwise: {CNY: 3}"""
    who = roster(list("abcd"), role=["y", "x", "x", "y"], team=["x", "y", "x", "y"])
    text = parts("1", extra=bonus(start=start))
    amounts = paid(tmp_path, text, who, "95", "95", "95", "95")
    assert amounts == {"a": 1_00, "b": 2_00, "c": 3_00, "d": 3_00}


def test_the_steps_follow_as_after_any_amount(tmp_path):
    # a: 800.50 x 1.25 = 1,000.625, capped at 1,000, half of the days at 0.5 fte: 250.00.
    # b: 500 x 1.25 = 625, a quarter of it is 156.25, raised to the floor of 160.
    extra = bonus(
        start=START,
        multipliers="[{name: more, factor: {on: roster, where: {region: 华东}, times: 1.25}}]",
        cap="[{amount: {CNY: 1000, JPY: 20000}}]",
        proration="{by: calendar_days, fte: apply}",
        floor="[{amount: {CNY: 160, JPY: 3000}}]",
    )
    who = roster(["a", "b"], role=["客服专员"] * 2, region=["华东"] * 2, days=[15, 15], fte="0.5")
    assert paid(tmp_path, parts("1", extra=extra), who, "95", "85") == {"a": 250_00, "b": 160_00}


def test_an_amount_may_be_a_share_of_a_pool(tmp_path):
    # 1,000 by 800.50 and 100.25 and 100.25: the first gets 799.700…, the others 100.149….
    extra = bonus(start=START, pool="{per: overall, fund: {amount: {CNY: 1000}}, each_most: none}")
    who = roster(list("abc"), role=["客服专员", "x", "y"], region=["华东"] * 3)
    amounts = paid(tmp_path, parts("1", extra=extra), who, "95", "95", "95")
    assert amounts == {"a": 799_70, "b": 100_15, "c": 100_15}


def test_whoever_is_in_no_row_ends_the_run_where_the_plan_refuses_them(tmp_path):
    who = roster(list("abcd"), role=["客服专员", "组长", "组长", None], region=["华东"] * 4)
    text = parts("1", extra=bonus(start=REFUSING))
    with pytest.raises(DataError) as caught:
        paid(tmp_path, text, who, "95", "85", "85", "95")
    told = [(p.code, p.where, p.what) for p in caught.value.problems]
    at, lost = where_of(text, "start:"), "region 华东, tier"
    assert told == [
        ("no-such-row", at, f"2 agents with role 组长, {lost} B, for which there is no row"),
        ("no-such-row", at, f"1 agent with role empty, {lost} A, for which there is no row"),
    ]


def test_nobody_is_refused_a_row_who_does_not_get_the_line(tmp_path):
    # b is not of the line, c is paid in a currency that it does not name, d has no score.
    who = roster(
        list("abcd"),
        role=["客服专员"] * 4,
        region=["华东", "华南", "华东", "华南"],
        currency=["CNY", "CNY", "EUR", "CNY"],
    )
    where = {"where": "{region: 华东}"}
    text = parts("1", extra=bonus(start=REFUSING, **where))
    amounts, told = found(tmp_path, text, who, "95", "95", "50", None)
    assert amounts == {"a": 800_50}
    assert told == [("no-amount-for-currency", "1")]
    # Converted, c has a tier that no row is for.
    who = dataclasses.replace(who, rates=euros(128_000_000_000))
    with pytest.raises(DataError, match="role 客服专员, region 华东, tier C"):
        found(tmp_path, text + EXCHANGE, who, "95", "95", "50", None)


EXCHANGE = "exchange: {from: CNY, on: period_end, days_back: 0}\n"


def euros(units):
    """A rate of so many units of 10**-12 EUR for a yuan."""
    return {"EUR": Rate(units, dt.date(2026, 6, 30), "bank")}


def test_what_is_not_named_in_a_currency_is_converted_or_not_paid(tmp_path):
    # 800.5 x 0.128123456789 = 102.5628271595945 EUR; others' 100.25 make 12.84437654309725 EUR;
    # yen are named, and stay 16,000.
    who = roster(
        list("abc"),
        role=["客服专员", "x", "客服专员"],
        region=["华东"] * 3,
        currency=["EUR", "EUR", "JPY"],
    )
    text = parts("1", extra=bonus(start=START))
    with_rates = dataclasses.replace(who, rates=euros(128_123_456_789))
    amounts, told = found(tmp_path, text + EXCHANGE, with_rates, "95", "95", "95")
    assert (amounts, told) == ({"a": 102_56, "b": 12_84, "c": 16000}, [])
    amounts, told = found(tmp_path, text, who, "95", "95", "95")
    assert (amounts, told) == ({"c": 16000}, [("no-amount-for-currency", "2")])


def test_the_largest_amount_times_the_largest_factor_does_not_wrap(tmp_path):
    # 10**10 dinars at three places times 10**6 are 10**19 units: int64 ends below 9.3 x 10**18.
    start = """
      on: lookup
      by: [role]
      rows: [{is: [x], gives: {KWD: 10000000000, JPY: 10000000000}}]
      otherwise: {KWD: 9999999999.999, JPY: 1}"""
    times = "[{name: more, factor: {on: roster, where: {region: r}, times: 1000000}}]"
    text = parts("1", extra=bonus(start=start, multipliers=times))
    who = roster(
        list("abcd"),
        role=["x", "y", "x", "x"],
        region=["r", "r", "r", None],
        currency=["KWD", "KWD", "JPY", "KWD"],
    )
    assert paid(tmp_path, text, who, "95", "95", "95", "95") == {
        "a": 10**19,
        "b": 10**19 - 10**6,
        "c": 10**16,
        "d": 10**13,
    }


CASES = """\
plan: minimal
period: 2026-06
cases:
  - name: in a row, and in none
    given:
      A: {measures: {m0: 95}, role: 客服专员, region: 华东, currency: CNY}
      B: {measures: {m0: 85}, role: 客服专员, region: 华东, currency: JPY}
      C: {measures: {m0: 95}, role: 客服专员, currency: CNY}
    expect:
      A: {pay: {bonus: 800.50}}
      B: {pay: {bonus: 10000}}
      C: {pay: {bonus: 100.25}}
  - name: converted
    rates: {EUR: 0.128}
    given:
      A: {measures: {m0: 95}, role: 组长, region: 华东, currency: EUR}
    expect:
      A: {pay: {bonus: 153.60}}
"""


def test_a_case_pays_by_the_rows(tmp_path):
    # 1,200 yuan at 0.128 are 153.60 EUR.
    (tmp_path / "plan.cases.yaml").write_text(CASES, encoding="utf-8")
    plan = plan_of(tmp_path, parts("1", extra=bonus(start=START)) + EXCHANGE)
    outcomes = run_cases(plan, load_cases(tmp_path / "plan.cases.yaml"))
    assert [(outcome.name, outcome.problems) for outcome in outcomes] == [
        ("in a row, and in none", ()),
        ("converted", ()),
    ]


BROKEN = {
    "a row twice": ("[组长, 华东, A]", "[客服专员, 华东, B]", "duplicate-row",
                    "{is: [客服专员, 华东, B], gives: {CNY: 1200"),
    "a row too short": ("[组长, 华东, A]", "[组长, 华东]", "row-length", "{is: [组长, 华东]"),
    "a row too long": ("[组长, 华东, A]", "[组长, 华东, A, A]", "row-length",
                       "{is: [组长, 华东, A, A]"),
    "a column twice": ("by: [role, region, tier]", "by: [role, tier, tier]", "duplicate-name",
                       "by: [role, tier, tier]"),
    "no such tier": ("[组长, 华东, A]", "[组长, 华东, D]", "unknown-tier", "D], gives"),
    "no such column": ("by: [role,", "by: [rolle,", "unknown-choice", "rolle"),
    "a row without a currency": ("{CNY: 1200, JPY: 24000}", "{CNY: 1200}", "currency-not-covered",
                                 "gives: {CNY: 1200}"),
    "others without a currency": ("{CNY: 100.25, JPY: 2000}", "{CNY: 100.25}",
                                  "currency-not-covered", "otherwise:"),
    "others without any": ("{CNY: 100.25, JPY: 2000}", "{}", "missing-currency", "otherwise:"),
    "no such currency": ("CNY: 1200", "CNX: 1200", "unknown-currency", "CNX"),
    "less than nothing": ("CNY: 1200", "CNY: -1200", "negative-amount", "CNY: -1200"),
    "parts of a cent": ("CNY: 100.25", "CNY: 100.255", "too-many-places", "CNY: 100.255"),
    "more than the most": ("CNY: 1200", "CNY: 10000000000.01", "number-too-large",
                           "CNY: 10000000000.01"),
    "a bare number": ("{CNY: 100.25, JPY: 2000}", "100.25", "unknown-choice", "otherwise:"),
    "no others": ("      otherwise: {CNY: 100.25, JPY: 2000}\n", "", "missing-key", "start:"),
    "no rows": ("rows:", "amounts:", "unknown-key", "amounts:"),
    "a cap without a base": ("cap: none", "cap: [{times_base: 2}]", "limit-without-base",
                             "{times_base: 2}"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_a_lookup_is_told_at_its_place(tmp_path, case):
    old, new, code, piece = BROKEN[case]
    text = parts("1", extra=bonus(start=START))
    assert text.count(old) == 1
    text = text.replace(old, new)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    assert (code, where_of(text, piece)) in [(p.code, p.where) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("{CNY: 1200, JPY: 24000}", "{JPY: 24000}", "gives: {JPY: 24000}"),
     ("{CNY: 100.25, JPY: 2000}", "{JPY: 2000}", "otherwise:")],
)  # fmt: skip
def test_what_is_converted_must_be_named_by_every_row(tmp_path, old, new, key):
    text = (parts("1", extra=bonus(start=START)) + EXCHANGE).replace(old, new)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    met = [p.what for p in caught.value.problems if p.where == where_of(text, key)]
    assert any("has no amount in CNY, from which exchange converts" in what for what in met), met


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"cap": "9999"}, "cap-never-binds", "cap[1]"),
        ({"cap": "9998.99"}, None, None),
        ({"floor": "9999"}, "floor-always-binds", "floor[1]"),
        ({"floor": "9998.99"}, None, None),
    ],
)
def test_a_limit_that_decides_nothing_is_told_by_the_rows(tmp_path, said, code, path):
    # The most of any row, whoever may be in it, is 9,999 yuan and 99,999 yen.
    limits = {key: f"[{{amount: {{CNY: {cny}, JPY: 99999}}}}]" for key, cny in said.items()}
    plan = plan_of(tmp_path, parts("1", extra=bonus(start=START, **limits)))
    told = {p.code: p.what for p in remarks(plan)}
    assert set(told) & {"cap-never-binds", "floor-always-binds"} == ({code} if code else set())
    if code:
        assert told[code].startswith(f"pay.bonus.{path} is 9999 CNY, 99999 JPY and ")
        assert told[code].endswith("at most 9999 CNY, 99999 JPY")
