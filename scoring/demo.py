"""The demonstration: a sample month, run and shown as HR, managers and finance would look at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from scoring.done import Done, totals
from scoring.monthly import run_period
from scoring.outputs.rank import rank_rows, rank_text
from scoring.placing import placed_folder
from scoring.plan.tiers import scale
from scoring.sample.month import SampleFacts, make_sample
from scoring.shipped import find_plan

PLAN = "aftersales-monthly"
TOP = 10


def run_demo(out: Path) -> str:
    """Write the sample month to OUT/data, run it into OUT/RUNS, and tell what came out."""
    made: list[SampleFacts] = []
    placed_folder(out / "data", lambda folder: made.append(make_sample(folder)))
    (sample,) = made
    done = run_period(find_plan(PLAN), out / "data", sample.period, out / "RUNS")
    parts = [
        done.summary(),
        f"The first {TOP} of the ranking\n" + rank_text(rank_rows(done.path, top=TOP)),
        "Tiers\n" + _tiers(done),
        "Paid\n" + _paid(done),
        "Faults planted in the sample, and found\n" + _faults(sample, done),
        "Findings\n" + done.findings(),
        "Where things lie\n" + _places(out, done),
    ]
    return "\n\n".join(part.rstrip() for part in parts)


def _tiers(done: Done) -> str:
    tier = [t for t in done.result.standing.tier.tolist() if t]
    order = reversed([name for name, _ in scale(done.plan.tiers)])
    counts = Counter(tier)
    return "\n".join(
        f"  {name:<4}{counts[name]:>6,}  {100 * counts[name] / max(len(tier), 1):5.1f} %"
        for name in order
    )


def _paid(done: Done) -> str:
    return "\n".join(
        f"  {currency}  {_grouped(amount):>16}  in {lines:,} lines"
        for currency, amount, lines in totals(done)
    )


def _grouped(amount: str) -> str:
    whole, point, cents = amount.partition(".")
    return f"{int(whole):,}{point}{cents}"


def _faults(sample: SampleFacts, done: Done) -> str:
    found = _counts(done)
    return "\n".join(
        f"  {rule:<20}{column:<20}planted {planted:>4}  found {found.get((column, rule), 0):>4}"
        for (column, rule), planted in sorted(sample.planted.items())
    )


def _counts(done: Done) -> Mapping[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for total in done.intake.faults:
        found[total.column or "", total.rule] += total.count
    return found


def _places(out: Path, done: Done) -> str:
    first = next(i for i, r in enumerate(done.result.standing.rank) if r == 1)
    agent = done.result.roster.agent_ids[first]
    return "\n".join(
        (
            f"  data      {out / 'data'}",
            f"  run       {done.path}",
            f"  next      plaudit rank {done.path} --by region --top 3",
            f"            plaudit explain {done.path} {agent}",
            f"            plaudit report {done.path} --out report",
            f"            plaudit export {done.path} --to payroll-csv --out payroll.csv",
            f"            plaudit verify {done.path} --totals",
        )
    )
