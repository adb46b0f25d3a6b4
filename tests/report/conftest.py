"""A sample month of some agents, run, and its site, written by the command: only read by tests."""

import subprocess
import sys
from typing import NamedTuple

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
def site(month, tmp_path_factory):
    """The site in both languages."""
    out = tmp_path_factory.mktemp("site") / "site"
    words = [sys.executable, ROOT / "cli.py", "report", month.run, "--out", out]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return out
