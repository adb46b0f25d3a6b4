"""Public value-based purchasing, by plans alone: thousands of hospitals against the rule itself.

Source of the rule: 42 CFR 412.165 and the scoring pages of the programme. Points by achievement
are 9 x (rate - threshold) / (benchmark - threshold) + 0.5, ten at the benchmark or beyond, none
below the threshold; points by improvement 10 x (rate - baseline) / (benchmark - baseline) - 0.5,
none at the baseline or below; the higher of the two, to the nearest whole number, halves up. What
patients say earns up to 20 more by its lowest dimension, 20 x (rate - floor) / (threshold - floor)
- 0.5. A domain is 100 x its points / those possible for its measures that are scored, two at
least; three domains make a total, each of the same weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.published import folders

PLANS = Path(__file__).parent / "plans"


class Standard(NamedTuple):
    """What a measure is held to, in units of its places; lower is better where `sign` is -1."""

    places: int
    sign: int
    threshold: int
    benchmark: int
    floor: int = 0


CLINICAL = {
    "mort_30_ami": Standard(6, 1, 872624, 889994),
    "mort_30_hf": Standard(6, 1, 883990, 910344),
    "mort_30_pn": Standard(6, 1, 841475, 874425),
    "mort_30_copd": Standard(6, 1, 932236, 932236),  # a threshold at its benchmark
    "mort_30_cabg": Standard(6, 1, 970100, 979775),
    "comp_hip_knee": Standard(6, -1, 25396, 18159),
}
SAFETY = {
    "cauti": Standard(3, -1, 650, 0),
    "clabsi": Standard(3, -1, 589, 0),
    "cdi": Standard(3, -1, 520, 14),
    "mrsa": Standard(3, -1, 0, 0),  # and both at nothing
    "ssi": Standard(3, -1, 738, 0),
    "sep_1": Standard(6, 1, 595200, 842100),
}
EFFICIENCY = {"mspb": Standard(6, -1, 990000, 845500)}
PERSON = {
    "nurses": Standard(2, 1, 7942, 8771, 5353),
    "doctors": Standard(2, 1, 7983, 8797, 6210),
    "staff": Standard(2, 1, 6540, 8150, 4093),
    "medicines": Standard(2, 1, 6311, 7405, 3926),
    "cleanliness": Standard(2, 1, 6563, 7940, 4592),
    "discharge": Standard(2, 1, 8723, 9211, 6684),
    "transition": Standard(2, 1, 5184, 6330, 2500),
    "overall": Standard(2, 1, 7166, 8539, 3636),
}
MEASURES = CLINICAL | SAFETY | EFFICIENCY | PERSON
DOMAINS = {
    "clinical_outcomes": (CLINICAL, 2),
    "person_and_community": (PERSON, 8),
    "safety": (SAFETY, 2),
    "efficiency": (EFFICIENCY, 1),
}
Rates = dict[str, list[int | None]]


def rates(dice: np.random.Generator, n: int) -> tuple[Rates, Rates]:
    """Draw rates and baselines, many of them exactly where something changes, in units."""
    found: Rates = {}
    before: Rates = {}
    answers = dice.random(n) < 0.9  # a hospital has all dimensions of its survey, or none
    for name, said in MEASURES.items():
        wide = 1 + 2 * abs(said.benchmark - said.threshold)
        low = min(said.threshold, said.benchmark) - wide // 4
        baseline = np.maximum(dice.integers(low, low + wide + wide // 4 + 3, n), 0)
        baseline = pick(dice, baseline, said.benchmark, said.benchmark + said.sign)
        # A tenth, or half of a tenth, of the way: where points by improvement have halves.
        step = (said.benchmark - baseline) // 10 * 10
        baseline = np.where(dice.random(n) < 0.5, said.benchmark - step, baseline)
        tenths = baseline + dice.integers(0, 21, n) * ((said.benchmark - baseline) // 10) // 2
        rate = dice.integers(low, low + wide + wide // 4 + 3, n)
        ninths = said.threshold + dice.integers(0, 19, n) * (said.benchmark - said.threshold) // 18
        rate = pick(dice, rate, tenths, ninths, baseline, baseline + 1, baseline - 1, share=0.3)
        edges = (said.threshold, said.benchmark, said.floor)
        rate = pick(dice, rate, *edges, *(e + 1 for e in edges), *(e - 1 for e in edges))
        rate = np.maximum(rate, 0)
        there = dice.random(n) < 0.8 if name not in PERSON else answers & (dice.random(n) < 0.999)
        found[name] = [int(x) if k else None for x, k in zip(rate, there, strict=True)]
        known = dice.random(n) < 0.85
        before[name] = [int(x) if k else None for x, k in zip(baseline, known, strict=True)]
    return found, before


def pick(
    dice: np.random.Generator, own: np.ndarray, *others: np.ndarray | int, share: float = 0.1
) -> np.ndarray:
    """Put one of the others in the place of a share of the numbers."""
    which = dice.integers(0, len(others), own.size)
    other = np.choose(which, [np.broadcast_to(o, own.shape) for o in others])
    return np.where(dice.random(own.size) < share, other, own)


def half_up(above: int, below: int) -> int:
    """Round above / below to the nearest whole number, halves up: floor(x + 1/2)."""
    return (2 * above + below) // (2 * below)


def achievement(rate: int, said: Standard) -> int:
    x, low, top = (said.sign * u for u in (rate, said.threshold, said.benchmark))
    if x >= top:
        return 10
    if x < low:
        return 0
    return half_up(18 * (x - low) + (top - low), 2 * (top - low))


def improvement(rate: int, before: int | None, said: Standard) -> int:
    if before is None:
        return 0
    x, low, top = (said.sign * u for u in (rate, before, said.benchmark))
    if low >= top or x <= low:
        return 0
    if x >= top:
        return 9
    return half_up(20 * (x - low) - (top - low), 2 * (top - low))


def measure_points(rate: int | None, before: int | None, said: Standard) -> int | None:
    if rate is None:
        return None
    return max(achievement(rate, said), improvement(rate, before, said))


def consistency(own: dict[str, int | None]) -> int | None:
    if any(rate is None for rate in own.values()):
        return None
    lowest = 20
    for name, rate in own.items():
        said = PERSON[name]
        if rate <= said.floor:
            lowest = min(lowest, 0)
        elif rate < said.threshold:
            width = said.threshold - said.floor
            lowest = min(lowest, half_up(40 * (rate - said.floor) - width, 2 * width))
    return lowest


def domain(points: list[int | None], least: int) -> Fraction | None:
    """Return a domain's score of 100: points over those possible for what is scored."""
    scored = [p for p in points if p is not None]
    return Fraction(100 * sum(scored), 10 * len(scored)) if len(scored) >= least else None


def person_domain(points: list[int | None], more: int | None) -> Fraction | None:
    """Return the score of what patients say: 80 points by its dimensions, and 20 more."""
    return None if more is None else Fraction(sum(p or 0 for p in points) + more)


class Expected(NamedTuple):
    """What the rule gives to a hospital."""

    points: dict[str, int | None]
    domains: dict[str, Fraction | None]
    total: Fraction | None


def by_the_rule(found: Rates, before: Rates, hospital: int) -> Expected:
    points = {
        f"{name}_points": measure_points(found[name][hospital], before[name][hospital], said)
        for name, said in MEASURES.items()
    }
    points["consistency"] = consistency({name: found[name][hospital] for name in PERSON})
    domains = {}
    for name, (measures, least) in DOMAINS.items():
        own = [points[f"{m}_points"] for m in measures]
        more = points["consistency"]
        domains[name] = person_domain(own, more) if measures is PERSON else domain(own, least)
    scored = [score for score in domains.values() if score is not None]
    total = sum(scored) / len(scored) if len(scored) >= 3 else None
    return Expected(points, domains, total)


def at_12(x: Fraction | None) -> Decimal | None:
    """Return a number at twelve places, halves up."""
    if x is None:
        return None
    return Decimal(half_up(x.numerator * 10**12, x.denominator)).scaleb(-12)


def written(units: int, places: int) -> str:
    return str(Decimal(units).scaleb(-places))


def folder_of(place: Path, found: Rates, before: Rates, hospitals: list[str]) -> Path:
    def given() -> Iterator[tuple[str, str, str | None]]:
        for name, said in MEASURES.items():
            for who, rate in zip(hospitals, found[name], strict=True):
                if rate is not None:
                    yield who, name, written(rate, said.places)

    def targets() -> Iterator[tuple[str, str | None, str, str, str]]:
        for name, said in MEASURES.items():
            words = ("threshold", "benchmark", *(("floor",) if name in PERSON else ()))
            for word in words:
                yield "all", None, name, word, written(getattr(said, word), said.places)
            for who, rate in zip(hospitals, before[name], strict=True):
                if rate is not None:
                    yield "agent", who, name, "baseline", written(rate, said.places)

    return folders.write(place, hospitals, given(), targets())


def by_agent(run: Path, file: str, key: str, column: str, name: str) -> list[Decimal | None]:
    found = pq.read_table(run / file, columns=["agent_id", key, column])
    rows = found.filter(pc.equal(found[key].cast(pa.string()), name))
    return rows[column].to_pylist()


HOSPITALS = 1_500


def test_hospitals_score_as_the_rule_says(tmp_path, plaudit):
    dice = np.random.default_rng(20260101)
    hospitals = [f"{i:06}" for i in range(HOSPITALS)]
    found, before = rates(dice, HOSPITALS)
    data = folder_of(tmp_path / "data", found, before, hospitals)
    run = folders.run(plaudit, PLANS / "hospital-vbp.yaml", data)
    expected = [by_the_rule(found, before, i) for i in range(HOSPITALS)]
    for name in expected[0].points:
        points = by_agent(run, "components.parquet", "component", "points", name)
        assert points == [one.points[name] for one in expected], name
    for name in DOMAINS:
        scores = by_agent(run, "groups.parquet", "group", "score", name)
        assert scores == [at_12(one.domains[name]) for one in expected], name
    totals = pq.read_table(run / "scorecards.parquet")["score"].to_pylist()
    assert totals == [at_12(one.total) for one in expected]
    # The draw met everything that it was made for.
    for points in (0, 1, 9, 10):
        assert sum(p == points for one in expected for p in one.points.values()) > 100
    assert sum(total is None for total in totals) > 10
