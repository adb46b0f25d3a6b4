"""Where does the time of a run go: reading and checking, measuring, deciding, writing?

1,000,000 interactions of 2,000 agents, or PLAUDIT_BENCH_ROWS of them, in this process. The peer is
Arrow reading the same columns. Reading is what `validate` does besides its report; measuring is the
rest of the way from rows to values.
"""

import os

import pyarrow.parquet as pq
import pytest

from benchmarks.month import PERIOD, Month, kept_month
from benchmarks.peers.kpis import COLUMNS, parts_of
from benchmarks.test_scale import SHELF
from scoring import engine
from scoring.exact.period import parse_period
from scoring.intake.folder import open_folder
from scoring.intake.needs import columns_read
from scoring.intake.quarantine import Quarantine
from scoring.intake.raw import with_raw
from scoring.intake.reader import Asked, read_batches
from scoring.intake.tables import read_roster
from scoring.kernels.choice import kernels_for
from scoring.outputs.tables import result_tables, table_files
from scoring.plan.load import load_plan

ROWS = int(os.environ.get("PLAUDIT_BENCH_ROWS", "1000000"))
PLANS = ("desk", "volume")


@pytest.fixture(params=PLANS)
def month(request, benchmark):
    """The plan, the folder, and a way to read its rows."""
    data = kept_month(SHELF, Month(20_000 if benchmark.disabled else ROWS))
    plan = load_plan(SHELF.parents[1] / "benchmarks" / "plans" / f"{request.param}.yaml")
    roster, known, _ = read_roster(open_folder(data), plan, parse_period(PERIOD))

    def read():
        asked = Asked(
            known_agents=known,
            scales=plan.scales,
            company_columns=plan.columns,
            quarantine=Quarantine(),
            columns=columns_read(plan),
            kernels=kernels_for(ROWS),
        )
        return read_batches(open_folder(data), asked)

    return plan, roster, data, read


def _timed(benchmark, work):
    return benchmark.pedantic(work, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="stages")
def test_peer_read(benchmark, month):
    plan, _, data, _ = month
    columns = list(COLUMNS[plan.plan])
    _timed(benchmark, lambda: [pq.read_table(part, columns=columns) for part in parts_of(data)])


@pytest.mark.benchmark(group="stages")
def test_read_and_check(benchmark, month):
    *_, read = month
    _timed(benchmark, lambda: sum(facts.agent.size for facts in read()))


@pytest.mark.benchmark(group="stages")
def test_measure(benchmark, month):
    plan, roster, _, read = month
    batches = list(read())
    _timed(benchmark, lambda: engine.measure(plan, roster, [batches], kernels_for(ROWS)))


@pytest.mark.benchmark(group="stages")
def test_decide(benchmark, month):
    plan, roster, _, read = month
    values, _ = engine.measure(plan, roster, [read()], kernels_for(ROWS))
    _timed(benchmark, lambda: engine.run(plan, values, roster))


@pytest.mark.benchmark(group="stages")
def test_write(benchmark, month):
    plan, roster, data, read = month
    values, _ = engine.measure(plan, roster, [read()], kernels_for(ROWS))
    result = engine.run(plan, values, roster)
    nothing = with_raw(Quarantine().table(), open_folder(data))
    _timed(benchmark, lambda: table_files(result_tables(plan, result, nothing)))
