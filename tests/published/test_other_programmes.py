"""More public programmes by plans alone: home health agencies, and totals of published scores.

Source: the Home Health Value-Based Purchasing Model (42 CFR 484.360 and its scoring pages): points
for achievement are 10 x (rate - threshold) / (benchmark - threshold), from 0 to 10, for improvement
9 x (rate - baseline) / (benchmark - baseline), from 0 to 9, each at three decimals, and the higher
of the two counts. Measures weigh within their category and categories 35, 35 and 30 in the total;
what is missing gives its weight to the others. Points stand here on the scale of 100, so that
three decimals of ten are two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

import numpy as np

from tests.published import folders
from tests.published.test_published import Case, component, measure


class Standard(NamedTuple):
    """What a measure is held to, in thousandths; lower is better where `sign` is -1."""

    sign: int
    weight: str | None
    threshold: int
    benchmark: int


CATEGORIES = {
    "assessed": ("0.35", "mean", {f"oasis_{i}": None for i in (1, 2, 3)}),
    "claims": ("0.35", "weighted_mean", {"hospital_stays": "0.75", "emergencies": "0.25"}),
    "survey": ("0.30", "weighted_mean", {f"survey_{i}": "0.2" for i in range(1, 6)}),
}
LOWER = {"hospital_stays": (15200, 9100), "emergencies": (12400, 7000)}
STANDARDS = {
    name: Standard(-1, weight, *LOWER[name])
    if name in LOWER
    else Standard(1, weight, 70000 + 1111 * i, 88000 + 703 * i)
    for _, _, measures in CATEGORIES.values()
    for i, (name, weight) in enumerate(measures.items())
}
AGENCIES = 1_000
Units = list[int | None]


def line(low: str, high: str, most: str, better: str) -> dict:
    """From nothing at one anchor to the most at another, and level beyond both of them."""
    rows = [{"at": low, "gives": "0"}, {"at": high, "gives": most}]
    rows = rows if better == "higher" else rows[::-1]
    ends = {"below": "hold", "above": "hold", "crossed": "0"}
    return {"mode": "interpolated", "points": rows} | ends


def read(name: str, curve: dict) -> dict:
    return {"measure": name, "on": "value", "curve": curve}


def care_points(name: str, weight: str | None) -> dict:
    better = "higher" if STANDARDS[name].sign > 0 else "lower"
    both = [
        read(name, line("threshold", "benchmark", "100", better)),
        read(name, line("baseline", "benchmark", "90", better)),
    ]
    said = {"name": f"{name}_points", "why": "The higher.", "missing": "exclude", "best_of": both}
    return said if weight is None else said | {"weight": weight}


def home_health() -> dict:
    measures = {}
    for name, standard in STANDARDS.items():
        better = "higher" if standard.sign > 0 else "lower"
        anchors = dict.fromkeys(("threshold", "benchmark", "baseline"), "targets")
        own = {"better": better, "places": "3", "anchors": anchors}
        measures[name] = measure(name) | own
    groups = [
        {
            "name": name, "weight": weight, "combine": combine, "scored_min": "1",
            "missing": "exclude", "places": "exact", "why": "A category.",
            "members": [care_points(m, w) for m, w in members.items()],
        }
        for name, (weight, combine, members) in CATEGORIES.items()
    ]  # fmt: skip
    said = Case(places=3, measures=measures, components=groups).plan
    said["conventions"]["places"]["points"] = "2"
    return said


def half_up(x: Fraction, places: int) -> Fraction:
    return Fraction(floor(x * 10**places + Fraction(1, 2)), 10**places)


def part_of(x: int, low: int | None, high: int, sign: int) -> Fraction:
    """Return how much of the way from one number to another a third has come, from 0 to 1."""
    if low is None or sign * high <= sign * low:
        return Fraction(0)
    return min(max(Fraction(x - low, high - low), Fraction(0)), Fraction(1))


def points_of(x: int, before: int | None, said: Standard) -> Fraction:
    achieved = 10 * part_of(x, said.threshold, said.benchmark, said.sign)
    improved = 9 * part_of(x, before, said.benchmark, said.sign)
    return max(half_up(achieved, 3), half_up(improved, 3))


def total_of(rates: dict[str, Units], before: dict[str, Units], i: int) -> Fraction | None:
    """Return the total of one agency, on the scale of 100."""
    found, left = Fraction(0), Fraction(0)
    for weight, _, measures in CATEGORIES.values():
        scored = [
            (Fraction(w or 1), points_of(rates[name][i], before[name][i], STANDARDS[name]))
            for name, w in measures.items()
            if rates[name][i] is not None
        ]
        if scored:
            category = sum(w * points for w, points in scored) / sum(w for w, _ in scored)
            found, left = found + Fraction(weight) * category, left + Fraction(weight)
    return half_up(10 * found / left, 3) if left else None


def drawn(dice: np.random.Generator, share: float) -> dict[str, Units]:
    """Draw thousandths round the standards, often exactly one of them; None for a share."""
    found = {}
    for name, said in STANDARDS.items():
        wide = abs(said.benchmark - said.threshold)
        low = min(said.benchmark, said.threshold) - wide // 3
        units = dice.integers(low, low + 2 * wide, AGENCIES)
        edges = dice.choice([said.benchmark, said.threshold, said.benchmark + said.sign], AGENCIES)
        units = np.where(dice.random(AGENCIES) < 0.15, edges, units).tolist()
        gone = dice.random(AGENCIES) < share
        found[name] = [None if g else u for u, g in zip(units, gone, strict=True)]
    return found


def text(units: int) -> str:
    return str(Decimal(units).scaleb(-3))


def test_home_health_agencies_score_as_the_rule_says(tmp_path, plaudit):
    dice = np.random.default_rng(484360)
    agencies = [f"{i:04}" for i in range(AGENCIES)]
    rates, before = drawn(dice, 0.4), drawn(dice, 0.2)

    def given() -> Iterator[tuple[str, str, str | None]]:
        for name, units in rates.items():
            for who, u in zip(agencies, units, strict=True):
                yield who, name, None if u is None else text(u)

    def targets() -> Iterator[tuple[str, str | None, str, str, str]]:
        for name, said in STANDARDS.items():
            for word in ("threshold", "benchmark"):
                yield "all", None, name, word, text(getattr(said, word))
            for who, u in zip(agencies, before[name], strict=True):
                if u is not None:
                    yield "agent", who, name, "baseline", text(u)

    data = folders.write(tmp_path / "data", agencies, given(), targets())
    plan = tmp_path / "home-health.yaml"
    plan.write_text(json.dumps(home_health()), encoding="utf-8")
    run = folders.run(plaudit, plan, data)
    cards = folders.table(run, "scorecards.parquet")
    assert [card["score"] for card in cards] == [
        total_of(rates, before, i) for i in range(AGENCIES)
    ]


def test_totals_of_scores_with_twelve_decimals(tmp_path, plaudit):
    # Source: the published tables of the hospital programme give each domain's score of 100 and
    # the total with twelve decimals. A quarter of each domain, or a third where one is missing.
    dice = np.random.default_rng(12)
    names, hospitals = ("clinical", "person", "safety", "spending"), [f"{i:04}" for i in range(500)]
    scores = dice.integers(0, 100 * 10**12, (500, 4)).tolist()
    gone = dice.random((500, 4)) < 0.15
    units = [
        [None if g else u for u, g in zip(row, lost, strict=True)]
        for row, lost in zip(scores, gone, strict=True)
    ]
    given = [
        (who, name, None if u is None else str(Decimal(u).scaleb(-12)))
        for who, row in zip(hospitals, units, strict=True)
        for name, u in zip(names, row, strict=True)
    ]
    as_it_is = {
        "mode": "interpolated", "below": "hold", "above": "hold",
        "points": [{"at": "0", "gives": "0"}, {"at": "100", "gives": "100"}],
    }  # fmt: skip
    domains = [component(name, name, as_it_is, weight="0.25") for name in names]
    rule = {"combine": "weighted_mean", "scored_min": "3", "least": "none", "most": "none"}
    said = {name: measure(name) | {"places": "12"} for name in names}
    case = Case(places=12, measures=said, components=domains, score=rule)
    case.plan["conventions"]["places"]["points"] = "12"
    plan = tmp_path / "totals.yaml"
    plan.write_text(json.dumps(case.plan), encoding="utf-8")
    data = folders.write(tmp_path / "data", hospitals, given, places=12)
    cards = folders.table(folders.run(plaudit, plan, data), "scorecards.parquet")
    for card, row in zip(cards, units, strict=True):
        there = [u for u in row if u is not None]
        total = half_up(Fraction(sum(there), len(there) * 10**12), 12) if len(there) > 2 else None
        assert card["score"] == total
