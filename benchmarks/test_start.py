"""How long until the light commands have answered, next to `import click` alone?

Aim: `--help` and `verify` within 3 times the peer.
"""

import pytest

from scoring.monthly import run_period
from tests import months


@pytest.mark.benchmark(group="start")
def test_peer_import_click(timed):
    timed("-c", "import click")


@pytest.mark.benchmark(group="start")
def test_help(timed):
    timed("cli.py", "--help")


@pytest.mark.benchmark(group="start")
def test_verify(timed, tmp_path):
    months.write(tmp_path / "data")
    (tmp_path / "plan.yaml").write_text(months.PLAN, encoding="utf-8")
    done = run_period(tmp_path / "plan.yaml", tmp_path / "data", months.MONTH, tmp_path / "RUNS")
    timed("cli.py", "verify", done.path)
