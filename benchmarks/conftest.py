"""What the benchmarks share: commands as processes, timed whole, start of Python included.

A figure from one run on one machine says little; each file measures its peer in the same run,
and people quote the ratio of the medians.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture
def timed(benchmark):
    """Time a command of this Python as a whole process."""

    def run(*words: object, rounds: int = 9, setup=None):
        command = [sys.executable, *map(str, words)]

        def once() -> None:
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

        benchmark.pedantic(once, setup=setup, rounds=rounds, warmup_rounds=1)

    return run
