"""How much memory does an import take, whatever the size of the export?

An event log of 5 GB (or of PLAUDIT_BENCH_MB megabytes; 200 by default) goes through the sorter to
one row a ticket. Aim: below 1 GiB, the libraries included. The peer is the same log a tenth the
size: memory must hardly differ, and time must grow with the rows.
"""

import os
import resource
import shutil
import subprocess
import sys

import pytest

from benchmarks.conftest import ROOT, SHARED
from benchmarks.exports import PROFILE, write_log

MEGABYTES = int(os.environ.get("PLAUDIT_BENCH_MB", "200"))


@pytest.mark.benchmark(group="import")
@pytest.mark.parametrize("megabytes", [MEGABYTES // 10, MEGABYTES])
def test_import_event_log(benchmark, tmp_path, megabytes):
    (tmp_path / "log.yaml").write_text(PROFILE, encoding="utf-8")
    rows = write_log(tmp_path / "log.csv", megabytes)
    out = tmp_path / "data"
    words = ["import", "--profile", tmp_path / "log.yaml", tmp_path / "log.csv", "--out", out]
    command = [sys.executable, "cli.py", *map(str, words)]

    def once() -> None:
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    benchmark.pedantic(once, rounds=1)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    benchmark.extra_info |= {"rows": rows, "peak_mib": peak}
    if not benchmark.disabled:
        assert peak < 1024, f"{peak} MiB at the peak"


@pytest.mark.benchmark(group="draft")
def test_draft_of_ecommerce(timed):
    """How long does a draft take, beside the import of the same file? Aim: a few seconds."""
    source = SHARED / "data" / "ecommerce-csat.csv"
    if not source.is_file():
        pytest.skip("no ../shared beside the project: the e-commerce export is not here")
    timed("cli.py", "import", "--propose", source, rounds=5)
