"""Money from tables: rates whole and by slices, hurdles, and amounts by a measure, by hand."""

import pytest

from scoring.engine import run
from scoring.errors import PlanError
from tests.people import roster, value
from tests.plans import plan_of, where_of
from tests.stages.test_stages import bonus, paid, parts

# Oracle's tiers (docs.oracle.com, earnings using step rates): 1 % to 1,000, 2 % to 3,000, 3 % to
# 8,000, 5 % above.
TIERS = """bands: [{from: 0, gives: {CNY: 0.01}}, {from: 1000, gives: {CNY: 0.02}},
          {from: 3000, gives: {CNY: 0.03}}, {from: 8000, gives: {CNY: 0.05}}]"""
SLICES = f"{{mode: marginal, {TIERS}}}"
WHOLE = f"{{mode: whole, below: {{CNY: 0}}, {TIERS}}}"


def by_rates(rates: str, more: str = "") -> str:
    start = f"\n      measure: m0\n      rates: {rates}\n      missing: {{CNY: 7}}{more}"
    return parts("1", extra=bonus(start=start))


@pytest.mark.parametrize(
    ("rates", "amounts"),
    [
        # Slices: 10 + 10 of 1,500; 10 + 40 + 45 of 4,500; 10 + 40 + 150 + 85 of all 9,700.
        (SLICES, {"1500": 20_00, "4500": 95_00, "9700": 285_00, "0": 0}),
        # One rate for all of it: 2 % of 1,500, 3 % of 4,500, 5 % of 9,700.
        (WHOLE, {"1500": 30_00, "4500": 135_00, "9700": 485_00, "1000": 20_00, "999.99": 10_00}),
    ],
)
def test_one_table_earns_by_slices_or_as_a_whole(tmp_path, rates, amounts):
    who = roster([f"a{i}" for i in range(len(amounts))])
    found = paid(tmp_path, by_rates(rates), who, *amounts)
    assert list(found.values()) == list(amounts.values())


def test_without_a_value_the_amount_is_the_one_that_is_missing(tmp_path):
    text = by_rates(SLICES).replace("missing: exclude", "missing: zero")
    assert paid(tmp_path, text, roster(["a"]), None) == {"a": 7_00}


def test_slices_begin_after_what_was_reached_before(tmp_path):
    # Spiff's mamount: 145,000 reached, a deal of 20,000, 4 % below 150,000 and 6 % above:
    # 5,000 x 4 % + 15,000 x 6 % = 200 + 900 = 1,100.
    start = """
      measure: m0
      after: m1
      rates:
        mode: marginal
        bands: [{from: 0, gives: {CNY: 0.04}}, {from: 150000, gives: {CNY: 0.06}},
          {from: 250000, gives: {CNY: 0.08}}]
      missing: {CNY: 0}"""
    plan = plan_of(tmp_path, parts("0.5", "0.5", extra=bonus(start=start)))
    values = {"m0": value("20000", "20000"), "m1": value("145000", None)}
    result = run(plan, values, roster(["a", "b"]))
    assert [line.amount_minor for line in result.lines] == [1100_00, 0]


def test_a_hurdle_opens_a_rate(tmp_path):
    # Alexander Group: a quota of 1,000,000 sold to 110 %, 2 % and above the quota 4 %, but only who
    # has 95 % elsewhere: 20,000 + 4,000 = 24,000, else 2 % of all of it: 22,000.
    start = """
      measure: m0
      rates:
        mode: marginal
        bands: [{from: 0, gives: {CNY: 0.02}}, {from: 1000000, gives: {CNY: 0.04}}]
      hurdle:
        when: {measure: m1, at_least: 95, missing: fails}
        closed: {mode: marginal, bands: [{from: 0, gives: {CNY: 0.02}}]}
        why: All products count.
      missing: {CNY: 0}"""
    plan = plan_of(tmp_path, parts("0.5", "0.5", extra=bonus(start=start)))
    values = {"m0": value("1100000", "1100000", "1100000"), "m1": value("95", "80", None)}
    result = run(plan, values, roster(["a", "b", "c"]))
    assert [line.amount_minor for line in result.lines] == [24000_00, 22000_00, 22000_00]


def test_rates_pay_each_in_the_own_currency(tmp_path):
    # 12 pieces: 12 x 2.5 CNY, 12 x 40.5 JPY = 486.
    rates = (
        "{mode: whole, below: {CNY: 0, JPY: 0}, bands: [{from: 10, gives: {CNY: 2.5, JPY: 40.5}}]}"
    )
    text = by_rates(rates).replace("{CNY: 7}", "{CNY: 7, JPY: 9}")
    who = roster(["a", "b"], currency=["CNY", "JPY"])
    assert paid(tmp_path, text, who, "12", "12") == {"a": 30_00, "b": 486}


def test_an_amount_goes_by_a_measure_or_by_its_attainment(tmp_path):
    bands = "[{from: 90, gives: {CNY: 100}}, {from: 100, gives: {CNY: 300}}]"
    table = f"{{mode: whole, below: {{CNY: 0}}, bands: {bands}}}"
    for on, amounts in (("value", [300_00, 100_00, 0]), ("attainment", [300_00, 300_00, 100_00])):
        start = f"{{on: {on}, measure: m0, amounts: {table}, missing: {{CNY: 1}}}}"
        text = parts("1", extra=bonus(start=start))
        # Of a target of 90 the values are 111.1, 105.6 and 98.9 %.
        text = text.replace("missing: exclude", "missing: exclude, anchors: {target: 90}", 1)
        found = paid(tmp_path, text, roster(["a", "b", "c"]), "100", "95", "89")
        assert list(found.values()) == amounts


BROKEN = {
    "negative": ("{CNY: 0.02}", "{CNY: -0.02}", "negative-amount", "CNY: -0.02"),
    "currency": ("{CNY: 0.02}", "{CNY: 0.02, EUR: 1}", "currency-not-covered", "gives: {CNY: 0.01"),
    "measure": ("m0\n      rates", "mm\n      rates", "unknown-measure", "measure: mm"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_rates_is_told_at_its_place(tmp_path, case):
    old, new, code, piece = BROKEN[case]
    text = by_rates(SLICES)
    text = text.replace(old, new)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    assert (code, where_of(text, piece)) in [(p.code, p.where) for p in caught.value.problems]


def test_after_has_no_meaning_for_a_whole_rate(tmp_path):
    with pytest.raises(PlanError, match="after-without-slices"):
        plan_of(tmp_path, by_rates(WHOLE, "\n      after: m0"))
