"""Amounts converted by a day's rate, lines rounded to a step, lines parted: worked out by hand."""

import dataclasses
import datetime as dt
import random
from fractions import Fraction

import pytest

from scoring.beside import Rate
from scoring.engine import run
from scoring.exact.fixed import text as text_of
from scoring.independent.numbers import rounded
from tests.people import roster, value
from tests.plans import plan_of
from tests.stages.test_stages import bonus, parts

DAY = dt.date(2026, 6, 30)
EXCHANGE = "exchange: {from: CNY, on: period_end, days_back: 0}\n"
TABLE = """
      on: score
      amounts:
        mode: whole
        below: {CNY: 0}
        bands: [{from: 80, gives: {CNY: 1234.56}}, {from: 90, gives: {CNY: 5000}}]"""


def rates(**units: int) -> dict[str, Rate]:
    return {code: Rate(number, DAY, "bank") for code, number in units.items()}


def paid(folder, text, who, *values):
    """Line, amount in minor units, cost centre and origin of a run's pay lines, by agent id."""
    result = run(plan_of(folder, text), {"m0": value(*values)}, who)
    found = {}
    for line in result.lines:
        own = line.line, line.amount_minor, line.cost_center, line.origin
        found.setdefault(who.agent_ids[line.agent], []).append(own)
    return found, [(f.code, f.reason) for f in result.findings]


def amounts(found):
    return {agent: [minor for _, minor, *_ in lines] for agent, lines in found.items()}


def test_an_amount_becomes_one_in_the_agents_currency_with_one_rounding(tmp_path):
    # Half of 5,000 CNY at 0.128123456789 EUR is 320.3086419725: 320.31 EUR. Rounded before it is
    # halved, 640.62 would make the same; 1,234.56 at 19.0625 yen is 23,533.8, half of it 11,766.9:
    # 11,767 yen, where 23,534 halved would have made 11,767 too; in CNY 617.28 stays.
    text = parts("1", extra=bonus(start=TABLE, proration="{by: calendar_days, fte: ignore}"))
    who = roster(["a", "b", "c"], days=[15] * 3, currency=["EUR", "JPY", "CNY"])
    who = dataclasses.replace(who, rates=rates(EUR=128_123_456_789, JPY=19_062_500_000_000))
    found, told = paid(tmp_path, text + EXCHANGE, who, "95", "85", "85")
    assert amounts(found) == {"a": [32031], "b": [11767], "c": [61728]}
    assert told == []


def test_the_product_is_not_rounded_before_the_line_is(tmp_path):
    # 5,000 CNY at 0.100001 is 500.005 EUR: rounded to cents and then tenfold it would be 5,000.10.
    tenfold = "[{name: more, factor: {on: roster, where: {role: lead}, times: 10}}]"
    text = parts("1", extra=bonus(start=TABLE, multipliers=tenfold)) + EXCHANGE
    who = roster(["a"], currency=["EUR"], role=["lead"])
    who = dataclasses.replace(who, rates=rates(EUR=100_001_000_000))
    assert amounts(paid(tmp_path, text, who, "95")[0]) == {"a": [5000_05]}


def test_a_limit_is_converted_and_a_base_is_not(tmp_path):
    # The base is 900 EUR; the cap of 1,000 CNY is 128 EUR, the floor of 2,000 JPY is named in yen.
    text = parts(
        "1",
        extra=bonus(
            cap="[{amount: {CNY: 1000, JPY: 3000}}]", floor="[{amount: {CNY: 10, JPY: 2000}}]"
        ),
    )
    who = roster(["a", "b"], base=["900", "1500"], currency=["EUR", "JPY"])
    who = dataclasses.replace(who, rates=rates(EUR=128_000_000_000, JPY=20_000_000_000_000))
    # Yen are named everywhere: 1,500 is raised to 2,000, and not held at 1,000 x 20.
    assert amounts(paid(tmp_path, text + EXCHANGE, who, "95", "95")[0]) == {
        "a": [128_00],
        "b": [2000],
    }


def test_without_the_block_whoever_has_another_currency_is_not_paid_the_line(tmp_path):
    who = roster(["a", "b"], currency=["EUR", "CNY"])
    who = dataclasses.replace(who, rates=rates(EUR=128_000_000_000))
    without = dataclasses.replace(who, rates={})
    found, told = paid(tmp_path, parts("1", extra=bonus(start=TABLE)), without, "95", "95")
    assert amounts(found) == {"b": [5000_00]}
    assert told == [
        (
            "no-amount-for-currency",
            "1 ranked agents in a currency for which the plan names no amount",
        )
    ]
    # A rate that is not there never makes a payment of nothing.
    text = parts("1", extra=bonus(start=TABLE)) + EXCHANGE
    assert amounts(paid(tmp_path, text, without, "95", "95")[0]) == {"b": [5000_00]}


@pytest.mark.parametrize(
    ("mode", "expected"),
    # 1,500 CNY to 1,000, 250 yen to 100, 0.375 dinars to 0.25: each exactly half of a step more.
    [
        ("half_up", [2000_00, 300, 500]),
        ("half_even", [2000_00, 200, 500]),
        ("half_down", [1000_00, 200, 250]),
        ("up", [2000_00, 300, 500]),
        ("down", [1000_00, 200, 250]),
        ("ceiling", [2000_00, 300, 500]),
        ("floor", [1000_00, 200, 250]),
    ],
)
def test_a_line_is_rounded_to_its_own_step_by_its_own_mode(tmp_path, mode, expected):
    rounding = f"{{mode: {mode}, to: {{CNY: 1000, JPY: 100, KWD: 0.25}}}}"
    text = parts("1", extra=bonus(rounding=rounding))
    who = roster(["a", "b", "c"], base=["1500", "250", "0.375"], currency=["CNY", "JPY", "KWD"])
    found, told = paid(tmp_path, text, who, "95", "95", "95")
    assert [found[agent][0][1] for agent in "abc"] == expected
    assert told == []


def test_a_currency_without_a_step_is_not_paid_the_line(tmp_path):
    text = parts("1", extra=bonus(rounding="{mode: half_up, to: {CNY: 1000}}"))
    who = roster(["a", "b"], base=["1499.99", "250"], currency=["CNY", "JPY"])
    found, told = paid(tmp_path, text, who, "95", "95")
    assert amounts(found) == {"a": [1000_00]}
    why = "1 ranked agents in a currency in which the line is not rounded"
    assert told == [("no-step-for-currency", why)]


SPLIT = """
      CC-B: 0.333333333333
      CC-A: 0.333333333333
      CC-C: 0.333333333334"""


def test_a_line_is_parted_between_cost_centres_to_the_minor_unit(tmp_path):
    # 100.00 in three: 33.33 each, and the odd cent is CC-C's, whose remainder is the largest by a
    # hair. 1 yen: CC-C's. 0.02 of CNY: CC-C, and of the equal others the first in the plan, CC-B.
    text = parts("1", extra=bonus(split=SPLIT))
    who = roster(
        ["a", "b", "c"],
        base=["100", "1", "0.02"],
        currency=["CNY", "JPY", "CNY"],
        cost_center=["OWN", None, "OWN"],
    )
    found, _ = paid(tmp_path, text, who, "95", "95", "95")
    assert amounts(found) == {"a": [3333, 3333, 3334], "b": [0, 0, 1], "c": [1, 0, 1]}
    named = [(line, center) for line, _, center, _ in found["a"]]
    assert named == [(f"bonus/{center}", center) for center in ("CC-B", "CC-A", "CC-C")]
    # Each part names its own line of the plan.
    at = (tmp_path / "plan.yaml").read_text(encoding="utf-8").splitlines()
    for name, _, center, origin in found["a"]:
        file, number = origin.split(":")
        assert (file, name) == ("plan.yaml", f"bonus/{center}")
        assert at[int(number) - 1].strip().startswith(f"{center}:")


def test_what_is_rounded_is_what_is_parted(tmp_path):
    # 1,499.99 to the nearest thousand is 1,000.00, of which 60 % are 600.00.
    rounding = "{mode: half_up, to: {CNY: 1000}}"
    text = parts("1", extra=bonus(rounding=rounding, split="{CC-A: 0.6, CC-B: 0.4}"))
    found, _ = paid(tmp_path, text, roster(["a"], base=["1499.99"]), "95")
    assert amounts(found) == {"a": [600_00, 400_00]}


AGENTS = 2_000


@pytest.mark.parametrize("mode", ["half_up", "half_even", "half_down", "up", "down"])
@pytest.mark.parametrize("places", ["to the minor unit", "to a step", "parted", "both", "prorated"])
@pytest.mark.parametrize("currency", ["CNY", "JPY"])
def test_a_hundred_thousand_lines_are_those_of_fractions(tmp_path, mode, places, currency):
    """Fifty crowds of two thousand, of which every tenth base ends exactly on a half."""
    draw = random.Random(f"{mode} {places} {currency}")
    step = {"CNY": Fraction("0.05"), "JPY": Fraction(100)}[currency]
    unit = {"CNY": Fraction("0.01"), "JPY": Fraction(1)}[currency]
    stepped, split = places in ("to a step", "both"), places in ("parted", "both")
    to = step if stepped else unit
    changes = {"rounding": f"{{mode: {mode}, to: {{CNY: 0.05, JPY: 100}}}}"} if stepped else {}
    changes |= {"split": "{A: 0.125, B: 0.335, C: 0.54}"} if split else {}
    half = {"proration": "{by: calendar_days, fte: ignore}"} if places == "prorated" else {}
    text = parts("1", extra=bonus(**changes, **half)).replace("half_up", mode, 1)
    units = [draw.randrange(10**9) for _ in range(AGENTS)]
    halves = [int((2 * draw.randrange(500) + 1) * to / 2 * 10**4) for _ in range(AGENTS)]
    bases = [halves[i] if i % 10 == 0 else units[i] for i in range(AGENTS)]
    days = [draw.randrange(31) if half else 30 for _ in range(AGENTS)]
    who = roster(
        [f"a{i:04}" for i in range(AGENTS)],
        base=[text_of(base, 4) for base in bases],
        days=days,
        currency=[currency] * AGENTS,
    )
    result = run(plan_of(tmp_path, text), {"m0": value(*["95"] * AGENTS)}, who)
    paid = [0] * AGENTS
    for line in result.lines:
        paid[line.agent] += line.amount_minor
    exact = [Fraction(b, 10**4) * Fraction(d, 30) for b, d in zip(bases, days, strict=True)]
    expected = [rounded(amount / to, 0, mode) * to / unit for amount in exact]
    assert paid == expected
    (total, count), rows = result.lines.sums()[currency], 3 if split else 1
    assert (total, count) == (sum(expected), rows * AGENTS)
