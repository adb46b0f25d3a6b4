"""A sample month of some agents, run, and its site, written by the command: only read by tests."""

import datetime as dt
import subprocess
import sys
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring.monthly import run_period
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests.conftest import ROOT

AGENTS = 160


class Month(NamedTuple):
    """A run, and the folder of its data."""

    run: object
    data: object


@pytest.fixture(scope="session")
def month(tmp_path_factory):
    """A month of 160 agents on the roster."""
    folder = tmp_path_factory.mktemp("month")
    make_sample(folder / "data", interactions=16_000, agents=AGENTS)
    plan = find_plan("aftersales-monthly")
    return Month(
        run_period(plan, folder / "data", "2026-10", folder / "RUNS").path, folder / "data"
    )


@pytest.fixture(scope="session")
def earlier(month, tmp_path_factory):
    """The run of the month before: other contacts of the same agents, 31 days earlier."""
    folder = tmp_path_factory.mktemp("earlier")
    make_sample(folder / "data", interactions=16_000, agents=AGENTS, seed=7)
    back = dt.timedelta(days=31)
    file = folder / "data" / "interactions.parquet"
    table = pq.read_table(file)
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            moved = pc.subtract(table.column(place), pa.scalar(back))
            table = table.set_column(place, field, moved.cast(field.type))
    pq.write_table(table, file)
    for name in ("roster", "given", "targets"):
        (folder / "data" / f"{name}.parquet").write_bytes(
            (month.data / f"{name}.parquet").read_bytes()
        )
    plan = find_plan("aftersales-monthly")
    return run_period(plan, folder / "data", "2026-09", folder / "RUNS").path


@pytest.fixture(scope="session")
def site(month, tmp_path_factory):
    """The site in both languages."""
    out = tmp_path_factory.mktemp("site") / "site"
    words = [sys.executable, ROOT / "cli.py", "report", month.run, "--out", out]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return out
