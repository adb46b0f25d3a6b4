"""`make bench-peers`: the same file, two plans, a process each, and every answer compared.

`ROWS=` interactions (20,000,000), `ROUNDS=` warm ones (5), `COLD=` cold ones (3), `THREADS=` (2),
`PEERS=` names with commas to leave others out. The results go to benchmarks/README.md.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.month import PERIOD, Month, kept_month
from benchmarks.peers.page import Results, write_results
from benchmarks.processes import (
    ROOT,
    FailedError,
    Measured,
    can_forget,
    forget,
    measure,
    use_processors,
)

SHELF = ROOT / "build" / "peers"
PLANS = ("desk", "volume")
WORK = {
    "Plaudit": "",
    "DuckDB": "in_duckdb",
    "Polars": "in_polars",
    "DataFusion": "in_datafusion",
    "pandas": "in_pandas",
    "decode": "decode",
    "decode to codes": "decode",
}
"""Who works, and the script; Plaudit is the command itself, files to scorecards and payouts."""


class Bench(NamedTuple):
    """What is measured: the data, how often, by whom.

    Attributes:
        data: the data folder.
        scratch: where answers go.
        threads: for each process.
        names: who works.
    """

    data: Path
    scratch: Path
    threads: int
    names: tuple[str, ...]


def main() -> int:
    """Measure as the environment asks; return 1 where somebody failed or answers differ."""
    rows, rounds, cold, threads = (
        int(os.environ.get(name, "").replace("_", "") or default)
        for name, default in (("ROWS", 20_000_000), ("ROUNDS", 5), ("COLD", 3), ("THREADS", 2))
    )
    asked = [name for name in os.environ.get("PEERS", "").split(",") if name]
    if unknown := set(asked) - set(WORK):
        sys.stderr.write(f"PEERS: {', '.join(unknown)}? Choose from {', '.join(WORK)}.\n")
        return 2
    threads = use_processors(threads)
    scratch = SHELF / "answers"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    bench = Bench(kept_month(SHELF, Month(rows)), scratch, threads, tuple(asked or WORK))
    results = Results(rows, _bytes(bench.data), threads, {}, {})
    try:
        for plan in PLANS:
            _rounds(bench, plan, 1, cold=False)  # warms the cache, and compiles what is compiled
            results.warm[plan] = _rounds(bench, plan, rounds, cold=False)
            results.cold[plan] = _rounds(bench, plan, cold if can_forget() else 0, cold=True)
    except FailedError as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    write_results(ROOT / "benchmarks" / "README.md", results)
    return 0


def _bytes(data: Path) -> int:
    return sum(path.stat().st_size for path in data.rglob("*.parquet"))


def _rounds(bench: Bench, plan: str, rounds: int, *, cold: bool) -> dict[str, list[Measured]]:
    """Let everybody work in turn, forwards and backwards, and compare the answers each round."""
    took: dict[str, list[Measured]] = {name: [] for name in bench.names if rounds}
    for i in range(rounds):
        for name in bench.names[:: -1 if i % 2 else 1]:
            took[name].append(_work(bench, plan, name, cold=cold))
        _compare(bench, plan)
    return took


def _work(bench: Bench, plan: str, name: str, *, cold: bool) -> Measured:
    """Let one of them work, from files to files."""
    runs, answer = bench.scratch / "RUNS", bench.scratch / f"{name}.parquet"
    words: list[object] = ["-m", f"benchmarks.peers.{WORK[name]}", plan, bench.data]
    if name == "Plaudit":
        shutil.rmtree(runs, ignore_errors=True)
        plan_file = ROOT / "benchmarks" / "plans" / f"{plan}.yaml"
        words = ["cli.py", "run", plan_file, bench.data, "--period", PERIOD, "--out", runs]
    elif WORK[name] == "decode":
        words += ["text" if name == "decode" else "codes", bench.threads]
    else:
        answer.unlink(missing_ok=True)
        words += [answer, bench.threads]
    if cold:
        forget(bench.data)
    took = measure(words, bench.scratch / "said.txt")
    when = "cold" if cold else "warm"
    sys.stdout.write(f"{plan} {name} {when} {took.seconds:.2f} s {took.mib} MiB\n")
    sys.stdout.flush()
    return took


def _compare(bench: Bench, plan: str) -> None:
    """Hold every peer's answer against Plaudit's measures."""
    runs = [path.parent for path in (bench.scratch / "RUNS").rglob("measures.parquet")]
    answers = [bench.scratch / f"{name}.parquet" for name in bench.names if WORK[name][:3] == "in_"]
    if runs and answers:
        words = ["-m", "benchmarks.peers.check", plan, runs[0], *answers]
        measure(words, bench.scratch / "said.txt")


if __name__ == "__main__":
    sys.exit(main())
