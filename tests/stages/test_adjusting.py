"""Values with few facts, from rows: bounds, priors of this period or another, and who has none."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from scoring.engine import measure
from scoring.flow import Earlier
from scoring.kernels import compiled, reference
from scoring.pieces.adjusting import told
from scoring.priors import Prior, Priors
from scoring.stages.measures import values
from scoring.stages.tally import add, tally
from tests.facts import facts, plan_with
from tests.people import roster

ONE = 10**12
SHARE = "kind: share, hits: {resolved: true}, per: 100, adjusted: "
MEAN = "kind: mean, of: handle_s, unit: s, adjusted: "
ALL = "{by: shrinkage, z: 1.96, prior: {from: period, among: all}}"


def solved(agent: int, hits: int, of: int) -> list[dict]:
    return [{"agent": agent, "resolved": i < hits} for i in range(of)]


def handled(agent: int, *seconds: int) -> list[dict]:
    return [{"agent": agent, "handle_s": s} for s in seconds]


def value_of(plan, people, *rows: dict):
    found, _ = measure(plan, people, [[facts(plan, *rows)]])
    return found["m"], list(told(found))


def agents(n: int, **columns):
    return roster([f"a{i}" for i in range(n)], **columns)


def test_a_bound_is_the_value_and_the_raw_one_stands_beside(tmp_path):
    plan = plan_with(tmp_path, m=SHARE + "{by: wilson, z: 1.96, bound: lower}")
    value, findings = value_of(plan, agents(3), *solved(0, 10, 12), *solved(1, 2, 2))
    # By hand, 10 of 12: 2n(n + z²) = 24 x 15.8416 = 380.1984; n (2x + z²) = 286.0992; the root of
    # n z² (4x (n - x) + z² n) = 46.0992 x 126.0992 is 76.2435, so that it is 209.8557 / 380.1984.
    assert value.units.tolist() == [5520, 3424, 0]
    assert value.adjusted.raw.tolist() == [8333, 10000, 0]
    assert value.adjusted.low.tolist() == [5520, 3424, 0]
    assert value.adjusted.high.tolist() == [9530, 10000, 0]
    assert value.known.tolist() == [True, True, False]
    assert value.status.tolist() == ["known", "known", "zero_denominator"]
    assert findings == []


@pytest.mark.parametrize(("bound", "units"), [("upper", 9530), ("centre", 7525)])
def test_the_other_bounds(tmp_path, bound, units):
    plan = plan_with(tmp_path, m=f"{SHARE}{{by: wilson, z: 1.96, bound: {bound}}}")
    # The centre is (2x + z²) / 2(n + z²) = 23.8416 / 31.6832 = 0.752500.
    value, _ = value_of(plan, agents(1), *solved(0, 10, 12))
    assert value.units.tolist() == [units]


def test_shares_are_drawn_toward_those_of_all(tmp_path):
    # 2 of 10 and 8 of 10: the mean is 1/2, worth 14/31 facts, frozen at twelve places.
    plan = plan_with(tmp_path, m=SHARE + ALL)
    value, findings = value_of(plan, agents(3), *solved(0, 2, 10), *solved(2, 8, 10))
    strength = Fraction(451_612_903_226, ONE)
    low = 100 * (2 + strength / 2) / (10 + strength)
    assert value.units.tolist() == [round(low * 100), 0, 10_000 - round(low * 100)]
    assert value.adjusted.used == Priors("all", {None: Prior(ONE // 2, 451_612_903_226)})
    assert value.adjusted.estimated == value.adjusted.used
    # The fraction stays that of the rows, so that anybody can reckon the value again.
    assert (value.numerator.tolist(), value.denominator.tolist()) == ([200, 0, 800], [10, 0, 10])
    assert findings == []


def test_means_are_drawn_toward_those_of_all_and_have_an_interval(tmp_path):
    plan = plan_with(tmp_path, m=MEAN + ALL)
    value, _ = value_of(plan, agents(3), *handled(0, 1, 3), *handled(1, 7, 9), *handled(2, 5))
    # Three agents: N = 5, the mean 5, σ² = 4 / 2 = 2, between (18 + 18 + 0) / 2 = 18,
    # n₀ = (5 - 9/5) / 2 = 1.6, τ² = 10: worth 0.2 of a fact.
    assert value.adjusted.used.of == {None: Prior(5 * ONE, ONE // 5)}
    assert value.units.tolist() == [227, 773, 500]  # (4 + 1) / 2.2, (16 + 1) / 2.2, 6 / 1.2
    # s² = 2, over n = 2 is 1: 2 ± 1.96 and 8 ± 1.96; of one fact there is none.
    assert value.adjusted.low.tolist() == [4, 604, 0]
    assert value.adjusted.high.tolist() == [396, 996, 0]
    assert value.adjusted.bounded.tolist() == [True, True, False]
    assert value.adjusted.squares.tolist() == [10, 130, 25]


def test_volume_min_is_compared_first_and_few_facts_tell_all_the_same(tmp_path):
    plan = plan_with(tmp_path, m=f"{SHARE}{ALL}, volume_min: 10")
    value, _ = value_of(plan, agents(3), *solved(0, 2, 10), *solved(1, 4, 5), *solved(2, 8, 10))
    assert value.status.tolist() == ["known", "below_volume", "known"]
    assert value.units.tolist()[1] == value.adjusted.raw.tolist()[1] == 0
    assert value.adjusted.used.of[None].mean == 14 * ONE // 25  # of all 25 facts


@pytest.mark.parametrize(
    ("rows", "units", "why"),
    [
        (solved(0, 5, 10) + solved(1, 10, 20), [5000, 5000], "no more than chance"),
        (solved(0, 10, 10) + solved(1, 3, 3), [10000, 10000], "no more than chance"),
        (solved(0, 1, 1) + solved(1, 0, 1), [5000, 5000], "nobody has two facts"),
        (solved(0, 3, 10), [3000, 0], "one agent alone"),
        (solved(0, 0, 1000) + solved(1, 1000, 1000), [1, 9999], "1/9 of a fact"),
        ([], [0, 0], "nobody has facts enough"),
    ],
)
def test_what_tells_little_is_told(tmp_path, rows, units, why):
    plan = plan_with(tmp_path, m=SHARE + ALL)
    rows = rows or [{"agent": 0, "resolved": None}]
    value, (finding,) = value_of(plan, agents(2), *rows)
    assert value.units.tolist() == units
    assert (finding.code, finding.rule) == ("prior", "m")
    assert why in finding.reason


def test_each_team_has_its_prior_and_those_without_a_team_theirs(tmp_path):
    said = "{by: shrinkage, z: 1.96, prior: {from: period, among: team}}"
    plan = plan_with(tmp_path, m=SHARE + said)
    people = agents(4, team=["t1", None, "t1", "t2"])
    rows = [*solved(0, 2, 10), *solved(1, 3, 4), *solved(2, 8, 10)]
    value, (finding,) = value_of(plan, people, *rows)
    assert value.adjusted.used.of == {
        "t1": Prior(ONE // 2, 451_612_903_226),
        None: Prior(3 * ONE // 4, None, "one_agent"),
    }
    assert value.units.tolist()[1] == 7500
    assert value.status.tolist()[3] == "zero_denominator"
    assert finding.reason.startswith("team agents without one (1 of 2): one agent alone")


def earlier(priors: Priors | None) -> Earlier:
    nobody = np.zeros(2, np.int64)
    of = {} if priors is None else {"m": priors}
    return Earlier("run", "2026-05", nobody, nobody > 0, {}, of)


def test_the_prior_of_the_run_before_is_used_and_this_periods_is_kept(tmp_path):
    said = "{by: shrinkage, z: 1.96, prior: {from: previous, among: region}}"
    plan = plan_with(tmp_path, m=SHARE + said)
    before = Priors("region", {"north": Prior(ONE // 4, 6 * ONE)})
    people = replace(agents(2, region=["north", "south"]), earlier=earlier(before))
    value, (finding,) = value_of(plan, people, *solved(0, 4, 4), *solved(1, 1, 4))
    # 100 x (4 + 6 / 4) / (4 + 6) = 55; the south is unknown to the run before.
    assert value.units.tolist() == [5500, 0]
    assert value.status.tolist() == ["known", "no_prior"]
    assert value.known.tolist() == [True, False]
    assert value.adjusted.raw.tolist() == [10_000, 2500]
    assert value.adjusted.used == before
    assert value.adjusted.estimated.of["south"] == Prior(ONE // 4, None, "one_agent")
    assert (finding.code, finding.rule) == ("no-prior", "m")
    assert finding.reason.endswith(": 1")


@pytest.mark.parametrize(
    "before", [None, earlier(None), earlier(Priors("team", {None: Prior(ONE // 4, ONE)}))]
)
def test_without_a_prior_of_the_run_before_there_is_no_value(tmp_path, before):
    said = "{by: shrinkage, z: 1.96, prior: {from: previous, among: all}}"
    plan = plan_with(tmp_path, m=SHARE + said)
    people = replace(agents(2), earlier=before)
    value, (finding,) = value_of(plan, people, *solved(0, 4, 4))
    assert value.status.tolist() == ["no_prior", "zero_denominator"]
    assert finding.code == "no-prior"
    assert value.adjusted.used.of == {}
    assert value.adjusted.estimated.of == {None: Prior(ONE, None, "one_agent")}


def test_a_prior_that_the_plan_states(tmp_path):
    said = "{by: shrinkage, z: 1, prior: {from: stated, mean: 0.25, strength: 6}}"
    value, findings = value_of(plan_with(tmp_path, m=SHARE + said), agents(1), *solved(0, 4, 4))
    assert value.units.tolist() == [5500]
    assert value.adjusted.estimated is None
    assert findings == []


BIG = 10**12


@pytest.mark.parametrize("kernels", [reference, compiled])
def test_squares_beyond_int64_are_exact_and_add_up(tmp_path, kernels):
    plan = plan_with(tmp_path, m=f"kind: mean, of: x_number, adjusted: {ALL}")
    people = agents(2)
    whole = [BIG, -BIG + 1, 3 * BIG, 7, None, -5]
    rows = [{"agent": i % 2, "x_number": x} for i, x in enumerate(whole)]
    parts = [tally(plan, people, facts(plan, *rows[a : a + 2]), kernels) for a in (0, 2, 4)]
    total = add(add(parts[0], parts[1]), parts[2])
    expected = [BIG**2 + 9 * BIG**2, (BIG - 1) ** 2 + 49 + 25]
    assert total.measures["m"].squares.tolist() == expected
    together = tally(plan, people, facts(plan, *rows), kernels).measures["m"]
    assert together.squares.tolist() == expected
    assert values(plan, people, total)["m"].adjusted.squares.tolist() == expected


def test_a_mean_that_is_not_adjusted_adds_no_squares_up(tmp_path):
    plan = plan_with(tmp_path, m="kind: mean, of: handle_s, unit: s")
    found = tally(plan, agents(1), facts(plan, *handled(0, 1, 3)))
    assert found.measures["m"].squares is None
    assert values(plan, agents(1), found)["m"].adjusted is None


def test_a_tally_without_squares_is_none_of_an_adjusted_mean(tmp_path):
    plain = plan_with(tmp_path, m="kind: mean, of: handle_s, unit: s")
    found = tally(plain, agents(1), facts(plain, *handled(0, 1, 3)))
    with pytest.raises(ValueError, match="without its squares"):
        values(plan_with(tmp_path, m=MEAN + ALL), agents(1), found)


def test_costs_in_another_unit_are_drawn_in_that_unit(tmp_path):
    # Seconds shown in minutes: 60, 180 and 420, 540 are 1, 3 and 7, 9 min, as above.
    said = f"kind: mean, of: handle_s, unit: min, adjusted: {ALL}"
    plan = plan_with(tmp_path, m=said)
    value, _ = value_of(plan, agents(2), *handled(0, 60, 180), *handled(1, 420, 540))
    assert value.adjusted.used.of == {None: Prior(5 * ONE, 117_647_058_824)}
    strength = Decimal("0.117647058824")
    assert Decimal(int(value.units[0])) / 100 == round((4 + 5 * strength) / (2 + strength), 2)
