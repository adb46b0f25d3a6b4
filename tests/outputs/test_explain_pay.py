"""What a statement says of pay that a curve gives: enough to reckon it by hand, and why nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring.outputs.explain import explain
from tests.made_up import published
from tests.outputs.test_explain import AWARD, month_by_hand

REV = {
    "kind": "given", "given": "rev", "title": "Revenue", "unit": "CNY", "better": "higher",
    "places": "2", "volume_min": "0", "missing": "exclude", "anchors": {"target": "100"},
}  # fmt: skip
OWN = {
    "mode": "interpolated",
    "below": "0",
    "points": [{"at": "100", "gives": "1"}, {"at": "120", "gives": "2"}],
    "above": "hold",
}
POWER = {"mode": "power", "one_at": "100", "above": "1.35", "below": "1.9", "places": "12"}
TABLE = {
    "mode": "whole",
    "below": {"CNY": "500"},
    "bands": [{"from": "80", "gives": {"CNY": "800"}}, {"from": "90", "gives": {"CNY": "1000"}}],
}
RATES = {
    "mode": "marginal",
    "bands": [{"from": "0", "gives": {"CNY": "1"}}, {"from": "100", "gives": {"CNY": "2"}}],
}
WHOLE_RATES = {
    "mode": "whole",
    "below": {"CNY": "1"},
    "bands": [{"from": "100", "gives": {"CNY": "3"}}],
}


def steps(tmp_path, start, rev="110", rating="85", measure=REV, **more):
    """The pay steps of agent a: formula and result by name."""
    month = month_by_hand()
    month.plan["measures"]["rev"] = measure
    month.plan["pay"][0] |= {"start": start} | more
    month.given[0]["value"] = Decimal(rating)
    volume = {"name": "rev", "volume": 1}
    month.given += [volume | {"agent_id": a, "value": Decimal(rev)} for a in "ab"]
    told = explain(published(month, tmp_path), "a").to_json()["steps"]["pay"]
    return {step["name"]: (step["formula"], step["result"]) for step in told}


def by(on, curve, **more):
    measured = {} if on == "score" else {"measure": "rev", "missing": "0"}
    coefficient = {"on": on, "curve": curve} | measured | more
    return {"column": "bonus_base", "rate": "0.3", "coefficient": coefficient}


def test_an_attainment_is_written_with_value_target_and_the_points_of_the_line(tmp_path):
    # 110 of 100 is 110 %, half way from 100 (1) to 120 (2): 1.5.
    assert steps(tmp_path, by("attainment", OWN))["coefficient"] == (
        (
            "rev attainment 100 x 110.00 / 100 (by the plan) = 110 %; "
            "on the line from 100 (1) to 120 (2)"
        ),
        "1.5",
    )


def test_the_less_the_better_turns_the_quotient_over(tmp_path):
    lower = REV | {"better": "lower"}
    assert steps(tmp_path, by("attainment", OWN), rev="80", measure=lower)["coefficient"] == (
        "rev attainment 100 x 100 (by the plan) / 80.00 = 125 %; above 120 gives 2",
        "2",
    )


def test_beyond_every_edge_a_table_of_money_names_its_last_band(tmp_path):
    lower = REV | {"better": "lower"}
    start = {"on": "attainment", "measure": "rev", "amounts": TABLE, "missing": {"CNY": "0"}}
    assert steps(tmp_path, start, rev="0", measure=lower)["amount"] == (
        (
            "CNY at rev attainment 100 x 100 (by the plan) / 0.00 = beyond every edge; "
            "the band from 90 gives 1000"
        ),
        "1000",
    )


def test_a_power_names_its_exponent_and_what_gives_one(tmp_path):
    told = steps(tmp_path, by("value", POWER), rev="120")["coefficient"]
    assert told[0] == ("rev 120.00; (120 / 100) to the power 1.35 (from 100 on) = 1.279071087613")


def test_a_coefficient_that_does_not_end_names_its_line(tmp_path):
    # 85 is 5/6 of the way from 80 (0) to 86 (1).
    line = OWN | {"points": [{"at": "80", "gives": "0"}, {"at": "86", "gives": "1"}]}
    assert steps(tmp_path, by("score", line))["coefficient"] == (
        "score 85.00; on the line from 80 (0) to 86 (1)",
        "≈0.833333",
    )


def test_a_multiplier_names_its_band_before_it_is_held(tmp_path):
    bands = {"mode": "whole", "below": "1", "bands": [{"from": "100", "gives": "2"}]}
    factor = {"on": "value", "measure": "rev", "curve": bands, "missing": "1"}
    found = steps(
        tmp_path,
        by("score", OWN | {"below": "1"}),
        multipliers=[{"name": "own", "factor": factor, "most": "1.2"}],
    )
    assert found["own"] == (
        "300 x 1.2: rev 110.00; the band from 100 gives 2; 2 is held at most 1.2",
        "360",
    )


def test_a_factor_names_the_anchor_that_is_not_there(tmp_path):
    line = OWN | {"points": [{"at": "quota", "gives": "1"}]}
    measure = REV | {"anchors": {"quota": "targets"}}
    assert steps(tmp_path, by("value", line), measure=measure)["coefficient"] == (
        "rev 110.00; no quota (not in targets) (missing: 0)",
        "0",
    )


@pytest.mark.parametrize(
    ("rating", "words", "amount"),
    [
        ("79", "CNY at score 79.00; below 80 gives 500", "500"),
        ("85", "CNY at score 85.00; the band from 80 gives 800", "800"),
        ("95", "CNY at score 95.00; the band from 90 gives 1000", "1000"),
    ],
)
def test_an_amount_names_its_band(tmp_path, rating, words, amount):
    start = {"on": "score", "amounts": TABLE}
    assert steps(tmp_path, start, rating=rating)["amount"] == (words, amount)


@pytest.mark.parametrize(
    ("target", "words"), [("100", "rev has no value"), ("targets", "rev has no target above 0")]
)
def test_an_amount_without_a_value_or_a_target_is_told_which(tmp_path, target, words):
    measure = REV | {"anchors": {"target": target}, "volume_min": "2" if target == "100" else "0"}
    start = {"on": "attainment", "measure": "rev", "amounts": TABLE, "missing": {"CNY": "7"}}
    assert steps(tmp_path, start, measure=measure)["amount"] == (words, "7")


def test_a_rate_names_its_band(tmp_path):
    start = {"measure": "rev", "rates": WHOLE_RATES, "missing": {"CNY": "0"}}
    assert steps(tmp_path, start)["amount"] == ("rev 110 x 3; the band from 100 gives 3", "330")


@pytest.mark.parametrize(
    ("rev", "words", "amount"),
    [
        ("-100", "rev -100; nothing up to 0 gives 0", "0"),
        ("0", "rev 0; nothing up to 0 gives 0", "0"),
        ("110", "rev 110, slice by slice", "120"),
    ],
)
def test_slices_say_why_there_is_nothing(tmp_path, rev, words, amount):
    start = {"measure": "rev", "rates": RATES, "missing": {"CNY": "0"}}
    assert steps(tmp_path, start, rev=rev)["amount"] == (words, amount)


@pytest.mark.parametrize(
    ("currency", "money", "ends"),
    [
        ("JPY", {"CNY": "50"}, "; the award names no amount in JPY"),
        (None, {"CNY": "50"}, "; no currency on the roster"),
        ("JPY", "none", ""),
    ],
)
def test_a_winner_without_money_is_told_why(tmp_path, currency, money, ends):
    month = month_by_hand()
    month.roster[0]["currency"] = currency
    award = AWARD | {"amount": money}
    if money == "none":
        del award["pay_code"]
        award["ties"] = "expand"
    month.plan["awards"] = [award]
    (step,) = explain(published(month, tmp_path), "a").to_json()["steps"]["awards_and_actions"]
    assert step["formula"] == "place 1 of 2, rated 85.00 points" + ends
    assert step["result"] == "no money"


LINE = {
    "mode": "interpolated",
    "below": {"CNY": "0"},
    "points": [
        {"at": "80", "gives": {"CNY": "500"}},
        {"at": "90", "gives": {"CNY": "800"}, "then": {"CNY": "900"}},
        {"at": "100", "gives": {"CNY": "1000"}},
    ],
    "above": "hold",
}
FILLED = {
    "mode": "filled",
    "bands": [
        {"from": "0", "gives": {"CNY": "10"}},
        {"from": "1000", "gives": {"CNY": "40"}},
        {"from": "3000", "gives": {"CNY": "100"}},
    ],
    "to": "8000",
}


@pytest.mark.parametrize(
    ("rating", "words", "amount"),
    [
        ("79", "below 80 gives 0", "0"),
        ("85", "on the line from 80 (500) to 90 (800)", "650"),
        ("90", "the point at 90 gives 800", "800"),
        ("95", "on the line from 90 (900, after its jump) to 100 (1000)", "950"),
        ("101", "above 100 gives 1000", "1000"),
    ],
)
def test_an_amount_along_a_line_names_the_points_used(tmp_path, rating, words, amount):
    start = {"on": "value", "measure": "rating", "amounts": LINE, "missing": {"CNY": "0"}}
    told = steps(tmp_path, start, rating=rating)["amount"]
    assert told == (f"CNY at rating {rating}.00; {words}", amount)


def test_an_amount_that_is_filled_is_written_band_by_band(tmp_path):
    start = {"on": "value", "measure": "rev", "amounts": FILLED, "missing": {"CNY": "0"}}
    assert steps(tmp_path, start, rev="4500")["amount"] == (
        (
            "CNY at rev 4500.00; band by band: 10 (all from 0 to 1000) + 40 (all from 1000 to "
            "3000) + 100 x (4500 - 3000) / (8000 - 3000) = 80"
        ),
        "80",
    )
