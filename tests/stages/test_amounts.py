"""Amounts of money along a line or filled band by band, worked out by hand."""

import dataclasses
import datetime as dt

import pytest

from scoring.beside import Rate
from tests.people import roster
from tests.stages.test_stages import bonus, paid, parts

# Oracle's "proportional" (docs.oracle.com, interpolated amounts): 10, 40, 100 and 2,000 for the
# bands 0 to 1,000, to 3,000, to 8,000 and to 20,000.
FILLED = """{mode: filled, to: 20000, bands: [{from: 0, gives: {CNY: 10, JPY: 200}},
        {from: 1000, gives: {CNY: 40, JPY: 800}}, {from: 3000, gives: {CNY: 100, JPY: 2000}},
        {from: 8000, gives: {CNY: 2000, JPY: 40000}}]}"""
POINTS = "[{at: 80, gives: {CNY: 500}}, {at: 90, gives: {CNY: 800}}, {at: 100, gives: {CNY: 1000}}]"
LINE = f"{{mode: interpolated, below: {{CNY: 0}}, points: {POINTS}, above: hold}}"
EXCHANGE = "exchange: {from: CNY, on: period_end, days_back: 0}\n"


def by_value(amounts: str, missing: str = "{CNY: 7}", on: str = "value", **steps: str) -> str:
    start = (
        f"\n      on: {on}\n      measure: m0\n      amounts: {amounts}\n      missing: {missing}"
    )
    return parts("1", extra=bonus(start=start, **steps))


def by_score(amounts: str, **steps: str) -> str:
    return parts("1", extra=bonus(start=f"\n      on: score\n      amounts: {amounts}", **steps))


def each(folder, text, *values, **columns):
    who = roster([f"a{i}" for i in range(len(values))], **columns)
    return list(paid(folder, text, who, *values).values())


def test_amounts_of_bands_are_filled_as_far_as_the_value_goes(tmp_path):
    # 1,500: 10 + 40 x 500 / 2,000 = 20. 4,500: 10 + 40 + 100 x 1,500 / 5,000 = 80. The six are 149.
    text = by_value(FILLED, "{CNY: 7, JPY: 7}")
    found = each(tmp_path, text, "200", "300", "1500", "1200", "2000", "4500")
    assert found == [2_00, 3_00, 20_00, 14_00, 30_00, 80_00]
    assert sum(found) == 149_00
    # Nothing under the first edge; a whole band at its end; nothing more beyond the last.
    assert each(tmp_path, text, "-5", "0", "3000", "20000", "25000") == [
        *(0, 0, 50_00),
        *(2150_00, 2150_00),
    ]


def test_each_is_paid_the_amounts_of_the_own_currency(tmp_path):
    # 1,500: 200 + 800 / 4 = 400 yen; 4,500: 200 + 800 + 2,000 x 0.3 = 1,600 yen.
    text = by_value(FILLED, "{CNY: 7, JPY: 9}")
    found = each(tmp_path, text, "1500", "1500", "4500", currency=["CNY", "JPY", "JPY"])
    assert found == [20_00, 400, 1600]


@pytest.mark.parametrize(
    ("score", "amount"),
    [
        ("79.99", 0),
        ("80", 500_00),
        ("85", 650_00),  # half way from 500 to 800
        ("90", 800_00),
        ("95", 900_00),  # half way from 800 to 1,000
        ("100", 1000_00),
    ],
)
def test_a_line_runs_from_amount_to_amount(tmp_path, score, amount):
    assert each(tmp_path, by_score(LINE), score) == [amount]


def test_a_line_says_what_lies_outside_of_its_points(tmp_path):
    ends = {
        ("hold", "hold"): (500_00, 1000_00),
        ("{CNY: 1}", "{CNY: 2}"): (1_00, 2_00),
        ("{CNY: 0}", "extrapolate"): (0, 1200_00),  # 20 for each further one
    }
    for (below, above), amounts in ends.items():
        line = f"{{mode: interpolated, below: {below}, points: {POINTS}, above: {above}}}"
        assert tuple(each(tmp_path, by_value(line), "70", "110")) == amounts


def test_a_line_of_money_may_jump(tmp_path):
    jump = "{at: 90, before: {CNY: 700}, gives: {CNY: 750}, then: {CNY: 800}}"
    line = LINE.replace("{at: 90, gives: {CNY: 800}}", jump)
    # 85: half way from 500 to 700; 90 itself; 95: half way from 800 to 1,000.
    assert each(tmp_path, by_score(line), "85", "90", "95") == [600_00, 750_00, 900_00]


def test_what_a_line_gives_is_rounded_once_at_the_end(tmp_path):
    # 81 is a third of the way to 100: 33.33 alone, and three times as much is 100.00, not 99.99.
    points = "[{at: 80, gives: {CNY: 0}}, {at: 83, gives: {CNY: 100}}]"
    line = f"{{mode: interpolated, below: hold, points: {points}, above: hold}}"
    thrice = "[{name: m, factor: {on: roster, where: {role: lead}, times: 3}}]"
    text = by_score(line, multipliers=thrice)
    assert each(tmp_path, text, "81", "81", role=["lead", "agent"]) == [100_00, 33_33]


def test_a_line_goes_by_attainment_and_the_missing_have_their_amount(tmp_path):
    # 85.5 of a target of 90 is 95 %: 900.
    text = by_value(LINE, on="attainment")
    text = text.replace("missing: exclude", "missing: zero, anchors: {target: 90}", 1)
    assert each(tmp_path, text, "85.5", None) == [900_00, 7_00]


def test_nothing_of_what_should_be_little_is_beyond_every_point(tmp_path):
    text = by_value(LINE, on="attainment").replace("better: higher", "better: lower", 1)
    text = text.replace("missing: exclude", "missing: exclude, anchors: {target: 90}", 1)
    # 100 x 90 / 100 = 90 %; of 0 there is no attainment that is higher.
    assert each(tmp_path, text, "100", "0") == [800_00, 1000_00]


def test_a_line_is_converted_as_a_whole(tmp_path):
    # 900 CNY at 0.128 are 115.20 EUR; 650 are 83.20.
    who = roster(["a", "b", "c"], currency=["EUR", "EUR", "CNY"])
    rates = {"EUR": Rate(128_000_000_000, dt.date(2026, 6, 30), "bank")}
    who = dataclasses.replace(who, rates=rates)
    found = paid(tmp_path, by_score(LINE) + EXCHANGE, who, "95", "85", "95")
    assert list(found.values()) == [115_20, 83_20, 900_00]
