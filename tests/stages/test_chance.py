"""How far scores and ranks may be chance: published Wilson intervals, taken through curves."""

import dataclasses
import math

import numpy as np
import pytest

from scoring.columns import chosen
from scoring.engine import run
from scoring.stages.chance import at_ends
from tests.people import roster, value
from tests.plans import MINIMAL, changed, plan_of

# Source: statsmodels, results_proportion.py, made with R's binom::binom.confint, z = 1.95996…
WILSON = {
    (18, 20): (0.6989663547715128, 0.972133518786232),
    (4, 20): (0.0806576625797981, 0.4160174322518935),
    (4, 200): (0.00780442641634947, 0.05028708690582643),
    (190, 200): (0.910421851861224, 0.972617354399236),
    (1, 30): (0.00590859, 0.16670391),
    (29, 30): (0.8332961, 0.9940914),
    (0, 30): (0.0, 0.11351339),
    (30, 30): (0.8864866, 1.0),
}
LINE = """{mode: interpolated, below: 0, above: hold,
      points: [{at: 0, gives: 0}, {at: 100, gives: 100}]}"""


def shares(*found, per=100, places=4):
    """Values of a share: hits of rows; None is without a value."""
    hits, rows = zip(*((0, 0) if f is None else f for f in found), strict=True)
    known = np.array([f is not None for f in found])
    n = np.array(rows, dtype=np.int64)
    exact = np.array(hits, dtype=np.int64) * per
    units = np.where(known, exact * 10**places // np.maximum(n, 1), 0)
    held = value(*["0"] * len(found), places=places)
    status = chosen(len(found), "no_facts", (known, "known"))
    return dataclasses.replace(
        held, units=units, known=known, status=status, numerator=exact, denominator=n, volume=n
    )


Z = "1.959963984540"


def plan_with(folder, *parts: tuple[str, str], z: str = Z, kind: str = "share", **said: object):
    """A plan of shares m0, m1, … each with a weight and a curve (and what it reads)."""
    keys = {"places": 4, "better": "higher", "anchors": "{}"} | said
    of = {
        "share": "kind: share, hits: {resolved: true}, per: 100, period_on: created_at",
        "given": "kind: given, given: rated",
    }
    measures = "".join(
        f"  m{i}: {{{of[kind if i else 'share']}, title: M, unit: p, better: {keys['better']}, "
        f"places: {keys['places']}, anchors: {keys['anchors']}, volume_min: 0, missing: exclude}}\n"
        for i in range(len(parts))
    )
    components = "".join(
        f"  - {{name: c{i}, measure: m{i}, weight: {weight}, why: W, {reads}}}\n"
        for i, (weight, reads) in enumerate(parts)
    )
    text = MINIMAL[: MINIMAL.index("scales:")] + f"measures:\n{measures}components:\n{components}"
    intervals = f"intervals: {{z: {z}}}"
    text += f"ranking: {{within: region, break_ties: none, {intervals}}}\n"
    return plan_of(folder, text + MINIMAL[MINIMAL.index("tiers:") :])


@pytest.mark.parametrize("case", WILSON)
def test_shares_are_read_at_both_ends_of_their_wilson_interval(tmp_path, case):
    # At four places, where 1.959963984540054 stands for 95 %.
    plan = plan_with(tmp_path, ("1", f"on: value, curve: {LINE}"), places=4)
    low, high = (
        end["m0"].units[0] / 10**6 for end in at_ends(plan, {"m0": shares(case, places=4)})
    )
    assert (low, high) == pytest.approx(WILSON[case], abs=5.1e-7)


FOUR = ((190, 200), (18, 20), (4, 20), (4, 200))


def half(case) -> float:
    low, high = WILSON[case]
    return 100 * (high - low) / 2


def test_a_rank_lies_between_those_surely_better_and_those_surely_worse(tmp_path):
    # Points are the percent itself, so the intervals are 91.9 to 98.1, 76.3 to 103.7, 3.2 to 36.8
    # and -0.1 to 4.1: the first two overlap, and so do the last two; the fifth has no score.
    plan = plan_with(tmp_path, ("1", f"on: value, curve: {LINE}"))
    standing = run(plan, {"m0": shares(*FOUR, None)}, roster(list("abcde"))).standing
    assert standing.score.tolist() == [9500, 9000, 2000, 200, 0]
    chance = standing.chance
    assert chance.rank_low.tolist() == [1, 1, 3, 3, 0]
    assert chance.rank_high.tolist() == [2, 2, 4, 4, 0]
    for i, case in enumerate(FOUR):
        middle = standing.score[i] / 100
        assert chance.score_low[i] / 10**12 == pytest.approx(middle - half(case), abs=0.011)
        assert chance.score_high[i] / 10**12 == pytest.approx(middle + half(case), abs=0.011)
    # Ranks and tiers are what they are without the intervals.
    assert standing.rank.tolist() == [1, 2, 3, 4, 0]


def test_parts_are_independent_and_weigh_as_they_count(tmp_path):
    # Half of each: the root of (h0 / 2)^2 + (h1 / 2)^2. Where the second is missing, the first
    # weighs all.
    reads = f"on: value, curve: {LINE}"
    plan = plan_with(tmp_path, ("0.5", reads), ("0.5", reads))
    values = {"m0": shares((18, 20), (18, 20)), "m1": shares((4, 20), None)}
    chance = run(plan, values, roster(["a", "b"])).standing.chance
    widths = (chance.score_high - chance.score_low) / 2 / 10**12
    both = math.hypot(half((18, 20)), half((4, 20))) / 2
    assert widths.tolist() == pytest.approx([both, half((18, 20))], abs=0.011)


def test_what_is_no_share_adds_nothing(tmp_path):
    reads = f"on: value, curve: {LINE}"
    plan = plan_with(tmp_path, ("0.5", reads), ("0.5", reads), kind="given")
    values = {"m0": shares((18, 20)), "m1": value("70")}
    chance = run(plan, values, roster(["a"])).standing.chance
    assert (chance.score_high - chance.score_low).tolist() == pytest.approx(
        [half((18, 20)) * 10**12], abs=1.1e10
    )


def test_the_ends_go_through_the_curve(tmp_path):
    # 69.9 to 97.2 %: below 75, and from 95 on: 0 to 100 points, a half-width of 50.
    table = "{mode: whole, below: 0, bands: [{from: 75, gives: 60}, {from: 95, gives: 100}]}"
    plan = plan_with(tmp_path, ("1", f"on: value, curve: {table}"))
    standing = run(plan, {"m0": shares((18, 20), (190, 200))}, roster(["a", "b"])).standing
    assert standing.score.tolist() == [6000, 10000]
    # 91.0 to 97.3 %: 60 and 100.
    assert standing.chance.score_low.tolist() == [10 * 10**12, 80 * 10**12]
    assert standing.chance.score_high.tolist() == [110 * 10**12, 120 * 10**12]
    # 98 % of the target of 80: 87.37 to 121.52 % of it, on a line of a point each from 80 to 110.
    line = "{mode: interpolated, below: hold, points: [{at: 80, gives: 0}, {at: 110, gives: 30}], "
    reads = f"on: attainment, curve: {line}above: hold}}"
    plan = plan_with(tmp_path, ("1", reads), anchors="{target: 80}")
    chance = run(plan, {"m0": shares((18, 20))}, roster(["a"])).standing.chance
    width = (30 - (100 * WILSON[18, 20][0] / 0.8 - 80)) / 2
    assert (chance.score_high[0] - chance.score_low[0]) / 10**12 == pytest.approx(
        2 * width, abs=0.011
    )


def test_a_share_of_nothing_is_beyond_every_edge_where_less_is_better(tmp_path):
    # 0 of 30: 0 to 11.35 %. Nothing is beyond the line, 100; 100 x 5 / 11.351339 = 44.05 %.
    reads = f"on: attainment, curve: {LINE}"
    plan = plan_with(tmp_path, ("1", reads), better="lower", anchors="{target: 5}")
    standing = run(plan, {"m0": shares((0, 30))}, roster(["a"])).standing
    assert standing.score.tolist() == [10000]
    width = (100 - 100 * 5 / 11.351339) / 2
    chance = standing.chance
    assert (chance.score_high[0] - chance.score_low[0]) / 10**12 == pytest.approx(
        2 * width, abs=0.011
    )


def test_more_standard_errors_are_wider(tmp_path):
    reads = f"on: value, curve: {LINE}"
    widths = []
    for z in ("0.5", "1", "1.96", "3"):
        plan = plan_with(tmp_path, ("1", reads), z=z)
        chance = run(plan, {"m0": shares((18, 20))}, roster(["a"])).standing.chance
        widths.append(int(chance.score_high[0] - chance.score_low[0]))
    assert widths == sorted(set(widths))


def test_a_plan_that_does_not_ask_has_no_intervals(tmp_path):
    plan = plan_of(tmp_path, changed(("missing: exclude", "missing: zero")))
    assert run(plan, {"csat": value("5")}, roster(["a"])).standing.chance is None
