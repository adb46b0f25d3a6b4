"""A month that was run once, to be broken in one way at a time."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from scoring.monthly import run_period
from tests.faults.scene import Scene, good_month
from tests.months import MONTH, PLAN


@pytest.fixture(scope="session")
def run_before(tmp_path_factory) -> Path:
    """A folder with a plan, a data folder and the run of it; made once, only copied."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    good_month(folder / "data")
    run_period(folder / "plan.yaml", folder / "data", MONTH, folder / "RUNS")
    return folder


@pytest.fixture
def scene(tmp_path, plaudit, run_before) -> Scene:
    """A copy of that folder, and the commands to call on it."""
    folder = tmp_path / "scene"
    shutil.copytree(run_before, folder)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return Scene(folder, plaudit)
