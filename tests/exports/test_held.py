"""Nothing is paid by a run that is not what its values come to, be its manifest ever so whole."""

import json
import shutil
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger.identity import canonical, digest, hash_total


def forged(run, folder, change):
    """A copy of a run whose pay lines are changed, and whose manifest says so throughout."""
    copy = folder / "RUNS" / "2026-10" / run.name
    shutil.copytree(run, copy)
    file = copy / "payouts.parquet"
    table = pq.read_table(file)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
    manifest = json.loads((copy / "manifest.json").read_text())
    data = file.read_bytes()
    for entry in manifest["outputs"]:
        if entry["name"] == "payouts.parquet":
            entry |= {"bytes": len(data), "sha256": digest(data), "rows": len(rows)}
    totals = manifest["totals"]
    for code, total in totals["currencies"].items():
        lines = [row for row in rows if row["currency"] == code]
        places = len(total["sum"].partition(".")[2])
        amount = sum((row["amount"] for row in lines), Decimal(0))
        total |= {"rows": len(lines), "sum": f"{amount:.{places}f}"}
    totals["rows"] = len(rows)
    totals["payees"] = len({row["agent_id"] for row in rows})
    totals["hash_total"] = hash_total([row["agent_id"] for row in rows])
    del manifest["digest"]
    manifest["digest"] = digest(canonical(manifest))
    (copy / "manifest.json").write_bytes(canonical(manifest))
    return copy


def ghost(rows):
    rows.append(rows[0] | {"agent_id": "A9999"})


def twice(rows):
    rows.insert(0, dict(rows[0]))


def more(rows):
    rows[0]["amount"] += 100


def swapped(rows):
    rows[0]["amount"] += 100
    rows[1]["amount"] -= 100


def other_code(rows):
    rows[0]["pay_code"] = "STAR"


def other_center(rows):
    rows[0]["cost_center"] = "CN-999"


def other_id(rows):
    rows[0]["line_id"] = "0" * 32


@pytest.mark.parametrize("what", [("--to", "payroll-csv"), ("--csv",), ("--xlsx",)])
@pytest.mark.parametrize(
    "change", [ghost, twice, more, swapped, other_code, other_center, other_id]
)
def test_a_forged_run_is_refused(demonstration, tmp_path, plaudit, change, what):
    run = forged(demonstration.run, tmp_path, change)
    assert plaudit("verify", run).code == 0  # its papers are in order
    out = tmp_path / "out" / f"file.{what[0].removeprefix('--').replace('to', 'csv')}"
    if what[0] == "--to":
        done = plaudit("export", run, *what, "--out", out)
    else:
        done = plaudit("report", run, what[0], out)
    assert done.code in (5, 7), done.err
    assert "payouts.parquet" in done.err
    assert not out.exists()
    assert not (tmp_path / "RUNS" / "exports.jsonl").exists()


def test_the_helper_forges_nothing_by_itself(demonstration, tmp_path, plaudit):
    run = forged(demonstration.run, tmp_path, lambda rows: None)
    done = plaudit("export", run, "--to", "payroll-csv", "--out", tmp_path / "pay.csv")
    assert done.code == 0, done.err
