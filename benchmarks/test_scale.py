"""How does a run grow with its rows, from files to files, with the files in memory and from disk?

100,000 and 1,000,000 interactions, and 10,000,000 where PLAUDIT_BENCH_ROWS allows them. Aim: time
grows no faster than the rows, plus what the start costs. The peer is Arrow decoding the columns
that the plan asks about, in a process of its own and the same run; cold means that the data, and
nothing else, was dropped from the system's cache.
"""

import os
import shutil

import pytest

from benchmarks.month import PERIOD, Month, kept_month
from benchmarks.processes import ROOT, can_forget, forget, measure

MOST = int(os.environ.get("PLAUDIT_BENCH_ROWS", "1000000"))
SIZES = [rows for rows in (100_000, 1_000_000, 10_000_000) if rows <= max(MOST, 100_000)]
PLANS = ("desk", "volume")
SHELF = ROOT / "build" / "scale"


@pytest.fixture(params=SIZES, ids="{:,}".format)
def data(request, benchmark):
    return kept_month(SHELF, Month(20_000 if benchmark.disabled else request.param))


@pytest.fixture
def taken(benchmark, data, tmp_path):
    """Time a command, and note the largest of its peaks of memory."""
    peaks = []

    def run(words, *, cold):
        def before():
            shutil.rmtree(tmp_path / "RUNS", ignore_errors=True)
            if cold:
                forget(data)

        def once():
            peaks.append(measure(words, tmp_path / "said.txt").mib)

        benchmark.pedantic(once, setup=before, rounds=3, warmup_rounds=1)
        benchmark.extra_info |= {"peak_mib": max(peaks)}

    return run


@pytest.mark.benchmark(group="scale")
@pytest.mark.parametrize("cache", ["warm", "cold"])
@pytest.mark.parametrize("plan", PLANS)
def test_run(taken, data, tmp_path, plan, cache):
    if cache == "cold" and not can_forget():
        pytest.skip("this system lets no process drop files from its cache")
    plan_file = ROOT / "benchmarks" / "plans" / f"{plan}.yaml"
    words = ["cli.py", "run", plan_file, data, "--period", PERIOD, "--out", tmp_path / "RUNS"]
    taken(words, cold=cache == "cold")


@pytest.mark.benchmark(group="scale")
@pytest.mark.parametrize("plan", PLANS)
def test_peer_decode(taken, data, plan):
    taken(["-m", "benchmarks.peers.decode", plan, data, "text", "2"], cold=False)
