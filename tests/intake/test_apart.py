"""Clean data needs neither pandas nor pandera; a fault brings them in, and is told as ever."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.month import Month, write_month
from benchmarks.processes import ROOT
from scoring.kernels.choice import WORTH_COMPILED
from tests.intake.folders import contacts, people, write
from tests.intake.test_more_tables import TABLES, table

DESK = ROOT / "benchmarks" / "plans" / "desk.yaml"
HEAVY = ("numba", "pandas", "pandera")
NEVER = ("hypothesis", "openpyxl", "pyarrow.csv", "pyarrow.dataset", "scoring.importing")
COMMAND = f"""
import json, sys
import scoring.door
from scoring.cli import main
scoring.door.leave_at_once = sys.exit
try:
    main()
except SystemExit as left:
    found = [name for name in {(*HEAVY, *NEVER)!r} if name in sys.modules]
    print(json.dumps([left.code or 0, found]))
"""


@dataclass
class Left:
    code: int
    imported: list[str]
    said: str


def command(*words) -> Left:
    """Run a command in a process of its own, and list what it imported of the heavy libraries."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    code, imported = json.loads(done.stdout.splitlines()[-1])
    return Left(code, imported, done.stderr + done.stdout)


def run(folder, runs) -> Left:
    return command("run", DESK, folder, "--period", "2026-10", "--out", runs)


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean") / "data"
    write_month(folder, Month(2_000))
    return folder


def test_a_clean_run_imports_neither_pandas_nor_pandera(month, tmp_path):
    left = run(month, tmp_path / "RUNS")
    assert (left.code, left.imported) == (0, []), left.said
    assert "quarantined 0" in left.said


def test_rows_of_strangers_and_rows_that_repeat_are_set_aside_without_them(month, tmp_path):
    folder = shutil.copytree(month, tmp_path / "data")
    rows = pq.read_table(month / "interactions.parquet")
    agents = ["NOBODY-1", *rows["agent_id"].to_pylist()[1:]]
    at = rows.schema.get_field_index("agent_id")
    rows = rows.set_column(at, "agent_id", pa.array(agents))
    rows = pa.concat_tables([rows, rows.slice(5, 1)])
    pq.write_table(rows, folder / "interactions.parquet", write_page_checksum=True)
    left = run(folder, tmp_path / "RUNS")
    assert (left.code, left.imported) == (0, []), left.said
    assert "quarantined 3" in left.said
    (found,) = (tmp_path / "RUNS").rglob("quarantine.parquet")
    told = pq.read_table(found, columns=["row", "rule"]).to_pylist()
    assert [(one["row"], one["rule"]) for one in told] == [
        (1, "unknown-agent"), (6, "repeated-row"), (2001, "repeated-row"),
    ]  # fmt: skip


def test_a_large_clean_run_imports_compiled_kernels_alone(tmp_path):
    folder = tmp_path / "large"
    write_month(folder, Month(WORTH_COMPILED))
    left = run(folder, tmp_path / "RUNS")
    assert (left.code, left.imported) == (0, ["numba"]), left.said


def test_every_table_that_is_clean_passes_without_them(tmp_path):
    folder = write(tmp_path / "d", **{name: table(name) for name in TABLES})
    left = command("validate", folder)
    assert (left.code, left.imported) == (0, []), left.said


def test_a_faulty_row_brings_them_in_and_is_told_as_in_a_program_that_had_them(
    month, tmp_path, plaudit
):
    folder = tmp_path / "faulty"
    folder.mkdir()
    rows = pq.read_table(month / "interactions.parquet")
    handled = rows["handle_s"].to_pylist()
    handled[7], handled[11] = -5, 10**9
    place = rows.schema.get_field_index("handle_s")
    rows = rows.set_column(place, "handle_s", pa.array(handled, rows.schema.field(place).type))
    pq.write_table(rows, folder / "interactions.parquet")
    pq.write_table(pq.read_table(month / "roster.parquet"), folder / "roster.parquet")

    left = run(folder, tmp_path / "RUNS")
    assert (left.code, left.imported[:2]) == (0, ["pandas", "pandera"]), left.said
    assert "quarantined 2" in left.said
    (apart,) = (tmp_path / "RUNS").glob("*/*/quarantine.parquet")
    told = [(r["row"], r["column"], r["rule"]) for r in pq.read_table(apart).to_pylist()]
    assert told == [(8, "handle_s", "negative-duration"), (12, "handle_s", "out-of-range")]

    here = plaudit("run", DESK, folder, "--period", "2026-10", "--out", tmp_path / "HERE")
    assert here.code == 0
    (same,) = (tmp_path / "HERE").glob("*/*/quarantine.parquet")
    assert same.read_bytes() == apart.read_bytes()


FAULTY = contacts(
    6,
    nps=pa.array([11, 1, None, 1, 2, 3]),
    csat=pa.array([float("nan"), 900.0, 4.5, 1.00005, None, 3.0]),
    channel=pa.array(["chat", " ", "a\tb", "x" * 200, None, "mail"]),
    cost_currency=pa.array(["CNY", "RMB", None, "JPY", "CNY", "cny"]),
    resolved=pa.array([True, None, False, True, None, True]),
)


@pytest.mark.parametrize(
    ("tables", "code", "rules"),
    [
        ({"rows": FAULTY}, 0, ["out-of-range", "not-finite", "blank-text", "unknown-word"]),
        ({"roster": people(currency=pa.array(["RMB", "JPY", None]))}, 3, ["unknown-word"]),
        ({"events": table("events", approver=pa.array(["a1", "m1", None]))}, 3, ["self-approved"]),
    ],
    ids=["interactions", "roster", "events"],
)
def test_faults_are_told_alike_by_a_command_and_where_pandas_was_before(
    tmp_path, plaudit, tables, code, rules
):
    folder = write(tmp_path / "d", **tables)
    left, here = command("validate", folder), plaudit("validate", folder)
    assert left.imported[:2] == ["pandas", "pandera"]
    assert (left.code, here.code) == (code, code)
    assert [line for line in (here.out + here.err).splitlines() if line not in left.said] == []
    assert [rule for rule in rules if rule not in left.said] == []
