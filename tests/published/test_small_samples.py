"""Other people's numbers on few facts: Wilson intervals of R, and a table of shrunk averages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import sqrt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.exact import fixed
from scoring.exact.fixed import scaled, text
from scoring.monthly import run_period
from scoring.pieces.intervals import Form, wilson_interval
from scoring.pieces.priors import Facts, shrunk
from scoring.priors import Prior
from tests import months
from tests.plans import changed

# Source: statsmodels, stats/tests/results/results_proportion.py, made by R's binom::binom.confint
# at z = 1.959963984540054: hits and facts, and the interval. The last four cases are published
# with eight significant digits.
WILSON_R = [
    (18, 20, "0.6989663547715128", "0.972133518786232"),
    (4, 20, "0.0806576625797981", "0.4160174322518935"),
    (4, 200, "0.00780442641634947", "0.05028708690582643"),
    (190, 200, "0.910421851861224", "0.972617354399236"),
    (1, 30, "0.00590859", "0.16670391"),
    (29, 30, "0.8332961", "0.9940914"),
    (0, 30, "0.0", "0.11351339"),
    (30, 30, "0.8864866", "1.0"),
]


def test_wilson_intervals_of_r():
    hits, volume = (np.array(column) for column in list(zip(*WILSON_R, strict=True))[:2])
    found = wilson_interval(hits, volume, Form(Decimal("1.959963984540054")))
    for (_, _, low, high), *bounds in zip(WILSON_R, found.low, found.high, strict=True):
        for published, units in zip((low, high), bounds, strict=True):
            places = min(12, len(published.partition(".")[2]))
            mine = Decimal(text(int(units), 12))
            assert abs(mine - Decimal(published)) <= Decimal(1).scaleb(-places), published


def test_the_wilson_score_of_livechat_orders_alike_and_is_another_number():
    # Source: livechat.com/help/agent-rankings: at Z = 2.69, Anna (10 good, 2 bad) has 0.5194200469
    # and Jake (2 good) 0.3312764381. The formula there divides z²/4n inside the root by n once
    # more than Wilson's does; written so, their numbers come out, and from Wilson's they do not:
    # (p + z²/2n - z √((p (1 - p) + z²/4n) / n)) / (1 + z²/n) is 0.44723 and 0.21654.
    def as_published(hits: int, n: int, z: float) -> float:
        p, quarter = hits / n, z * z / (4 * n)
        return (p + 2 * quarter - z * sqrt((quarter / n + p * (1 - p)) / n)) / (1 + 4 * quarter)

    assert [round(as_published(*x, 2.69), 10) for x in ((10, 12), (2, 2))] == [
        0.5194200469,
        0.3312764381,
    ]
    found = wilson_interval(np.array([10, 2]), np.array([12, 2]), Form(Decimal("2.69"), 5))
    assert found.low.tolist() == [44723, 21654]  # Anna before Jake, as theirs


# Source: David Robinson, Understanding empirical Bayes estimation using baseball statistics
# (varianceexplained.org, 2015-10-01): hits and at-bats of ten players, the averages and the
# estimates at three decimals, by a prior of alpha 78.661 and beta 224.875, whose mean is 0.259.
BATTERS = [
    ("Rogers Hornsby", 2930, 8173, "0.358", "0.355"),
    ("Shoeless Joe Jackson", 1772, 4981, "0.356", "0.350"),
    ("Ed Delahanty", 2596, 7505, "0.346", "0.343"),
    ("Billy Hamilton", 2158, 6268, "0.344", "0.340"),
    ("Harry Heilmann", 2660, 7787, "0.342", "0.339"),
    ("Bill Bergen", 516, 3028, "0.170", "0.178"),
    ("Ray Oyler", 221, 1265, "0.175", "0.191"),
    ("John Vukovich", 90, 559, "0.161", "0.196"),
    ("John Humphries", 52, 364, "0.143", "0.196"),
    ("George Baker", 74, 474, "0.156", "0.196"),
]
STRENGTH = Decimal("78.661") + Decimal("224.875")
MEAN = (Decimal("78.661") / STRENGTH).quantize(Decimal("1e-12"))
AVERAGES, ESTIMATES = ([batter[i] for batter in BATTERS] for i in (3, 4))


def test_shrunk_batting_averages():
    hits, at_bats = (np.array([batter[i] for batter in BATTERS]) for i in (1, 2))
    prior = Prior(scaled(MEAN, 12), scaled(STRENGTH, 12))
    assert text(fixed.divide_one(prior.mean, 10**9), 3) == "0.259"
    above, below = shrunk(Facts(hits, at_bats), [prior], np.zeros(10, np.int64))
    found = fixed.divide(above * 1000, below)
    assert [text(int(units), 3) for units in found] == ESTIMATES


BATTING = f"""\
  batting:
    title: Batting average
    kind: share
    hits: {{resolved: true}}
    per: 1
    unit: points
    better: higher
    places: 3
    period_on: created_at
    volume_min: 1
    missing: exclude
    adjusted:
      by: shrinkage
      z: 1.96
      prior: {{from: stated, mean: {MEAN}, strength: {STRENGTH}}}
components:
"""


@pytest.fixture(scope="module")
def measures(tmp_path_factory):
    """The ten players as agents and their 40,404 at-bats as rows, measured by the command's run."""
    folder = tmp_path_factory.mktemp("batting")
    plan = changed(("components:\n", BATTING), ("cycle: month", "cycle: year"), text=months.PLAN)
    (folder / "batting.yaml").write_text(plan, encoding="utf-8")
    names = sorted(name for name, *_ in BATTERS)
    people = months.roster()
    people = pa.table(
        {
            name: names
            if name == "agent_id"
            else pa.array([people[name][0].as_py()] * 10, people[name].type)
            for name in people.column_names
        }
    )
    agents = [name for name, _, at_bats, *_ in BATTERS for _ in range(at_bats)]
    hits = [n < hit for _, hit, at_bats, *_ in BATTERS for n in range(at_bats)]
    ids = [f"B{i:05}" for i in range(len(agents))]
    stamp = pa.array([dt.datetime(2026, 5, 1, tzinfo=dt.UTC)] * len(ids), months.STAMP)
    rated = pa.array([Decimal(5)] * len(ids), pa.decimal128(5, 2))
    rows = pa.table(
        {"interaction_id": ids, "agent_id": agents, "created_at": stamp, "resolved": hits}
        | {"csat": rated}
    )
    data = months.write(folder / "data", rows=rows, people=people)
    run = run_period(folder / "batting.yaml", data, "2026", folder / "RUNS").path
    return pq.read_table(run / "measures.parquet", filters=[("measure", "=", "batting")])


def test_a_plan_shrinks_the_batting_averages(measures):
    # The raw averages and the shrunk ones, from rows to the run's table.
    found = {row["agent_id"]: row for row in measures.to_pylist()}
    assert [f"{found[name]['raw']:.3f}" for name, *_ in BATTERS] == AVERAGES
    assert [f"{found[name]['value']:.3f}" for name, *_ in BATTERS] == ESTIMATES
    assert sum(row["volume"] for row in found.values()) == 40_404
