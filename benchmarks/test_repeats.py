"""What do ids cost that do not increase: all different, all twice, or one id on every row?

5,000,000 rows of one id, and 10,000,000 rows shuffled, or PLAUDIT_BENCH_ROWS of each. The peer is
one reading of the same rows that keeps nothing. Aim: at most 128 MiB above its peak, however many
rows there are and however often an id comes. Each peak is that of its own process.
"""

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.conftest import ROOT
from tests.intake.folders import STAMP, people

KINDS = {"equal": 5_000_000, "unique": 10_000_000, "twice": 10_000_000}
_READ = """
import json, re, sys, time
from pathlib import Path
from scoring.intake.folder import open_folder
from scoring.intake.hashes import content_hashes
from scoring.intake.reader import _ids, _whole
from scoring.intake.repeats import find_repeats

folder, begun = open_folder(Path(sys.argv[1])), time.process_time()
rows = 0
if sys.argv[2] == "nothing":
    for _ in _ids(folder):
        pass
    for batch in _whole(folder):
        content_hashes(batch.rows)
else:
    found = find_repeats(lambda: _ids(folder), lambda: _whole(folder))
    rows = sum(marked.count() for sets in (found.alike, found.apart) for marked in sets.values())
# Not `ru_maxrss`, in which the peak of the process that began this one lives on.
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10
print(json.dumps({"rows": rows, "peak": peak, "cpu_s": time.process_time() - begun}))
"""


def write(folder, kind, rows):
    """Write a folder whose ids do not increase, each on as many rows as the kind says."""
    folder.mkdir(parents=True)
    pq.write_table(people(), folder / "roster.parquet", write_page_checksum=True)
    distinct = {"equal": 1, "unique": rows, "twice": rows // 2}[kind]
    order = np.random.default_rng(4).permutation(rows) % distinct
    group = 5_000_000 if kind == "equal" else 1 << 20  # a row group of 5 million rows is a bomb
    writer = None
    for start in range(0, rows, group):
        i = order[start : start + group]
        table = pa.table(
            {
                "interaction_id": np.char.add("T", np.char.zfill(i.astype(str), 9)),
                "agent_id": pa.array(["a1", "b2", "c3"]).take(pa.array(i % 3)),
                "created_at": pa.array(1_790_812_800_000_000 + i * 1_000).cast(STAMP),
                "handle_s": pa.array(i % 3_000),
            }
        )
        path = folder / "interactions.parquet"
        writer = writer or pq.ParquetWriter(path, table.schema, write_page_checksum=True)
        writer.write_table(table, row_group_size=group)
    writer.close()
    return folder


def measured(folder, what):
    """Read in a process of its own, and return what it counted, held and took."""
    command = [sys.executable, "-c", _READ, str(folder), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.benchmark(group="repeats")
@pytest.mark.parametrize("kind", KINDS)
def test_find_repeats(benchmark, tmp_path, kind):
    rows = int(os.environ.get("PLAUDIT_BENCH_ROWS", KINDS[kind]))
    rows = 20_000 if benchmark.disabled else rows
    folder = write(tmp_path / "data", kind, rows)
    found = benchmark.pedantic(measured, [folder, "repeats"], rounds=3)
    assert found["rows"] == (0 if kind == "unique" else rows)
    base = measured(folder, "nothing")
    above = found["peak"] - base["peak"]
    benchmark.extra_info |= {"rows": rows, "above_mib": above, **found}
    benchmark.extra_info |= {f"nothing_{name}": value for name, value in base.items()}
    if not benchmark.disabled:
        assert above < 128, f"{above} MiB more than to read and keep nothing"
