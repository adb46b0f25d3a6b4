"""Do a peer's KPIs agree with those of a run, for every agent and measure, exactly?

`python -m benchmarks.peers.check PLAN RUN KPIS...` holds tables against a run's
`measures.parquet`: the facts behind each value, and the value before rounding as a fraction.
It names the first differences of each table and ends with 1.
"""

import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.peers.kpis import KPIS, Kpi

_SHOWN = 3


def differences(plan: str, run: Path, kpis: Path) -> list[str]:
    """Compare a peer's table with a run.

    Args:
        plan: the plan's name.
        run: the folder of a run.
        kpis: the table of a peer.

    Returns:
        A line for each agent and measure that differ, and for each agent that only one has.
    """
    theirs = {row.pop("agent_id"): row for row in pq.read_table(kpis).to_pylist()}
    columns = ["agent_id", "measure", "numerator", "denominator", "volume"]
    found, met = [], set()
    for ours in pq.read_table(run / "measures.parquet", columns=columns).to_pylist():
        agent, measure = ours["agent_id"], ours["measure"]
        met.add((agent, measure))
        peer = theirs.get(agent, {})
        said = _fraction(KPIS[plan][measure], peer, measure)
        if not _agree(ours, said, peer.get(f"{measure}_v") or 0):
            found.append(f"{agent} {measure}: {said} of {peer}, and in the run {ours}")
    wanted = {(agent, measure) for agent in theirs for measure in KPIS[plan]}
    return found + [f"{' '.join(left)}: not in the run" for left in sorted(wanted - met)]


def _fraction(kpi: Kpi, peer: dict[str, Any], measure: str) -> tuple[int, int]:
    """Return a peer's value as a numerator over a denominator; an agent without rows has none."""
    by = (peer.get(f"{measure}_{kpi.by}") or 0) if kpi.by else 1
    return kpi.times * (peer.get(f"{measure}_n") or 0), kpi.over * by


def _agree(ours: dict[str, Any], said: tuple[int, int], volume: int) -> bool:
    """Hold the facts and, by cross multiplication, the values against each other."""
    numerator, denominator = int(ours["numerator"]), int(ours["denominator"])
    same = numerator * said[1] == said[0] * denominator
    return same and ours["volume"] == volume and (denominator == 0) == (said[1] == 0)


def main(plan: str, run: str, *kpis: str) -> int:
    """Compare every table with the run; return 1 where one differs."""
    wrong = 0
    for name in kpis:
        found = differences(plan, Path(run), Path(name))
        wrong |= bool(found)
        for line in found[:_SHOWN]:
            sys.stderr.write(f"{Path(name).stem}: {line}\n")
        sys.stderr.write(f"{Path(name).stem}: {len(found)} differences\n" if found else "")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
