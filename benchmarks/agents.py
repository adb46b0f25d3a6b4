"""A million agents at will: values and a roster for a plan with every piece, drawn from a seed.

Values are fractions of whole numbers, rounded as a measure rounds them. Some are missing, some lie
on an edge, and every part of `tests.plans.RICH` decides something for somebody.
"""

import resource
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from scoring.columns import Column, chosen, words_of
from scoring.engine import run
from scoring.exact import fixed
from scoring.exact.period import parse_period
from scoring.flow import Earlier, Result, Roster, Value, Values
from scoring.ledger.manifest import exclusions, outputs, pay_totals
from scoring.outputs.tables import result_blocks, table_files
from scoring.plan.events import EventLedger
from scoring.plan.kinds import Given
from scoring.plan.model import Plan
from scoring.plan.rollups import Rollup
from tests.plans import RICH, plan_of
from tests.results import small_quarantine

PERIOD = parse_period("2026-06")
REGIONS = ("east", "islands")
CURRENCY = {"east": "CNY", "islands": "JPY"}
RANGES = {
    "csat": (3, 5),
    "response": (70, 100),
    "solved": (30, 100),
    "wait": (5, 31),
    "cost": (10, 90),
    "price": (1, 9),
    "rows": (20, 300),
    "again": (0, 40),
    "rating": (1, 5),
    "sure": (20, 90),
    "handling": (300, 1_800),
    "promoted": (20, 90),
    "conduct": (0, 110),
}
"""The least and the greatest value of each measure of the plan, in whole units."""


class Month(NamedTuple):
    """What a run begins with, once its rows are measured."""

    plan: Plan
    values: Values
    roster: Roster


# Results of regions and items that go through rates have files of their own, which nothing here is
# about.
PLAN = RICH[: RICH.index("  profit:")] + RICH[RICH.index("  conduct:") :]
POOL = """\
  - name: pool
    pay_code: POOL
    start: {weight: {on: tier, gives: {A: 1.5, B: 1, C: 0}}}
    multipliers: [{name: leader, factor: {on: roster, where: {role: leader}, times: 1.1}}]
    cap: none
    proration: {by: calendar_days, fte: apply}
    floor: none
    pool:
      per: region
      fund: {groups: {east: {CNY: 50000000}, islands: {JPY: 800000000}}}
      each_most: {amount: {CNY: 150, JPY: 2500}}
      left_over: share
"""


WITH_POOLS = PLAN.replace("awards:\n", f"{POOL}awards:\n", 1)
PAID = "".join(
    (
        WITH_POOLS[: WITH_POOLS.index("  cost:")],
        WITH_POOLS[WITH_POOLS.index("components:\n") : WITH_POOLS.index("  - {name: lax")],
        WITH_POOLS[WITH_POOLS.index("tiers:") :],
    )
)
"""What pay is about: four measures, two gates, tiers, a bonus and pools by region, awards."""


def month(agents: int, text: str = PLAN) -> Month:
    """A month of so many agents, under the plan with every piece unless another is given."""
    with tempfile.TemporaryDirectory() as folder:
        plan = plan_of(Path(folder), text)
    return Month(plan, some_values(plan, agents), some_roster(agents))


def decided(month: Month) -> Result:
    """Score, rank and pay everybody."""
    return run(month.plan, month.values, month.roster)


def files_of(month: Month, *names: str) -> dict[str, bytes]:
    """Score, rank and pay; write the tables named, or all, and add up for the manifest."""
    result = decided(month)
    laid = result_blocks(month.plan, result, small_quarantine(()))
    files, rows = table_files({name: laid[name] for name in names or laid})
    outputs(files, rows)
    exclusions(result.values)
    pay_totals(result.lines, month.roster.agent_ids)
    return files


def some_values(plan: Plan, n: int) -> dict[str, Value]:
    """Values of every measure but rollups for n agents; about one in fifty has too few facts."""
    rng = np.random.default_rng(7)
    own = (name for name, measure in plan.measures.items() if not isinstance(measure, Rollup))
    return {name: _value(plan, name, n, rng) for name in own}


def _value(plan: Plan, name: str, n: int, rng: np.random.Generator) -> Value:
    measure, (low, high) = plan.measures[name], RANGES[name]
    volume = np.where(rng.random(n) < 0.02, rng.integers(0, 5, n), rng.integers(5, 200, n))
    few = volume < measure.volume_min
    status = chosen(n, "known", (few, "below_volume"), (few & (volume == 0), "no_facts"))
    known = status.are("known")
    denominator = np.maximum(volume, 1)
    numerator = np.where(volume > 0, rng.integers(low * denominator, high * denominator + 1), 0)
    units = fixed.divide(numerator * 10**measure.places, denominator)
    left_out = rng.integers(0, 9, (2, n))
    reasons = () if isinstance(measure, Given | EventLedger) else ("outside_period", "no_calendar")
    return Value(
        units=np.where(known, units, 0),
        known=known,
        status=status,
        numerator=numerator,
        denominator=denominator,
        volume=volume,
        excluded=dict(zip(reasons, left_out, strict=False)),
    )


def some_roster(n: int) -> Roster:
    """A roster of n agents in two regions, each with its currency; one in a hundred has no base."""
    rng = np.random.default_rng(8)
    region = rng.integers(0, 2, n).tolist()
    teams = rng.integers(0, max(1, n // 20), n).tolist()
    base = np.where(np.array(region) == 0, rng.integers(300_000, 2_000_000, n) * 100, 0)
    base = np.where(np.array(region) == 1, rng.integers(150_000, 600_000, n) * 10_000, base)
    days = np.where(rng.random(n) < 0.05, rng.integers(1, 31, n), 30)
    words = {
        "name": tuple(f"Agent number {i}" for i in range(n)),
        "team": tuple(f"team {team:05}" for team in teams),
        "region": tuple(REGIONS[r] for r in region),
        "manager_id": tuple(f"M{team // 5:05}" for team in teams),
        "role": tuple(("agent", "leader")[team % 10 == 0] for team in teams),
        "currency": tuple(CURRENCY[REGIONS[r]] for r in region),
        "shift": tuple(("day", "night")[i % 5 == 0] for i in range(n)),
        "cost_center": tuple(f"CC-{team % 500:03}" for team in teams),
    }
    solved = np.where(np.array(region) == 0, 850, 900)
    return Roster(
        period=PERIOD,
        agent_ids=tuple(f"A{i:07}" for i in range(n)),
        columns={name: words_of(items) for name, items in words.items()},
        bonus_base=base,
        has_base=rng.random(n) >= 0.01,
        fte=np.where(rng.random(n) < 0.1, 5_000, 10_000),
        employed_days=days,
        starts_us=np.zeros(n, np.int64),
        ends_us=np.full(n, 2**62),
        targets={("solved", "target"): (solved, rng.random(n) >= 0.01)},
        given={},
        earlier=Earlier(
            run_id="earlier",
            period="2026-05",
            score=rng.integers(5_000, 10_000, n),
            scored=rng.random(n) >= 0.1,
            values={"csat": (rng.integers(300, 500, n), rng.random(n) >= 0.1)},
        ),
        numbers={"tenure_days": Column("whole", rng.integers(1, 4_000, n), rng.random(n) >= 0.01)},
    )


if __name__ == "__main__":  # the peak of a process that does nothing else, in MiB
    files_of(month(int(sys.argv[1]), PAID))
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}\n")
